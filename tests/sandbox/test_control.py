"""Can tests and demos make people and trouble, and is what they made still there after a restart?"""

import time
from pathlib import Path
from typing import Any

import pytest
import requests

from sandbox.wechat_server.server import create_server
from tests.sandbox.wechat_calls import classic, exchange, stable
from tests.sandbox_server import SandboxWeChat, running_wechat

LOGIN = "/sns/jscode2session"


def _post(server: SandboxWeChat, what: str, body: Any) -> requests.Response:
    return requests.post(f"{server.url}/__sim__/{what}", json=body, timeout=10)


def test_people_are_those_with_a_role(wechat_server: SandboxWeChat) -> None:
    wechat_server.create_user("路人")
    openid = wechat_server.create_user("王小明", role="community_worker", region_code="522301001001")
    assert wechat_server.look("people") == [
        {"openid": openid, "name": "王小明", "role": "community_worker", "region_code": "522301001001"}
    ]


def test_same_openid_again_changes_only_what_is_given(wechat_server: SandboxWeChat) -> None:
    for fields in (
        {"name": "王小明", "role": "resident", "region_code": "522301001001"},
        {"region_code": "522301001002"},
    ):
        assert wechat_server.steer("users", openid="demo-resident", **fields) == {"openid": "demo-resident"}
    assert wechat_server.look("people") == [
        {"openid": "demo-resident", "name": "王小明", "role": "resident", "region_code": "522301001002"}
    ]


@pytest.mark.parametrize(
    ("what", "body", "status"),
    [
        ("users", {}, 400),
        ("users", {"openid": "new-one"}, 400),
        ("users", {"name": "石榴", "openid": "o" * 29}, 400),
        ("users", {"name": "石榴", "colour": "red"}, 400),
        ("users", [], 400),
        ("codes", {"openid": "nobody"}, 404),
        ("codes", {"openid": "nobody", "kind": "magic"}, 400),
        ("clock", {"advance": -1}, 400),
        ("faults", {"path": LOGIN}, 400),
        ("faults", {"path": LOGIN, "errcode": -1, "html": True}, 400),
        ("faults", {"path": LOGIN, "errcode": -1, "times": 0}, 400),
        ("quota", {"path": "/nothing", "used": 1}, 404),
        ("quota", {"path": LOGIN, "used": 1}, 400),
        ("nothing", {}, 404),
    ],
)
def test_mistake_is_named(wechat_server: SandboxWeChat, what: str, body: Any, status: int) -> None:
    answer = _post(wechat_server, what, body)
    assert answer.status_code == status
    assert answer.json()["error"]


def test_other_machines_are_refused() -> None:
    client = create_server().test_client()
    local = client.get("/__sim__/healthz")
    assert local.status_code == 200
    assert client.get("/__sim__/healthz", environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 403


def test_health_tells_the_simulated_time(wechat_server: SandboxWeChat) -> None:
    wechat_server.steer("clock", advance=3600)
    health = wechat_server.look("healthz")
    assert health["status"] == "ok"
    assert abs(health["now"] - time.time() - 3600) < 5


def test_journal_tells_what_was_called_but_no_secret(wechat_server: SandboxWeChat) -> None:
    openid = wechat_server.create_user("石榴")
    code = wechat_server.login_code(openid)
    exchange(wechat_server, code)
    exchange(wechat_server, code)
    stable(wechat_server)
    plain = {"status": 200, "fault": None, "needless_token": False}
    login = {"method": "GET", "path": LOGIN, "openid": openid, **plain}
    assert wechat_server.calls() == [
        {**login, "errcode": 0},
        {**login, "errcode": 40163},
        {"method": "POST", "path": "/cgi-bin/stable_token", "openid": None, "errcode": 0, **plain},
    ]
    assert len(wechat_server.calls(LOGIN)) == 2


def test_reset_forgets_everything(wechat_server: SandboxWeChat) -> None:
    code = wechat_server.login_code(wechat_server.create_user("石榴", role="resident"))
    token = stable(wechat_server)["access_token"]
    wechat_server.fault(LOGIN, errcode=-1, times=9)
    wechat_server.steer("clock", advance=3600)
    wechat_server.steer("console", secret_frozen=True)
    wechat_server.steer("reset")
    assert wechat_server.look("people") == []
    assert wechat_server.calls() == []
    assert abs(wechat_server.look("healthz")["now"] - time.time()) < 5
    assert exchange(wechat_server, code)["errcode"] == 40029
    assert stable(wechat_server)["access_token"] != token


def test_state_survives_a_restart(tmp_path: Path) -> None:
    with running_wechat(tmp_path / "wechat") as before:
        openid = before.create_user("石榴", role="resident")
        used, kept = before.login_code(openid), before.login_code(openid)
        exchange(before, used)
        token = stable(before)["access_token"]
        before.steer("quota", path="/cgi-bin/token", used=2000)
        before.steer("clock", advance=120)
        before.fault("/cgi-bin/stable_token", errcode=-1)
    with running_wechat(tmp_path / "wechat") as after:
        assert [person["openid"] for person in after.look("people")] == [openid]
        assert exchange(after, used)["errcode"] == 40163
        assert exchange(after, kept)["openid"] == openid
        assert stable(after)["access_token"] == token
        assert classic(after)["errcode"] == 45009
        assert after.look("healthz")["now"] - time.time() > 100


def test_without_a_folder_nothing_is_kept() -> None:
    with running_wechat() as before:
        before.create_user("石榴", role="resident")
    with running_wechat() as after:
        assert after.look("people") == []
