"""What stands on the poster of an event? Rendered on request: times that change show at once."""

from typing import Any

import sqlalchemy as sa

from backend.attendance import codes
from backend.attendance.claims import require_open_sheet
from backend.attendance.rules import EventSession, sessions_of
from backend.config import settings
from backend.core.clock import local
from backend.core.day_words import length_words, span_words
from backend.core.errors import NotFoundError
from backend.core.transaction import reading
from backend.documents.poster import PosterWords, poster_pdf
from backend.http.signed_links import SignedQuery, address, require_signed, signed_link
from backend.http.turns import turn_to_draw
from models.event import Event

_PURPOSE = "poster-link"
_EVENT = sa.select(
    *(Event.title, Event.venue, Event.address, Event.state, Event.starts_at, Event.ends_at, Event.sessions),
    *(Event.checkin_opens_before, Event.checkin_closes_after),
)


def poster_url(event_id: str) -> str:
    """Return a link that opens the poster of an event for some minutes."""
    return signed_link(f"/events/{event_id}/poster.pdf", _PURPOSE, event_id)


def poster(event_id: str, link: SignedQuery) -> bytes:
    """Return the poster behind a signed link, drawn now and never kept.

    Errors: 404 for a wrong signature; 403 `link_expired`; 409 `wrong_state` unless published, `sheet_closed`;
    503 `busy`.
    """
    require_signed(link, _PURPOSE, event_id, expired="链接已过期，请回到签到页重新打开海报")
    with reading() as connection:
        event = connection.execute(_EVENT.where(Event.id == event_id)).one_or_none()
    if event is None:
        raise NotFoundError
    require_open_sheet(event.state)
    sessions, zone = sessions_of(event), settings().city_zone
    words = PosterWords(
        event=event.title,
        times=[f"{span_words(one.starts_at, one.ends_at, zone)} {one.label}".rstrip() for one in sessions],
        place=event.venue or event.address,
        checkin=_checkin_words(event, sessions, zone),
        programme=settings().programme_name,
        link=address(codes.LINK + codes.poster_code(settings().secret_key, event_id)),
    )
    with turn_to_draw():
        return poster_pdf(words)


def _checkin_words(event: Any, sessions: list[EventSession], zone: str) -> str:
    only = "其他时间扫了不能签到。"
    if len(sessions) == 1:
        opens, closes = (local(moment, zone) for moment in (sessions[0].opens_at, sessions[0].closes_at))
        day = "" if opens.date() == closes.date() else f"{closes.month}月{closes.day}日 "
        return f"签到时间：{opens.month}月{opens.day}日 {opens:%H:%M} 至 {day}{closes:%H:%M}，{only}"
    before = f"开始前 {length_words(event.checkin_opens_before)}" if event.checkin_opens_before else "开始"
    after = f"结束后 {length_words(event.checkin_closes_after)}" if event.checkin_closes_after else "结束"
    return f"每场从{before}到{after}可以签到，{only}"
