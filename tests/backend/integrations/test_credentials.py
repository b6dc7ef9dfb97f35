"""Do we hold one access token, renew it in time, and find out when our settings are wrong?"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from backend.integrations.wechat.client import MiniClient
from backend.integrations.wechat.errors import WeChatError, WeChatErrorKind
from backend.integrations.wechat.gateway import WeChatGateway
from backend.integrations.wechat.transport import new_session
from tests.backend.integrations.servers import saying
from tests.sandbox_server import SandboxWeChat

STABLE = "/cgi-bin/stable_token"


def _failure(gateway: WeChatGateway) -> WeChatError:
    with pytest.raises(WeChatError) as caught:
        gateway.check_credentials()
    return caught.value


def _outcome(gateway: WeChatGateway) -> str:
    try:
        gateway.check_credentials()
    except WeChatError as error:
        return error.kind.value
    return "good"


def test_good_credentials_are_good_and_asked_for_once(wechat_server: SandboxWeChat, gateway: WeChatGateway) -> None:
    for _ in range(3):
        gateway.check_credentials()
    assert [call["path"] for call in wechat_server.calls()] == [STABLE]


def test_eight_threads_of_a_cold_start_fetch_one_token(wechat_server: SandboxWeChat, gateway: WeChatGateway) -> None:
    wechat_server.fault(STABLE, delay_ms=200)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(_outcome, [gateway] * 8)) == ["good"] * 8
    assert len(wechat_server.calls(STABLE)) == 1


def test_threads_that_wait_share_a_failure_instead_of_queueing(
    wechat_server: SandboxWeChat, make_gateway: Callable[..., WeChatGateway]
) -> None:
    gateway = make_gateway(timeouts=(0.4, 0.4))
    wechat_server.fault(STABLE, delay_ms=1500, times=8)
    started = time.perf_counter()
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(_outcome, [gateway] * 8)) == ["unavailable"] * 8
    assert time.perf_counter() - started < 2, "eight times 0.4 s would be 3.2 s"
    wechat_server.steer("reset")
    gateway.check_credentials()


@pytest.mark.parametrize(
    ("elapsed", "fetches"), [(7200 - 310, 1), (7200 - 290, 2)], ids=["before the margin", "in the margin"]
)
def test_token_is_renewed_five_minutes_before_its_end(
    wechat_server: SandboxWeChat, gateway: WeChatGateway, time_stands: Any, elapsed: int, fetches: int
) -> None:
    gateway.check_credentials()
    wechat_server.steer("clock", advance=elapsed)
    time_stands.move(seconds=elapsed)
    for _ in range(3):
        gateway.check_credentials()
    assert len(wechat_server.calls(STABLE)) == fetches
    assert [token["state"] for token in wechat_server.look("tokens")] == ["works"] * fetches


def test_process_that_starts_late_counts_what_is_left(
    wechat_server: SandboxWeChat, make_gateway: Callable[..., WeChatGateway], time_stands: Any
) -> None:
    make_gateway().check_credentials()
    wechat_server.steer("clock", advance=6000)
    late = make_gateway()
    late.check_credentials()
    time_stands.move(seconds=1000)
    wechat_server.steer("clock", advance=1000)
    late.check_credentials()
    assert len(wechat_server.calls(STABLE)) == 3
    assert len(wechat_server.look("tokens")) == 2


@pytest.mark.parametrize(
    ("console", "errcode"),
    [({"secret_frozen": True}, 40243), ({"ip_whitelist": []}, 40164), ({"needs_confirmation": True}, 89503)],
)
def test_what_the_console_forbids_is_a_configuration_error(
    wechat_server: SandboxWeChat, gateway: WeChatGateway, console: dict[str, Any], errcode: int
) -> None:
    wechat_server.steer("console", **console)
    error = _failure(gateway)
    assert (error.kind, error.errcode, error.retry_after) == (WeChatErrorKind.CONFIG, errcode, None)
    wechat_server.steer("console", secret_frozen=False, ip_whitelist=None, needs_confirmation=False)
    gateway.check_credentials()


@pytest.mark.parametrize(
    ("change", "errcode"),
    [({"appid": "wxother"}, 40013), ({"secret": "guess"}, 40125), ({"appid": ""}, 41002), ({"secret": ""}, 41004)],
)
def test_wrong_settings_are_a_configuration_error(
    make_gateway: Callable[..., WeChatGateway], change: dict[str, str], errcode: int
) -> None:
    error = _failure(make_gateway(**change))
    assert (error.kind, error.errcode) == (WeChatErrorKind.CONFIG, errcode)


@pytest.mark.parametrize("fault", [{"http_status": 503}, {"html": True}, {"truncate": True}, {"drop": True}])
def test_no_usable_answer_is_unavailable_and_asked_for_once(
    wechat_server: SandboxWeChat, gateway: WeChatGateway, fault: dict[str, Any]
) -> None:
    wechat_server.fault(STABLE, **fault)
    assert _failure(gateway).kind is WeChatErrorKind.UNAVAILABLE
    assert len(wechat_server.calls(STABLE)) == 1
    gateway.check_credentials()


@pytest.mark.parametrize(
    "body",
    ["{}", '{"access_token":"t"}', '{"access_token":1,"expires_in":7200}', '{"access_token":"t","expires_in":"x"}'],
)
def test_answer_without_a_token_is_unavailable(make_gateway: Callable[..., WeChatGateway], body: str) -> None:
    answer = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
    with saying(answer) as server:
        assert _failure(make_gateway(api_base=server.url)).failure == "no_token"


def test_wechatpy_calls_reach_the_given_address_with_our_token_and_do_not_loop(wechat_server: SandboxWeChat) -> None:
    from wechatpy.exceptions import WeChatClientException

    with new_session(wechat_server.url) as http:
        client = MiniClient(wechat_server.appid, wechat_server.secret, http=http, timeouts=(2, 5))
        wechat_server.fault("/cgi-bin/menu/get", errcode=40001, times=9)
        with pytest.raises(WeChatClientException):
            client.menu.get()
    assert [(call["path"], call["errcode"]) for call in wechat_server.calls()] == [
        (STABLE, 0),
        ("/cgi-bin/menu/get", 40001),
    ]
