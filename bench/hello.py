"""What is the least that a request costs on these workers? A WSGI application that only says hello."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

_BODY = b'{"hello":"world"}'
_HEADERS = [("Content-Type", "application/json"), ("Content-Length", str(len(_BODY)))]


def app(_environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Say hello."""
    start_response("200 OK", _HEADERS)
    return [_BODY]
