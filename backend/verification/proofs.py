"""Who has a proof of having been there? Only those of verified events; what was corrected is revoked or issued anew."""

from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.attendance.rules import sessions_of
from backend.attendance.sheet import sheet
from backend.core.actor import SYSTEM, Actor
from backend.core.audit import record
from backend.core.clock import now
from backend.core.serials import new_serial
from backend.events.states import State
from backend.verification.rules import minutes_there
from models.event import Event
from models.verification import AttendanceProof

_CORRECTED = "签到已更正"


def bring_up_to_date(session: Session, event_id: str) -> list[str]:
    """Issue, in the open transaction, what those who were at a verified event lack; return who got a proof.

    A proof of somebody who was not there after all, or for another time, is revoked, and its number never comes back.
    Doing it again changes nothing. Events in other states have no proofs.
    """
    event = session.get(Event, event_id, with_for_update={"key_share": True}, populate_existing=True)
    if event is None or event.state != State.VERIFIED:
        return []
    minutes = _minutes(session, event)
    in_force = session.scalars(
        sa.select(AttendanceProof).where(AttendanceProof.event_id == event.id, AttendanceProof.revoked_at.is_(None))
    ).all()
    good = {proof.user_id for proof in in_force if minutes.get(proof.user_id) == proof.minutes}
    for proof in in_force:
        if proof.user_id not in good:
            _revoke(session, event, proof, _CORRECTED, SYSTEM)
    session.flush()  # the numbers that go make room for those that come
    new = [user_id for user_id in minutes if user_id not in good]
    moment = now()
    session.add_all(
        AttendanceProof(
            serial=new_serial(), event_id=event.id, user_id=user_id, minutes=minutes[user_id], issued_at=moment
        )
        for user_id in new
    )
    if new:
        record(
            session,
            SYSTEM,
            "proof.issue",
            target=event.id,
            region_code=event.region_code,
            details={"count": len(new)},
        )
    return new


def revoke(session: Session, event: Event, user_id: str, reason: str, *, actor: Actor) -> bool:
    """Revoke, in the open transaction, the proof that a person has of an event; return whether there was one."""
    proof = session.scalars(
        sa.select(AttendanceProof).where(
            AttendanceProof.event_id == event.id,
            AttendanceProof.user_id == user_id,
            AttendanceProof.revoked_at.is_(None),
        )
    ).one_or_none()
    if proof is not None:
        _revoke(session, event, proof, reason, actor)
    return proof is not None


def _revoke(session: Session, event: Event, proof: AttendanceProof, reason: str, actor: Actor) -> None:
    proof.revoked_at, proof.revoke_reason = now(), reason
    record(
        session,
        actor,
        "proof.revoke",
        target=event.id,
        region_code=event.region_code,
        details={"user_id": proof.user_id, "reason": reason},
    )


def _minutes(session: Session, event: Event) -> dict[str, int]:
    """Return person -> minutes at an event."""
    there = sheet([event.id])
    stays: dict[str, list[Any]] = defaultdict(list)
    statement = sa.select(there).where(there.c.user_id.is_not(None)).order_by(there.c.user_id, there.c.session)
    for row in session.execute(statement):
        stays[row.user_id].append(row)
    sessions = sessions_of(event)
    return {
        user_id: minutes_there(sessions, rows, tracks_leaving=event.tracks_leaving) for user_id, rows in stays.items()
    }
