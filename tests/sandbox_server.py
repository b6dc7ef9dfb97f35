"""How does a test get a WeChat to talk to? The sandbox server over real HTTP, on a free port, empty for each test."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from werkzeug.serving import make_server

from sandbox.wechat_server.server import APPID, SECRET, QuietHandler, create_server


@dataclass(frozen=True)
class SandboxWeChat:
    """A running sandbox server."""

    url: str
    appid: str = APPID
    secret: str = SECRET

    def create_user(self, name: str, **fields: Any) -> str:
        """Make a person and return the openid."""
        return str(self.steer("users", name=name, **fields)["openid"])

    def login_code(self, openid: str, **fields: Any) -> str:
        """Return a code as `wx.login` would give it to this person's phone."""
        return str(self.steer("codes", openid=openid, **fields)["code"])

    def fault(self, path: str, **rule: Any) -> None:
        """Spoil the next answers of a path, e.g. `fault("/sns/jscode2session", errcode=-1, times=2)`."""
        self.steer("faults", path=path, **rule)

    def calls(self, path: str | None = None) -> list[dict[str, Any]]:
        """Return what was called, oldest first."""
        return self.look("calls", path=path)

    def steer(self, what: str, **body: Any) -> Any:
        """Post to the control API."""
        response = requests.post(f"{self.url}/__sim__/{what}", json=body, timeout=10)
        assert response.ok, response.text
        return response.json()

    def look(self, what: str, **params: Any) -> Any:
        """Read from the control API."""
        response = requests.get(f"{self.url}/__sim__/{what}", params=params, timeout=10)
        assert response.ok, response.text
        return response.json()


@contextmanager
def running_wechat(data_dir: Path | None = None) -> Iterator[SandboxWeChat]:
    """Run a sandbox server in a thread of this process."""
    app = create_server(data_dir)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield SandboxWeChat(f"http://127.0.0.1:{server.port}")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        app.extensions["wechat_world"].store.close()


@pytest.fixture
def wechat_server() -> Iterator[SandboxWeChat]:
    """An empty sandbox WeChat server."""
    with running_wechat() as server:
        yield server
