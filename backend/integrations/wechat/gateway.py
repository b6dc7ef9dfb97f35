"""What do we ask of WeChat? The only door to it for the rest of the product."""

import re
from dataclasses import dataclass

from backend.integrations.wechat.client import MiniClient
from backend.integrations.wechat.errors import WeChatError, WeChatErrorKind
from backend.integrations.wechat.transport import WECHAT_API, Timeouts, call, new_session

_CODE = re.compile(r"[\x21-\x7e]{1,512}")
"""What a login code can look like; anything else need not leave this machine."""


@dataclass(frozen=True, slots=True)
class WeChatSession:
    """Who logged in. WeChat's session key is not kept: nothing here needs it."""

    openid: str
    unionid: str | None


class WeChatGateway:
    """WeChat's server API for one mini-program. Safe to share between threads."""

    def __init__(self, appid: str, secret: str, api_base: str = WECHAT_API, *, timeouts: Timeouts = (2, 5)) -> None:
        self._appid = appid
        self._secret = secret
        self._timeouts = timeouts
        self._http = new_session(api_base)
        self._client = MiniClient(appid, secret, http=self._http, timeouts=timeouts)

    def code_to_session(self, code: str) -> WeChatSession:
        """Return who stands behind a login code, which is used up by this. Errors: `WeChatError`."""
        if not _CODE.fullmatch(code):
            raise WeChatError(WeChatErrorKind.INVALID_CODE, failure="not_a_code")
        # Not through wechatpy: it would fetch an access token first, so that nobody could log in without one.
        params = {
            "appid": self._appid,
            "secret": self._secret,
            "js_code": code,
            "grant_type": "authorization_code",
        }
        answer = call(self._http, "GET", "/sns/jscode2session", timeouts=self._timeouts, params=params)
        openid, unionid = answer.get("openid"), answer.get("unionid")
        if not isinstance(openid, str) or not openid:
            raise WeChatError(WeChatErrorKind.OTHER, failure="no_openid")
        return WeChatSession(openid, unionid if isinstance(unionid, str) else None)

    def check_credentials(self) -> None:
        """Make sure that WeChat accepts our app id, secret and address. Errors: `WeChatError`.

        WeChat is asked only when no access token with five minutes left is at hand.
        """
        _ = self._client.access_token

    def close(self) -> None:
        """Close the connections."""
        self._http.close()
