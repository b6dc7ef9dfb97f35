"""What belongs to one running simulator?"""

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import Any, cast

from flask import current_app

from sandbox.wechat_server.faults import Faults
from sandbox.wechat_server.store import Store

_CALLS_KEPT = 20_000


class Journal:
    """The last calls that clients made, oldest first. Kept in memory only."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: deque[dict[str, Any]] = deque(maxlen=_CALLS_KEPT)

    def add(self, call: dict[str, Any]) -> None:
        """Note one call."""
        with self._lock:
            self._calls.append(call)

    def calls(self, path: str | None) -> list[dict[str, Any]]:
        """Return the calls of one path, or all."""
        with self._lock:
            return [call for call in self._calls if path is None or call["path"] == path]

    def clear(self) -> None:
        """Forget the calls."""
        with self._lock:
            self._calls.clear()


@dataclass
class World:
    """One application of one simulated WeChat, with everything around it."""

    appid: str
    secret: str
    store: Store
    faults: Faults = field(default_factory=Faults)
    journal: Journal = field(default_factory=Journal)


def world() -> World:
    """Return the world of the request at hand."""
    return cast("World", current_app.extensions["wechat_world"])
