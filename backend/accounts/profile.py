"""What do people change about themselves?"""

from collections.abc import Callable

from sqlalchemy.orm import Session

from backend.accounts.schemas import ProfileIn
from backend.core.actor import Actor
from backend.core.audit import record
from backend.core.errors import InvalidError
from backend.core.transaction import transaction
from backend.security import sessions
from models.region import Region
from models.user import User

FOLLOWS: dict[str, Callable[[Session, str], None]] = {}
"""Field -> what has to follow in the transaction that changes it, called with the person: parts of the product that
stand above this one put theirs here when the application is put together."""

_COMMUNITY_DIGITS = 12


def change_profile(data: ProfileIn, *, actor: Actor) -> None:
    """Change what was named; `InvalidError` when the home is no community that we know."""
    changes = data.model_dump(exclude_unset=True)
    for name in ("nickname", "language", "text_size", "on_boards"):
        if name in changes and changes[name] is None:
            raise InvalidError({name: ["missing"]})
    with transaction() as session:
        home = changes.get("home_region_code")
        if home is not None:
            require_community(session, home)
        user = session.get_one(User, actor.id, with_for_update={"key_share": True}, populate_existing=True)
        different = [name for name, value in changes.items() if getattr(user, name) != value]
        for name, value in changes.items():
            setattr(user, name, value)
        for name in different:
            if name in FOLLOWS:
                FOLLOWS[name](session, user.id)
        record(session, actor, "user.change", target=user.id, details={"fields": sorted(changes)})
    sessions.forget()


def require_community(session: Session, region_code: str) -> None:
    """Pass a village or urban community that we know; anything else is an `InvalidError` on the home."""
    if len(region_code) != _COMMUNITY_DIGITS or session.get(Region, region_code) is None:
        raise InvalidError({"home_region_code": ["not_a_community"]}, message="请选择居住的村或社区")
