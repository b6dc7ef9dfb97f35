"""How does a browser get the mini-program? The product's application, with the sandbox's pages below /sandbox/.

`gunicorn -c deploy/gunicorn.conf.py sandbox.wsgi:app` serves both from one address, so that the mini-program's calls
need no leave of another origin. `flask --app sandbox.wsgi jobs run` is the job worker that goes by the same clock.
Production runs `wsgi:app`, which knows nothing of this.
"""

import os
from collections.abc import Iterable
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

import requests
from flask import Flask, Response, abort, jsonify, redirect, request, send_from_directory
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.wrappers import Response as AnyResponse

from backend.app import create_app
from backend.config import Settings
from backend.core import clock
from sandbox.product_clock import SandboxClock
from sandbox.wechat_server.control import PREFIX as CONTROL

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

MOUNT = "/sandbox"
CLIENT = Path("var") / "wechat_client"
PATIENCE = 10
"""Seconds that the sandbox WeChat server may take to answer."""


def wrap(product: Flask, *, client: Path) -> Flask:
    """Let the product serve the built client in `client` too, and return it. Raises SystemExit in production."""
    settings: Settings = product.config["SETTINGS"]
    if settings.env == "production":
        raise SystemExit("The sandbox lets everybody log in as anybody: in production run wsgi:app.")
    pages = _sandbox(settings, client.resolve())
    mounted: WSGIApplication = DispatcherMiddleware(product.wsgi_app, {MOUNT: pages})

    def serve(environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        if environ.get("PATH_INFO", "/") == "/":
            return redirect(f"{MOUNT}/")(environ, start_response)
        return mounted(environ, start_response)

    product.wsgi_app = serve  # type: ignore[method-assign]
    return product


def _sandbox(settings: Settings, client: Path) -> Flask:
    app = Flask("sandbox_pages", static_folder=None)
    wechat = settings.wechat_api_base.rstrip("/") + CONTROL

    @app.before_request
    def _this_machine_only() -> None:
        if not ip_address(request.remote_addr or "0.0.0.0").is_loopback:  # noqa: S104  # not an address to listen on
            abort(403)

    @app.get("/config.json")
    def _config() -> Response:
        return jsonify(api_base="", wechat=f"{MOUNT}/wechat")

    @app.route("/wechat/<path:what>", methods=["GET", "POST"])
    def _steer(what: str) -> Response | tuple[Response, int]:
        # A form of another site could be sent here unasked; JSON can't.
        if request.method == "POST" and not request.is_json:
            abort(415)
        return _forwarded(f"{wechat}/{what}")

    @app.get("/")
    @app.get("/<path:name>")
    def _file(name: str = "index.html") -> AnyResponse:
        answer = send_from_directory(client, name, conditional=True)
        # The next build is there with the next look.
        answer.cache_control.no_cache = True
        return answer

    return app


def _forwarded(url: str) -> Response | tuple[Response, int]:
    """Return the control API's own answer, or 502 when it gives none."""
    try:
        answer = requests.request(
            request.method,
            url,
            params=request.args.to_dict(),
            data=request.get_data(),
            headers={"Content-Type": "application/json"},
            timeout=PATIENCE,
            allow_redirects=False,
        )
    except requests.RequestException:
        return jsonify(error="the sandbox WeChat server does not answer"), 502
    return Response(answer.content, answer.status_code, mimetype="application/json")


def __getattr__(name: str) -> Flask:
    """Make `app` when gunicorn or flask asks for it, so that tests can import this file without a database."""
    if name != "app":
        raise AttributeError(name)
    client = Path(os.environ.get("SHILIU_SANDBOX_CLIENT") or CLIENT)
    made = wrap(create_app(), client=client)
    if path := os.environ.get("SHILIU_SANDBOX_CLOCK"):
        clock.set_source(SandboxClock(Path(path)).now)
    globals()["app"] = made
    return made
