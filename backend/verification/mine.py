"""What has a person of having been there: proofs, hours, and places that were not used?"""

from collections import defaultdict
from datetime import datetime, timedelta

import sqlalchemy as sa

from backend.config import settings
from backend.core.actor import Actor
from backend.core.clock import local, now
from backend.core.paging import cut, decode_cursor
from backend.core.transaction import reading
from backend.signups.no_shows import no_shows_of, rule
from backend.verification.papers import document_url, verify_url
from backend.verification.schemas import (
    EventOfProof,
    HoursOut,
    MissedEvent,
    NoShow,
    NoShowRule,
    NoShowsOut,
    ProofOut,
    ProofPage,
    ProofQuery,
    YearOfHours,
)
from models.event import Event
from models.verification import AttendanceProof

_MOST_NO_SHOWS = 100
_PROOF = (
    sa.select(
        *(AttendanceProof.serial, AttendanceProof.minutes, AttendanceProof.issued_at, AttendanceProof.revoked_at),
        *(Event.id, Event.title, Event.starts_at, Event.ends_at, Event.venue, Event.volunteer),
    )
    .join(Event, Event.id == AttendanceProof.event_id)
    .order_by(AttendanceProof.issued_at.desc(), AttendanceProof.serial.desc())
)


def proofs(query: ProofQuery, *, actor: Actor) -> ProofPage:
    """Return a page of the own proofs, newest first, those that were revoked among them."""
    statement = _PROOF.where(AttendanceProof.user_id == actor.id).limit(query.limit + 1)
    if query.cursor is not None:
        issued_at, serial = decode_cursor(query.cursor, datetime, str)
        last = sa.tuple_(sa.literal(issued_at, AttendanceProof.issued_at.type), sa.literal(serial))
        statement = statement.where(sa.tuple_(AttendanceProof.issued_at, AttendanceProof.serial) < last)
    with reading() as connection:
        rows, next_cursor = cut(
            connection.execute(statement).all(), query.limit, lambda row: (row.issued_at, row.serial)
        )
    items = [
        ProofOut(
            serial=row.serial,
            event=EventOfProof.model_validate(row),
            minutes=row.minutes,
            volunteer=row.volunteer,
            issued_at=row.issued_at,
            revoked_at=row.revoked_at,
            verify_url=verify_url(row.serial),
            pdf_url=document_url(row.serial, "pdf") if row.revoked_at is None else None,
            picture_url=document_url(row.serial, "png") if row.revoked_at is None else None,
        )
        for row in rows
    ]
    return ProofPage(items=items, next_cursor=next_cursor)


def hours(*, actor: Actor) -> HoursOut:
    """Return the own volunteer time by year of the city's calendar, newest first; revoked proofs do not count."""
    statement = (
        sa.select(Event.starts_at, AttendanceProof.minutes)
        .join(Event, Event.id == AttendanceProof.event_id)
        .where(AttendanceProof.user_id == actor.id, AttendanceProof.revoked_at.is_(None), Event.volunteer)
    )
    with reading() as connection:
        rows = connection.execute(statement).all()
    by_year: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        by_year[local(row.starts_at, settings().city_zone).year].append(row.minutes)
    return HoursOut(
        years=[
            YearOfHours(year=year, minutes=sum(minutes), events=len(minutes))
            for year, minutes in sorted(by_year.items(), reverse=True)
        ]
    )


def no_shows(*, actor: Actor) -> NoShowsOut:
    """Return the own places that nobody used, newest first (100 at most), and how many of them count."""
    known, moment = rule(), now()
    statement = (
        no_shows_of(actor.id)
        .add_columns(Event.id, Event.title, Event.starts_at, Event.ends_at)
        .order_by(Event.starts_at.desc(), Event.id.desc())
        .limit(_MOST_NO_SHOWS)
    )
    with reading() as connection:
        rows = connection.execute(statement).all()
    since = moment - timedelta(days=known.days) if known is not None else None
    return NoShowsOut(
        items=[NoShow(signup_id=row.signup_id, event=MissedEvent.model_validate(row)) for row in rows],
        count=sum(since is None or row.starts_at >= since for row in rows),
        rule=NoShowRule(most=known.most, days=known.days) if known is not None else None,
    )
