"""Does a login code become an openid once, and never again?"""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from tests.sandbox.wechat_calls import RID, begin_minute, exchange
from tests.sandbox_server import SandboxWeChat


def test_code_gives_openid_and_session_key(wechat_server: SandboxWeChat) -> None:
    openid = wechat_server.create_user("石榴")
    answer = exchange(wechat_server, wechat_server.login_code(openid))
    assert set(answer) == {"openid", "session_key"}
    assert answer["openid"] == openid
    assert re.fullmatch(r"o[A-Za-z0-9_-]{27}", openid)
    assert len(answer["session_key"]) == 24


def test_unionid_is_given_when_the_person_has_one(wechat_server: SandboxWeChat) -> None:
    openid = wechat_server.create_user("石榴", unionid="u1")
    assert exchange(wechat_server, wechat_server.login_code(openid))["unionid"] == "u1"


@pytest.mark.parametrize(
    ("changes", "errcode", "errmsg"),
    [
        ({"appid": None}, 41002, "appid missing"),
        ({"appid": "wxother"}, 40013, "invalid appid"),
        ({"secret": None}, 41004, "appsecret missing"),
        ({"secret": "guess"}, 40125, "invalid appsecret"),
        ({"js_code": None}, 41008, "missing code"),
        ({"grant_type": "password"}, 40002, "invalid grant_type"),
        ({"js_code": "never-issued"}, 40029, "invalid code"),
    ],
)
def test_wrong_request_is_refused(
    wechat_server: SandboxWeChat, changes: dict[str, Any], errcode: int, errmsg: str
) -> None:
    code = wechat_server.login_code(wechat_server.create_user("石榴"))
    answer = exchange(wechat_server, **{"code": code, **changes})
    assert answer["errcode"] == errcode
    rid = RID.search(answer["errmsg"])
    assert rid is not None
    assert answer["errmsg"].startswith(f"{errmsg}, rid: ")
    assert abs(int(rid[1], 16) - time.time()) < 60
    if "js_code" not in changes:
        assert "openid" in exchange(wechat_server, code), "a refused request must not use the code up"


def test_used_code_is_refused(wechat_server: SandboxWeChat) -> None:
    code = wechat_server.login_code(wechat_server.create_user("石榴"))
    exchange(wechat_server, code)
    assert exchange(wechat_server, code)["errcode"] == 40163


def test_code_lives_five_minutes(wechat_server: SandboxWeChat) -> None:
    openid = wechat_server.create_user("石榴")
    first, second = wechat_server.login_code(openid), wechat_server.login_code(openid)
    wechat_server.steer("clock", advance=295)
    assert exchange(wechat_server, first)["openid"] == openid
    wechat_server.steer("clock", advance=6)
    assert exchange(wechat_server, second)["errcode"] == 40029


@pytest.mark.parametrize("other", [{"kind": "phone"}, {"appid": "wxother"}])
def test_code_of_another_kind_or_application_is_refused(wechat_server: SandboxWeChat, other: dict[str, str]) -> None:
    code = wechat_server.login_code(wechat_server.create_user("石榴"), **other)
    assert exchange(wechat_server, code)["errcode"] == 40029


def test_blocked_person_is_refused(wechat_server: SandboxWeChat) -> None:
    openid = wechat_server.create_user("石榴", blocked=True)
    code = wechat_server.login_code(openid)
    assert exchange(wechat_server, code)["errcode"] == 40226
    wechat_server.steer("users", openid=openid, blocked=False)
    assert exchange(wechat_server, code)["openid"] == openid


def test_person_has_hundred_logins_a_minute(wechat_server: SandboxWeChat) -> None:
    openid, other = wechat_server.create_user("石榴"), wechat_server.create_user("籽")
    begin_minute(wechat_server)
    wechat_server.steer("quota", path="/sns/jscode2session", used=99, openid=openid)
    assert "openid" in exchange(wechat_server, wechat_server.login_code(openid))
    code = wechat_server.login_code(openid)
    assert exchange(wechat_server, code)["errcode"] == 45011
    assert "openid" in exchange(wechat_server, wechat_server.login_code(other))
    wechat_server.steer("clock", advance=60)
    assert "openid" in exchange(wechat_server, code)


def test_refused_exchange_counts_towards_the_limit(wechat_server: SandboxWeChat) -> None:
    openid = wechat_server.create_user("石榴", blocked=True)
    begin_minute(wechat_server)
    wechat_server.steer("quota", path="/sns/jscode2session", used=99, openid=openid)
    code = wechat_server.login_code(openid)
    assert [exchange(wechat_server, code)["errcode"] for _ in range(2)] == [40226, 45011]


def test_access_token_is_ignored_and_noted(wechat_server: SandboxWeChat) -> None:
    code = wechat_server.login_code(wechat_server.create_user("石榴"))
    assert "openid" in exchange(wechat_server, code, access_token="nonsense")
    [call] = wechat_server.calls("/sns/jscode2session")
    assert call["needless_token"] is True


def test_fifty_parallel_exchanges_each_succeed(wechat_server: SandboxWeChat) -> None:
    people = [wechat_server.create_user(f"居民{n}") for n in range(50)]
    codes = [wechat_server.login_code(openid) for openid in people]
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda code: exchange(wechat_server, code), codes))
    assert [answer.get("openid") for answer in answers] == people


def test_fifty_parallel_exchanges_of_one_code_succeed_once(wechat_server: SandboxWeChat) -> None:
    code = wechat_server.login_code(wechat_server.create_user("石榴"))
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: exchange(wechat_server, code), range(50)))
    assert sum("openid" in answer for answer in answers) == 1
    assert sum(answer.get("errcode") == 40163 for answer in answers) == 49


def test_wrong_method_and_unknown_path_are_refused(wechat_server: SandboxWeChat) -> None:
    posted = requests.post(f"{wechat_server.url}/sns/jscode2session", timeout=10)
    assert posted.status_code == 200
    assert posted.json()["errcode"] == 43001
    assert requests.get(f"{wechat_server.url}/wxa/nothing", timeout=10).json()["errcode"] == 40066
