"""Which proof may be printed, and what does the public page say of it?"""

from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

import sqlalchemy as sa

from backend.config import settings
from backend.core.clock import local
from backend.core.day_words import day_words, length_words, span_words
from backend.core.errors import NotFoundError
from backend.core.serials import grouped, read_serial
from backend.core.transaction import reading
from backend.documents.proof import ProofWords, proof_pdf, proof_picture
from backend.http.signed_links import SignedQuery, address, require_signed, signed_link
from backend.http.turns import turn_to_draw
from models.event import Event
from models.user import User
from models.verification import AttendanceProof

Kind = Literal["pdf", "png"]
VERIFY = "/verify"

_PURPOSE = "proof-link"
_DRAW = {"pdf": proof_pdf, "png": proof_picture}
_EVENT = (Event.title, Event.starts_at, Event.ends_at, Event.venue, Event.volunteer)
_PUBLIC = sa.select(
    AttendanceProof.serial, AttendanceProof.issued_at, AttendanceProof.revoked_at, AttendanceProof.minutes, *_EVENT
).join(Event, Event.id == AttendanceProof.event_id)
_WITH_NAME = _PUBLIC.add_columns(User.nickname).join(User, User.id == AttendanceProof.user_id)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What anybody may know of a proof: nothing about its person."""

    state: Literal["valid", "revoked"]
    serial: str
    title: str
    when: str
    place: str
    issued_on: str
    revoked_on: str | None


def verify_url(serial: str) -> str:
    """Return the address of the public page about a proof."""
    return address(f"{VERIFY}/{serial}")


def document_url(serial: str, kind: Kind) -> str:
    """Return a link that opens a proof's document for some minutes."""
    return signed_link(f"/proofs/{serial}.{kind}", _PURPOSE, serial, kind)


def document(serial: str, kind: Kind, link: SignedQuery) -> bytes:
    """Return the document behind a signed link, drawn now and never kept.

    Errors: 404 for a wrong signature, `proof_revoked` for a proof that holds no more; 403 `link_expired`; 503 `busy`.
    """
    require_signed(link, _PURPOSE, serial, kind, expired="链接已过期，请回到“我的参加证明”重新打开")
    with reading() as connection:
        row = connection.execute(_WITH_NAME.where(AttendanceProof.serial == serial)).one_or_none()
    if row is None:
        raise NotFoundError
    if row.revoked_at is not None:
        raise NotFoundError("proof_revoked", "这份证明已撤销，不能再下载；如有疑问，请联系活动主办方")
    with turn_to_draw():
        return _DRAW[kind](_words(row))


def verdict(typed: str) -> Verdict | None:
    """Return what the public page says of a number, however it is typed; None: there is no such proof."""
    serial = read_serial(typed)
    if serial is None:
        return None
    with reading() as connection:
        row = connection.execute(_PUBLIC.where(AttendanceProof.serial == serial)).one_or_none()
    if row is None:
        return None
    zone = settings().city_zone
    return Verdict(
        state="valid" if row.revoked_at is None else "revoked",
        serial=grouped(row.serial),
        title=row.title,
        when=_days(row, zone),
        place=row.venue,
        issued_on=day_words(row.issued_at, zone),
        revoked_on=day_words(row.revoked_at, zone) if row.revoked_at is not None else None,
    )


def _days(row: Any, zone: str) -> str:
    first, last = day_words(row.starts_at, zone), day_words(row.ends_at, zone)
    if local(row.starts_at, zone).date() == local(row.ends_at, zone).date():
        return first
    return f"{first} 至 {last}"


def _words(row: Any) -> ProofWords:
    zone = settings().city_zone
    public = urlsplit(address(VERIFY))
    return ProofWords(
        name=row.nickname,
        event=row.title,
        when=span_words(row.starts_at, row.ends_at, zone),
        place=row.venue,
        lasted=length_words(row.minutes),
        volunteer=row.volunteer,
        serial=grouped(row.serial),
        issued_on=day_words(row.issued_at, zone),
        programme=settings().programme_name,
        link=verify_url(row.serial),
        address=public.netloc + public.path,
    )
