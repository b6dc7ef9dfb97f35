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
_PARTS = {RESIDENT: 4, VENUE: 5, POSTER: 3}
"""Kind of code -> its parts: what it is about, then for a venue the session, then the minute, last the signature."""

LINK = "/c/"
"""A code may be shown as a link that ends in this and the code: other scanners than ours then lead to a page that says
where to scan it. Whose address it is does not matter, since the code is signed."""

_MAC_LENGTH = 16
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LONGEST_NUMBER = 8


@dataclass(frozen=True, slots=True)
class Code:
    """What a code says. `about` is the resident's id, or the event's; `made_at` is empty for a poster.

    Only a venue's code says which `session` of the event is meant.
    """

    kind: str
    about: str
    made_at: datetime | None
    session: int | None = None


def resident_code(secret: str, user_id: str, moment: datetime) -> str:
    """Return the code that a resident shows at this moment."""
    return _written(secret, RESIDENT, user_id, _text(_step(moment)))


def venue_code(secret: str, event_id: str, moment: datetime, session: int = 1) -> str:
    """Return the code that a worker shows at this moment for everybody who comes to a session of an event."""
    return _written(secret, VENUE, event_id, _text(session), _text(_step(moment)))


def poster_code(secret: str, event_id: str) -> str:
    """Return the code that is printed for an event."""
    return _written(secret, POSTER, event_id)


def changes_at(moment: datetime) -> datetime:
    """Return when the code shown at this moment gives way to the next."""
    return _begin_of(_step(moment) + 1)


def read_code(secret: str, text: str, moment: datetime, *, spread: timedelta = timedelta(0)) -> Code:
    """Return what a code says that was scanned at this moment, give or take `spread`: alone, or as a link to it.

    `InvalidError` on `code`: `code_invalid` when it is none of ours, `code_expired` when it was scanned too late.
    """
    text = text.rpartition(LINK)[2]
    kind = text[:3]
    parts = _parts(text)
    if len(parts) != _PARTS.get(kind) or parts[0] != kind or len(parts[1]) != ID_LENGTH:
        raise _invalid()
    about, numbers = parts[1], parts[2:-1]
    if not hmac.compare_digest(_written(secret, kind, about, *numbers).encode(), text.encode()):
        raise _invalid()
    if kind == POSTER:
        return Code(kind, about, None)
    made_at = _begin_of(_number(numbers[-1]))
    if not made_at - spread <= moment < made_at + 2 * STEP + spread:
        raise InvalidError({"code": ["code_expired"]}, code="code_expired", message="这个码已经过期，请刷新后再扫一次")
    return Code(kind, about, made_at, _number(numbers[0]) if kind == VENUE else None)


def claimed_about(text: str) -> str:
    """Return whom or what a code says it is about, true or not; empty when it says nothing."""
    return "".join(_parts(text.rpartition(LINK)[2])[1:2])


def _parts(text: str) -> list[str]:
    return text.split("-", _PARTS.get(text[:3], 1) - 1)  # the signature may hold hyphens of its own


def _written(secret: str, kind: str, about: str, *numbers: str) -> str:
    mac = derive_token(secret, "checkin", kind, about, *numbers)[:_MAC_LENGTH]
    return "-".join((kind, about, *numbers, mac))


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
    if not 0 < len(text) <= _LONGEST_NUMBER or not set(text) <= set(_DIGITS):
        raise _invalid()
    return int(text, 36)


def _invalid() -> InvalidError:
    return InvalidError({"code": ["code_invalid"]}, code="code_invalid", message="这不是我们的签到码，请重新扫一次")
