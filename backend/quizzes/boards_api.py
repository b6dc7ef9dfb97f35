"""Boards, organisations, certificates and what looks odd."""

from flask import Blueprint, Response

from backend.core import list_memory
from backend.core.actor import Actor
from backend.http.answers import answer, document, encode, nothing, tagged
from backend.http.auth import PUBLIC, SIGNED_IN
from backend.http.schemas import PageQuery
from backend.http.signed_links import SignedQuery
from backend.http.spec import endpoint
from backend.quizzes import boards, certificates, fair_play, organisations, oversight, reports
from backend.quizzes.boards_schemas import (
    BoardFileQuery,
    BoardOut,
    BoardQuery,
    BoardState,
    CertificatePage,
    FlagOut,
    FlagPage,
    FlagQuery,
    OrganisationChange,
    OrganisationIn,
    OrganisationOut,
    OrganisationPage,
    OrganisationQuery,
    OutcomeIn,
    ReasonIn,
    VoidOut,
)
from backend.quizzes.formats.xlsx import CONTENT_TYPE
from backend.security.permissions import Permission

api = Blueprint("boards", __name__)


@api.get("/quizzes/<ulid:quiz_id>/board")
@endpoint(SIGNED_IN, query=BoardQuery, answers={200: BoardOut, 304: None}, refuses=(404,))
def show_board(quiz_id: str, query: BoardQuery, actor: Actor) -> Response:
    """Show a board of a contest, and on that of persons where one stands oneself."""

    def read() -> bytes:
        return encode(boards.board(quiz_id, query))

    key = f"/quizzes/{quiz_id}/board?by={query.by}&limit={query.limit}"
    shared = list_memory.remembered(key, read) if query.cursor is None else read()
    me = boards.own_standing(quiz_id, actor=actor) if query.by == "person" else None
    return tagged(shared[:-1] + b',"me":' + encode(me) + b"}")


@api.get("/quizzes/<ulid:quiz_id>/board.xlsx")
@endpoint(Permission.QUIZ_SEE, query=BoardFileQuery, answers={200: None}, refuses=(404,))
def show_board_file(quiz_id: str, query: BoardFileQuery, actor: Actor) -> Response:
    """Give the first ten thousand rows of a board as an Excel file (staff)."""
    return document(reports.board_file(quiz_id, query.by, actor=actor), "排行榜.xlsx", CONTENT_TYPE)


@api.post("/quizzes/<ulid:quiz_id>/freeze")
@endpoint(Permission.QUIZ_EDIT, answers={200: BoardState}, refuses=(404,))
def freeze_board(quiz_id: str, actor: Actor) -> Response:
    """Let the boards count only what is finished by now (staff)."""
    oversight.freeze(quiz_id, actor=actor)
    return answer(boards.state(quiz_id))


@api.post("/quizzes/<ulid:quiz_id>/recount")
@endpoint(Permission.QUIZ_EDIT, answers={200: BoardState}, refuses=(404,))
def recount_board(quiz_id: str, actor: Actor) -> Response:
    """Make the boards anew from the attempts (staff)."""
    oversight.recount(quiz_id, actor=actor)
    return answer(boards.state(quiz_id))


@api.post("/attempts/<ulid:attempt_id>/void")
@endpoint(Permission.QUIZ_EDIT, json=ReasonIn, answers={200: VoidOut}, refuses=(404, 409))
def void_attempt(attempt_id: str, data: ReasonIn, actor: Actor) -> Response:
    """Make an attempt void, for a reason; the person's next best takes its place (staff)."""
    return answer(VoidOut.model_validate(oversight.void(attempt_id, data.reason, actor=actor)))


@api.get("/organisations")
@endpoint(SIGNED_IN, query=OrganisationQuery, answers={200: OrganisationPage})
def list_organisations(query: OrganisationQuery) -> Response:
    """List the organisations that one may name when taking a quiz."""
    return answer(organisations.organisations(query))


@api.post("/organisations")
@endpoint(Permission.QUIZ_EDIT, json=OrganisationIn, answers={201: OrganisationOut}, refuses=(409,))
def create_organisation(data: OrganisationIn, actor: Actor) -> Response:
    """Add an organisation (staff)."""
    return answer(OrganisationOut.model_validate(organisations.create(data, actor=actor)), 201)


@api.patch("/organisations/<ulid:organisation_id>")
@endpoint(Permission.QUIZ_EDIT, json=OrganisationChange, answers={200: OrganisationOut}, refuses=(404, 409))
def change_organisation(organisation_id: str, data: OrganisationChange, actor: Actor) -> Response:
    """Change an organisation, or offer it no more (staff)."""
    return answer(OrganisationOut.model_validate(organisations.change(organisation_id, data, actor=actor)))


@api.get("/me/certificates")
@endpoint(SIGNED_IN, query=PageQuery, answers={200: CertificatePage})
def my_certificates(query: PageQuery, actor: Actor) -> Response:
    """List the own certificates, newest first."""
    return answer(certificates.certificates(query, actor=actor))


@api.get("/certificates/<serial>.pdf")
@endpoint(PUBLIC, query=SignedQuery, answers={200: None}, refuses=(403, 404, 503))
def show_certificate_pdf(serial: str, query: SignedQuery) -> Response:
    """Give a certificate as a document (application/pdf) to whoever has a link that was signed for it."""
    return document(certificates.document(serial, "pdf", query), f"知识竞赛证书-{serial}.pdf", "application/pdf")


@api.get("/certificates/<serial>.png")
@endpoint(PUBLIC, query=SignedQuery, answers={200: None}, refuses=(403, 404, 503))
def show_certificate_picture(serial: str, query: SignedQuery) -> Response:
    """Give a certificate as a picture (image/png) to whoever has a link that was signed for it."""
    return document(certificates.document(serial, "png", query), f"知识竞赛证书-{serial}.png", "image/png")


@api.post("/certificates/<serial>/revoke")
@endpoint(Permission.QUIZ_EDIT, json=ReasonIn, answers={204: None}, refuses=(404, 409))
def revoke_certificate(serial: str, data: ReasonIn, actor: Actor) -> Response:
    """Revoke a certificate, for a reason; its number stays known as revoked (staff)."""
    certificates.revoke(serial, data.reason, actor=actor)
    return nothing()


@api.get("/quizzes/<ulid:quiz_id>/flags")
@endpoint(Permission.QUIZ_SEE, query=FlagQuery, answers={200: FlagPage}, refuses=(404,))
def list_flags(quiz_id: str, query: FlagQuery, actor: Actor) -> Response:
    """List what looks odd about attempts at a quiz, newest first (staff)."""
    return answer(fair_play.flags(quiz_id, query, actor=actor))


@api.post("/quiz-flags/<ulid:flag_id>")
@endpoint(Permission.QUIZ_EDIT, json=OutcomeIn, answers={200: FlagOut}, refuses=(404,))
def note_flag_outcome(flag_id: str, data: OutcomeIn, actor: Actor) -> Response:
    """Write down what one found who looked at a flag (staff)."""
    fair_play.note_outcome(flag_id, data.outcome, actor=actor)
    return answer(fair_play.flag(flag_id))
