"""What does an answer of WeChat look like? Status 200 even for refusals, a code, a text, and a request id."""

import json
import secrets
from typing import Any

from flask import Response, request

MESSAGES = {
    -1: "system error",
    40001: (
        "invalid credential, access_token is invalid or not latest, could get access_token by "
        "getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r"
    ),
    40002: "invalid grant_type",
    40003: "invalid openid",
    40013: "invalid appid",
    40029: "invalid code",
    40037: "invalid template_id",
    40066: "invalid url",
    40125: "invalid appsecret",
    40163: "code been used",
    40164: "invalid ip, not in whitelist",
    40226: "code blocked",
    40243: "appsecret is frozen",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41008: "missing code",
    42001: "access_token expired",
    43001: "require GET method",
    43002: "require POST method",
    43101: "user refuse to accept the msg",
    44002: "empty post data",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    47001: "data format error",
    50002: "user limited",
    89503: "this call needs the confirmation of an administrator",
}


class Refused(Exception):  # noqa: N818  # WeChat refuses; nothing is wrong with the simulator
    """WeChat says no. `errmsg` replaces the usual text of the code."""

    def __init__(self, errcode: int, errmsg: str | None = None) -> None:
        super().__init__(errcode)
        self.errcode = errcode
        self.errmsg = errmsg or MESSAGES.get(errcode, "simulated error")


def succeed(body: dict[str, Any]) -> Response:
    """Answer with a body, in the content type this part of WeChat uses."""
    # The /sns part sends its JSON as text, which clients that look at the content type stumble over.
    content_type = "text/plain" if request.path.startswith("/sns/") else "application/json; encoding=utf-8"
    return Response(json.dumps(body, ensure_ascii=False, separators=(",", ":")), content_type=content_type)


def refuse(errcode: int, errmsg: str, now: float) -> Response:
    """Answer with an error; the request id is appended as the part of WeChat that was called does it."""
    rid = f"{int(now):08x}-{secrets.randbits(32):08x}-{secrets.randbits(32):08x}"
    joint = ", rid: " if request.path.startswith("/sns/") else " rid: "
    return succeed({"errcode": errcode, "errmsg": f"{errmsg}{joint}{rid}"})


def json_object() -> dict[str, Any]:
    """Return the body as a JSON object, whatever content type it claims (44002, 47001)."""
    raw = request.get_data()
    if not raw:
        raise Refused(44002)
    try:
        body = json.loads(raw)
    except ValueError:
        raise Refused(47001) from None
    if not isinstance(body, dict):
        raise Refused(47001)
    return body
