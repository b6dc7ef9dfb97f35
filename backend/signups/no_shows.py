"""Which places were not used by anybody of the party, and what follows?

It is a fact of verified events, told to the person alone. A city may switch on one gentle rule: whoever has left
several places unused lately lets others go first, until some hours before an event, although places are free.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.config import settings
from backend.core.actor import Actor
from backend.core.audit import record
from backend.core.outbox import enqueue
from backend.core.transaction import reading, transaction
from backend.signups import form
from backend.signups.admission import Entry
from backend.signups.facts import Facts
from backend.signups.waiting_list import lock_quota
from models.attendance import Attendance, AttendanceCorrection
from models.event import Event, EventOption
from models.outbox import IdempotentAnswer
from models.signup import Signup

_REMOVAL = sa.orm.aliased(AttendanceCorrection)


@dataclass(frozen=True, slots=True)
class Rule:
    """From `most` unused places in `days` days on, others go first until `wait_hours` before an event."""

    most: int
    days: int
    wait_hours: int


def rule() -> Rule | None:
    """Return the city's gentle rule; None while it has none."""
    given = settings()
    if given.no_show_most == 0:
        return None
    return Rule(given.no_show_most, given.no_show_days, given.no_show_wait_hours)


def no_shows_of(user_id: str) -> sa.Select[Any]:
    """Return a select of a person's confirmed sign-ups for verified events to which nobody of the party came."""
    came = sa.exists().where(
        Attendance.event_id == Signup.event_id,
        sa.or_(Attendance.signup_id == Signup.id, Attendance.user_id == Signup.user_id),
        Attendance.undone_at.is_(None),
        ~sa.exists().where(_REMOVAL.attendance_id == Attendance.id, _REMOVAL.undone_at.is_(None)),
    )
    added = sa.exists().where(
        AttendanceCorrection.event_id == Signup.event_id,  # as the index begins
        AttendanceCorrection.signup_id == Signup.id,
        AttendanceCorrection.kind == "add",
        AttendanceCorrection.undone_at.is_(None),
    )
    return (
        sa.select(Signup.id.label("signup_id"))
        .join(Event, Event.id == Signup.event_id)
        .where(Signup.user_id == user_id, Signup.state == "confirmed", Event.state == "verified", ~came, ~added)
    )


def held_back_until(facts: Facts, user_id: str, moment: datetime) -> datetime | None:
    """Return until when a person lets others go first; None for who need not, and while the city has no rule.

    Nobody is held back so long that no place could be given out any more.
    """
    known = rule()
    if known is None:
        return None
    until = facts.starts_at - timedelta(hours=known.wait_hours)
    if moment >= until or until >= facts.promotion_ends_at:
        return None
    unused = no_shows_of(user_id).where(Event.starts_at >= moment - timedelta(days=known.days)).limit(known.most)
    with reading() as connection:
        return until if len(connection.execute(unused).all()) >= known.most else None


def hold_back(entry: Entry, until: datetime, *, actor: Actor) -> str | None:
    """Enter a sign-up that lets others go first; return the answer as JSON, or None when nothing was written.

    That is so when the event has changed since it was read, or the person is signed up already. `ConflictError`
    `option_full`.
    """
    body = f'{entry.head}"state":"waiting","position":null{entry.tail}'
    try:
        with transaction() as session:
            quota = lock_quota(session, entry.event_id)
            if quota.version != entry.version or not quota.open:
                return None
            for option in entry.options:
                _take_option(session, entry.event_id, option)
            quota.seq += 1
            session.add(
                Signup(
                    id=entry.id,
                    event_id=entry.event_id,
                    user_id=entry.user_id,
                    state="waiting",
                    seq=quota.seq,
                    party=entry.party,
                    seats=entry.seats,
                    answers=entry.answers,
                    form_version=entry.form_version,
                    waits_until=until,
                    created_at=entry.now,
                    updated_at=entry.now,
                )
            )
            session.flush()
            record(
                session,
                actor,
                "signup.enter",
                target=entry.id,
                region_code=entry.region_code,
                details={"state": "waiting", "seats": entry.seats, "held_back": True},
            )
            enqueue(session, "notify_signup", signup_id=entry.id, kind="held_back")
            if entry.key is not None:
                session.add(
                    IdempotentAnswer(
                        user_id=actor.id,
                        key=entry.key,
                        request_hash=entry.request_hash,
                        status=201,
                        body=body,
                        created_at=entry.now,
                    )
                )
    except sa.exc.IntegrityError:
        return None
    return body


def _take_option(session: Session, event_id: str, option: str) -> None:
    taken: sa.CursorResult[Any] = session.execute(  # type: ignore[assignment]
        sa.update(EventOption)
        .where(EventOption.event_id == event_id, EventOption.option == option, EventOption.taken < EventOption.places)
        .values(taken=EventOption.taken + 1)
    )
    if taken.rowcount == 0:
        raise form.option_full(option)
