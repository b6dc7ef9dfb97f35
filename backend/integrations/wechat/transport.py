"""How does one call reach WeChat and come back, without its secrets ending up in a log or an error?

WeChat takes the app secret and the login code in the address, and requests and urllib3 like to write addresses into
exceptions and logs. So no exception of theirs leaves this file, and their log lines lose what follows the "?".
"""

import json
import logging
import re
import time
from types import TracebackType
from typing import Any, Self, cast

import requests
import structlog
from requests.adapters import HTTPAdapter
from urllib3.connectionpool import ConnectionPool
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError
from urllib3.response import BaseHTTPResponse
from urllib3.util.retry import Retry

from backend.core import clock
from backend.integrations.wechat.errors import WeChatError, no_answer, refusal

WECHAT_API = "https://api.weixin.qq.com"
Timeouts = tuple[float, float]
"""Seconds to connect, and seconds to wait for an answer."""

_CONNECTIONS = 64
_RID = re.compile(r"rid: ([0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8})")
_QUERY = re.compile(r"\?[^\s'\"]*")
_log = structlog.get_logger("wechat")


class _RefusedConnectionRetry(Retry):
    """Tries again only where the connection was refused at once: the request cannot have gone out, and no time is lost.

    A connect timeout is not tried again, so that a call ends within the sum of its timeouts.
    """

    def increment(
        self,
        method: str | None = None,
        url: str | None = None,
        response: BaseHTTPResponse | None = None,
        error: Exception | None = None,
        _pool: ConnectionPool | None = None,
        _stacktrace: TracebackType | None = None,
    ) -> Self:
        """Return what is left of the tries, or raise the error."""
        if isinstance(error, ConnectTimeoutError) and not isinstance(error, NewConnectionError) and _pool is not None:
            raise MaxRetryError(_pool, url or "", error) from error
        return super().increment(method, url, response, error, _pool, _stacktrace)


class _Elsewhere(HTTPAdapter):
    """Sends what is meant for WeChat to another address: the sandbox, or WeChat itself."""

    def __init__(self, api_base: str) -> None:
        self._api_base = api_base.rstrip("/")
        super().__init__(
            pool_maxsize=_CONNECTIONS,
            max_retries=_RefusedConnectionRetry(
                connect=2, read=False, redirect=0, status=0, other=0, backoff_factor=0.1
            ),
        )

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Send the request to the address of this adapter."""
        request.url = self._api_base + cast("str", request.url).removeprefix(WECHAT_API)
        return super().send(request, *args, **kwargs)


class _WithoutQuery(logging.Filter):
    """Takes the query out of addresses in log lines."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _QUERY.sub("?…", record.getMessage())
        record.args = ()
        return True


def new_session(api_base: str) -> requests.Session:
    """Return a session whose calls to `WECHAT_API` go to `api_base`."""
    session = requests.Session()
    # The sandbox is on this machine: a proxy meant for the world outside must not stand between.
    session.trust_env = api_base.rstrip("/") == WECHAT_API
    session.mount(WECHAT_API, _Elsewhere(api_base))
    for name in ("urllib3.connectionpool", "urllib3.util.retry"):
        logger = logging.getLogger(name)
        if not any(isinstance(known, _WithoutQuery) for known in logger.filters):
            logger.addFilter(_WithoutQuery())
    return session


def call(
    session: requests.Session, method: str, endpoint: str, *, timeouts: Timeouts, **content: Any
) -> dict[str, Any]:
    """Return WeChat's answer to one call, sent once; `content` is `params` or `json`.

    Errors: `WeChatError`, within the sum of the timeouts. Writes one log line.
    """
    started = time.perf_counter()
    body, failure = _exchange(session, method, endpoint, timeouts, content)
    ms = round((time.perf_counter() - started) * 1000)
    error, rid = _judge(body, failure)
    if error is None:
        _log.info("wechat_call", endpoint=endpoint, errcode=0, rid=rid, ms=ms)
        return body
    _log.warning(
        "wechat_call", endpoint=endpoint, errcode=error.errcode, rid=rid, ms=ms, failure=error.failure, kind=error.kind
    )
    raise error


def _exchange(
    session: requests.Session, method: str, endpoint: str, timeouts: Timeouts, content: dict[str, Any]
) -> tuple[dict[str, Any], str | None]:
    """Return the JSON object, or an empty one and the short reason why there is none."""
    try:
        # A redirect would carry the secret to an address nobody has checked.
        response = session.request(method, WECHAT_API + endpoint, timeout=timeouts, allow_redirects=False, **content)
        status, raw = response.status_code, response.content
    except requests.RequestException as error:
        return {}, type(error).__name__
    if status != requests.codes.ok:
        return {}, f"http_{status}"
    try:
        body = json.loads(raw)
    except ValueError:
        return {}, "not_json"
    return (body, None) if isinstance(body, dict) else ({}, "not_json")


def _judge(body: dict[str, Any], failure: str | None) -> tuple[WeChatError | None, str | None]:
    if failure is not None:
        return no_answer(failure), None
    found = _RID.search(str(body.get("errmsg", "")))
    rid = found[1] if found else None
    try:
        errcode = int(body.get("errcode", 0))
    except (TypeError, ValueError):
        return no_answer("not_json"), rid
    if errcode == 0:
        return None, rid
    return refusal(errcode, rid, at=clock.now().timestamp()), rid
