"""Which attempts look odd, so that a person should look at them?

A flag says what was seen, in numbers, and punishes nobody: staff look and decide. Nothing about phones or networks is
kept for it. Papers keep no time for each answer, so that "too fast" is said of the mean over a paper's questions.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from backend.core.actor import Actor
from backend.core.audit import record
from backend.core.clock import now
from backend.core.errors import NotFoundError
from backend.core.paging import cut, decode_cursor
from backend.core.transaction import reading, transaction
from backend.quizzes.boards_schemas import FlagOut, FlagPage, FlagQuery
from backend.security.permissions import Permission
from backend.security.policy import require, require_visible
from models.base import db
from models.ids import new_id
from models.quiz import Quiz, QuizAttempt, QuizFlag
from models.user import User

FAST_QUESTION = 1500
"""Milliseconds: nobody reads a question and its options in less."""

MOSTLY_RIGHT = 90
"""Percent of the marks: who guesses in a hurry has fewer."""

VERY_NEW = timedelta(hours=1)
NEW = timedelta(days=1)
BURST, BURST_TIME = 10, timedelta(hours=1)
"""So many new accounts with all right in such a time are a burst."""

_PERFECT = sa.text("quiz_attempt.state = 'final' and quiz_attempt.score = quiz_attempt.\"full\"")
"""In the very words of the index."""

_BY_END = (QuizAttempt.finished_at, QuizAttempt.id)
_MINUTE = timedelta(minutes=1)
_FLAG = sa.select(
    *(QuizFlag.id, QuizFlag.quiz_id, QuizFlag.attempt_id, QuizFlag.kind, QuizFlag.facts, QuizFlag.at),
    *(QuizFlag.seen_at, QuizFlag.outcome, QuizAttempt.state.label("attempt_state")),
).join(QuizAttempt, QuizAttempt.id == QuizFlag.attempt_id)


def look_at_attempt(*, cause_id: str, caused_at: datetime, attempt_id: str) -> None:  # noqa: ARG001
    """Flag what is odd about a final attempt, and about those that it makes a burst with."""
    with transaction() as session:
        attempt = session.get(QuizAttempt, attempt_id)
        if attempt is None or attempt.state != "final" or attempt.finished_at is None:
            return
        _flag_haste(session, attempt)
        if attempt.score < attempt.full or not _is_first_perfect(session, attempt):
            return
        age = attempt.finished_at - session.get_one(User, attempt.user_id).created_at
        if age < VERY_NEW:
            _flag(session, attempt.quiz_id, [attempt.id], "new_account", {"account_minutes": age // _MINUTE})
        if age < NEW:
            _flag_burst(session, attempt, attempt.finished_at)


def _flag_haste(session: Session, attempt: QuizAttempt) -> None:
    questions = max(1, len(attempt.paper))
    mean = attempt.duration // questions
    if mean < FAST_QUESTION and attempt.score * 100 >= attempt.full * MOSTLY_RIGHT:
        facts = {"milliseconds_per_question": mean, "questions": questions, "score": attempt.score}
        _flag(session, attempt.quiz_id, [attempt.id], "too_fast", facts)


def _is_first_perfect(session: Session, attempt: QuizAttempt) -> bool:
    """Tell whether this is the first time that its person had all right in its quiz."""
    own = sa.select(QuizAttempt.id).where(
        QuizAttempt.quiz_id == attempt.quiz_id, QuizAttempt.user_id == attempt.user_id, _PERFECT
    )
    return session.scalars(own.order_by(*_BY_END).limit(1)).one_or_none() == attempt.id


def _flag_burst(session: Session, attempt: QuizAttempt, end: datetime) -> None:
    """Flag the attempts of each ten new accounts, within an hour, that this attempt is one of.

    Only its neighbours matter: ten in a row, this one among them, are part of any burst that it is in. Every attempt is
    looked at in its turn, and the one that completes a burst flags those before it.
    """
    before, behind = (_neighbours(session, attempt, end, later=later) for later in (False, True))
    row = [*reversed(before), (attempt.id, end), *behind]
    runs = (row[start : start + BURST] for start in range(len(row) - BURST + 1))
    burst = {found for run in runs if run[-1][1] - run[0][1] <= BURST_TIME for found in run}
    if not burst:
        return
    ends = [end for _, end in burst]
    facts = {"accounts": len(burst), "minutes": (max(ends) - min(ends)) // _MINUTE}
    _flag(session, attempt.quiz_id, sorted(found for found, _ in burst), "perfect_run", facts)


def _neighbours(session: Session, attempt: QuizAttempt, end: datetime, *, later: bool) -> list[tuple[str, datetime]]:
    """Return the nearest first perfect attempts of other new accounts, as many as could matter, the nearest first."""
    own = sa.tuple_(sa.literal(end, QuizAttempt.finished_at.type), sa.literal(attempt.id))
    if later:
        near = (sa.tuple_(*_BY_END) > own, QuizAttempt.finished_at <= end + BURST_TIME)
    else:
        near = (sa.tuple_(*_BY_END) < own, QuizAttempt.finished_at >= end - BURST_TIME)
    earlier = sa.orm.aliased(QuizAttempt)
    again = sa.exists().where(
        *(earlier.quiz_id == QuizAttempt.quiz_id, earlier.user_id == QuizAttempt.user_id),
        *(earlier.state == "final", earlier.score == earlier.full),
        sa.tuple_(earlier.finished_at, earlier.id) < sa.tuple_(*_BY_END),
    )
    statement = (
        sa.select(QuizAttempt.id, QuizAttempt.finished_at)
        .join(User, User.id == QuizAttempt.user_id)
        .where(QuizAttempt.quiz_id == attempt.quiz_id, _PERFECT, *near)
        .where(User.created_at > end - NEW - BURST_TIME, ~again)
        .order_by(*(column if later else column.desc() for column in _BY_END))
        .limit(BURST - 1)
    )
    return [(found, moment) for found, moment in session.execute(statement) if moment is not None]


def _flag(session: Session, quiz_id: str, attempts: Sequence[str], kind: str, facts: dict[str, int]) -> None:
    moment = now()
    rows = [
        {"id": new_id(), "quiz_id": quiz_id, "attempt_id": attempt_id, "kind": kind, "facts": facts, "at": moment}
        for attempt_id in attempts
    ]
    insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(QuizFlag)
    session.execute(insert.values(rows).on_conflict_do_nothing(index_elements=["attempt_id", "kind"]))


def flags(quiz_id: str, query: FlagQuery, *, actor: Actor) -> FlagPage:
    """Return a page of the flags of a quiz, newest first (staff). 404 where the reader may not see quizzes."""
    statement = _FLAG.where(QuizFlag.quiz_id == quiz_id).order_by(QuizFlag.id.desc()).limit(query.limit + 1)
    if query.seen is not None:
        statement = statement.where(QuizFlag.seen_at.is_not(None) if query.seen else QuizFlag.seen_at.is_(None))
    if query.cursor is not None:
        statement = statement.where(QuizFlag.id < decode_cursor(query.cursor, str)[0])
    with reading() as connection:
        region = connection.execute(sa.select(Quiz.region_code).where(Quiz.id == quiz_id)).scalar_one_or_none()
        if region is None:
            raise NotFoundError
        require_visible(actor, Permission.QUIZ_SEE, region)
        rows, next_cursor = cut(connection.execute(statement).all(), query.limit, lambda row: (row.id,))
    return FlagPage(items=[FlagOut.model_validate(row) for row in rows], next_cursor=next_cursor)


def flag(flag_id: str) -> FlagOut:
    """Return a flag that is known to be there."""
    with reading() as connection:
        return FlagOut.model_validate(connection.execute(_FLAG.where(QuizFlag.id == flag_id)).one())


def note_outcome(flag_id: str, outcome: str, *, actor: Actor) -> None:
    """Write down what somebody found who looked at a flag; a later look replaces it, and both are audited. 404."""
    with transaction() as session:
        found = session.get(QuizFlag, flag_id, with_for_update=True, populate_existing=True)
        if found is None:
            raise NotFoundError
        quiz = session.get_one(Quiz, found.quiz_id)
        require_visible(actor, Permission.QUIZ_SEE, quiz.region_code)
        require(actor, Permission.QUIZ_EDIT, quiz.region_code)
        found.seen_at, found.seen_by, found.outcome = now(), actor.id, outcome
        details = {"attempt_id": found.attempt_id, "kind": found.kind, "reason": outcome}
        record(session, actor, "quiz_flag.look", target=found.id, region_code=quiz.region_code, details=details)
