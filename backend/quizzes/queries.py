"""What is a quiz like, where does the reader stand, and which attempts were theirs?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from backend.config import settings
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import NotFoundError
from backend.core.paging import cut, decode_cursor
from backend.core.quick_read import QuickRead
from backend.core.transaction import reading
from backend.http.schemas import PageQuery
from backend.quizzes import quiz_list
from backend.quizzes.draw import full_marks
from backend.quizzes.finalise import finish_if_over
from backend.quizzes.pool import QuizFacts, cells_of
from backend.quizzes.review import parts_of
from backend.quizzes.rules import MOMENTS, Tries, allowed_parts, day_of, start_after
from backend.quizzes.schemas import QuizSettings
from backend.security.permissions import Permission
from backend.security.policy import may
from models.quiz import Quiz, QuizAttempt
from models.types import UtcDateTime

_COLUMNS = Quiz.__table__.c
_GONE = "没有找到这个答题活动，可能已被移除"


def quiz(quiz_id: str, *, actor: Actor) -> dict[str, Any]:
    """Return a quiz as `QuizOut` shows it; `NotFoundError`, also for drafts of other people's regions."""
    _finish_own(actor)
    moment = now()
    day = day_of(moment, settings().city_zone)
    row = next(iter(_read_quiz(quiz_id=quiz_id, user_id=actor.id, day=day)), None)
    if row is None or (row.state == "draft" and not may(actor, Permission.QUIZ_SEE, row.region_code)):
        raise NotFoundError(message=_GONE)
    quota = cells_of(row.quota)
    used = (row.today or 0, row.ever or 0, row.last_finished_at)
    tries = Tries(row.tries_per_day, row.tries_in_all, row.cooldown, *used)
    return quiz_list.line(row, moment) | {
        "tries_left": tries.left,
        "tries_left_today": tries.left_today,
        "description": row.summary,
        "rules_text": row.rules,
        "region_code": row.region_code,
        "campaign_id": row.campaign_id,
        "time_limit": row.time_limit,
        "tries_per_day": row.tries_per_day,
        "tries_in_all": row.tries_in_all,
        "cooldown": row.cooldown,
        "multiple_scoring": row.multiple_scoring,
        "questions": sum(cell.count for cell in quota),
        "full": full_marks(quota),
        "next_try_at": tries.next_at(moment, settings().city_zone),
        "open_attempt_id": row.open_attempt_id,
        "start_after": start_after(settings().secret_key, quiz_id, actor.id, row.start_jitter),
        "certificate_from": row.certificate_from,
        "review": _matrix(row.review),
    }


def quiz_settings(quiz_id: str, *, actor: Actor) -> QuizSettings:
    """Return all that staff set of a quiz; `NotFoundError`, also outside one's regions."""
    with reading() as connection:
        row = connection.execute(sa.select(*Quiz.__table__.columns).where(Quiz.id == quiz_id)).mappings().one_or_none()
    if row is None or not may(actor, Permission.QUIZ_SEE, row["region_code"]):
        raise NotFoundError(message=_GONE)
    shown = dict(row) | {
        "description": row["summary"],
        "rules_text": row["rules"],
        "review": _matrix(row["review"]),
    }
    return QuizSettings.model_validate(shown)


def my_attempts(query: PageQuery, *, actor: Actor) -> dict[str, Any]:
    """Return a page of the own attempts as `MyAttemptPage` shows it, newest first."""
    _finish_own(actor)
    statement = (
        sa.select(*QuizAttempt.__table__.columns, Quiz.title, *_FACTS)
        .join(Quiz, Quiz.id == QuizAttempt.quiz_id)
        .where(QuizAttempt.user_id == actor.id)
        .order_by(QuizAttempt.id.desc())
    )
    if query.cursor is not None:
        statement = statement.where(QuizAttempt.id < decode_cursor(query.cursor, str)[0])
    with reading() as connection:
        rows = connection.execute(statement.limit(query.limit + 1)).all()
    page, next_cursor = cut(rows, query.limit, lambda row: (row.id,))
    moment = now()
    return {"items": [_own(row, moment) for row in page], "next_cursor": next_cursor}


_FACTS = tuple(getattr(Quiz, name).label(f"quiz_{name}") for name in QuizFacts.__dataclass_fields__ if name != "id")


def _own(row: Any, moment: datetime) -> dict[str, Any]:
    known = {name: getattr(row, f"quiz_{name}") for name in QuizFacts.__dataclass_fields__ if name != "id"}
    facts = QuizFacts(id=row.quiz_id, **(known | {"quota": cells_of(known["quota"])}))
    shown = {
        name: getattr(row, name)
        for name in ("id", "quiz_id", "title", "state", "started_at", "deadline", "finished_at", "full")
    }
    score = row.score if row.state != "open" and "score" in parts_of(row, facts, moment) else None
    return shown | {"mode": facts.mode, "score": score, "milliseconds": row.duration}


def _finish_own(actor: Actor) -> None:
    """Make one's own attempts final whose time is up: whoever looks is told how they ended."""
    moment = now()
    for row in _read_over(user_id=actor.id, moment=moment):
        finish_if_over(row, moment)


_read_over = QuickRead(
    sa.select(*QuizAttempt.__table__.columns).where(
        QuizAttempt.user_id == sa.bindparam("user_id"),
        QuizAttempt.state == sa.literal_column("'open'"),
        QuizAttempt.deadline <= sa.bindparam("moment", type_=UtcDateTime()),
    )
)


def _used(column: sa.ColumnElement[Any], *more: sa.ColumnElement[bool]) -> sa.ScalarSelect[Any]:
    """Return the largest value among the reader's attempts at the quiz."""
    own = (_attempt.quiz_id == _COLUMNS.id, _attempt.user_id == sa.bindparam("user_id"))
    return sa.select(sa.func.max(column)).where(*own, *more).correlate(Quiz.__table__).scalar_subquery()


_attempt = QuizAttempt.__table__.c
_read_quiz = QuickRead(
    sa.select(
        *_COLUMNS,
        _used(_attempt.try_of_day, _attempt.day == sa.bindparam("day", type_=sa.Date)).label("today"),
        _used(_attempt.try_in_all).label("ever"),
        _used(_attempt.finished_at).label("last_finished_at"),
        _used(_attempt.id, _attempt.state == sa.literal_column("'open'")).label("open_attempt_id"),
    ).where(_COLUMNS.id == sa.bindparam("quiz_id"))
)


def _matrix(review: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {moment: allowed_parts(review, moment) for moment in MOMENTS}
