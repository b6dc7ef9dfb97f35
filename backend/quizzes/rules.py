"""When may somebody start, until when may they answer, and what are they shown when? No database, no clock."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARTS = ("score", "own_answers", "right_wrong", "key", "explanation")
DURING, AFTER_SUBMIT, WHILE_OPEN, AFTER_CLOSE = MOMENTS = ("during", "after_submit", "while_open", "after_close")
_MILLISECOND = timedelta(milliseconds=1)
JUST_AFTER = timedelta(minutes=2)
"""How long it is "after handing in", before it is "while the quiz is open"."""

USUAL_REVIEW: dict[str, dict[str, list[str]]] = {
    "contest": {
        DURING: [],
        AFTER_SUBMIT: ["score"],
        WHILE_OPEN: ["score"],
        AFTER_CLOSE: list(PARTS),
    },
    "practice": {moment: list(PARTS) for moment in MOMENTS},
}
"""Mode -> what is shown when, unless staff say otherwise: a contest keeps its answers until it is over."""


@dataclass(frozen=True, slots=True)
class Tries:
    """What a quiz allows, and what somebody has used of it."""

    per_day: int | None
    in_all: int | None
    cooldown: int
    used_today: int
    used: int
    last_finished_at: datetime | None

    @property
    def left(self) -> int | None:
        """How many there still are in all; None: no limit."""
        return None if self.in_all is None else max(self.in_all - self.used, 0)

    @property
    def left_today(self) -> int | None:
        """How many there still are today; None: no limit."""
        of_day = None if self.per_day is None else max(self.per_day - self.used_today, 0)
        known = [number for number in (of_day, self.left) if number is not None]
        return min(known) if known else None

    def next_at(self, moment: datetime, zone: str) -> datetime | None:
        """Return when the next try may begin; None when that is now, or never."""
        if self.left == 0:
            return None
        waits = []
        if self.per_day is not None and self.used_today >= self.per_day:
            waits.append(next_day(moment, zone))
        if self.cooldown and self.last_finished_at is not None:
            waits.append(self.last_finished_at + timedelta(seconds=self.cooldown))
        return max((wait for wait in waits if wait > moment), default=None)


def next_day(moment: datetime, zone: str) -> datetime:
    """Return when the next day of the city begins."""
    tomorrow = moment.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), ZoneInfo(zone)).astimezone(UTC)


def day_of(moment: datetime, zone: str) -> date:
    """Return the city's day."""
    return moment.astimezone(ZoneInfo(zone)).date()


def deadline_of(started_at: datetime, time_limit: int | None, closes_at: datetime) -> datetime | None:
    """Return until when a paper may be answered; None: as long as one likes."""
    if time_limit is None:
        return None
    return min(started_at + timedelta(seconds=time_limit), closes_at)


def is_over(deadline: datetime | None, grace: int, moment: datetime) -> bool:
    """Tell whether a paper takes nothing any more: its time is up, and the seconds for slow networks too."""
    return deadline is not None and moment >= deadline + timedelta(seconds=grace)


@dataclass(frozen=True, slots=True)
class Ending:
    """When an attempt ends, how long it took in milliseconds, and whether part of it came in the grace."""

    finished_at: datetime
    duration: int
    late: bool


def ending(started_at: datetime, deadline: datetime | None, late: bool, grace: int, moment: datetime) -> Ending:
    """Return how an attempt ends that is made final at a moment: then, or at its deadline if that is past."""
    finished_at = moment if deadline is None else min(moment, deadline)
    in_grace = finished_at < moment and not is_over(deadline, grace, moment)
    finished_at = max(finished_at, started_at)  # the server's clock may have been set back
    return Ending(finished_at, milliseconds(finished_at - started_at), late or in_grace)


def milliseconds(time: timedelta) -> int:
    """Return a time in whole milliseconds; none when the server's clock was set back."""
    return max(time // _MILLISECOND, 0)


def reaches(certificate_from: int | None, score: int, full: int) -> bool:
    """Tell whether a score is the share of the marks from which on there is a certificate."""
    return certificate_from is not None and score * 100 >= full * certificate_from


def tasks_after(mode: str, certificate_from: int | None, score: int, full: int) -> list[str]:
    """Return what the jobs have to do about an attempt that became final."""
    tasks = ["look_at_attempt"] if mode == "contest" else []
    return [*tasks, "issue_quiz_certificate"] if reaches(certificate_from, score, full) else tasks


def seconds_left(deadline: datetime | None, moment: datetime) -> int | None:
    """Return the whole seconds that are left; None: there is no clock."""
    return None if deadline is None else max(int((deadline - moment).total_seconds()), 0)


def state_word(state: str, opens_at: datetime, closes_at: datetime, moment: datetime) -> str:
    """Return `draft`, `soon`, `open` or `over`."""
    if state == "draft":
        return state
    if state == "closed" or moment >= closes_at:
        return "over"
    return "open" if moment >= opens_at else "soon"


def review_moment(finished_at: datetime | None, moment: datetime, *, settled: bool) -> str:
    """Return which of the four moments it is for an attempt."""
    if finished_at is None:
        return DURING
    if settled:
        return AFTER_CLOSE
    return AFTER_SUBMIT if moment < finished_at + JUST_AFTER else WHILE_OPEN


def allowed_parts(review: Mapping[str, list[str]], moment: str) -> list[str]:
    """Return what is shown at a moment, in the usual order."""
    return [part for part in PARTS if part in review.get(moment, ())]


def start_after(secret: str, quiz_id: str, user_id: str, jitter: int) -> int:
    """Return after how many seconds somebody's phone starts: evenly spread, and the same each time it asks."""
    if not jitter:
        return 0
    digest = hmac.digest(secret.encode(), f"quiz-start:{quiz_id}:{user_id}".encode(), hashlib.sha256)
    return int.from_bytes(digest[:8]) % (jitter + 1)
