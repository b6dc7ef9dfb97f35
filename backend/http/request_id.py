"""Which request is this, and when? One id in the answer, in its error and in every log line; the time for the phone."""

import re
import time

import structlog
from flask import Flask, Response, g, request

from backend.core.clock import now
from models.ids import new_id

HEADER = "X-Request-Id"
SERVER_TIME = "X-Server-Time"
"""Seconds since 1970. Phones go by it, since their own clocks may be wrong."""
_PLAIN = re.compile(r"^[A-Za-z0-9_-]{1,64}$")
_log = structlog.get_logger("http")


def init_app(app: Flask) -> None:
    """Give each request its id, and write one line about it when it is answered."""

    @app.before_request
    def _begin() -> None:
        given = request.headers.get(HEADER, "")
        g.request_id = given if _PLAIN.match(given) else new_id()
        g.began = time.perf_counter()

    @app.after_request
    def _end(response: Response) -> Response:
        request_id = current_request_id()
        response.headers[HEADER] = request_id
        response.headers[SERVER_TIME] = str(int(now().timestamp()))
        if response.status_code >= 500 or app.config["LOG_REQUESTS"]:  # noqa: PLR2004
            _log.info(
                "request",
                request_id=request_id,
                method=request.method,
                route=str(request.url_rule) if request.url_rule else None,
                status=response.status_code,
                ms=round((time.perf_counter() - g.began) * 1000, 1),
            )
        return response


def current_request_id() -> str:
    """Return the id of the request under way."""
    if "request_id" not in g:
        g.request_id = new_id()
    return str(g.request_id)
