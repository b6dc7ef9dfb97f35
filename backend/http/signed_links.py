"""Who may open what no login guards? Whoever has a link that we signed, for some minutes."""

import hmac
from typing import Annotated

from pydantic import Field

from backend.config import settings
from backend.core.clock import now
from backend.core.errors import ForbiddenError, NotFoundError
from backend.http.schemas import In
from backend.http.spec import API
from backend.security.tokens import derive_token

STEP_SECONDS = 900
"""A link is good until the end of the next quarter of an hour, so that within one it stays the same and phones need
not load the same thing again."""


class SignedQuery(In):
    """What a signed link carries."""

    until: Annotated[int, Field(ge=0, le=2**53, description="seconds since 1970")]
    sig: Annotated[str, Field(max_length=64)]


def until() -> int:
    """Return until when a link is good that is given out now: 15 to 30 minutes."""
    return (int(now().timestamp()) // STEP_SECONDS + 2) * STEP_SECONDS


def address(path: str) -> str:
    """Return the whole address of a path of the product."""
    return f"{settings().public_url.rstrip('/')}{path}"


def signed_link(path: str, purpose: str, *parts: str) -> str:
    """Return a link to a path of the API that opens it for a while; `parts` name the thing, the way and the kind."""
    last = until()
    return f"{address(API + path)}?until={last}&sig={signature(purpose, *parts, str(last))}"


def signature(purpose: str, *parts: str) -> str:
    """Return what proves that a link is ours; the last part is until when it is good."""
    return derive_token(settings().secret_key, purpose, *parts)


def require_signed(link: SignedQuery, purpose: str, *parts: str, expired: str) -> None:
    """Pass a link of ours; `NotFoundError` for one that we never signed, 403 `link_expired` for an old one."""
    if not hmac.compare_digest(link.sig.encode(), signature(purpose, *parts, str(link.until)).encode()):
        raise NotFoundError
    if now().timestamp() >= link.until:
        raise ForbiddenError("link_expired", expired)
