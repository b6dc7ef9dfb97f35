"""How does a login code become an openid? GET /sns/jscode2session."""

import sqlite3

from flask import Response, request

from sandbox.wechat_server import codes, quota, users
from sandbox.wechat_server.answers import Refused, succeed
from sandbox.wechat_server.clock import now
from sandbox.wechat_server.world import world

PATH = "/sns/jscode2session"


def jscode2session() -> Response:
    """Exchange a code for openid and session key, exactly once. An access token in the request is ignored."""
    _check_application()
    code = request.args.get("js_code")
    if not code:
        raise Refused(41008)
    if request.args.get("grant_type") != "authorization_code":
        raise Refused(40002)
    with world().store.transaction() as db:
        openid = _owner(db, code)
        # Counted in a transaction of its own: a refusal further down must not give the call back.
        quota.count(db, PATH, openid)
    with world().store.transaction() as db:
        return succeed(_exchange(db, code, openid))


def _check_application() -> None:
    appid, secret = request.args.get("appid"), request.args.get("secret")
    if not appid:
        raise Refused(41002)
    if appid != world().appid:
        raise Refused(40013)
    if not secret:
        raise Refused(41004)
    if secret != world().secret:
        raise Refused(40125)


def _owner(db: sqlite3.Connection, code: str) -> str:
    issued = codes.find(db, code)
    if issued is None or issued["kind"] != "login" or issued["appid"] != world().appid:
        raise Refused(40029)
    return str(issued["openid"])


def _exchange(db: sqlite3.Connection, code: str, openid: str) -> dict[str, str]:
    issued, user = codes.find(db, code), users.find(db, openid)
    if issued is None or user is None or issued["expires_at"] <= now(db):
        raise Refused(40029)
    if user["blocked"]:
        raise Refused(40226)
    if not codes.use(db, code):
        raise Refused(40163)
    answer = {"session_key": users.visit(db, openid), "openid": openid}
    if user["unionid"]:
        answer["unionid"] = user["unionid"]
    return answer
