"""Held reports, their verification, corrections, statistics, and the own proofs."""

from flask import Blueprint, Response

from backend.core.actor import Actor
from backend.events import queries as events
from backend.events.schemas import EventOut
from backend.http.answers import answer, document
from backend.http.auth import PUBLIC, SIGNED_IN
from backend.http.schemas import PageQuery
from backend.http.signed_links import SignedQuery
from backend.http.spec import endpoint
from backend.security.permissions import Permission
from backend.verification import correct, decide, mine, papers, queries, report
from backend.verification.schemas import (
    AttendanceSummary,
    CorrectionIn,
    CorrectionOut,
    EventStatistics,
    HeldReportIn,
    HeldReportOut,
    HoursOut,
    NoShowsOut,
    NotHeldIn,
    ProofPage,
    ProofQuery,
    StatisticsQuery,
    VerificationIn,
    WaitingReports,
)

api = Blueprint("verification", __name__)


@api.post("/events/<ulid:event_id>/held-report")
@endpoint(Permission.EVENT_EDIT, json=HeldReportIn, answers={201: HeldReportOut}, refuses=(404, 409))
def report_event_held(event_id: str, data: HeldReportIn, actor: Actor) -> Response:
    """Report that an event took place; nobody is checked in any more."""
    report.report_held(event_id, data, actor=actor)
    return answer(queries.held_report(event_id, actor=actor), 201)


@api.get("/events/<ulid:event_id>/held-report")
@endpoint(Permission.SIGNUP_SEE_ALL, answers={200: HeldReportOut}, refuses=(404,))
def show_held_report(event_id: str, actor: Actor) -> Response:
    """Show the report of an event, beside what its sheet says (staff)."""
    return answer(queries.held_report(event_id, actor=actor))


@api.post("/events/<ulid:event_id>/not-held")
@endpoint(Permission.EVENT_EDIT, json=NotHeldIn, answers={200: EventOut}, refuses=(404, 409))
def report_event_not_held(event_id: str, data: NotHeldIn, actor: Actor) -> Response:
    """Say that an event did not take place; whoever signed up is told why."""
    report.report_not_held(event_id, data.reason, actor=actor)
    return answer(events.event(event_id, actor=actor))


@api.post("/events/<ulid:event_id>/verification")
@endpoint(Permission.EVENT_VERIFY, json=VerificationIn, answers={200: HeldReportOut}, refuses=(404, 409))
def decide_on_report(event_id: str, data: VerificationIn, actor: Actor) -> Response:
    """Verify the report of an event, or return it; never one's own."""
    decide.decide(event_id, data, actor=actor)
    return answer(queries.held_report(event_id, actor=actor))


@api.get("/verifications")
@endpoint(Permission.EVENT_VERIFY, query=PageQuery, answers={200: WaitingReports})
def list_waiting_reports(query: PageQuery, actor: Actor) -> Response:
    """List the reports that wait to be verified, the oldest first; the own ones are left out."""
    return answer(queries.waiting_reports(query, actor=actor))


@api.post("/events/<ulid:event_id>/attendance-corrections")
@endpoint(Permission.EVENT_VERIFY, json=CorrectionIn, answers={201: CorrectionOut}, refuses=(404, 409))
def correct_attendance(event_id: str, data: CorrectionIn, actor: Actor) -> Response:
    """Add somebody to a closed sheet, or take a record off it; the reason is kept (staff)."""
    return answer(queries.correction(correct.correct(event_id, data, actor=actor)), 201)


@api.get("/events/<ulid:event_id>/attendance-summary")
@endpoint(Permission.SIGNUP_SEE_ALL, answers={200: AttendanceSummary}, refuses=(404,))
def summarise_attendance(event_id: str, actor: Actor) -> Response:
    """Show how many came, by session and in all, with the corrections (staff)."""
    return answer(queries.summary(event_id, actor=actor))


@api.get("/statistics/events")
@endpoint(Permission.EVENT_SEE_DRAFTS, query=StatisticsQuery, answers={200: EventStatistics})
def show_event_statistics(query: StatisticsQuery, actor: Actor) -> Response:
    """Count verified events and their people, and beside them those not verified yet (staff)."""
    return answer(queries.statistics(query, actor=actor))


@api.get("/me/proofs")
@endpoint(SIGNED_IN, query=ProofQuery, answers={200: ProofPage})
def my_proofs(query: ProofQuery, actor: Actor) -> Response:
    """List the own proofs of attendance, newest first."""
    return answer(mine.proofs(query, actor=actor))


@api.get("/proofs/<serial>.pdf")
@endpoint(PUBLIC, query=SignedQuery, answers={200: None}, refuses=(403, 404, 503))
def show_proof_pdf(serial: str, query: SignedQuery) -> Response:
    """Give a proof as a document (application/pdf) to whoever has a link that was signed for it."""
    return document(papers.document(serial, "pdf", query), f"参加证明-{serial}.pdf", "application/pdf")


@api.get("/proofs/<serial>.png")
@endpoint(PUBLIC, query=SignedQuery, answers={200: None}, refuses=(403, 404, 503))
def show_proof_picture(serial: str, query: SignedQuery) -> Response:
    """Give a proof as a picture (image/png) to whoever has a link that was signed for it."""
    return document(papers.document(serial, "png", query), f"参加证明-{serial}.png", "image/png")


@api.get("/me/hours")
@endpoint(SIGNED_IN, answers={200: HoursOut})
def my_hours(actor: Actor) -> Response:
    """Sum up the own volunteer time by year."""
    return answer(mine.hours(actor=actor))


@api.get("/me/no-shows")
@endpoint(SIGNED_IN, answers={200: NoShowsOut})
def my_no_shows(actor: Actor) -> Response:
    """List the own places that nobody used, and whether the city makes anything of it."""
    return answer(mine.no_shows(actor=actor))
