"""How does a phone send a PATCH? WeChat's `wx.request` refuses that method: it sends a POST that says PATCH."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEADER = "X-HTTP-Method-Override"
_KEY = "HTTP_" + HEADER.upper().replace("-", "_")


def init_app(app: Flask) -> None:
    """Take a POST with `X-HTTP-Method-Override: PATCH` for the PATCH that it stands for; nothing else is overridden."""
    inner: WSGIApplication = app.wsgi_app

    def outer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST" and environ.get(_KEY) == "PATCH":
            environ["REQUEST_METHOD"] = "PATCH"
        return inner(environ, start_response)

    app.wsgi_app = outer  # type: ignore[method-assign]
