"""Must a busy list be read afresh for every phone?

The first page that everybody opens is the same for everybody, so each process keeps it, encoded, for about a second
(`list_memory_seconds`). What staff change through this process takes effect at once; what residents do, and a change
in another process, when the second is over.
"""

import threading
from collections.abc import Callable

import sqlalchemy as sa
from cachetools import TTLCache
from sqlalchemy.orm import Session

MOST_BYTES = 4 * 1024 * 1024
"""Of kept pages in one process; the oldest go first."""

_lock = threading.Lock()
_pages: TTLCache[str, bytes] = TTLCache(MOST_BYTES, ttl=0, getsizeof=len)


def configure(seconds: float) -> None:
    """Set for how long a page is kept; 0 reads each time."""
    global _pages  # noqa: PLW0603  # one memory for the whole process is the point
    with _lock:
        _pages = TTLCache(MOST_BYTES, ttl=seconds, getsizeof=len)


def remembered(key: str, read: Callable[[], bytes]) -> bytes:
    """Return the page of this key as kept, or read it and keep it."""
    with _lock:
        page = _pages.get(key)
    if page is not None:
        return page
    page = read()
    with _lock:
        if len(page) <= MOST_BYTES:
            _pages[key] = page
    return page


def forget() -> None:
    """Read every page afresh."""
    with _lock:
        _pages.clear()


def forget_after(session: Session) -> None:
    """Read every page afresh once this transaction is committed; before that, others still see what was."""
    sa.event.listen(session, "after_commit", lambda _session: forget(), once=True)
