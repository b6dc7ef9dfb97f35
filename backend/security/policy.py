"""May this person do that here? The same rule in Python and as SQL."""

from typing import Any

import sqlalchemy as sa

from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import ForbiddenError, NotFoundError
from backend.security.permissions import ALLOWED, Permission


def regions(actor: Actor, permission: Permission) -> list[str]:
    """Return the codes of the regions in which the actor has a permission; each counts with all below it."""
    moment = now()
    return [g.region_code for g in actor.grants if permission in ALLOWED[g.role] and g.holds(moment)]


def may(actor: Actor, permission: Permission, region_code: str) -> bool:
    """Tell whether the actor has a permission in a region."""
    return any(region_code.startswith(code) for code in regions(actor, permission))


def require(actor: Actor, permission: Permission, region_code: str) -> None:
    """Pass whoever has the permission in the region; others get `ForbiddenError`."""
    if not may(actor, permission, region_code):
        raise ForbiddenError


def require_visible(actor: Actor, permission: Permission, region_code: str) -> None:
    """Like `require`, but whoever lacks it is told that there is nothing: `NotFoundError`."""
    if not may(actor, permission, region_code):
        raise NotFoundError


def visible(actor: Actor, permission: Permission, column: Any) -> sa.ColumnElement[bool]:
    """Return the rule of `may` as a condition on a column of region codes."""
    return sa.or_(sa.false(), *(within(column, code) for code in regions(actor, permission)))


def within(column: Any, region_code: str) -> sa.ColumnElement[bool]:
    """Return the condition "in this region or below it", as a range that an index serves.

    Codes are digits only, so the next number of the same length is the first code that lies outside.
    """
    following = str(int(region_code) + 1).zfill(len(region_code))
    if len(following) > len(region_code):
        return sa.and_(column >= region_code)
    return sa.and_(column >= region_code, column < following)
