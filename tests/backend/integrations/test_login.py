"""Does a login code become a person, and what do we say when it does not?"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from backend.integrations.wechat.errors import WeChatError, WeChatErrorKind
from backend.integrations.wechat.gateway import WeChatGateway, WeChatSession
from tests.backend.integrations.servers import closed_port, deaf_port, saying
from tests.sandbox_server import SandboxWeChat

LOGIN = "/sns/jscode2session"
K = WeChatErrorKind


def _failure(gateway: WeChatGateway, code: str) -> WeChatError:
    with pytest.raises(WeChatError) as caught:
        gateway.code_to_session(code)
    return caught.value


@pytest.fixture
def code(wechat_server: SandboxWeChat) -> str:
    return wechat_server.login_code(wechat_server.create_user("石榴"))


def test_code_gives_the_person(wechat_server: SandboxWeChat, gateway: WeChatGateway) -> None:
    plain, bound = wechat_server.create_user("石榴"), wechat_server.create_user("籽", unionid="u-1")
    assert gateway.code_to_session(wechat_server.login_code(plain)) == WeChatSession(plain, None)
    assert gateway.code_to_session(wechat_server.login_code(bound)) == WeChatSession(bound, "u-1")


def test_login_needs_no_access_token(wechat_server: SandboxWeChat, gateway: WeChatGateway, code: str) -> None:
    wechat_server.steer("console", secret_frozen=True)
    gateway.code_to_session(code)
    assert [(call["path"], call["needless_token"]) for call in wechat_server.calls()] == [(LOGIN, False)]


@pytest.mark.parametrize(
    ("errcode", "kind"),
    [
        (40029, K.INVALID_CODE),
        (40163, K.INVALID_CODE),
        (40226, K.BLOCKED),
        (50002, K.BLOCKED),
        (-1, K.UNAVAILABLE),
        (44990, K.UNAVAILABLE),
        (44991, K.UNAVAILABLE),
        (44993, K.UNAVAILABLE),
        (45009, K.UNAVAILABLE),
        (45011, K.UNAVAILABLE),
        (40013, K.CONFIG),
        (40125, K.CONFIG),
        (40164, K.CONFIG),
        (40243, K.CONFIG),
        (41002, K.CONFIG),
        (41004, K.CONFIG),
        (48001, K.CONFIG),
        (50004, K.CONFIG),
        (50007, K.CONFIG),
        (89503, K.CONFIG),
        (89506, K.CONFIG),
        (89507, K.CONFIG),
        (41008, K.OTHER),
        (99999, K.OTHER),
    ],
)
def test_each_errcode_has_its_meaning(
    wechat_server: SandboxWeChat, gateway: WeChatGateway, code: str, errcode: int, kind: WeChatErrorKind
) -> None:
    wechat_server.fault(LOGIN, errcode=errcode)
    error = _failure(gateway, code)
    assert (error.kind, error.errcode, error.failure) == (kind, errcode, None)
    assert error.rid is not None
    assert len(error.rid) == 26
    assert (error.retry_after is not None) == (kind is K.UNAVAILABLE)


@pytest.mark.parametrize(
    ("errcode", "seconds"),
    [(-1, 1), (44990, 1), (44991, 20), (45011, 20), (44993, 12 * 3600 - 40), (45009, 12 * 3600 - 40)],
)
def test_retry_is_due_when_the_limit_begins_anew(
    wechat_server: SandboxWeChat, gateway: WeChatGateway, code: str, time_stands: Any, errcode: int, seconds: int
) -> None:
    time_stands.move(seconds=40)  # forty seconds past noon in China
    wechat_server.fault(LOGIN, errcode=errcode)
    assert _failure(gateway, code).retry_after == seconds


@pytest.mark.parametrize("made", ["used", "old", "phone", "of another application", "never"])
def test_bad_code_is_invalid(wechat_server: SandboxWeChat, gateway: WeChatGateway, made: str) -> None:
    openid = wechat_server.create_user("石榴")
    fields = {"phone": {"kind": "phone"}, "of another application": {"appid": "wxother"}}.get(made, {})
    code = "never-issued" if made == "never" else wechat_server.login_code(openid, **fields)
    if made == "used":
        gateway.code_to_session(code)
    if made == "old":
        wechat_server.steer("clock", advance=301)
    assert _failure(gateway, code).kind is K.INVALID_CODE


def test_blocked_person_is_blocked(wechat_server: SandboxWeChat, gateway: WeChatGateway) -> None:
    code = wechat_server.login_code(wechat_server.create_user("石榴", blocked=True))
    assert _failure(gateway, code).kind is K.BLOCKED


@pytest.mark.parametrize("text", ["", " ", "a b", "石榴", "\ud800", "a\nb", "x" * 513])
def test_what_cannot_be_a_code_is_not_sent(wechat_server: SandboxWeChat, gateway: WeChatGateway, text: str) -> None:
    assert _failure(gateway, text).kind is K.INVALID_CODE
    assert wechat_server.calls() == []


def test_code_is_sent_as_it_is(wechat_server: SandboxWeChat, gateway: WeChatGateway, code: str) -> None:
    assert _failure(gateway, f"{code}&appid=wxother&x=%41#+?").errcode == 40029
    assert gateway.code_to_session(code).openid


@pytest.mark.parametrize(
    ("change", "errcode"), [({"appid": "wxother"}, 40013), ({"secret": "guess"}, 40125), ({"appid": ""}, 41002)]
)
def test_wrong_settings_are_a_configuration_error(
    make_gateway: Callable[..., WeChatGateway], code: str, change: dict[str, str], errcode: int
) -> None:
    error = _failure(make_gateway(**change), code)
    assert (error.kind, error.errcode) == (K.CONFIG, errcode)


@pytest.mark.parametrize(
    ("fault", "failure"),
    [
        ({"http_status": 500}, "http_500"),
        ({"http_status": 502}, "http_502"),
        ({"http_status": 429}, "http_429"),
        ({"http_status": 302}, "http_302"),
        ({"html": True}, "not_json"),
        ({"truncate": True}, "not_json"),
        ({"drop": True}, "ConnectionError"),
    ],
)
def test_no_usable_answer_is_unavailable(
    wechat_server: SandboxWeChat, gateway: WeChatGateway, code: str, fault: dict[str, Any], failure: str
) -> None:
    wechat_server.fault(LOGIN, **fault)
    error = _failure(gateway, code)
    assert (error.kind, error.failure, error.retry_after) == (K.UNAVAILABLE, failure, 5)
    assert (error.errcode, error.rid) == (None, None)
    assert len(wechat_server.calls(LOGIN)) == 1, "a code that may be used up is never sent again"


def test_late_answer_is_given_up_in_time(
    wechat_server: SandboxWeChat, make_gateway: Callable[..., WeChatGateway], code: str
) -> None:
    gateway = make_gateway(timeouts=(0.3, 0.3))
    wechat_server.fault(LOGIN, delay_ms=2000)
    started = time.perf_counter()
    error = _failure(gateway, code)
    assert time.perf_counter() - started < 1.8
    assert (error.kind, error.failure) == (K.UNAVAILABLE, "ReadTimeout")
    assert len(wechat_server.calls(LOGIN)) == 1


def test_deaf_server_is_given_up_after_one_connect_timeout(make_gateway: Callable[..., WeChatGateway]) -> None:
    with deaf_port() as address:
        gateway = make_gateway(api_base=address, timeouts=(0.5, 5))
        started = time.perf_counter()
        error = _failure(gateway, "a-code")
        assert 0.4 < time.perf_counter() - started < 1.4
    assert (error.kind, error.failure) == (K.UNAVAILABLE, "ConnectTimeout")


def test_refused_connection_is_unavailable_soon(make_gateway: Callable[..., WeChatGateway]) -> None:
    started = time.perf_counter()
    error = _failure(make_gateway(api_base=closed_port()), "a-code")
    assert time.perf_counter() - started < 2
    assert (error.kind, error.failure) == (K.UNAVAILABLE, "ConnectionError")


@pytest.mark.parametrize(
    ("answer", "kind", "failure"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{}", K.UNAVAILABLE, "ChunkedEncodingError"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]", K.UNAVAILABLE, "not_json"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", K.UNAVAILABLE, "not_json"),
        (b'HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{"errcode": "x"}', K.UNAVAILABLE, "not_json"),
        (b'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\xff"', K.UNAVAILABLE, "not_json"),
        (b"", K.UNAVAILABLE, "ConnectionError"),
        (b"Not HTTP at all\r\n\r\n", K.UNAVAILABLE, "ConnectionError"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", K.OTHER, "no_openid"),
        (b'HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{"openid": 1}', K.OTHER, "no_openid"),
        (b'HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{"openid": ""}', K.OTHER, "no_openid"),
    ],
)
def test_nonsense_is_asked_for_once(
    make_gateway: Callable[..., WeChatGateway], answer: bytes, kind: WeChatErrorKind, failure: str
) -> None:
    with saying(answer) as server:
        error = _failure(make_gateway(api_base=server.url), "a-code")
    assert (error.kind, error.failure) == (kind, failure)
    assert len(server.requests) == 1


def test_redirect_is_not_followed(wechat_server: SandboxWeChat, make_gateway: Callable[..., WeChatGateway]) -> None:
    there = f"Location: {wechat_server.url}/elsewhere".encode()
    with saying(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n" + there + b"\r\n\r\n") as server:
        error = _failure(make_gateway(api_base=server.url), "a-code")
    assert error.failure == "http_302"
    assert wechat_server.calls() == []


def test_code_exchanged_by_twenty_threads_succeeds_once(
    wechat_server: SandboxWeChat, gateway: WeChatGateway, code: str
) -> None:
    def outcome(_: int) -> str:
        try:
            return gateway.code_to_session(code).openid
        except WeChatError as error:
            return error.kind.value

    with ThreadPoolExecutor(20) as pool:
        outcomes = list(pool.map(outcome, range(20)))
    assert outcomes.count("invalid_code") == 19
    assert len(wechat_server.calls(LOGIN)) == 20


def test_fifty_people_log_in_at_once(wechat_server: SandboxWeChat, gateway: WeChatGateway) -> None:
    people = [wechat_server.create_user(f"居民{n}") for n in range(50)]
    codes = [wechat_server.login_code(openid) for openid in people]
    with ThreadPoolExecutor(50) as pool:
        assert [found.openid for found in pool.map(gateway.code_to_session, codes)] == people


def test_proxy_of_the_machine_is_not_used_for_the_sandbox(
    make_gateway: Callable[..., WeChatGateway], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", closed_port())
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert make_gateway().code_to_session(code).openid
