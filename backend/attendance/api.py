"""Checking in, taking it back, the codes for it, and the roster."""

from flask import Blueprint, Response

from backend.attendance import checkin, gate, offline, poster, queries
from backend.attendance.schemas import (
    BatchIn,
    BatchOut,
    CheckinIn,
    CheckinOut,
    ResidentCodeOut,
    RosterOut,
    UndoIn,
    VenueCodeOut,
    VenueCodeQuery,
)
from backend.core.actor import Actor
from backend.http.answers import answer, document, encode, nothing, raw_answer, tagged
from backend.http.auth import PUBLIC, SIGNED_IN
from backend.http.idempotency import answer_once, requested_key
from backend.http.signed_links import SignedQuery
from backend.http.spec import endpoint
from backend.security.permissions import Permission

api = Blueprint("attendance", __name__)


@api.get("/me/checkin-code")
@endpoint(SIGNED_IN, answers={200: ResidentCodeOut})
def my_checkin_code(actor: Actor) -> Response:
    """Give the own code, to be shown to a worker; it changes every minute."""
    return answer(queries.resident_code(actor=actor))


@api.get("/events/<ulid:event_id>/venue-code")
@endpoint(Permission.ATTENDANCE_RECORD, query=VenueCodeQuery, answers={200: VenueCodeOut}, refuses=(404, 409))
def show_venue_code(event_id: str, query: VenueCodeQuery, actor: Actor) -> Response:
    """Give the codes with which residents check themselves in at the venue (staff)."""
    return answer(queries.venue_code(event_id, query.session, actor=actor))


@api.get("/events/<ulid:event_id>/poster.pdf")
@endpoint(PUBLIC, query=SignedQuery, answers={200: None}, refuses=(403, 404, 409, 503))
def show_poster(event_id: str, query: SignedQuery) -> Response:
    """Give the printable poster (application/pdf) to whoever has a link that was signed for it."""
    return document(poster.poster(event_id, query), f"签到海报-{event_id}.pdf", "application/pdf")


@api.post("/events/<ulid:event_id>/attendances")
@endpoint(SIGNED_IN, json=CheckinIn, answers={201: CheckinOut}, refuses=(403, 404, 409, 503), keeps_own_key=True)
def check_in(event_id: str, data: CheckinIn, actor: Actor) -> Response:
    """Record who is there, or who leaves: residents by the code at the venue, workers by every way."""
    key = requested_key()
    named = {"key": key.key if key else None, "request_hash": key.request_hash if key else None}
    body = gate.let_in(event_id, data, actor=actor, **named)
    if body is not None:
        return raw_answer(body, 201)
    if key is None:
        return answer(checkin.check_in(event_id, data, actor=actor), 201)
    return answer_once(actor.id, key, lambda: answer(checkin.check_in(event_id, data, actor=actor), 201))


@api.post("/events/<ulid:event_id>/attendances/batch")
@endpoint(Permission.ATTENDANCE_RECORD, json=BatchIn, answers={200: BatchOut}, refuses=(404, 409, 503))
def upload_attendances(event_id: str, data: BatchIn, actor: Actor) -> Response:
    """Record what a phone kept without a network; one bad row stops no other, and sending again adds nothing."""
    return answer(offline.upload(event_id, data, actor=actor))


@api.get("/events/<ulid:event_id>/roster")
@endpoint(Permission.SIGNUP_SEE_ALL, answers={200: RosterOut, 304: None}, refuses=(404,))
def show_roster(event_id: str, actor: Actor) -> Response:
    """Give all that is needed to check people in without a network (staff; names masked)."""
    return tagged(encode(queries.roster(event_id, actor=actor)))


@api.delete("/attendances/<ulid:attendance_id>")
@endpoint(Permission.ATTENDANCE_RECORD, json=UndoIn, answers={204: None}, refuses=(404, 409))
def undo_attendance(attendance_id: str, data: UndoIn, actor: Actor) -> Response:
    """Take a record back, with a reason that is kept (staff)."""
    checkin.undo(attendance_id, data.reason, actor=actor)
    return nothing()
