"""What time is it? The only place that asks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def _system_time() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system_time


def now() -> datetime:
    """Return this moment, aware and in UTC."""
    return _source()


def set_source(source: Callable[[], datetime] | None) -> None:
    """Take the time from elsewhere (tests); None goes back to the system's clock."""
    global _source  # noqa: PLW0603  # one clock for the whole process is the point
    _source = source or _system_time


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let it be another moment for all that is done inside. For commands only: it holds for the whole process."""
    before = _source
    set_source(lambda: moment)
    try:
        yield
    finally:
        set_source(before)


def local(moment: datetime, zone: str) -> datetime:
    """Return a moment as the city's clocks show it."""
    return moment.astimezone(ZoneInfo(zone))
