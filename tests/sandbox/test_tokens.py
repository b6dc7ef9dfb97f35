"""Do access tokens live, overlap and die as WeChat's do?"""

from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.sandbox.wechat_calls import RID, begin_minute, classic, stable
from tests.sandbox_server import SandboxWeChat


def _states(server: SandboxWeChat, kind: str) -> list[str]:
    return [token["state"] for token in server.look("tokens") if token["kind"] == kind]


@pytest.mark.parametrize("fetch", [classic, stable])
@pytest.mark.parametrize(
    ("changes", "errcode", "errmsg"),
    [
        ({"grant_type": "password"}, 40002, "invalid grant_type"),
        ({"appid": None}, 41002, "appid missing"),
        ({"secret": None}, 41004, "appsecret missing"),
        ({"appid": "wxother"}, 40013, "invalid appid"),
        ({"secret": "guess"}, 40125, "invalid appsecret"),
    ],
)
def test_wrong_credentials_are_refused(
    wechat_server: SandboxWeChat,
    fetch: Callable[..., dict[str, Any]],
    changes: dict[str, Any],
    errcode: int,
    errmsg: str,
) -> None:
    answer = fetch(wechat_server, **changes)
    assert answer["errcode"] == errcode
    assert RID.search(answer["errmsg"])
    assert answer["errmsg"].startswith(f"{errmsg} rid: ")
    assert "access_token" in fetch(wechat_server)


@pytest.mark.parametrize("fetch", [classic, stable])
@pytest.mark.parametrize(
    ("console", "errcode", "errmsg"),
    [
        ({"secret_frozen": True}, 40243, "appsecret is frozen rid: "),
        (
            {"ip_whitelist": ["1.2.3.4"]},
            40164,
            "invalid ip 127.0.0.1 ipv6 ::ffff:127.0.0.1, not in whitelist rid: ",
        ),
        ({"needs_confirmation": True}, 89503, "this call needs the confirmation of an administrator rid: "),
    ],
)
def test_what_the_console_forbids_is_refused(
    wechat_server: SandboxWeChat,
    fetch: Callable[..., dict[str, Any]],
    console: dict[str, Any],
    errcode: int,
    errmsg: str,
) -> None:
    wechat_server.steer("console", **console)
    answer = fetch(wechat_server)
    assert answer["errcode"] == errcode
    assert answer["errmsg"].startswith(errmsg)
    wechat_server.steer("console", secret_frozen=False, ip_whitelist=["127.0.0.1"], needs_confirmation=False)
    assert "access_token" in fetch(wechat_server)


def test_classic_token_replaces_the_former_after_five_minutes(wechat_server: SandboxWeChat) -> None:
    first, second = classic(wechat_server), classic(wechat_server)
    assert first["access_token"] != second["access_token"]
    assert second["expires_in"] == 7200
    assert len(first["access_token"]) >= 200
    assert _states(wechat_server, "classic") == ["works", "works"]
    wechat_server.steer("clock", advance=301)
    assert _states(wechat_server, "classic") == ["replaced", "works"]


def test_classic_tokens_are_limited_to_two_thousand_a_day(wechat_server: SandboxWeChat) -> None:
    begin_minute(wechat_server)
    wechat_server.steer("quota", path="/cgi-bin/token", used=1999)
    assert "access_token" in classic(wechat_server)
    assert classic(wechat_server)["errcode"] == 45009
    wechat_server.steer("clock", advance=86400)
    assert "access_token" in classic(wechat_server)


def test_both_kinds_live_side_by_side(wechat_server: SandboxWeChat) -> None:
    stable(wechat_server)
    classic(wechat_server)
    wechat_server.steer("clock", advance=301)
    assert _states(wechat_server, "stable") == ["works"]


def test_stable_token_stays_with_what_is_left_of_its_time(wechat_server: SandboxWeChat) -> None:
    first = stable(wechat_server)
    wechat_server.steer("clock", advance=6000)
    again = stable(wechat_server)
    assert again["access_token"] == first["access_token"]
    assert 1190 <= again["expires_in"] <= 1200


def test_stable_token_changes_in_its_last_five_minutes_and_both_work(wechat_server: SandboxWeChat) -> None:
    first = stable(wechat_server)
    wechat_server.steer("clock", advance=7200 - 100)
    second = stable(wechat_server)
    assert second["access_token"] != first["access_token"]
    assert second["expires_in"] == 7200
    wechat_server.steer("clock", advance=290)
    assert _states(wechat_server, "stable") == ["works", "works"], "the old one gets five minutes from the change"
    wechat_server.steer("clock", advance=11)
    assert _states(wechat_server, "stable") == ["replaced", "works"]


def test_forced_refresh_kills_the_old_token_at_once(wechat_server: SandboxWeChat) -> None:
    first = stable(wechat_server)
    second = stable(wechat_server, force_refresh=True)
    assert second["access_token"] != first["access_token"]
    assert _states(wechat_server, "stable") == ["replaced", "works"]
    assert stable(wechat_server)["access_token"] == second["access_token"]


def test_forced_refresh_within_thirty_seconds_changes_nothing(wechat_server: SandboxWeChat) -> None:
    first = stable(wechat_server, force_refresh=True)
    wechat_server.steer("clock", advance=25)
    assert stable(wechat_server, force_refresh=True)["access_token"] == first["access_token"]
    wechat_server.steer("clock", advance=6)
    assert stable(wechat_server, force_refresh=True)["access_token"] != first["access_token"]


def test_twenty_first_forced_refresh_of_a_day_is_refused(wechat_server: SandboxWeChat) -> None:
    begin_minute(wechat_server)
    wechat_server.steer("quota", path="/cgi-bin/stable_token#force", used=19)
    last = stable(wechat_server, force_refresh=True)
    wechat_server.steer("clock", advance=31)
    assert stable(wechat_server, force_refresh=True)["errcode"] == 45009
    assert stable(wechat_server)["access_token"] == last["access_token"]


@pytest.mark.parametrize(("used", "errcodes"), [(9_999, [None, 45011]), (499_999, [45011]), (500_000, [45009])])
def test_stable_token_calls_are_limited(wechat_server: SandboxWeChat, used: int, errcodes: list[int | None]) -> None:
    begin_minute(wechat_server)
    wechat_server.steer("quota", path="/cgi-bin/stable_token", used=used)
    assert [stable(wechat_server).get("errcode") for _ in errcodes] == errcodes


@pytest.mark.parametrize(("what", "state"), [("expire", "expired"), ("invalidate", "replaced")])
def test_tokens_ended_by_hand_are_followed_by_new_ones(wechat_server: SandboxWeChat, what: str, state: str) -> None:
    first = stable(wechat_server)
    wechat_server.steer(f"tokens/{what}")
    assert _states(wechat_server, "stable") == [state]
    assert stable(wechat_server)["access_token"] != first["access_token"]


@pytest.mark.parametrize(
    ("body", "errcode"), [(b"", 44002), (b"{", 47001), (b"[]", 47001), (b"grant_type=client_credential", 47001)]
)
def test_stable_token_takes_a_json_object_only(wechat_server: SandboxWeChat, body: bytes, errcode: int) -> None:
    answer = requests.post(f"{wechat_server.url}/cgi-bin/stable_token", data=body, timeout=10)
    assert answer.json()["errcode"] == errcode


def test_force_refresh_must_be_a_truth_value(wechat_server: SandboxWeChat) -> None:
    assert stable(wechat_server, force_refresh="yes")["errcode"] == 47001


def test_stable_token_takes_any_content_type(wechat_server: SandboxWeChat) -> None:
    body = f'{{"grant_type":"client_credential","appid":"{wechat_server.appid}","secret":"{wechat_server.secret}"}}'
    answer = requests.post(f"{wechat_server.url}/cgi-bin/stable_token", data=body, timeout=10)
    assert "access_token" in answer.json()


def test_stable_token_by_get_is_refused(wechat_server: SandboxWeChat) -> None:
    answer = requests.get(f"{wechat_server.url}/cgi-bin/stable_token", timeout=10)
    assert answer.json()["errcode"] == 43002
