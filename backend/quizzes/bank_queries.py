"""Which questions and categories are in the bank? For staff only."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from backend.core.actor import Actor
from backend.core.errors import ForbiddenError, NotFoundError
from backend.core.paging import after, cut, decode_cursor
from backend.core.transaction import reading
from backend.quizzes.bank_schemas import (
    QuestionCategoryOut,
    QuestionCategoryPage,
    QuestionCategoryQuery,
    QuestionOut,
    QuestionPage,
    QuestionQuery,
)
from backend.security.permissions import Permission
from backend.security.policy import regions
from models.question import Question, QuestionCategory, QuestionVersion

CURRENT = sa.select(
    *(Question.id, Question.code, Question.version, Question.retired_at, Question.created_at, Question.updated_at),
    *(QuestionVersion.type, QuestionVersion.category, QuestionVersion.difficulty, QuestionVersion.stem),
    *(QuestionVersion.options, QuestionVersion.truth, QuestionVersion.source, QuestionVersion.explanation),
).join(
    QuestionVersion,
    sa.and_(QuestionVersion.question_id == Question.id, QuestionVersion.version == Question.version),
)
"""All questions with what they say now."""


def questions(query: QuestionQuery, *, actor: Actor) -> QuestionPage:
    """Return a page of the bank, sorted by code."""
    require_reader(actor)
    code = Question.__table__.c.code
    wanted = [column == value for column, value in _asked(query) if value is not None]
    wanted.append(Question.retired_at.is_not(None) if query.retired else Question.retired_at.is_(None))
    if query.q is not None:
        in_stem = QuestionVersion.stem.contains(query.q, autoescape=True)
        wanted.append(sa.or_(in_stem, Question.code.contains(query.q.lower(), autoescape=True)))
    if query.cursor is not None:
        wanted.append(after((code,), decode_cursor(query.cursor, str)))
    statement = CURRENT.where(*wanted).order_by(code).limit(query.limit + 1)
    with reading() as connection:
        rows, next_cursor = cut(connection.execute(statement).all(), query.limit, lambda row: (row.code,))
    return QuestionPage(items=[QuestionOut.model_validate(row) for row in rows], next_cursor=next_cursor)


def question(question_id: str, *, actor: Actor) -> QuestionOut:
    """Return a question as it is now; `NotFoundError` when there is none with this id."""
    require_reader(actor)
    with reading() as connection:
        row = connection.execute(CURRENT.where(Question.id == question_id)).one_or_none()
    if row is None:
        raise NotFoundError
    return QuestionOut.model_validate(row)


def categories(query: QuestionCategoryQuery, *, actor: Actor) -> QuestionCategoryPage:
    """Return a page of the categories, in their order."""
    require_reader(actor)
    order = (QuestionCategory.__table__.c.position, QuestionCategory.__table__.c.id)
    statement = sa.select(QuestionCategory.__table__).order_by(*order).limit(query.limit + 1)
    if query.cursor is not None:
        statement = statement.where(after(order, decode_cursor(query.cursor, int, str)))
    with reading() as connection:
        rows, next_cursor = cut(connection.execute(statement).all(), query.limit, lambda row: (row.position, row.id))
    items = [QuestionCategoryOut.model_validate(row) for row in rows]
    return QuestionCategoryPage(items=items, next_cursor=next_cursor)


def require_reader(actor: Actor) -> None:
    """Let in whoever sees questions in any region: the bank is the same for all regions."""
    if not regions(actor, Permission.QUESTION_SEE):
        raise ForbiddenError


def _asked(query: QuestionQuery) -> Iterator[tuple[Any, str | None]]:
    yield QuestionVersion.category, query.category
    yield QuestionVersion.difficulty, query.difficulty
    yield QuestionVersion.type, query.type
