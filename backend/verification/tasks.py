"""Which tasks follow from a decision?"""

from datetime import datetime

from backend.core.transaction import transaction
from backend.notifications.telling import event_facts, tell
from backend.verification import proofs
from models.event import Event


def issue_proofs(*, cause_id: str, caused_at: datetime, event_id: str) -> None:  # noqa: ARG001
    """Bring the proofs of an event up to date, and tell those who got one."""
    with transaction() as session:
        new = proofs.bring_up_to_date(session, event_id)
        if not new:
            return
        session.flush()
        event = session.get_one(Event, event_id)
        tell(session.connection(), new, cause_id, "proof_issued", event_facts(event), event.id)
