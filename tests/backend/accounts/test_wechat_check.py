"""What does `flask wechat check` tell an operator? Against the sandbox server, over real HTTP."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from backend.app import create_app
from backend.config import Settings
from tests.sandbox_server import SandboxWeChat, wechat_server

__all__ = ["wechat_server"]


def check(data_dir: Path, **settings: Any) -> Result:
    app = create_app(Settings(env="test", data_dir=data_dir, **settings))
    try:
        return app.test_cli_runner().invoke(args=["wechat", "check"])
    finally:
        app.extensions["wechat"].close()


def credentials(server: SandboxWeChat) -> dict[str, str]:
    return {"wechat_appid": server.appid, "wechat_secret": server.secret, "wechat_api_base": server.url}


def test_good_credentials_are_said_to_be_good(wechat_server: SandboxWeChat, tmp_path: Path) -> None:
    result = check(tmp_path, **credentials(wechat_server))
    assert (result.exit_code, result.stdout.count("\n")) == (0, 1)
    assert f"accepts app id {wechat_server.appid} and its secret." in result.output


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"wechat_appid": "wxwrong0000000000a"}, "set SHILIU_WECHAT_APPID"),
        ({"wechat_secret": "not-the-secret"}, "set SHILIU_WECHAT_SECRET"),
        ({"wechat_api_base": "http://127.0.0.1:9"}, "could not be asked"),
    ],
)
def test_wrong_credentials_name_the_setting_but_no_secret(
    wechat_server: SandboxWeChat, tmp_path: Path, wrong: dict[str, str], words: str
) -> None:
    result = check(tmp_path, **(credentials(wechat_server) | wrong))
    assert result.exit_code == 1
    said = [line for line in result.output.splitlines() if line.startswith("Error: ")]
    assert len(said) == 1
    assert words in said[0]
    assert wrong.get("wechat_secret", wechat_server.secret) not in result.output


@pytest.mark.parametrize(("errcode", "words"), [(40164, "IP whitelist"), (45009, "try again later"), (48001, "48001")])
def test_other_refusals_are_said_in_one_sentence(
    wechat_server: SandboxWeChat, tmp_path: Path, errcode: int, words: str
) -> None:
    wechat_server.fault("/cgi-bin/stable_token", errcode=errcode, times=9)
    result = check(tmp_path, **credentials(wechat_server))
    assert result.exit_code == 1
    assert words in result.output
