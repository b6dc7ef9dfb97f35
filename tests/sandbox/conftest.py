"""What do the sandbox server's tests stand on?"""

from tests.sandbox_server import wechat_server

__all__ = ["wechat_server"]
