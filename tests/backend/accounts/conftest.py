import pytest
from flask import Flask

from backend.integrations.wechat.gateway import WeChatGateway
from tests.sandbox_server import SandboxWeChat, wechat_server

__all__ = ["wechat_server"]


@pytest.fixture
def wechat(app: Flask, wechat_server: SandboxWeChat, monkeypatch: pytest.MonkeyPatch) -> SandboxWeChat:
    """A sandbox WeChat server that the application talks to."""
    gateway = WeChatGateway(wechat_server.appid, wechat_server.secret, wechat_server.url, timeouts=(1, 1))
    monkeypatch.setitem(app.extensions, "wechat", gateway)
    return wechat_server
