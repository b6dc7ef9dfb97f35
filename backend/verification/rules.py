"""When is a report overdue, and for how long was somebody there? No database, no clock."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from backend.attendance.rules import EventSession

DUE_DAYS = 3
"""Working days in which each level verifies a report."""

LEVELS = {4: "city", 6: "county", 9: "township", 12: "community"}
"""Length of a region code -> whose turn it is, from the one that waits longest to the first."""


def steps_up(age_days: int) -> int:
    """Return how many levels above the first have come to their turn after so many working days."""
    return max(age_days - 1, 0) // DUE_DAYS


def level_in_turn(region_code: str, age_days: int) -> int:
    """Return how many levels above the event's own it is whose turn has come; the city is the last."""
    return min(steps_up(age_days), len(_lengths(region_code)) - 1)


def region_in_turn(region_code: str, age_days: int) -> str:
    """Return the region whose turn it is to verify: the event's own, after 3 working days the next above, and so on."""
    return region_code[: _lengths(region_code)[level_in_turn(region_code, age_days)]]


def _lengths(region_code: str) -> list[int]:
    return [length for length in sorted(LEVELS, reverse=True) if length <= len(region_code)]


class Stay(Protocol):
    """A record of somebody at a session. `at` is empty where it was added to a closed sheet."""

    @property
    def session(self) -> int:
        """The number of the session."""
        ...

    @property
    def at(self) -> datetime | None:
        """When the person came."""
        ...

    @property
    def left_at(self) -> datetime | None:
        """When the person left."""
        ...


def minutes_there(sessions: Sequence[EventSession], stays: Iterable[Stay], *, tracks_leaving: bool) -> int:
    """Return for how many whole minutes somebody was there.

    A session counts in full, unless the event records who leaves: then from coming, or the beginning if that is later,
    to leaving. Who was not seen leaving stayed to the end.
    """
    return sum(_minutes(sessions[stay.session - 1], stay, tracks_leaving) for stay in stays)


def _minutes(session: EventSession, stay: Stay, tracks_leaving: bool) -> int:
    begun, ended = session.starts_at, session.ends_at
    if tracks_leaving and stay.at is not None:
        begun = max(begun, stay.at)
        ended = min(ended, stay.left_at or ended)
    return max(int((ended - begun).total_seconds()) // 60, 0)
