"""Who sent this request?"""

from enum import Enum

from flask import g, request

from backend.core.actor import NOBODY, Actor
from backend.core.errors import ForbiddenError, UnauthenticatedError
from backend.security.permissions import Permission
from backend.security.policy import regions
from backend.security.sessions import find_actor
from backend.security.tokens import fingerprint


class Access(Enum):
    """Which routes need no particular right."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"


PUBLIC = Access.PUBLIC
SIGNED_IN = Access.SIGNED_IN

_LONGEST_TOKEN = 200


def identify() -> Actor:
    """Return who sent this request; a token that is no longer good is an `UnauthenticatedError`."""
    header = request.headers.get("Authorization")
    if not header:
        return NOBODY
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not 0 < len(token) <= _LONGEST_TOKEN:
        raise UnauthenticatedError
    actor = find_actor(fingerprint(token))
    if actor is None:
        raise UnauthenticatedError("session_ended", "登录已过期，请重新登录")
    g.actor = actor
    return actor


def admit(access: Access | Permission) -> Actor:
    """Let the sender in, or raise; in which region a right holds is the use case's question."""
    actor = identify()
    if access is PUBLIC:
        return actor
    if not actor.is_signed_in:
        raise UnauthenticatedError
    if isinstance(access, Permission) and not regions(actor, access):
        raise ForbiddenError
    return actor
