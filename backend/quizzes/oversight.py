"""What may staff do to a contest while people look at its boards? Freeze them, count anew, make an attempt void."""

from sqlalchemy.orm import Session

from backend.core import list_memory
from backend.core.actor import Actor
from backend.core.audit import record
from backend.core.clock import now
from backend.core.errors import NotFoundError
from backend.core.transaction import transaction
from backend.quizzes import certificates, ranking
from backend.security.permissions import Permission
from backend.security.policy import require, require_visible
from models.quiz import Quiz, QuizAttempt


def freeze(quiz_id: str, *, actor: Actor) -> None:
    """Let the boards count only what is finished by now. Once frozen they stay so, from the first moment on.

    Who is made void, or leaves the boards, still vanishes from them. 404 for a quiz without boards.
    """
    with transaction() as session:
        quiz = _contest(session, quiz_id, actor)
        if quiz.frozen_at is not None:
            return
        quiz.frozen_at = now()  # after those were waited for who were about to be counted
        record(session, actor, "quiz.freeze", target=quiz.id, region_code=quiz.region_code)
        list_memory.forget_after(session)


def recount(quiz_id: str, *, actor: Actor) -> None:
    """Make the boards anew from the attempts. Attempts that end meanwhile wait, 3 seconds at most. 404 as `freeze`."""
    with transaction() as session:
        quiz = _contest(session, quiz_id, actor)
        people = ranking.recount(session, quiz.id)
        details = {"count": people}
        record(session, actor, "quiz.recount", target=quiz.id, region_code=quiz.region_code, details=details)
        list_memory.forget_after(session)


def void(attempt_id: str, reason: str, *, actor: Actor) -> QuizAttempt:
    """Make an attempt void, for a reason; its certificate goes with it, and the try is not given back.

    Errors: 404; 409 `attempt_open`, `attempt_void`.
    """
    with transaction() as session:
        attempt = session.get(QuizAttempt, attempt_id, with_for_update={"key_share": True}, populate_existing=True)
        if attempt is None:
            raise NotFoundError
        quiz = session.get_one(Quiz, attempt.quiz_id)
        _require_editor(quiz, actor)
        ranking.take_out(session, attempt, quiz, reason)
        ranking.lock_person(session, attempt.user_id)  # a practice quiz has nothing counted, but may have certificates
        certificates.follow_void(session, quiz, attempt, reason, actor=actor)
        details = {"quiz_id": quiz.id, "user_id": attempt.user_id, "reason": reason}
        record(session, actor, "attempt.void", target=attempt.id, region_code=quiz.region_code, details=details)
        list_memory.forget_after(session)
    return attempt


def _contest(session: Session, quiz_id: str, actor: Actor) -> Quiz:
    quiz = ranking.lock_quiz(session, quiz_id)
    if quiz is None or quiz.state == "draft" or quiz.mode != "contest":
        raise NotFoundError
    _require_editor(quiz, actor)
    return quiz


def _require_editor(quiz: Quiz, actor: Actor) -> None:
    require_visible(actor, Permission.QUIZ_SEE, quiz.region_code)
    require(actor, Permission.QUIZ_EDIT, quiz.region_code)
