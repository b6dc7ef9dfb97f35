"""A WeChat server for development and tests: what `api.weixin.qq.com` would answer, over real HTTP."""

from sandbox.wechat_server.server import create_server

__all__ = ["create_server"]
