"""Which tasks follow from a decision?"""

from datetime import datetime

import sqlalchemy as sa

from backend.core.transaction import transaction
from backend.notifications.telling import event_facts, tell
from backend.verification import proofs
from models.event import Event
from models.verification import AttendanceProof


def issue_proofs(*, cause_id: str, caused_at: datetime, event_id: str) -> None:  # noqa: ARG001
    """Bring the proofs of an event up to date, and tell those who got one."""
    with transaction() as session:
        new = proofs.bring_up_to_date(session, event_id)
        if not new:
            return
        session.flush()
        event = session.get_one(Event, event_id)
        tell(session.connection(), new, cause_id, "proof_issued", event_facts(event), event.id)


def notify_proof_revoked(*, cause_id: str, caused_at: datetime, event_id: str, user_id: str) -> None:  # noqa: ARG001
    """Tell somebody who was taken off a closed sheet that the proof is gone, unless there is one again."""
    with transaction() as session:
        in_force = sa.exists().where(
            AttendanceProof.event_id == event_id,
            AttendanceProof.user_id == user_id,
            AttendanceProof.revoked_at.is_(None),
        )
        if session.scalar(sa.select(in_force)):
            return
        event = session.get_one(Event, event_id)
        tell(session.connection(), [user_id], cause_id, "proof_revoked", event_facts(event), event.id)
