"""How do residents without a phone take part? A worker of their community records them."""

from backend.accounts.profile import require_community
from backend.accounts.schemas import ResidentIn
from backend.core.actor import Actor
from backend.core.audit import record
from backend.core.clock import now
from backend.core.transaction import transaction
from backend.security.permissions import Permission
from backend.security.policy import require
from models.user import User


def record_resident(data: ResidentIn, *, actor: Actor) -> User:
    """Return a new person who can't log in; the worker acts for this person. 403 outside the worker's regions."""
    require(actor, Permission.RESIDENT_RECORD, data.home_region_code)
    with transaction() as session:
        require_community(session, data.home_region_code)
        resident = User(openid=None, nickname=data.nickname, home_region_code=data.home_region_code, created_at=now())
        session.add(resident)
        session.flush()
        record(session, actor, "resident.record", target=resident.id, region_code=data.home_region_code)
    return resident
