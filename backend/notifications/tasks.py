"""Who is told what, when something has happened?

Handlers of outbox tasks. Each reads afresh and tells people what is still true; each cause (the outbox row) tells a
person once, however often it is handled.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from backend.core.clock import now
from backend.core.transaction import reading, transaction
from models.event import Event
from models.ids import new_id
from models.message import Message
from models.signup import LIVE, Signup

SignupNews = Literal["confirmed", "waiting", "moved_up", "offered", "offer_expired"]

_STATE_TOLD = {
    "confirmed": "confirmed",
    "moved_up": "confirmed",
    "waiting": "waiting",
    "offered": "offered",
    "offer_expired": "cancelled",
}
"""News of a sign-up -> the state in which it is still true."""

_CHUNK = 500
_CLOCKS_DIFFER = timedelta(minutes=1)
"""At most, between machines: better told needlessly than not at all."""


def notify_signup(*, cause_id: str, caused_at: datetime, signup_id: str, kind: SignupNews) -> None:  # noqa: ARG001
    """Tell a person how the own sign-up stands; nothing if it has moved on since, which has news of its own."""
    with transaction() as session:
        connection = session.connection()
        found = connection.execute(_SIGNUP, {"signup_id": signup_id}).one_or_none()
        if found is None or found.state != _STATE_TOLD[kind] or found.event_state == "cancelled":
            return
        facts = _event_facts(found) | {"seats": found.seats}
        if found.state == "waiting":
            facts["position"] = (
                connection.execute(_AHEAD, {"event_id": found.event_id, "seq": found.seq}).scalar_one() + 1
            )
        if found.offered_until is not None:
            facts["until"] = _moment(found.offered_until)
        _tell(connection, [found.user_id], cause_id, f"signup_{kind}", facts, found.event_id)


def notify_event_changed(*, cause_id: str, caused_at: datetime, event_id: str, changes: dict[str, str]) -> None:
    """Tell everybody who was signed up when time or place changed; nobody once the event is cancelled."""
    event = _find_event(event_id)
    if event is None or event.state == "cancelled":
        return
    _tell_signed_up(event, cause_id, caused_at, "event_changed", {"changes": changes})


def notify_event_cancelled(*, cause_id: str, caused_at: datetime, event_id: str) -> None:
    """Tell everybody who was signed up that the event does not take place, and why."""
    event = _find_event(event_id)
    if event is None:
        return
    _tell_signed_up(event, cause_id, caused_at, "event_cancelled", {"reason": event.cancel_reason})


def _find_event(event_id: str) -> Any:
    with reading() as connection:
        return connection.execute(sa.select(Event.__table__).where(Event.id == event_id)).one_or_none()


def _tell_signed_up(event: Any, cause_id: str, caused_at: datetime, kind: str, facts: dict[str, Any]) -> None:
    """Tell every live sign-up, in chunks with a transaction each; who signed up after the cause knows already."""
    facts = _event_facts(event) | facts
    last = ""
    while True:
        page = (
            sa.select(Signup.id, Signup.user_id)
            .where(
                Signup.event_id == event.id,
                Signup.id > last,
                Signup.state.in_(LIVE),
                Signup.created_at <= caused_at + _CLOCKS_DIFFER,
            )
            .order_by(Signup.id)
            .limit(_CHUNK)
        )
        with reading() as connection:
            rows = connection.execute(page).all()
        if not rows:
            return
        with transaction() as session:
            _tell(session.connection(), (row.user_id for row in rows), cause_id, kind, facts, event.id)
        last = rows[-1].id


def _tell(
    connection: sa.Connection, user_ids: Iterable[str], cause_id: str, kind: str, facts: dict[str, Any], event_id: str
) -> None:
    """Add a message for each person, unless this cause has told the person already."""
    moment = now()
    rows = [
        {
            "id": new_id(),
            "user_id": user_id,
            "cause_id": cause_id,
            "kind": kind,
            "facts": facts,
            "event_id": event_id,
            "created_at": moment,
        }
        for user_id in user_ids
    ]
    insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(Message.__table__)
    connection.execute(insert.on_conflict_do_nothing(index_elements=["cause_id", "user_id"]), rows)


def _event_facts(event: Any) -> dict[str, Any]:
    return {"title": event.title, "starts_at": _moment(event.starts_at), "venue": event.venue}


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


_SIGNUP = (
    sa.select(
        *(Signup.event_id, Signup.user_id, Signup.state, Signup.seq, Signup.seats, Signup.offered_until),
        *(Event.title, Event.starts_at, Event.venue, Event.state.label("event_state")),
    )
    .join(Event, Event.id == Signup.event_id)
    .where(Signup.id == sa.bindparam("signup_id"))
)
_AHEAD = sa.select(sa.func.count(Signup.id)).where(
    Signup.event_id == sa.bindparam("event_id"), Signup.state == "waiting", Signup.seq < sa.bindparam("seq")
)
