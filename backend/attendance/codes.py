"""Which codes bring somebody in, and how are they known to be ours?

Three kinds, all signed with the server's secret and none kept: the resident's own code and the code that a worker
shows at the venue change every minute, the printed poster's stays. A code is checked without asking the database.
"""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from backend.core.errors import InvalidError
from backend.security.tokens import derive_token
from models.ids import ID_LENGTH

STEP = timedelta(minutes=1)
"""How long a changing code is shown; it is taken for one step more, so that nobody fails at the turn of a minute."""

RESIDENT, VENUE, POSTER = "SLR", "SLV", "SLP"
_MAC_LENGTH = 16
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LONGEST_STEP = 8


@dataclass(frozen=True, slots=True)
class Code:
    """What a code says. `about` is the resident's id, or the event's; `made_at` is empty for a poster."""

    kind: str
    about: str
    made_at: datetime | None


def resident_code(secret: str, user_id: str, moment: datetime) -> str:
    """Return the code that a resident shows at this moment."""
    return _written(secret, RESIDENT, user_id, _step(moment))


def venue_code(secret: str, event_id: str, moment: datetime) -> str:
    """Return the code that a worker shows at this moment for everybody who comes to an event."""
    return _written(secret, VENUE, event_id, _step(moment))


def poster_code(secret: str, event_id: str) -> str:
    """Return the code that is printed for an event."""
    return _written(secret, POSTER, event_id, 0)


def changes_at(moment: datetime) -> datetime:
    """Return when the code shown at this moment gives way to the next."""
    return _begin_of(_step(moment) + 1)


def read_code(secret: str, text: str, moment: datetime, *, spread: timedelta = timedelta(0)) -> Code:
    """Return what a code says that was scanned at this moment, give or take `spread`.

    `InvalidError` on `code`: `code_invalid` when it is none of ours, `code_expired` when it was scanned too late.
    """
    parts = text.split("-", 3)
    if len(parts) != 4 or parts[0] not in {RESIDENT, VENUE, POSTER} or len(parts[1]) != ID_LENGTH:  # noqa: PLR2004
        raise _invalid()
    kind, about, step = parts[0], parts[1], _number(parts[2])
    if not hmac.compare_digest(_written(secret, kind, about, step).encode(), text.encode()):
        raise _invalid()
    if kind == POSTER:
        return Code(kind, about, None)
    made_at = _begin_of(step)
    if not made_at - spread <= moment < made_at + 2 * STEP + spread:
        raise InvalidError({"code": ["code_expired"]}, code="code_expired", message="这个码已经过期，请刷新后再扫一次")
    return Code(kind, about, made_at)


def _written(secret: str, kind: str, about: str, step: int) -> str:
    counted = _text(step)
    mac = derive_token(secret, "checkin", kind, about, counted)[:_MAC_LENGTH]
    return f"{kind}-{about}-{counted}-{mac}"


def _step(moment: datetime) -> int:
    return int(moment.timestamp() // STEP.total_seconds())


def _begin_of(step: int) -> datetime:
    return datetime.fromtimestamp(step * STEP.total_seconds(), UTC)


def _text(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits or "0"


def _number(text: str) -> int:
    if not 0 < len(text) <= _LONGEST_STEP or not set(text) <= set(_DIGITS):
        raise _invalid()
    return int(text, 36)


def _invalid() -> InvalidError:
    return InvalidError({"code": ["code_invalid"]}, code="code_invalid", message="这不是我们的签到码，请重新扫一次")
