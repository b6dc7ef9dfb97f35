"""How do we hold WeChat's access token? One stable token per process, fetched by one thread at a time."""

import threading
from typing import Any

import requests
from wechatpy import WeChatClient
from wechatpy.session import SessionStorage

from backend.core import clock
from backend.integrations.wechat.errors import WeChatError, no_answer
from backend.integrations.wechat.transport import Timeouts, call

MARGIN_SECONDS = 300
"""A token is renewed so long before its end: from there on WeChat hands out the next one, and both work."""


class MiniClient(WeChatClient):  # type: ignore[misc]  # wechatpy has no types
    """wechatpy's client with its token handling replaced.

    wechatpy 1.8.18 fetches classic tokens without timeout or lock, keeps their end apart from the token, and asks
    for new ones without end when WeChat keeps refusing. Here the token is a stable one, kept with its end as one
    record, renewed under a lock; `auto_retry` is off.
    """

    def __init__(
        self,
        appid: str,
        secret: str,
        *,
        http: requests.Session,
        timeouts: Timeouts,
        session: SessionStorage | None = None,
    ) -> None:
        super().__init__(appid, secret, session=session, timeout=timeouts, auto_retry=False)
        self._http = http
        self._lock = threading.Lock()
        self._fetches = 0
        self._failure: WeChatError | None = None

    @property
    def access_token_key(self) -> str:
        """Name of the record; it tells the kind, so that a classic token is never taken for this one."""
        return f"{self.appid}_stable_token"

    @property
    def access_token(self) -> str:
        """A token with at least `MARGIN_SECONDS` left. Errors: `WeChatError`."""
        fetches = self._fetches
        token = self._kept_token()
        if token is not None:
            return token
        with self._lock:
            token = self._kept_token()
            if token is not None:
                return token
            # Whoever waited for a fetch that failed shares the failure. Trying one after the other would make the last
            # of many threads wait for the sum of all timeouts.
            if self._fetches != fetches and self._failure is not None:
                raise self._failure.again()
            return str(self.fetch_access_token()["access_token"])

    def fetch_access_token(self) -> dict[str, Any]:
        """Fetch the stable token in force, keep it, and return WeChat's answer. Errors: `WeChatError`."""
        asked_at = clock.now().timestamp()
        try:
            answer = self._ask()
        except WeChatError as error:
            self._failure = error.again()
            raise
        else:
            self._failure = None
        finally:
            self._fetches += 1
        lifetime = int(answer["expires_in"])
        record = {"token": answer["access_token"], "expires_at": asked_at + lifetime}
        self.session.set(self.access_token_key, record, lifetime)
        return answer

    def _ask(self) -> dict[str, Any]:
        request = {
            "grant_type": "client_credential",
            "appid": self.appid,
            "secret": self.secret,
            "force_refresh": False,
        }
        answer = call(self._http, "POST", "/cgi-bin/stable_token", timeouts=self.timeout, json=request)
        if not isinstance(answer.get("access_token"), str) or not isinstance(answer.get("expires_in"), int):
            raise no_answer("no_token")
        return answer

    def _kept_token(self) -> str | None:
        record = self.session.get(self.access_token_key)
        if record is None or record["expires_at"] - clock.now().timestamp() <= MARGIN_SECONDS:
            return None
        return str(record["token"])
