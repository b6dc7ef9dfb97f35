"""Which parts of the demo city were loaded already? The audit trail knows, whatever became of the rows since."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.core.actor import SYSTEM
from backend.core.audit import record
from backend.core.transaction import reading
from models.audit import AuditEntry

_ACTION = "demo.load"


def is_done(part: str) -> bool:
    """Tell whether a part was loaded before; `part` is a name of at most 26 characters."""
    with reading() as connection:
        return connection.execute(
            sa.select(sa.exists().where(AuditEntry.target_id == part, AuditEntry.action == _ACTION))
        ).scalar_one()


def mark_done(session: Session, part: str) -> None:
    """Note in the open transaction that a part is loaded."""
    record(session, SYSTEM, _ACTION, target=part)
