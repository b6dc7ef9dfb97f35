"""What do people change about themselves?"""

from sqlalchemy.orm import Session

from backend.accounts.schemas import ProfileIn
from backend.core.actor import Actor
from backend.core.audit import record
from backend.core.errors import InvalidError
from backend.core.transaction import transaction
from backend.security import sessions
from models.region import Region
from models.user import User

_COMMUNITY_DIGITS = 12


def change_profile(data: ProfileIn, *, actor: Actor) -> None:
    """Change what was named; `InvalidError` when the home is no community that we know."""
    changes = data.model_dump(exclude_unset=True)
    for name in ("nickname", "language", "text_size"):
        if name in changes and changes[name] is None:
            raise InvalidError({name: ["missing"]})
    with transaction() as session:
        home = changes.get("home_region_code")
        if home is not None:
            require_community(session, home)
        user = session.get_one(User, actor.id)
        for name, value in changes.items():
            setattr(user, name, value)
        record(session, actor, "user.change", target=user.id, details={"fields": sorted(changes)})
    sessions.forget()


def require_community(session: Session, region_code: str) -> None:
    """Pass a village or urban community that we know; anything else is an `InvalidError` on the home."""
    if len(region_code) != _COMMUNITY_DIGITS or session.get(Region, region_code) is None:
        raise InvalidError({"home_region_code": ["not_a_community"]}, message="请选择居住的村或社区")
