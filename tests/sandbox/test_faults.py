"""Does the simulator fail in the ways it is told to, for whom, and as often?"""

import time

import pytest
import requests

from tests.sandbox.wechat_calls import exchange
from tests.sandbox_server import SandboxWeChat

LOGIN = "/sns/jscode2session"


def _get(server: SandboxWeChat, code: str) -> requests.Response:
    params = {
        "appid": server.appid,
        "secret": server.secret,
        "js_code": code,
        "grant_type": "authorization_code",
    }
    return requests.get(server.url + LOGIN, params=params, timeout=10)


@pytest.fixture
def code(wechat_server: SandboxWeChat) -> str:
    return wechat_server.login_code(wechat_server.create_user("石榴"))


def test_errcode_is_answered_so_many_times_and_uses_no_code_up(wechat_server: SandboxWeChat, code: str) -> None:
    wechat_server.fault(LOGIN, errcode=-1, times=2)
    answers = [exchange(wechat_server, code) for _ in range(3)]
    assert [answer.get("errcode") for answer in answers] == [-1, -1, None]
    assert answers[0]["errmsg"].startswith("system error, rid: ")


def test_http_status_and_html_come_from_a_gateway_in_between(wechat_server: SandboxWeChat, code: str) -> None:
    wechat_server.fault(LOGIN, http_status=502)
    wechat_server.fault(LOGIN, html=True)
    for status in (502, 200):
        answer = _get(wechat_server, code)
        assert answer.status_code == status
        assert answer.headers["Content-Type"].startswith("text/html")
        assert answer.text.startswith("<html>")
    assert "openid" in exchange(wechat_server, code)


def test_truncated_answer_has_used_the_code_up(wechat_server: SandboxWeChat, code: str) -> None:
    wechat_server.fault(LOGIN, truncate=True)
    answer = _get(wechat_server, code)
    assert answer.text.startswith('{"session_key"')
    with pytest.raises(requests.JSONDecodeError):
        answer.json()
    assert exchange(wechat_server, code)["errcode"] == 40163


def test_dropped_connection_has_used_the_code_up(wechat_server: SandboxWeChat, code: str) -> None:
    wechat_server.fault(LOGIN, drop=True)
    with pytest.raises(requests.ConnectionError):
        _get(wechat_server, code)
    assert exchange(wechat_server, code)["errcode"] == 40163
    assert [call["fault"] for call in wechat_server.calls(LOGIN)] == ["drop", None]


def test_late_answer_is_a_good_answer(wechat_server: SandboxWeChat, code: str) -> None:
    wechat_server.fault(LOGIN, delay_ms=300)
    started = time.perf_counter()
    assert "openid" in exchange(wechat_server, code)
    assert time.perf_counter() - started >= 0.3


def test_fault_can_be_meant_for_one_person(wechat_server: SandboxWeChat, code: str) -> None:
    other = wechat_server.create_user("籽")
    wechat_server.fault(LOGIN, errcode=45011, openid=other)
    assert "openid" in exchange(wechat_server, code)
    assert exchange(wechat_server, wechat_server.login_code(other))["errcode"] == 45011


def test_fault_is_meant_for_one_path(wechat_server: SandboxWeChat, code: str) -> None:
    wechat_server.fault("/cgi-bin/token", errcode=-1)
    assert "openid" in exchange(wechat_server, code)
