"""What goes wrong on purpose? Rules that spoil the next answers of one path."""

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Response, request

from sandbox.wechat_server.answers import Refused

HTML = "<html><head><title>502 Bad Gateway</title></head><body><center>nginx</center></body></html>"
INSTEAD = frozenset({"errcode", "http_status", "html"})
"""These answer in place of WeChat: nothing happens. The others (delay_ms, drop, truncate) spoil the way back of an
answer: a code is used up, although the caller may never learn it. That is the case worth testing."""


@dataclass
class Fault:
    """One rule: what happens (`kind`, with `value`), on which path, to whom (None: everybody), how many times more."""

    path: str
    kind: str
    value: Any
    times: int
    openid: str | None


class Faults:
    """The rules in force. Kept in memory only: a restart ends every trouble."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Put a rule in force; older rules come first."""
        with self._lock:
            self._rules.append(fault)

    def clear(self) -> None:
        """End all rules."""
        with self._lock:
            self._rules.clear()

    def take(self, path: str, openid: str | None) -> Fault | None:
        """Return the first rule for this call and use it up by one; None when there is none."""
        with self._lock:
            for rule in self._rules:
                if rule.path != path or rule.openid not in {None, openid}:
                    continue
                rule.times -= 1
                if rule.times == 0:
                    self._rules.remove(rule)
                return rule
        return None


def answer_instead(fault: Fault) -> Response:
    """Answer in place of WeChat (kinds in `INSTEAD`)."""
    if fault.kind == "errcode":
        raise Refused(int(fault.value))
    status = int(fault.value) if fault.kind == "http_status" else 200
    return Response(HTML, status=status, content_type="text/html")


def spoil(fault: Fault, response: Response) -> Response:
    """Return what is left of an answer on its way back: late, cut in half, or nothing at all."""
    if fault.kind == "delay_ms":
        time.sleep(fault.value / 1000)
        return response
    if fault.kind == "truncate":
        body = response.get_data()
        response.set_data(body[: len(body) // 2])
        return response
    return Response(_cut(request.environ.get("werkzeug.socket")))


def _cut(connection: socket.socket | None) -> Iterator[bytes]:
    # The WSGI test client has no connection; the failing body has the same effect there.
    if connection is not None:
        connection.shutdown(socket.SHUT_RDWR)
    raise ConnectionAbortedError
    yield b""
