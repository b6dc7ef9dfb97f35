"""How does the recent past of the demo city come about? As it would have: by the same use cases, at its own time.

The product's clock is set to each moment in turn, so that the records, the audit and the messages carry the time at
which they would have been written.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from backend.attendance import codes
from backend.attendance.checkin import check_in
from backend.attendance.rules import sessions_of
from backend.attendance.schemas import CheckinIn, WalkIn
from backend.config import settings
from backend.core.actor import Actor
from backend.core.clock import local, now, standing_at
from backend.core.transaction import reading, transaction
from backend.demo import past_texts, people
from backend.demo.marks import is_done, mark_done
from backend.demo.past_texts import HAPPENED, Guest, Happened
from backend.demo.pictures import drawn
from backend.demo.small import event_in, signup_in, start_of
from backend.events.edit import create_event, publish_event
from backend.events.schemas import SessionTimes
from backend.files import upload
from backend.jobs.worker import attempt
from backend.signups.signup import sign_up
from backend.verification.decide import decide
from backend.verification.report import report_held, report_not_held
from backend.verification.schemas import HeldReportIn, VerificationIn
from models.event import Event
from models.outbox import OutboxEntry
from models.signup import Signup

_MADE_BEFORE, _SIGNED_UP_BEFORE = timedelta(days=10), timedelta(days=5)
_FIRST_COMES, _NEXT_COMES = timedelta(minutes=25), timedelta(minutes=3)
_LEAVE_EARLY = timedelta(minutes=10)
_ROUNDED = timedelta(minutes=5)
_GATE = "大门"


@dataclass(frozen=True, slots=True)
class _Scene:
    """An event that is being played, with who signed up: their ids, and that of the sign-up."""

    happened: Happened
    event: Any
    people: list[tuple[Guest, str, str]]
    worker: Actor


def add_past() -> tuple[int, int]:
    """Play what took place and what is on now, each event once; return how many events, and how many check-ins.

    Sign-ups are writes of their own; all that follows is one. A run that broke off is taken up where it stopped.
    """
    moment = now()
    families = people.families()
    missing = [happened for happened in HAPPENED if not is_done(_part(happened))]
    came = sum(_play(happened, families, moment) for happened in missing)
    if missing:
        _tell_the_news(moment)
    return len(missing), came


def _part(happened: Happened) -> str:
    return f"demo-past-{happened.key}"


def _play(happened: Happened, families: Sequence[tuple[str, tuple[str, ...]]], moment: datetime) -> int:
    starts_at = _start(happened, moment)
    worker = people.actor_of(happened.event.by)
    event_id = _find(happened, worker) or _publish(happened, starts_at, worker)
    entered = _sign_up(happened, event_id, starts_at, families, worker)
    with reading() as connection:
        event = connection.execute(sa.select(Event.__table__).where(Event.id == event_id)).one()
    scene = _Scene(happened, event, entered, worker)
    photos = list(_photos(scene))
    with transaction() as session:
        came = sum(_let_in(scene, moment))
        _conclude(scene, photos)
        mark_done(session, _part(happened))
    return came


def _start(happened: Happened, moment: datetime) -> datetime:
    if happened.starts_in is None:
        return start_of(happened.event, local(moment, settings().city_zone).date())
    soon = moment + timedelta(minutes=happened.starts_in)
    return soon - timedelta(seconds=soon.timestamp() % _ROUNDED.total_seconds())


def _find(happened: Happened, worker: Actor) -> str | None:
    """Return the event if a run that broke off has made it."""
    with reading() as connection:
        found: str | None = connection.execute(
            sa.select(Event.id).where(Event.created_by == worker.id, Event.title == happened.event.title)
        ).scalar_one_or_none()
    return found


def _publish(happened: Happened, starts_at: datetime, worker: Actor) -> str:
    more = dict(happened.event.more)
    more["sessions"] = [
        SessionTimes(
            label=label, starts_at=starts_at + timedelta(minutes=begin), ends_at=starts_at + timedelta(minutes=end)
        )
        for label, begin, end in more.get("sessions", ())
    ]
    if happened.outcome == "on":  # whoever tries the product finds it at once, and may still sign up
        more["signup_closes_at"] = starts_at + timedelta(hours=happened.event.hours)
    with standing_at(starts_at - _MADE_BEFORE), transaction():
        event_id = create_event(event_in(happened.event, starts_at, **more), actor=worker)
        publish_event(event_id, actor=worker)
    return event_id


def _sign_up(
    happened: Happened,
    event_id: str,
    starts_at: datetime,
    families: Sequence[tuple[str, tuple[str, ...]]],
    worker: Actor,
) -> list[tuple[Guest, str, str]]:
    """Sign everybody up who is not yet; return each guest with the ids of the person and of the sign-up."""
    known, persons = _signups(event_id), []
    for number, guest in enumerate(happened.guests):
        if isinstance(guest.who, int):
            (user_id, party), actor = families[guest.who], worker
            data = signup_in(party, user_id)
        else:
            actor = people.actor_of(guest.who)
            user_id, data = actor.id, signup_in(guest.party)
        persons.append((guest, user_id))
        if user_id not in known:
            with standing_at(starts_at - _SIGNED_UP_BEFORE + number * _NEXT_COMES):
                sign_up(event_id, data, actor=actor)
    known = _signups(event_id)
    return [(guest, user_id, known[user_id]) for guest, user_id in persons]


def _signups(event_id: str) -> dict[str, str]:
    with reading() as connection:
        rows = connection.execute(sa.select(Signup.user_id, Signup.id).where(Signup.event_id == event_id)).all()
    return {row.user_id: row.id for row in rows}


def _let_in(scene: _Scene, moment: datetime) -> Iterator[int]:
    """Let those come who came by `moment`, to each session; yield for each arrival how many were new."""
    for session in sessions_of(scene.event):
        at = session.starts_at - _FIRST_COMES
        for guest, user_id, signup_id in scene.people:
            at += _NEXT_COMES
            if guest.way == "absent" or at > moment:
                continue
            for data, actor in _arrivals(scene, guest, (user_id, signup_id), at):
                with standing_at(at):
                    yield len(check_in(scene.event.id, data, actor=actor).items)
        if session.ends_at <= moment and scene.event.tracks_leaving:
            _let_leave(scene, session.ends_at - _LEAVE_EARLY)
    for label in scene.happened.walk_ins:
        at = scene.event.starts_at + _NEXT_COMES
        with standing_at(at):
            data = CheckinIn(walk_in=WalkIn(label=label), gate=_GATE)
            yield len(check_in(scene.event.id, data, actor=scene.worker).items)


def _arrivals(scene: _Scene, guest: Guest, ids: tuple[str, str], at: datetime) -> Iterator[tuple[CheckinIn, Actor]]:
    """Yield how a guest comes in with those of the party who came."""
    user_id, signup_id = ids
    secret, members = settings().secret_key, _members(guest)
    if guest.way == "scan":
        code = codes.resident_code(secret, user_id, at)
        yield CheckinIn(code=code, members=members, gate=_GATE), scene.worker
    elif guest.way == "venue" and not isinstance(guest.who, int):
        code = codes.venue_code(secret, scene.event.id, at, _number_at(scene, at))
        yield CheckinIn(code=code, members=members), people.actor_of(guest.who)
    else:
        for member in members:
            yield CheckinIn(signup_id=signup_id, member=member, gate=_GATE), scene.worker


def _number_at(scene: _Scene, at: datetime) -> int:
    return next(one.number for one in sessions_of(scene.event) if one.holds(at) and at < one.ends_at)


def _members(guest: Guest) -> list[int]:
    party = people.FAMILIES[guest.who][1] if isinstance(guest.who, int) else guest.party
    return list(range(1 + (len(party) if guest.came is None else guest.came)))


def _let_leave(scene: _Scene, at: datetime) -> None:
    """Scan those with a phone when they leave; the others stay to the end."""
    for guest, user_id, _ in scene.people:
        if guest.way in {"scan", "venue"}:
            code = codes.resident_code(settings().secret_key, user_id, at)
            with standing_at(at):
                check_in(scene.event.id, CheckinIn(code=code, leaving=True), actor=scene.worker)


def _photos(scene: _Scene) -> Iterator[str]:
    """Upload the photos of a report as its reporter; yield their ids."""
    for number, kind in enumerate(scene.happened.photos):
        content = drawn(kind, f"{scene.happened.key} {number}")
        with standing_at(_reported_at(scene)):
            yield upload.upload(upload.prepare(content), actor=scene.worker).id


def _reported_at(scene: _Scene) -> datetime:
    ended: datetime = scene.event.ends_at
    return ended + timedelta(days=scene.happened.reported_after_days, minutes=40)


def _conclude(scene: _Scene, photos: list[str]) -> None:
    """Have the event reported, and the report decided, as far as it came to that."""
    happened, event_id = scene.happened, scene.event.id
    if happened.outcome == "not_held":
        with standing_at(scene.event.starts_at + _NEXT_COMES):
            report_not_held(event_id, past_texts.RAIN, actor=scene.worker)
    if not photos:
        return
    with standing_at(_reported_at(scene)):
        report = HeldReportIn(summary=happened.report, headcount=happened.headcount, photo_ids=photos)
        report_held(event_id, report, actor=scene.worker)
    if happened.outcome == "waiting":
        return
    decision = VerificationIn(decision="verified")
    if happened.outcome == "returned":
        decision = VerificationIn(decision="returned", reason_code="photos_unclear", text=past_texts.RETURNED)
    with standing_at(_reported_at(scene) + timedelta(days=happened.decided_after_days)):
        decide(event_id, decision, actor=people.actor_of(people.VERIFIER))


def _tell_the_news(moment: datetime) -> None:
    """Do what those days have left to be done, each task at its own time: the news is as old as what it tells."""
    due = (
        sa.select(OutboxEntry.id, OutboxEntry.created_at)
        .where(OutboxEntry.done_at.is_(None), OutboxEntry.next_try_at.is_(None), OutboxEntry.created_at < moment)
        .order_by(OutboxEntry.created_at, OutboxEntry.id)
    )
    with reading() as connection:
        tasks = connection.execute(due).all()
    for task in tasks:
        with standing_at(task.created_at):
            attempt(task.id)
