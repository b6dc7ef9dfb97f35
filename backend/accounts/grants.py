"""How are rights given and taken back?

Who gives a right stands above it: a higher role, in the same region or one that holds it. Nobody gives a right to
themselves, and the first admin of a city is made by the operator, with a command.
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.accounts.schemas import GrantIn
from backend.core.actor import SYSTEM, Actor, Role
from backend.core.audit import record
from backend.core.clock import now
from backend.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from backend.core.transaction import transaction
from backend.security import sessions
from backend.security.permissions import ALLOWED, RANK, Permission
from backend.security.policy import require_visible
from models.region import Region
from models.user import RoleGrant, User


def may_give(actor: Actor, role: Role, region_code: str) -> bool:
    """Tell whether one and the same right of the actor stands above this role and holds this region."""
    moment = now()
    return any(
        Permission.GRANT_GIVE in ALLOWED[own.role]
        and RANK[role] < RANK[own.role]
        and region_code.startswith(own.region_code)
        and own.holds(moment)
        for own in actor.grants
    )


def give(data: GrantIn, *, actor: Actor) -> RoleGrant:
    """Give somebody a right, from now or `starts_at` on, for good or until `ends_at`; return it.

    Errors: 403 when it does not lie below the actor's own or is for the actor; 422 for an unknown person or region,
    and an auditor without an end; 409 `already_granted`.
    """
    if not may_give(actor, data.role, data.region_code):
        raise ForbiddenError("not_below_you", "只能在自己负责的地区内，授予比自己低的角色")
    if data.user_id == actor.user_id:
        raise ForbiddenError("not_for_yourself", "不能给自己授权，请联系上级管理员")
    starts_at = max(data.starts_at or now(), now())
    with transaction() as session:
        # Two grants at once to the same person take turns, so that the second sees the first.
        user = session.get(User, data.user_id, with_for_update=True)
        if user is None:
            raise InvalidError({"user_id": ["unknown_user"]}, message="没有找到这位用户，请核对后再试")
        grant = _add(session, user, data.role, data.region_code, starts_at, data.ends_at, actor)
    sessions.forget()
    return grant


def give_as_operator(user: dict[str, str], *, role: Role, region_code: str, days: int | None = None) -> RoleGrant:
    """Give a right from the shell, where no other stands above it; `user` is {"id": …} or {"openid": …}.

    Errors: `NotFoundError` for an unknown person, and those of `give` but for 403.
    """
    ends_at = None if days is None else now() + timedelta(days=days)
    with transaction() as session:
        known = session.scalars(sa.select(User).filter_by(**user).with_for_update()).one_or_none()
        if known is None:
            raise NotFoundError("unknown_user", "没有找到这位用户：请先用小程序登录一次")
        grant = _add(session, known, role, region_code, now(), ends_at, SYSTEM)
    sessions.forget()
    return grant


def revoke(grant_id: str, *, actor: Actor) -> None:
    """Take a right back, at once. 404 outside the actor's regions; 403 when it does not lie below the actor's own."""
    with transaction() as session:
        grant = _live_grant(session, grant_id)
        require_visible(actor, Permission.GRANT_GIVE, grant.region_code)
        if not may_give(actor, Role(grant.role), grant.region_code):
            raise ForbiddenError("not_below_you", "只能收回比自己低的角色")
        _end(session, grant, actor)
    sessions.forget()


def revoke_as_operator(grant_id: str) -> None:
    """Take a right back from the shell, where no other stands above it; `NotFoundError` when there is none."""
    with transaction() as session:
        _end(session, _live_grant(session, grant_id), SYSTEM)
    sessions.forget()


def _add(
    session: Session,
    user: User,
    role: Role,
    region_code: str,
    starts_at: datetime,
    ends_at: datetime | None,
    actor: Actor,
) -> RoleGrant:
    if session.get(Region, region_code) is None:
        raise InvalidError({"region_code": ["unknown_region"]}, message="没有这个行政区划，请重新选择")
    if role is Role.AUDITOR and ends_at is None:
        raise InvalidError({"ends_at": ["missing"]}, message="核验员的授权需要填写结束时间")
    if ends_at is not None and ends_at <= starts_at:
        raise InvalidError({"ends_at": ["not_after_start"]}, message="结束时间应晚于开始时间")
    if session.scalar(sa.select(sa.exists().where(*_same_right(user.id, role, region_code)))):
        raise ConflictError("already_granted", "这位用户在这里已有这个角色，不用再次授权")
    grant = RoleGrant(
        user_id=user.id,
        role=role.value,
        region_code=region_code,
        starts_at=starts_at,
        ends_at=ends_at,
        granted_by=actor.user_id,
        created_at=now(),
    )
    session.add(grant)
    session.flush()
    _record(session, actor, "grant.give", grant)
    return grant


def _same_right(user_id: str, role: Role, region_code: str) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions for a right that holds now or will: one that has ended does not stand in the way."""
    return (
        RoleGrant.user_id == user_id,
        RoleGrant.role == role.value,
        RoleGrant.region_code == region_code,
        RoleGrant.revoked_at.is_(None),
        sa.or_(RoleGrant.ends_at.is_(None), RoleGrant.ends_at > now()),
    )


def _live_grant(session: Session, grant_id: str) -> RoleGrant:
    grant = session.get(RoleGrant, grant_id, with_for_update=True)
    if grant is None or grant.revoked_at is not None:
        raise NotFoundError
    return grant


def _end(session: Session, grant: RoleGrant, actor: Actor) -> None:
    grant.revoked_at = now()
    _record(session, actor, "grant.revoke", grant)


def _record(session: Session, actor: Actor, action: str, grant: RoleGrant) -> None:
    details: dict[str, Any] = {"user_id": grant.user_id, "role": grant.role}
    record(session, actor, action, target=grant.id, region_code=grant.region_code, details=details)
