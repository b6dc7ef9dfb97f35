"""Which times fit together, and when does something that repeats take place? No database, no clock."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any, Literal
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

MOMENTS = ("starts_at", "ends_at", "signup_opens_at", "signup_closes_at", "cancel_until", "promotion_ends_at")
"""The fields of an event that are moments."""

FOLLOWS_START = ("signup_closes_at", "cancel_until", "promotion_ends_at")
"""Moments that fall on the start unless somebody says otherwise, and that move with it in a series."""

LONGEST = timedelta(days=366)
LAST_YEAR = 2099


def with_defaults(fields: Mapping[str, Any], moment: datetime) -> dict[str, datetime]:
    """Return all six moments of a new event: sign-up opens at once, everything else ends when the event starts."""
    times: dict[str, datetime] = {name: fields[name] for name in MOMENTS if fields.get(name) is not None}
    times.setdefault("signup_opens_at", moment.replace(microsecond=0))
    for name in FOLLOWS_START:
        times.setdefault(name, times["starts_at"])
    return times


def time_faults(times: Mapping[str, datetime]) -> dict[str, list[str]]:
    """Return which of an event's six moments can't be, each with what is wrong; empty when all fit together."""
    faults: dict[str, list[str]] = {}
    starts_at, ends_at = times["starts_at"], times["ends_at"]
    if ends_at <= starts_at:
        return {"ends_at": ["not_after_start"]}
    if ends_at - starts_at > LONGEST:
        faults["ends_at"] = ["too_long"]
    if times["signup_closes_at"] <= times["signup_opens_at"]:
        faults["signup_closes_at"] = ["not_after_opening"]
    for name in FOLLOWS_START:
        if times[name] > ends_at:
            faults.setdefault(name, []).append("after_end")
    return faults


def session_faults(sessions: Sequence[Mapping[str, Any]], length: float) -> list[str]:
    """Return what is wrong with the sessions of an event that lasts `length` seconds; empty when nothing is."""
    faults: list[str] = []
    if any(session["ends"] <= session["starts"] for session in sessions):
        faults.append("not_after_start")
    if any(later["starts"] < earlier["ends"] for earlier, later in pairwise(sessions)):
        faults.append("overlap")
    if any(session["starts"] < 0 or session["ends"] > length for session in sessions):
        faults.append("outside_event")
    return faults


def session_offsets(sessions: Iterable[Any], starts_at: datetime) -> list[dict[str, Any]]:
    """Return sessions as they are kept: in seconds from the start of their event."""
    return [
        {
            "label": session.label,
            "starts": int((session.starts_at - starts_at).total_seconds()),
            "ends": int((session.ends_at - starts_at).total_seconds()),
        }
        for session in sessions
    ]


def session_times(sessions: Iterable[Mapping[str, Any]], starts_at: datetime) -> list[dict[str, Any]]:
    """Return the sessions of an event with their moments, as clients read them."""
    return [
        {
            "label": session["label"],
            "starts_at": starts_at + timedelta(seconds=session["starts"]),
            "ends_at": starts_at + timedelta(seconds=session["ends"]),
        }
        for session in sessions
    ]


def day_steps(first: date, every: Literal["week", "month"], interval: int, count: int) -> list[int]:
    """Return the distance in days of each occurrence from the first one.

    Monthly: the same day of each month; a day that a month lacks becomes its last day, so that no month is left out
    (31 January, 28 February, 31 March).
    """
    step = relativedelta(weeks=interval) if every == "week" else relativedelta(months=interval)
    return [(first + step * number - first).days for number in range(count)]


def moved_by_days(moment: datetime, days: int, zone: str) -> datetime:
    """Return a moment some days on at the same time of the city's clocks, in UTC."""
    there = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) + timedelta(days=days)
    return there.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def days_between(earlier: datetime, later: datetime, zone: str) -> int:
    """Return how many days of the city's calendar lie between two moments."""
    there = ZoneInfo(zone)
    return (later.astimezone(there).date() - earlier.astimezone(there).date()).days


def occurrence_changes(
    current: Mapping[str, datetime], changes: Mapping[str, Any], alone: frozenset[str], zone: str
) -> dict[str, Any]:
    """Return what a change of a series means for one occurrence.

    `current` holds its six moments, `alone` the fields that it changed by itself and that stay. The moments of the
    change are a pattern: the day of its `starts_at` stands for the day of the occurrence. So the date stays and the
    time of day moves; the end and all that ends with the start move as far, unless they are named; the opening of the
    sign-up moves only when it is named.
    """
    mine = {name: value for name, value in changes.items() if name not in alone}
    if "starts_at" not in changes:
        return mine
    if alone & {"starts_at", "ends_at"}:
        mine.pop("starts_at", None)
        mine.pop("ends_at", None)
    days = days_between(changes["starts_at"], current["starts_at"], zone)
    for name in MOMENTS:
        if name in mine:
            mine[name] = moved_by_days(mine[name], days, zone)
    if "starts_at" in mine:
        shift = mine["starts_at"] - current["starts_at"]
        for name in ("ends_at", *FOLLOWS_START):
            if name not in changes and name not in alone:
                mine[name] = current[name] + shift
    return mine
