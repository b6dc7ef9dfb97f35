"""How does an application get an access token? GET /cgi-bin/token and POST /cgi-bin/stable_token."""

import sqlite3
from collections.abc import Mapping
from typing import Any

from flask import Response, request

from sandbox.wechat_server import quota, tokens
from sandbox.wechat_server.answers import Refused, json_object, succeed
from sandbox.wechat_server.store import read_setting
from sandbox.wechat_server.world import world

CLASSIC_PATH = "/cgi-bin/token"
STABLE_PATH = "/cgi-bin/stable_token"


def token() -> Response:
    """Give out a new classic token."""
    _check(request.args)
    with world().store.transaction() as db:
        quota.count(db, CLASSIC_PATH)
        return succeed(tokens.new_classic(db).body())


def stable_token() -> Response:
    """Return the stable token in force, or with `force_refresh` a new one."""
    body = json_object()
    _check(body)
    force = body.get("force_refresh", False)
    if not isinstance(force, bool):
        raise Refused(47001)
    with world().store.transaction() as db:
        quota.count(db, STABLE_PATH)
    with world().store.transaction() as db:
        answer = tokens.forced_stable(db) if force else tokens.current_stable(db)
    return succeed(answer.body())


def _check(given: Mapping[str, Any]) -> None:
    if given.get("grant_type") != "client_credential":
        raise Refused(40002)
    if not given.get("appid"):
        raise Refused(41002)
    if not given.get("secret"):
        raise Refused(41004)
    if given["appid"] != world().appid:
        raise Refused(40013)
    if given["secret"] != world().secret:
        raise Refused(40125)
    with world().store.transaction() as db:
        _check_console(db)


def _check_console(db: sqlite3.Connection) -> None:
    """Refuse what an administrator has closed in WeChat's console."""
    if read_setting(db, "secret_frozen", default=False):
        raise Refused(40243)
    allowed = read_setting(db, "ip_whitelist", default=None)
    address = request.remote_addr
    if allowed is not None and address not in allowed:
        raise Refused(40164, f"invalid ip {address} ipv6 ::ffff:{address}, not in whitelist")
    if read_setting(db, "needs_confirmation", default=False):
        raise Refused(89503)
