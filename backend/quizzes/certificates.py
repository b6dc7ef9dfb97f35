"""Who has a certificate of a quiz, and does it still hold?

One in force for each person and quiz: the first attempt that reaches the quiz's share of the marks brings it, and a
better one keeps it. A revoked number stays so; whoever reaches the share again gets another that follows it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.config import settings
from backend.core.actor import SYSTEM, Actor
from backend.core.audit import record
from backend.core.clock import now
from backend.core.day_words import day_words
from backend.core.errors import ConflictError, NotFoundError
from backend.core.outbox import enqueue
from backend.core.paging import cut, decode_cursor
from backend.core.serials import grouped, new_serial, read_serial
from backend.core.transaction import reading, transaction
from backend.documents.certificate import CertificateWords, certificate_pdf, certificate_picture
from backend.http.schemas import PageQuery
from backend.http.signed_links import SignedQuery, address, require_signed, signed_link
from backend.http.turns import turn_to_draw
from backend.quizzes.boards_schemas import CertificateOut, CertificatePage, QuizOfCertificate
from backend.quizzes.ranking import lock_person
from backend.quizzes.rules import reaches
from backend.security.permissions import Permission
from backend.security.policy import require, require_visible
from models.quiz import Quiz, QuizAttempt, QuizCertificate
from models.user import User

PAGE = "/certificate"

_PURPOSE = "certificate-link"
_DRAW = {"pdf": certificate_pdf, "png": certificate_picture}
_COLUMNS = (
    *(QuizCertificate.serial, QuizCertificate.issued_at, QuizCertificate.revoked_at),
    *(QuizAttempt.score, QuizAttempt.full, QuizAttempt.finished_at, Quiz.id, Quiz.title),
)
_PUBLIC = (
    sa.select(*_COLUMNS)
    .join(QuizAttempt, QuizAttempt.id == QuizCertificate.attempt_id)
    .join(Quiz, Quiz.id == QuizCertificate.quiz_id)
)
_WITH_NAME = _PUBLIC.add_columns(User.nickname).join(User, User.id == QuizCertificate.user_id)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What anybody may know of a certificate: nothing about its person."""

    state: Literal["valid", "revoked"]
    serial: str
    title: str
    score: str
    issued_on: str
    revoked_on: str | None


def issue_quiz_certificate(*, cause_id: str, caused_at: datetime, attempt_id: str) -> None:  # noqa: ARG001
    """Issue the certificate that a final attempt brings, unless its person has one of this quiz."""
    with transaction() as session:
        attempt = session.get(QuizAttempt, attempt_id, with_for_update={"key_share": True}, populate_existing=True)
        if attempt is None or attempt.state != "final":
            return
        quiz = session.get_one(Quiz, attempt.quiz_id)
        if not reaches(quiz.certificate_from, attempt.score, attempt.full):
            return
        lock_person(session, attempt.user_id)
        own = sa.select(QuizCertificate).where(
            QuizCertificate.quiz_id == quiz.id, QuizCertificate.user_id == attempt.user_id
        )
        earlier = session.scalars(own.order_by(QuizCertificate.issued_at.desc(), QuizCertificate.serial)).all()
        if any(certificate.revoked_at is None for certificate in earlier):
            return
        session.add(
            QuizCertificate(
                serial=new_serial(),
                quiz_id=quiz.id,
                user_id=attempt.user_id,
                attempt_id=attempt.id,
                issued_at=now(),
                follows=earlier[0].serial if earlier else None,
            )
        )
        record(session, SYSTEM, "certificate.issue", target=attempt.id, region_code=quiz.region_code)


def revoke(serial: str, reason: str, *, actor: Actor) -> None:
    """Revoke a certificate. Errors: 404; 409 `certificate_revoked` when it is already."""
    with transaction() as session:
        found = session.get(QuizCertificate, serial, with_for_update=True, populate_existing=True)
        if found is None:
            raise NotFoundError
        quiz = session.get_one(Quiz, found.quiz_id)
        require_visible(actor, Permission.QUIZ_SEE, quiz.region_code)
        require(actor, Permission.QUIZ_EDIT, quiz.region_code)
        if found.revoked_at is not None:
            raise ConflictError("certificate_revoked", "这份证书已经撤销，不用再操作")
        _revoke(session, quiz, found, reason, actor)


def follow_void(session: Session, quiz: Quiz, attempt: QuizAttempt, reason: str, *, actor: Actor) -> None:
    """Revoke, in the open transaction, the certificate that a void attempt brought.

    If another attempt of the person reaches the share, a job issues the one that follows.
    """
    found = session.scalars(
        sa.select(QuizCertificate).where(
            QuizCertificate.quiz_id == quiz.id,
            QuizCertificate.user_id == attempt.user_id,
            QuizCertificate.attempt_id == attempt.id,
            QuizCertificate.revoked_at.is_(None),
        )
    ).one_or_none()
    if found is None:
        return
    _revoke(session, quiz, found, reason, actor)
    others = (QuizAttempt.quiz_id == quiz.id, QuizAttempt.user_id == attempt.user_id, QuizAttempt.state == "final")
    best = session.scalars(
        sa.select(QuizAttempt).where(*others).order_by(QuizAttempt.score.desc(), QuizAttempt.id).limit(1)
    ).one_or_none()
    if best is not None and reaches(quiz.certificate_from, best.score, best.full):
        enqueue(session, "issue_quiz_certificate", attempt_id=best.id)


def _revoke(session: Session, quiz: Quiz, found: QuizCertificate, reason: str, actor: Actor) -> None:
    found.revoked_at, found.revoke_reason = now(), reason
    details = {"user_id": found.user_id, "reason": reason}
    record(
        session,
        actor,
        "certificate.revoke",
        target=found.attempt_id,
        region_code=quiz.region_code,
        details=details,
    )


def certificates(query: PageQuery, *, actor: Actor) -> CertificatePage:
    """Return a page of the own certificates, newest first, those that were revoked among them."""
    order = (QuizCertificate.issued_at, QuizCertificate.serial)
    statement = _PUBLIC.where(QuizCertificate.user_id == actor.id).limit(query.limit + 1)
    statement = statement.order_by(*(column.desc() for column in order))
    if query.cursor is not None:
        issued_at, serial = decode_cursor(query.cursor, datetime, str)
        last = sa.tuple_(sa.literal(issued_at, QuizCertificate.issued_at.type), sa.literal(serial))
        statement = statement.where(sa.tuple_(*order) < last)
    with reading() as connection:
        rows, next_cursor = cut(
            connection.execute(statement).all(), query.limit, lambda row: (row.issued_at, row.serial)
        )
    return CertificatePage(items=[_shown(row) for row in rows], next_cursor=next_cursor)


def document(serial: str, kind: Literal["pdf", "png"], link: SignedQuery) -> bytes:
    """Return the document behind a signed link, drawn now and never kept.

    Errors: 404 for a wrong signature, `certificate_revoked` for one that holds no more; 403 `link_expired`; 503 `busy`.
    """
    require_signed(link, _PURPOSE, serial, kind, expired="链接已过期，请回到“我的证书”重新打开")
    with reading() as connection:
        row = connection.execute(_WITH_NAME.where(QuizCertificate.serial == serial)).one_or_none()
    if row is None:
        raise NotFoundError
    if row.revoked_at is not None:
        raise NotFoundError("certificate_revoked", "这份证书已撤销，不能再下载；如有疑问，请联系竞赛主办方")
    with turn_to_draw():
        return _DRAW[kind](_words(row))


def verdict(typed: str) -> Verdict | None:
    """Return what the public page says of a number, however it is typed; None: there is no such certificate."""
    serial = read_serial(typed)
    if serial is None:
        return None
    with reading() as connection:
        row = connection.execute(_PUBLIC.where(QuizCertificate.serial == serial)).one_or_none()
    if row is None:
        return None
    zone = settings().city_zone
    return Verdict(
        state="valid" if row.revoked_at is None else "revoked",
        serial=grouped(row.serial),
        title=row.title,
        score=_score_words(row),
        issued_on=day_words(row.issued_at, zone),
        revoked_on=day_words(row.revoked_at, zone) if row.revoked_at is not None else None,
    )


def _shown(row: Any) -> CertificateOut:
    holds = row.revoked_at is None
    return CertificateOut(
        serial=row.serial,
        quiz=QuizOfCertificate(id=row.id, title=row.title),
        score=row.score,
        full=row.full,
        issued_at=row.issued_at,
        revoked_at=row.revoked_at,
        verify_url=address(f"{PAGE}/{row.serial}"),
        pdf_url=_link(row.serial, "pdf") if holds else None,
        picture_url=_link(row.serial, "png") if holds else None,
    )


def _link(serial: str, kind: str) -> str:
    return signed_link(f"/certificates/{serial}.{kind}", _PURPOSE, serial, kind)


def _words(row: Any) -> CertificateWords:
    zone = settings().city_zone
    public = urlsplit(address(PAGE))
    return CertificateWords(
        name=row.nickname,
        quiz=row.title,
        score=_score_words(row),
        finished_on=day_words(row.finished_at, zone),
        serial=grouped(row.serial),
        issued_on=day_words(row.issued_at, zone),
        programme=settings().programme_name,
        link=address(f"{PAGE}/{row.serial}"),
        address=public.netloc + public.path,
    )


def _score_words(row: Any) -> str:
    return f"{_marks(row.score)} 分（满分 {_marks(row.full)} 分）"


def _marks(hundredths: int) -> str:
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")
