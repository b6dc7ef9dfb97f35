"""How is the simulated WeChat put together, and what happens to every call?

On its way in a call meets the rules of trouble, on its way out the same rules and the journal. In between stands one
small function per endpoint, which answers or raises `Refused`.
"""

import json
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, jsonify, request
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.serving import WSGIRequestHandler

from sandbox.wechat_server import clock, codes, credentials, faults, login, messages
from sandbox.wechat_server.answers import Refused, refuse
from sandbox.wechat_server.control import PREFIX, control
from sandbox.wechat_server.store import Store
from sandbox.wechat_server.world import World, world

APPID = "wxsandbox0000000000"
SECRET = "sandbox-secret"  # noqa: S105  # protects nothing

_ENDPOINTS = (
    ("GET", login.PATH, login.jscode2session),
    ("GET", credentials.CLASSIC_PATH, credentials.token),
    ("POST", credentials.STABLE_PATH, credentials.stable_token),
    ("POST", messages.SEND_PATH, messages.send),
)


class QuietHandler(WSGIRequestHandler):
    """Writes no access log: addresses hold secrets and codes. The journal tells what was called."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Write nothing."""


def create_server(data_dir: Path | None = None, *, appid: str = APPID, secret: str = SECRET) -> Flask:
    """Return a simulator for one application; what it knows is kept in `data_dir`, or (None) in memory only."""
    app = Flask("wechat_server", static_folder=None)
    # The fields of a message stay in the order of its template.
    app.json.sort_keys = False  # type: ignore[attr-defined]
    store = Store(data_dir)
    with store.transaction() as db:
        clock.publish(data_dir, clock.ahead(db))
    app.extensions["wechat_world"] = World(appid=appid, secret=secret, store=store)
    app.register_blueprint(control)
    for method, path, view in _ENDPOINTS:
        app.add_url_rule(path, view_func=view, methods=[method])
    app.before_request(_meet_fault)
    app.after_request(_finish)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(NotFound, _unknown)
    app.register_error_handler(MethodNotAllowed, _wrong_method)
    return app


def _is_control() -> bool:
    return request.path.startswith(PREFIX + "/")


def _meet_fault() -> Response | None:
    if _is_control():
        return None
    g.openid = _openid()
    g.fault = world().faults.take(request.path, g.openid)
    if g.fault is not None and g.fault.kind in faults.INSTEAD:
        return faults.answer_instead(g.fault)
    return None


def _openid() -> str | None:
    """Return whom the call is about, as far as its code tells."""
    code = request.args.get("js_code")
    if not code:
        return None
    with world().store.transaction() as db:
        issued = codes.find(db, code)
    return None if issued is None else str(issued["openid"])


def _finish(response: Response) -> Response:
    if _is_control():
        return response
    fault = g.fault
    world().journal.add(
        {
            "method": request.method,
            "path": request.path,
            "status": response.status_code,
            "errcode": _errcode(response),
            "openid": g.openid,
            "fault": None if fault is None else fault.kind,
            # No SDK has a reason to send one here; those that do make login depend on the token.
            "needless_token": request.path == login.PATH and "access_token" in request.args,
        }
    )
    if fault is None or fault.kind in faults.INSTEAD:
        return response
    return faults.spoil(fault, response)


def _errcode(response: Response) -> int | None:
    try:
        body: Any = json.loads(response.get_data())
    except ValueError:
        return None
    return int(body.get("errcode", 0))


def _refused(refusal: Refused) -> Response:
    with world().store.transaction() as db:
        moment = clock.now(db)
    return refuse(refusal.errcode, refusal.errmsg, moment)


def _unknown(_error: NotFound) -> Response | tuple[Response, int]:
    return (jsonify(error="unknown path"), 404) if _is_control() else _refused(Refused(40066))


def _wrong_method(error: MethodNotAllowed) -> Response | tuple[Response, int]:
    if _is_control():
        return jsonify(error="wrong method"), 405
    return _refused(Refused(43002 if "POST" in (error.valid_methods or ()) else 43001))
