"""What do the tests of the outside world stand on?"""

from collections.abc import Callable, Iterator

import pytest

from backend.integrations.wechat.gateway import WeChatGateway
from tests.sandbox_server import SandboxWeChat, wechat_server

__all__ = ["wechat_server"]


@pytest.fixture
def make_gateway(wechat_server: SandboxWeChat) -> Iterator[Callable[..., WeChatGateway]]:
    """Make gateways to the sandbox server; changes replace the settings that fit it."""
    made: list[WeChatGateway] = []

    def make(**changes: object) -> WeChatGateway:
        settings = {
            "appid": wechat_server.appid,
            "secret": wechat_server.secret,
            "api_base": wechat_server.url,
            **changes,
        }
        made.append(WeChatGateway(**settings))
        return made[-1]

    yield make
    for gateway in made:
        gateway.close()


@pytest.fixture
def gateway(make_gateway: Callable[..., WeChatGateway]) -> WeChatGateway:
    """A gateway to the sandbox server."""
    return make_gateway()
