"""Which sessions has an event, and when do people check in to each? No database, no clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class EventSession:
    """One session of an event; people check in from `opens_at` until before `closes_at`."""

    number: int
    label: str
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    closes_at: datetime

    def holds(self, moment: datetime) -> bool:
        """Tell whether people can check in at a moment."""
        return self.opens_at <= moment < self.closes_at


def sessions_of(event: Any) -> list[EventSession]:
    """Return the sessions of an event (its row, or anything with the same names): itself when it has no others."""
    opens, closes = timedelta(minutes=event.checkin_opens_before), timedelta(minutes=event.checkin_closes_after)
    return [
        EventSession(number, label, starts_at, ends_at, starts_at - opens, ends_at + closes)
        for number, (label, starts_at, ends_at) in enumerate(_times(event), start=1)
    ]


def _times(event: Any) -> Sequence[tuple[str, datetime, datetime]]:
    kept: Sequence[Mapping[str, Any]] = event.sessions
    if not kept:
        return [("", event.starts_at, event.ends_at)]
    start: datetime = event.starts_at
    return [
        (one["label"], start + timedelta(seconds=one["starts"]), start + timedelta(seconds=one["ends"])) for one in kept
    ]


def session_at(sessions: Sequence[EventSession], moment: datetime) -> EventSession | None:
    """Return the session to which somebody comes who comes at a moment; None when none takes anybody then.

    Where two take people, it is the one that is not over yet, the earlier first.
    """
    taking = [session for session in sessions if session.holds(moment)]
    return next((session for session in taking if moment < session.ends_at), taking[-1] if taking else None)
