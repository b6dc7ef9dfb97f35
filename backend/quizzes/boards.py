"""What do the boards of a quiz show, and where does one stand oneself?

Persons are read from the index of bests, page by page, and ranks from the sums: both cost the same however many people
there are. Groups are few, so that their boards are sorted when they are read.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from backend.core.actor import Actor
from backend.core.errors import NotFoundError
from backend.core.paging import after, cut, decode_cursor
from backend.core.quick_read import QuickRead
from backend.core.transaction import reading
from backend.quizzes.boards_schemas import BoardQuery, BoardRow, BoardState, By, OwnStanding, SharedBoard
from backend.quizzes.ranking import BOARD_ORDER, ON_BOARD, rank_of
from models.organisation import Organisation
from models.quiz import Quiz, QuizAttempt, QuizBest, QuizGroupTotal
from models.region import Region
from models.user import User

_WHOLE = 10_000
"""All of them, in hundredths of a percent."""

_VOID = sa.text("quiz_attempt.state = 'void'")
"""In the very words of the index."""

_COLUMNS: tuple[Any, ...] = BOARD_ORDER
_PERSONS = (
    sa.select(
        *BOARD_ORDER,
        User.nickname.label("name"),
        Region.name.label("place"),
        QuizAttempt.score,
        QuizBest.duration.label("milliseconds"),
    )
    .join(QuizAttempt, QuizAttempt.id == QuizBest.attempt_id)
    .join(User, User.id == QuizBest.user_id)
    .outerjoin(Region, Region.code == QuizBest.region_code)
    .order_by(*BOARD_ORDER)
)


def board(quiz_id: str, query: BoardQuery) -> SharedBoard:
    """Return a page of a board of a published contest. Errors: 404, `no_board` for a practice quiz."""
    quiz = _quiz(quiz_id)
    items, next_cursor = (_persons if query.by == "person" else _groups)(quiz, query)
    return SharedBoard(by=query.by, items=items, voided=quiz.voided, frozen_at=quiz.frozen_at, next_cursor=next_cursor)


def ranked(quiz_id: str, by: By, most: int) -> list[BoardRow]:
    """Return the first rows of a board, so many at most. Errors as `board`."""
    query = BoardQuery.model_construct(by=by, limit=most, cursor=None)
    return (_persons if by == "person" else _groups)(_quiz(quiz_id), query)[0]


def own_standing(quiz_id: str, *, actor: Actor) -> OwnStanding | None:
    """Return the reader's own score, time and rank; None before the first attempt counts."""
    for mine in _read_own(quiz_id=quiz_id, user_id=actor.id):
        rank = rank_of(quiz_id, *mine[:4]) if mine.shown else None
        return OwnStanding(rank=rank, score=mine.score, milliseconds=mine.duration)
    return None


_read_own = QuickRead(
    sa.select(*BOARD_ORDER, QuizBest.shown, QuizAttempt.score)
    .join(QuizAttempt, QuizAttempt.id == QuizBest.attempt_id)
    .where(QuizBest.quiz_id == sa.bindparam("quiz_id"), QuizBest.user_id == sa.bindparam("user_id"))
)


def state(quiz_id: str) -> BoardState:
    """Return what a board rests on."""
    people = sa.select(sa.func.count()).select_from(QuizBest).where(QuizBest.quiz_id == quiz_id)
    quiz = _quiz(quiz_id)
    with reading() as connection:
        participants = connection.execute(people).scalar_one()
    return BoardState(quiz_id=quiz_id, participants=participants, voided=quiz.voided, frozen_at=quiz.frozen_at)


def _quiz(quiz_id: str) -> Any:
    quiz = next(iter(_read_quiz(quiz_id=quiz_id)), None)
    if quiz is None or quiz.state == "draft":
        raise NotFoundError
    if quiz.mode != "contest":
        raise NotFoundError("no_board", "练习不设排行榜，放心多练几次吧")
    return quiz


_quiz_id = sa.bindparam("quiz_id", type_=Quiz.id.type)
_voided = sa.select(sa.func.count()).select_from(QuizAttempt).where(QuizAttempt.quiz_id == _quiz_id, _VOID)
_read_quiz = QuickRead(
    sa.select(
        *(Quiz.id, Quiz.mode, Quiz.state, Quiz.frozen_at, Quiz.group_minimum),
        _voided.scalar_subquery().label("voided"),
    ).where(Quiz.id == _quiz_id)
)


def _persons(quiz: Any, query: BoardQuery) -> tuple[list[BoardRow], str | None]:
    statement = _PERSONS.where(QuizBest.quiz_id == quiz.id, ON_BOARD).limit(query.limit + 1)
    if query.cursor is not None:
        statement = statement.where(after(_COLUMNS, decode_cursor(query.cursor, int, int, datetime, str)))
    with reading() as connection:
        found = connection.execute(statement).all()
    rows, next_cursor = cut(found, query.limit, lambda row: row[:4])
    first = rank_of(quiz.id, *rows[0][:4]) if query.cursor is not None and rows else 1
    items = [
        BoardRow(rank=rank, name=row.name, place=row.place, score=row.score, milliseconds=row.milliseconds)
        for rank, row in enumerate(rows, first)
    ]
    return items, next_cursor


def _groups(quiz: Any, query: BoardQuery) -> tuple[list[BoardRow], str | None]:
    """Sort by the rate of participation where it is known, then by how many took part."""
    least = max(1, quiz.group_minimum)
    groups = _communities() if query.by == "community" else _organisations()
    known = groups.where(QuizGroupTotal.quiz_id == quiz.id, QuizGroupTotal.participants >= least).subquery()
    order = (-sa.func.coalesce(known.c.rate, -1), -known.c.participants, known.c.key)
    ranked = sa.select(
        known,
        order[0].label("by_rate"),
        order[1].label("by_size"),
        sa.func.row_number().over(order_by=order).label("rank"),
    ).subquery()
    key = (ranked.c.by_rate, ranked.c.by_size, ranked.c.key)
    statement = sa.select(ranked).order_by(*key).limit(query.limit + 1)
    if query.cursor is not None:
        statement = statement.where(after(key, decode_cursor(query.cursor, int, int, str)))
    with reading() as connection:
        found = connection.execute(statement).all()
    rows, next_cursor = cut(found, query.limit, lambda row: (row.by_rate, row.by_size, row.key))
    return [BoardRow.model_validate(row) for row in rows], next_cursor


def _sums() -> tuple[Any, ...]:
    participants = QuizGroupTotal.participants
    return (
        QuizGroupTotal.key,
        participants,
        (QuizGroupTotal.score // participants).label("mean"),
        (QuizGroupTotal.duration // participants).label("mean_milliseconds"),
        sa.literal(None, sa.Integer).label("score"),
        sa.literal(None, sa.Integer).label("milliseconds"),
    )


def _communities() -> sa.Select[*tuple[Any, ...]]:
    above = sa.orm.aliased(Region)
    return (
        sa.select(*_sums(), Region.name, above.name.label("place"), sa.literal(None, sa.Integer).label("rate"))
        .join(Region, Region.code == QuizGroupTotal.key)
        .outerjoin(above, above.code == Region.parent_code)
        .where(QuizGroupTotal.kind == "community")
    )


def _organisations() -> sa.Select[*tuple[Any, ...]]:
    share = QuizGroupTotal.participants * _WHOLE // Organisation.headcount
    rate = sa.case((share > _WHOLE, _WHOLE), else_=share).label("rate")
    return (
        sa.select(*_sums(), Organisation.name, Region.name.label("place"), rate)
        .join(Organisation, Organisation.id == QuizGroupTotal.key)
        .join(Region, Region.code == Organisation.region_code)
        .where(QuizGroupTotal.kind == "organisation")
    )
