"""How does an attempt become final? When it is handed in, by the clock, or when it is looked at: here.

Handing in is tried in one statement before (`hand_in.py`), which writes the same or nothing.

The score comes from the questions that the quiz was published with and the answers that were saved, never from the
phone. Whichever of the three is first, score and end are the same; who comes second finds it final.

Locks: the attempt's row, then what `ranking.py` locks.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.core.clock import now
from backend.core.errors import NotFoundError, UnavailableError
from backend.core.outbox import enqueue
from backend.core.transaction import reading, transaction
from backend.quizzes.hand_in import HandedIn
from backend.quizzes.papers import marked, total
from backend.quizzes.pool import QuizFacts, facts_of, pool_of
from backend.quizzes.ranking import count_in
from backend.quizzes.rules import ending, is_over, tasks_after
from models.quiz import Quiz, QuizAttempt

_BATCH = 500


def hand_in(attempt_id: str, user_id: str) -> HandedIn:
    """Make one's own attempt final if it is open; return it as it is then. `NotFoundError`."""
    moment = now()
    with transaction() as session:
        attempt = _locked(session, attempt_id)
        if attempt is None or attempt.user_id != user_id:
            raise NotFoundError(message="没有找到这次答题")
        if attempt.state == "open":
            _make_final(session, attempt, facts_of(attempt.quiz_id), moment)
        return HandedIn(**{name: getattr(attempt, name) for name in HandedIn.__dataclass_fields__})


def finish_if_over(attempt: Any, moment: datetime) -> bool:
    """Make an attempt final whose time was up when its row was read; tell whether it was."""
    if attempt.state != "open" or attempt.deadline is None or moment < attempt.deadline:
        return False
    facts = facts_of(attempt.quiz_id)
    if not is_over(attempt.deadline, facts.grace, moment):
        return False
    _finish(attempt.id, facts, moment)
    return True


def finish_overdue() -> int:
    """Make all attempts final whose time is up; return how many. Each alone, so that nobody waits for the others."""
    moment = now()
    with reading() as connection:
        due = connection.execute(
            sa.select(QuizAttempt.id, QuizAttempt.quiz_id, QuizAttempt.deadline, Quiz.grace)
            .join(Quiz, Quiz.id == QuizAttempt.quiz_id)
            .where(QuizAttempt.state == "open", QuizAttempt.deadline <= moment)
            .order_by(QuizAttempt.deadline)
            .limit(_BATCH)
        ).all()
    over = [row for row in due if is_over(row.deadline, row.grace, moment)]
    return sum(_finish_or_leave(row.id, row.quiz_id, moment) for row in over)


def _finish_or_leave(attempt_id: str, quiz_id: str, moment: datetime) -> bool:
    try:
        return _finish(attempt_id, facts_of(quiz_id), moment)
    except UnavailableError:
        return False  # somebody is looking at it: they, or the next run, will do it


def _finish(attempt_id: str, facts: QuizFacts, moment: datetime) -> bool:
    with transaction() as session:
        attempt = _locked(session, attempt_id)
        if attempt is None or attempt.state != "open" or not is_over(attempt.deadline, facts.grace, moment):
            return False
        _make_final(session, attempt, facts, moment)
        return True


def _locked(session: Session, attempt_id: str) -> QuizAttempt | None:
    return session.get(QuizAttempt, attempt_id, with_for_update={"key_share": True}, populate_existing=True)


def _make_final(session: Session, attempt: QuizAttempt, facts: QuizFacts, moment: datetime) -> None:
    """Score it and end it: now, or at its deadline if that is past."""
    items = marked(pool_of(facts.id), attempt.paper, attempt.answers, facts.multiple_scoring)
    end = ending(attempt.started_at, attempt.deadline, attempt.late, facts.grace, moment)
    attempt.state = "final"
    attempt.score = min(total(items), attempt.full)
    attempt.finished_at, attempt.duration, attempt.late = end.finished_at, end.duration, end.late
    count_in(session, attempt, facts)
    for task in tasks_after(facts.mode, facts.certificate_from, attempt.score, attempt.full):
        enqueue(session, task, attempt_id=attempt.id)
