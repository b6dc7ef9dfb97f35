"""What do we know about people?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from backend.accounts.schemas import GrantOut, GrantPage, GrantQuery, UserOut
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import NotFoundError
from backend.core.paging import cut, decode_cursor
from backend.core.transaction import reading
from backend.security.permissions import Permission
from backend.security.policy import visible, within
from models.region import Region
from models.user import RoleGrant, User


def profile(user_id: str) -> UserOut:
    """Return a person with the rights in force."""
    with reading() as connection:
        user = connection.execute(sa.select(User.__table__).where(User.id == user_id)).mappings().one_or_none()
        if user is None:
            raise NotFoundError
        grants = connection.execute(
            sa.select(RoleGrant.__table__)
            .where(RoleGrant.user_id == user_id, *in_force(now()))
            .order_by(RoleGrant.region_code, RoleGrant.id)
        ).all()
    return UserOut.model_validate({**user, "grants": [GrantOut.model_validate(g) for g in grants]})


def in_force(moment: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions under which a grant holds at a moment."""
    return (
        RoleGrant.revoked_at.is_(None),
        RoleGrant.starts_at <= moment,
        sa.or_(RoleGrant.ends_at.is_(None), RoleGrant.ends_at > moment),
    )


def grants(query: GrantQuery, *, actor: Actor) -> GrantPage:
    """Return a page of the rights in the actor's regions, oldest first; those given back are left out."""
    wanted: list[Any] = [RoleGrant.revoked_at.is_(None), visible(actor, Permission.GRANT_SEE, RoleGrant.region_code)]
    if query.region is not None:
        wanted.append(within(RoleGrant.region_code, query.region))
    if query.cursor is not None:
        wanted.append(RoleGrant.id > decode_cursor(query.cursor, str)[0])
    statement = sa.select(RoleGrant.__table__).where(*wanted).order_by(RoleGrant.id).limit(query.limit + 1)
    with reading() as connection:
        rows, next_cursor = cut(connection.execute(statement).all(), query.limit, lambda row: (row.id,))
    return GrantPage(items=[GrantOut.model_validate(row) for row in rows], next_cursor=next_cursor)


def all_grants() -> Sequence[Any]:
    """Return all rights that hold or will, with the names of person and region, for the operator's list."""
    statement = (
        sa.select(RoleGrant.__table__, User.nickname, Region.name.label("region_name"))
        .join(User, User.id == RoleGrant.user_id)
        .join(Region, Region.code == RoleGrant.region_code)
        .where(RoleGrant.revoked_at.is_(None), sa.or_(RoleGrant.ends_at.is_(None), RoleGrant.ends_at > now()))
        .order_by(RoleGrant.region_code, RoleGrant.id)
    )
    with reading() as connection:
        return connection.execute(statement).all()
