"""How many documents are drawn at the same time?

Drawing takes some tenths of a second of a core, and a link that somebody was given can be opened as often as they like.
So a process draws one document at a time, a few more wait some seconds, and all others are asked to come back: most of
its threads stay free for everything else.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from backend.core.errors import UnavailableError

PATIENCE_SECONDS = 5.0
MOST_AT_ONCE = 4
"""One that draws, and those that wait for it."""

_places = threading.BoundedSemaphore(MOST_AT_ONCE)
_pen = threading.Lock()


@contextmanager
def turn_to_draw() -> Iterator[None]:
    """Wait until nobody else draws. Errors: `UnavailableError` when too many wait already, or it takes too long."""
    if not _places.acquire(blocking=False):
        raise _busy()
    try:
        if not _pen.acquire(timeout=PATIENCE_SECONDS):
            raise _busy()
        try:
            yield
        finally:
            _pen.release()
    finally:
        _places.release()


def _busy() -> UnavailableError:
    return UnavailableError(message="现在下载的人有点多，请过几秒再试", retry_after=3)
