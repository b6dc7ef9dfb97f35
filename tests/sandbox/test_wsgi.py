"""Does the sandbox serve the mini-program beside the product, and nobody outside of this machine?"""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from backend.app import create_app
from backend.config import Settings
from sandbox.wsgi import wrap
from tests.sandbox_server import SandboxWeChat


class Browser(Client):
    """A browser on this machine, unless it says otherwise."""

    def open(self, *arguments: Any, **more: Any) -> TestResponse:
        return super().open(*arguments, **{"environ_base": {"REMOTE_ADDR": "127.0.0.1"}, **more})


def product(tmp_path: Path, wechat: str) -> Flask:
    return create_app(Settings(env="test", data_dir=tmp_path, wechat_api_base=wechat, log_level="WARNING"))


@pytest.fixture
def built(tmp_path: Path) -> Path:
    folder = tmp_path / "client"
    folder.mkdir()
    (folder / "index.html").write_text("<title>石榴</title>", encoding="utf-8")
    return folder


@pytest.fixture
def browser(tmp_path: Path, built: Path, wechat_server: SandboxWeChat) -> Browser:
    return Browser(wrap(product(tmp_path, wechat_server.url), client=built))


def test_product_answers_as_it_does_without_the_sandbox(browser: Browser) -> None:
    assert browser.get("/healthz").status_code == 200
    assert browser.get("/nothing-here").status_code == 404


def test_first_address_leads_to_the_mini_program(browser: Browser) -> None:
    assert browser.get("/").headers["Location"] == "/sandbox/"
    with browser.get("/sandbox/") as page:
        assert "石榴" in page.get_data(as_text=True)
        assert "no-cache" in page.headers["Cache-Control"]


def test_files_outside_of_the_client_are_not_served(browser: Browser, built: Path) -> None:
    (built.parent / "secret").write_text("x", encoding="utf-8")
    assert browser.get("/sandbox/../secret").status_code == 404
    assert browser.get("/sandbox/%2e%2e/secret").status_code == 404


def test_config_names_addresses_of_the_same_origin(browser: Browser) -> None:
    assert browser.get("/sandbox/config.json").json == {"api_base": "", "wechat": "/sandbox/wechat"}


def test_control_api_is_reached_from_the_same_origin(browser: Browser, wechat_server: SandboxWeChat) -> None:
    openid = wechat_server.create_user("王小明", role="resident")
    people = browser.get("/sandbox/wechat/people")
    assert people.json is not None
    assert people.json[0]["openid"] == openid
    code = browser.post("/sandbox/wechat/codes", json={"openid": openid, "kind": "login"})
    assert code.status_code == 200
    assert browser.post("/sandbox/wechat/codes", json={"openid": "nobody"}).status_code == 404


def test_control_api_takes_no_form_of_another_site(browser: Browser) -> None:
    assert browser.post("/sandbox/wechat/reset", data={"a": "b"}).status_code == 415


def test_silent_wechat_server_is_a_bad_gateway(tmp_path: Path, built: Path) -> None:
    browser = Browser(wrap(product(tmp_path, "http://127.0.0.1:1"), client=built))
    assert browser.get("/sandbox/wechat/people").status_code == 502


def test_other_machines_are_refused(browser: Browser) -> None:
    for path in ("/sandbox/", "/sandbox/wechat/people"):
        assert browser.get(path, environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 403


def test_production_is_refused(tmp_path: Path, built: Path) -> None:
    app = product(tmp_path, "https://api.weixin.qq.com")
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"env": "production"})
    with pytest.raises(SystemExit, match="in production run wsgi:app"):
        wrap(app, client=built)
