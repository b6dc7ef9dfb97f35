"""Does nothing that identifies a person or opens a door reach a log line?"""

import sys
from pathlib import Path

import orjson
import pytest
import structlog
from flask import Flask

from backend.app import create_app
from backend.config import Settings
from backend.core import logs
from backend.http.auth import PUBLIC
from backend.http.spec import endpoint
from backend.integrations.wechat.gateway import WeChatGateway
from backend.security.redaction import REDACTED, SECRET_KEYS, mask_name, redact
from tests.sandbox_server import SandboxWeChat, wechat_server
from tests.world import API, COMMUNITY, World

__all__ = ["wechat_server"]

SECRETS = {"nickname": "欧阳小石榴", "label": "小石榴的妈妈", "phone": "13800138000", "answer": "想坐在窗边的老位子"}


@pytest.fixture
def everything_logged(
    app: Flask, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> pytest.CaptureFixture[bytes]:
    """Log each request, at the most talkative level; return what is written to the real standard error."""
    monkeypatch.setitem(app.config, "LOG_REQUESTS", True)
    monkeypatch.setattr(sys, "stderr", open(2, "w", closefd=False))  # noqa: SIM115  # what is captured
    logs.configure("DEBUG", redact)
    return capfdbinary


def test_no_secret_reaches_the_log(
    everything_logged: pytest.CaptureFixture[bytes],
    world: World,
    wechat_server: SandboxWeChat,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gateway = WeChatGateway(wechat_server.appid, wechat_server.secret, wechat_server.url)
    monkeypatch.setitem(world.app.extensions, "wechat", gateway)
    openid = wechat_server.create_user(SECRETS["nickname"])
    code = wechat_server.login_code(openid)
    everything_logged.readouterr()

    login = world.post("/login", json={"code": code})
    assert login.status_code == 200, login.text
    world.post("/login", json={"code": code})
    world.post("/login", json={"code": "no-such-code-0001"})
    token = login.json["token"]
    sent = {"Authorization": f"Bearer {token}"}
    world.call("PATCH", "/me", json={"nickname": SECRETS["nickname"]}, **sent)
    world.call("PATCH", "/me", json={"nickname": SECRETS["nickname"] * 9, "phone": SECRETS["phone"]}, **sent)
    form = [{"key": "note", "kind": "short_text", "label": "备注", "required": False}]
    event_id = world.event(1, form=form)
    party = [{"label": SECRETS["label"], "child": False}]
    body = {"party": party, "answers": {"note": SECRETS["answer"], "phone": SECRETS["phone"]}}
    for event in (event_id, world.event(5)):
        world.call("POST", f"/events/{event}/signups", json=body, **sent)
        world.call("POST", f"/events/{event}/signups", json={"party": party, "answers": {}}, **sent)
    worker = world.staff()
    world.post("/residents", worker, {"nickname": SECRETS["nickname"], "home_region_code": COMMUNITY})
    world.call("POST", "/logout", **sent)
    world.get(f"/me?token={token}&phone={SECRETS['phone']}")
    gateway.close()

    written = everything_logged.readouterr().err.decode()
    assert written.count('"event":"request"') >= 10, "the log must have been at work"
    hidden = {**SECRETS, "token": token, "code": code, "openid": openid, "secret": wechat_server.secret}
    assert {name for name, secret in hidden.items() if secret in written} == set()
    assert all(orjson.loads(line) for line in written.splitlines())


def test_secret_in_the_log_would_be_noticed(everything_logged: pytest.CaptureFixture[bytes]) -> None:
    structlog.get_logger("test").warning("seen", remark=SECRETS["label"])
    assert SECRETS["label"] in everything_logged.readouterr().err.decode()


def test_unexpected_error_tells_where_and_not_what(
    everything_logged: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    broken = create_app(Settings(env="test", data_dir=tmp_path, log_level="DEBUG"))

    @endpoint(PUBLIC, answers={200: None}, tag="test")
    def fails() -> None:  # type: ignore[misc]
        raise ValueError(SECRETS["phone"])

    broken.add_url_rule("/fails", view_func=fails)
    everything_logged.readouterr()
    client = broken.test_client()
    assert client.get("/fails").status_code == 500
    assert (
        client.post(f"{API}/login", json={"code": "secret-code-0001"}).status_code == 500
    )  # no tables: SQL with values
    written = everything_logged.readouterr().err.decode()
    assert written.count("unexpected_error") == 2
    assert "ValueError" in written
    assert SECRETS["phone"] not in written
    assert "secret-code-0001" not in written


@pytest.mark.parametrize("key", sorted(SECRET_KEYS))
def test_secret_keys_are_blanked_however_deep(key: str) -> None:
    line = {key: "s3cret", "a": {"b": [{key.upper(): "s3cret"}]}, "c": ({key: ["s3cret"]},), "kept": "plain"}
    found = str(redact(None, "info", line))
    assert "s3cret" not in found
    assert "plain" in found
    assert REDACTED in found


@pytest.mark.parametrize(
    ("name", "shown"),
    [("王小明", "王*明"), ("王明", "王*"), ("王", "*"), ("", "*"), ("欧阳小石榴", "欧***榴"), ("👨‍👩‍👧一家", None)],
)
def test_name_is_masked(name: str, shown: str | None) -> None:
    masked = mask_name(name)
    assert masked != name
    assert shown is None or masked == shown
