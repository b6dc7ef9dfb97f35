"""Whose token is this?

A token that was checked is remembered for some seconds in this process, so that a busy phone does not cost a query
per request; those that are new and come at once are looked up together. A logout takes effect at once here, and after
`session_memory_seconds` in the other processes.
"""

import threading
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from cachetools import TTLCache

from backend.core.actor import Actor, Grant, Role
from backend.core.clock import now
from backend.core.quick_read import QuickRead, filled
from backend.core.together import Together
from models.base import db
from models.user import RoleGrant, Session, User

_MOST_REMEMBERED = 50_000
_lock = threading.Lock()
_remembered: TTLCache[str, tuple[Actor, float]] = TTLCache(_MOST_REMEMBERED, ttl=10)


def configure(seconds: int) -> None:
    """Set for how long a checked session is trusted; 0 checks each time."""
    global _remembered  # noqa: PLW0603  # one memory for the whole process is the point
    with _lock:
        _remembered = TTLCache(_MOST_REMEMBERED, ttl=seconds)


def forget() -> None:
    """Check every session afresh: called when a session ends or somebody's rights change."""
    with _lock:
        _remembered.clear()


def find_actor(token_hash: str) -> Actor | None:
    """Return who is logged in with the token of this hash; None if nobody is, or no longer."""
    known = _remembered.get(token_hash)
    if known is None:
        known = _together.do(db.engine, token_hash)
        if known is None:
            return None
        with _lock:
            _remembered[token_hash] = known
    actor, ends = known
    return actor if now().timestamp() < ends else None


def _read_all(hashes: Sequence[str]) -> list[tuple[Actor, float] | None]:
    """Return who is logged in with each token, and until when (seconds since 1970)."""
    rows: dict[str, list[Any]] = defaultdict(list)
    for begin in range(0, len(hashes), _AT_ONCE):
        for row in _read_actors(**filled(_PLACES, hashes[begin : begin + _AT_ONCE])):
            rows[row.token_hash].append(row)
    return [_actor(token_hash, rows[token_hash]) for token_hash in hashes]


def _actor(token_hash: str, rows: Sequence[Any]) -> tuple[Actor, float] | None:
    if not rows:
        return None
    first = rows[0]
    actor = Actor(
        user_id=first.user_id,
        home_region_code=first.home_region_code,
        grants=tuple(Grant(Role(r.role), r.region_code, r.starts_at, r.ends_at) for r in rows if r.role is not None),
        session_hash=token_hash,
    )
    return actor, first.expires_at.timestamp()


_AT_ONCE = 8
"""Sessions that one statement looks up; more take another."""

_PLACES = [f"hash_{place}" for place in range(_AT_ONCE)]

_read_actors = QuickRead(
    sa.select(
        Session.token_hash,
        Session.user_id,
        Session.expires_at,
        User.home_region_code,
        RoleGrant.role,
        RoleGrant.region_code,
        RoleGrant.starts_at,
        RoleGrant.ends_at,
    )
    .join(User, User.id == Session.user_id)
    .outerjoin(RoleGrant, sa.and_(RoleGrant.user_id == Session.user_id, RoleGrant.revoked_at.is_(None)))
    .where(
        Session.token_hash.in_([sa.bindparam(place, type_=Session.token_hash.type) for place in _PLACES]),
        Session.revoked_at.is_(None),
    )
)

_together: Together[str, tuple[Actor, float] | None] = Together(_read_all)
