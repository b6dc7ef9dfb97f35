"""Which quizzes are there, where does the reader stand, and which attempts were theirs?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from backend.config import settings
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import ForbiddenError, NotFoundError
from backend.core.paging import cut, decode_cursor
from backend.core.quick_read import QuickRead
from backend.core.transaction import reading
from backend.http.schemas import PageQuery
from backend.quizzes.draw import full_marks
from backend.quizzes.finalise import finish_if_over
from backend.quizzes.pool import QuizFacts, cells_of
from backend.quizzes.review import parts_of
from backend.quizzes.rules import MOMENTS, Tries, allowed_parts, day_of, start_after, state_word
from backend.quizzes.schemas import QuizSettings, QuizzesQuery
from backend.security.permissions import Permission
from backend.security.policy import may, regions, visible
from models.quiz import Quiz, QuizAttempt
from models.types import UtcDateTime

_COLUMNS = Quiz.__table__.c
_GONE = "没有找到这个答题活动，可能已被移除"


def quizzes(query: QuizzesQuery, *, actor: Actor) -> dict[str, Any]:
    """Return a page of quizzes as `QuizPage` shows it, by opening; `ForbiddenError` for drafts without the right."""
    moment = now()
    values = _reader(actor, moment) | {"moment": moment}
    filters: list[str] = [query.state or "coming"]
    if query.mode is not None:
        filters.append("mode")
        values["mode"] = query.mode
    if query.cursor is not None:
        filters.append("cursor")
        values["after_opening"], values["after_id"] = decode_cursor(query.cursor, datetime, str)
    if query.state == "draft":
        if not regions(actor, Permission.QUIZ_SEE):
            raise ForbiddenError
        own = visible(actor, Permission.QUIZ_SEE, _COLUMNS.region_code)
        read = QuickRead(_page_of(filters, query.limit + 1).where(own))
        values.pop("moment")
    else:
        read = _usual_page(tuple(filters), query.limit + 1)
    page, next_cursor = cut(read(**values), query.limit, lambda row: (row.opens_at, row.id))
    return {"items": [_line(row, moment) for row in page], "next_cursor": next_cursor}


def quiz(quiz_id: str, *, actor: Actor) -> dict[str, Any]:
    """Return a quiz as `QuizOut` shows it; `NotFoundError`, also for drafts of other people's regions."""
    _finish_own(actor)
    moment = now()
    row = next(iter(_read_quiz(quiz_id=quiz_id, **_reader(actor, moment))), None)
    if row is None or (row.state == "draft" and not may(actor, Permission.QUIZ_SEE, row.region_code)):
        raise NotFoundError(message=_GONE)
    quota = cells_of(row.quota)
    return _line(row, moment) | {
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
        "next_try_at": _tries(row).next_at(moment, settings().city_zone),
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


def _reader(actor: Actor, moment: datetime) -> dict[str, Any]:
    """Return the parameters of what the reader has used."""
    return {"user_id": actor.id, "day": day_of(moment, settings().city_zone)}


def _with_used() -> sa.Select[Any]:
    """Return the quizzes with what the reader has used of each."""
    attempt = QuizAttempt.__table__.c
    own = (attempt.quiz_id == _COLUMNS.id, attempt.user_id == sa.bindparam("user_id"))
    today = attempt.day == sa.bindparam("day", type_=sa.Date)

    def used(column: sa.ColumnElement[Any], *more: sa.ColumnElement[bool]) -> sa.ScalarSelect[Any]:
        return sa.select(sa.func.max(column)).where(*own, *more).correlate(Quiz.__table__).scalar_subquery()

    return sa.select(
        *_COLUMNS,
        used(attempt.try_of_day, today).label("today"),
        used(attempt.try_in_all).label("ever"),
        used(attempt.finished_at).label("last_finished_at"),
        used(attempt.id, attempt.state == sa.literal_column("'open'")).label("open_attempt_id"),
    )


_read_quiz = QuickRead(_with_used().where(_COLUMNS.id == sa.bindparam("quiz_id")))
_moment = sa.bindparam("moment", type_=UtcDateTime())
_published = _COLUMNS.state == sa.literal_column("'published'")
_CONDITIONS: dict[str, sa.ColumnElement[bool]] = {
    "coming": sa.and_(_published, _COLUMNS.closes_at > _moment),
    "soon": sa.and_(_published, _COLUMNS.closes_at > _moment, _COLUMNS.opens_at > _moment),
    "open": sa.and_(_published, _COLUMNS.closes_at > _moment, _COLUMNS.opens_at <= _moment),
    "over": sa.or_(_COLUMNS.state == sa.literal_column("'closed'"), sa.and_(_published, _COLUMNS.closes_at <= _moment)),
    "draft": _COLUMNS.state == sa.literal_column("'draft'"),
    "mode": _COLUMNS.mode == sa.bindparam("mode", type_=_COLUMNS.mode.type),
    "cursor": sa.tuple_(_COLUMNS.opens_at, _COLUMNS.id)
    > sa.tuple_(
        sa.bindparam("after_opening", type_=_COLUMNS.opens_at.type), sa.bindparam("after_id", type_=_COLUMNS.id.type)
    ),
}
"""Filter -> its condition."""


def _page_of(filters: Sequence[str], rows: int) -> sa.Select[Any]:
    conditions = (_CONDITIONS[name] for name in filters)
    limit = sa.literal_column(str(rows), sa.Integer)
    return _with_used().where(*conditions).order_by(_COLUMNS.opens_at, _COLUMNS.id).limit(limit)


@lru_cache(maxsize=64)
def _usual_page(filters: tuple[str, ...], rows: int) -> QuickRead:
    return QuickRead(_page_of(filters, rows))


def _tries(row: Any) -> Tries:
    return Tries(row.tries_per_day, row.tries_in_all, row.cooldown, row.today or 0, row.ever or 0, row.last_finished_at)


def _line(row: Any, moment: datetime) -> dict[str, Any]:
    tries = _tries(row)
    return {
        "id": row.id,
        "title": row.title,
        "mode": row.mode,
        "state": state_word(row.state, row.opens_at, row.closes_at, moment),
        "opens_at": row.opens_at,
        "closes_at": row.closes_at,
        "rules_version": row.rules_version,
        "tries_left": tries.left,
        "tries_left_today": tries.left_today,
    }


def _matrix(review: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {moment: allowed_parts(review, moment) for moment in MOMENTS}
