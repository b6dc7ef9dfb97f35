"""What was done, by whom? Rows are only ever added."""

from typing import Any

from sqlalchemy.orm import Session

from backend.core.actor import Actor
from backend.core.clock import now
from models.audit import AuditEntry


def record(
    session: Session,
    actor: Actor,
    action: str,
    *,
    target: str,
    region_code: str | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Add one audit row to the open transaction.

    `action` reads `thing.verb`, `target` is the id of the thing. Details hold ids, states and reasons, never names.
    """
    session.add(
        AuditEntry(
            at=now(),
            actor_id=actor.user_id,
            action=action,
            target_id=target,
            region_code=region_code,
            details=details or {},
        )
    )
