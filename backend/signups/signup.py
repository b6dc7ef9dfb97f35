"""How does a resident take places for an event, change them, or give them back?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.core.actor import Actor
from backend.core.audit import record
from backend.core.clock import now
from backend.core.errors import AppError, ConflictError, InvalidError, UnavailableError
from backend.core.transaction import reading, transaction
from backend.security.permissions import Permission
from backend.security.policy import may, require
from backend.signups import form, no_shows, waiting_list
from backend.signups.admission import Entry, Place, admit
from backend.signups.facts import (
    Facts,
    check_audience,
    check_form_version,
    check_party,
    check_window,
    read,
    remembered,
)
from backend.signups.schemas import Companion, SignupChange, SignupIn
from models.attendance import Attendance
from models.event import Event, EventOption, EventQuota
from models.ids import new_id
from models.signup import LIVE, Signup
from models.user import User

_MOST_TRIES = 3
_TIMES = orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS


class _MovedOnError(Exception):
    """The event changed between reading it and deciding."""


def sign_up(
    event_id: str, data: SignupIn, *, actor: Actor, key: str | None = None, request_hash: str | None = None
) -> str:
    """Take places for the party, or join the waiting list when they are gone; return the sign-up as JSON (`SignupOut`).

    With `key` (and the hash of the request) the answer is kept in the same write. Errors: 404; 409
    `signup_not_open`, `signup_closed`, `event_cancelled`, `event_over`, `event_full`, `already_signed_up`,
    `form_changed`, `option_full`; 403 `not_in_audience`, `home_needed`; 422 on `party` or `answers`.
    """
    facts = remembered(event_id)
    if facts is not None:
        try:
            return _try(facts, data, actor, key, request_hash)
        except (AppError, _MovedOnError):
            pass  # never refuse by what was remembered
    for _ in range(_MOST_TRIES):
        try:
            return _try(read(event_id), data, actor, key, request_hash)
        except _MovedOnError:
            continue
    raise UnavailableError


def _try(facts: Facts, data: SignupIn, actor: Actor, key: str | None, request_hash: str | None) -> str:
    user_id, home = _subject(facts, data, actor)
    moment = now().replace(microsecond=0)
    check_window(facts, moment)
    check_audience(facts, home)
    check_party(facts.party_max, len(data.party))
    check_form_version(facts.form_version, data.form_version)
    answers = form.check_answers(facts.fields, data.answers)
    party = _plain(data.party)
    signup_id = new_id()
    held_until = no_shows.held_back_until(facts, user_id, moment)
    entry = Entry(
        id=signup_id,
        event_id=facts.event_id,
        user_id=user_id,
        actor_id=actor.id,
        region_code=facts.region_code,
        version=facts.version,
        strict=facts.strict,
        waiting_room=facts.waiting_room(moment),
        form_version=facts.form_version,
        party=party,
        answers=answers,
        options=form.limited_choices(facts.fields, answers),
        now=moment,
        audit_id=new_id(),
        outbox_id=new_id(),
        key=key,
        request_hash=request_hash,
        **_halves(signup_id, facts, party, answers, moment, held_until),
    )
    if held_until is not None:
        body = no_shows.hold_back(entry, held_until, actor=actor)
        if body is None:
            raise _reason(facts, user_id)
        return body
    place: Place | None = admit(entry)
    if place is None:
        raise _reason(facts, user_id)
    return place.body(entry)


def _subject(facts: Facts, data: SignupIn, actor: Actor) -> tuple[str, str | None]:
    """Return who is signed up, and where that person lives: the actor, or a resident whom a worker signs up."""
    if data.resident_id is None or data.resident_id == actor.user_id:
        return actor.id, actor.home_region_code
    require(actor, Permission.SIGNUP_MANAGE, facts.region_code)
    with reading() as connection:
        home = connection.execute(
            sa.select(User.home_region_code).where(User.id == data.resident_id)
        ).scalar_one_or_none()
    if home is None or not may(actor, Permission.RESIDENT_RECORD, home):
        raise InvalidError({"resident_id": ["unknown"]}, message="没有找到这位居民，请先登记")
    return data.resident_id, home


def _halves(
    signup_id: str,
    facts: Facts,
    party: list[dict[str, Any]],
    answers: Mapping[str, Any],
    moment: datetime,
    held_until: datetime | None,
) -> dict[str, str]:
    """Write the answer before and after what only the deciding statement knows: state and position."""
    head = f'{{"id":"{signup_id}","event_id":"{facts.event_id}",'
    rest = {
        "party": party,
        "seats": 1 + len(party),
        "answers": answers,
        "form_version": facts.form_version,
        "offered_until": None,
        "waits_until": held_until,
        "created_at": moment,
        "updated_at": moment,
    }
    return {"head": head, "tail": "," + orjson.dumps(rest, option=_TIMES).decode()[1:]}


def _reason(facts: Facts, user_id: str) -> Exception:
    """Find out why nothing was decided."""
    with reading() as connection:
        live = connection.execute(
            sa.select(Signup.id).where(
                Signup.event_id == facts.event_id, Signup.user_id == user_id, Signup.state.in_(LIVE)
            )
        ).first()
        version = connection.execute(
            sa.select(EventQuota.version).where(EventQuota.event_id == facts.event_id)
        ).scalar_one_or_none()
    if live is not None:
        return ConflictError("already_signed_up", "您已经报过名了，可以在“我的报名”里查看或修改")
    if version != facts.version:
        return _MovedOnError()
    return ConflictError("event_full", "名额已满，看看别的活动吧")


def change(signup_id: str, data: SignupChange, *, actor: Actor) -> None:
    """Change party or answers. A larger party needs free places; a smaller one frees them for the waiting list.

    Errors: 404; 409 `not_live`, `change_closed`, `event_full`, `form_changed`, `option_full`; 422 on `party`
    and `answers`.
    """
    with transaction() as session:
        signup, event, quota = waiting_list.locked_signup(session, signup_id, actor)
        _check_changeable(session, signup, event, actor)
        if data.answers is not None:
            check_form_version(event.form_version, data.form_version)
            _change_answers(session, event, signup, data.answers)
        if data.party is not None:
            check_party(event.party_max, len(data.party))
            _change_party(event, quota, signup, data.party)
        signup.updated_at = now()
        session.flush()
        record(
            session,
            actor,
            "signup.change",
            target=signup.id,
            region_code=event.region_code,
            details={"seats": signup.seats},
        )
        waiting_list.promote(session, event, quota)


def cancel(signup_id: str, *, actor: Actor) -> None:
    """Give the places back; whoever fits moves up in the same transaction.

    Until the event's deadline, and from the waiting list at any time. Errors: 404; 409 `not_live`, `change_closed`.
    """
    with transaction() as session:
        signup, event, quota = waiting_list.locked_signup(session, signup_id, actor)
        if signup.state == "confirmed":
            _check_changeable(session, signup, event, actor)
        elif signup.state not in LIVE:
            raise _not_live()
        reason = "by_resident" if signup.user_id == actor.user_id else "by_staff"
        waiting_list.release(session, event, quota, signup, reason)
        record(session, actor, "signup.cancel", target=signup.id, region_code=event.region_code)


def _check_changeable(session: Session, signup: Signup, event: Event, actor: Actor) -> None:
    if signup.state not in LIVE:
        raise _not_live()
    if event.state not in {"published", "cancelled"}:
        raise ConflictError("change_closed", "活动已经结束，报名不能再修改或取消")
    if session.scalar(sa.select(sa.exists().where(Attendance.signup_id == signup.id, Attendance.undone_at.is_(None)))):
        raise ConflictError("already_checked_in", "已经签到，不能再修改或取消；如有不对，请联系活动的工作人员")
    # A worker may still help when the deadline has passed, until the event is over.
    deadline = event.cancel_until if signup.user_id == actor.user_id else event.ends_at
    if now() >= deadline:
        raise ConflictError("change_closed", "已经过了修改和取消的时间，请联系活动所在的社区")


def _not_live() -> ConflictError:
    return ConflictError("not_live", "这份报名已经取消，可以重新报名")


def _change_party(event: Event, quota: EventQuota, signup: Signup, party: list[Companion]) -> None:
    more = 1 + len(party) - signup.seats
    if signup.state != "waiting":
        may_grow = event.waiting_order == "fit" or quota.waiting == 0
        if more > 0 and (not may_grow or more > waiting_list.free_places(quota)):
            raise ConflictError("event_full", "剩余名额不够新增的同行人，原来的报名仍然有效")
        quota.taken += more
    signup.party = _plain(party)
    signup.seats += more


def _change_answers(session: Session, event: Event, signup: Signup, given: Mapping[str, Any]) -> None:
    fields = form.fields_of(session, event.id, event.form_version)
    answers = form.check_answers(fields, given)
    waiting_list.give_back_options(session, signup)
    for option in form.limited_choices(fields, answers):
        taken: sa.CursorResult[Any] = session.execute(  # type: ignore[assignment]
            sa.update(EventOption)
            .where(
                EventOption.event_id == event.id,
                EventOption.option == option,
                EventOption.taken < EventOption.places,
            )
            .values(taken=EventOption.taken + 1)
        )
        if taken.rowcount == 0:
            raise form.option_full(option)
    signup.answers = answers
    signup.form_version = event.form_version


def _plain(party: list[Companion]) -> list[dict[str, Any]]:
    return [{"label": companion.label, "child": companion.child} for companion in party]
