"""Which quizzes are there, and how many tries has the reader left?

The quizzes are the same for everybody, so the first page of them is kept for a second (`core/list_memory`). What the
reader has used is read each time, for all who ask at once together: nobody is told of a try that is gone.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
import sqlalchemy as sa

from backend.config import settings
from backend.core import list_memory
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import ForbiddenError
from backend.core.paging import cut, decode_cursor
from backend.core.quick_read import QuickRead, filled
from backend.core.together import Together
from backend.http.answers import encode
from backend.quizzes.rules import Tries, day_of, state_word
from backend.quizzes.schemas import QuizzesQuery
from backend.security.permissions import Permission
from backend.security.policy import regions, visible
from models.quiz import Quiz, QuizAttempt
from models.types import UtcDateTime

_COLUMNS = Quiz.__table__.c


def quizzes(query: QuizzesQuery, *, actor: Actor) -> bytes:
    """Return a page by opening, written as `QuizPage` says; `ForbiddenError` for drafts without the right."""
    if query.state == "draft":
        page = _drafts(query, actor)
    elif query.cursor is not None:
        page = _published(query)
    else:
        key = f"/quizzes?state={query.state}&mode={query.mode}&limit={query.limit}"
        page = list_memory.remembered(key, lambda: _published(query))
    return _of_reader(page, actor)


def line(row: Any, moment: datetime) -> dict[str, Any]:
    """Return what a list shows of a quiz to everybody."""
    return {
        "id": row.id,
        "title": row.title,
        "mode": row.mode,
        "state": state_word(row.state, row.opens_at, row.closes_at, moment),
        "opens_at": row.opens_at,
        "closes_at": row.closes_at,
        "rules_version": row.rules_version,
    }


def _published(query: QuizzesQuery) -> bytes:
    moment = now()
    filters, values = _asked(query)
    return _page(_usual_page((query.state or "coming", *filters), query.limit)(**values, moment=moment), query, moment)


def _drafts(query: QuizzesQuery, actor: Actor) -> bytes:
    if not regions(actor, Permission.QUIZ_SEE):
        raise ForbiddenError
    filters, values = _asked(query)
    own = visible(actor, Permission.QUIZ_SEE, _COLUMNS.region_code)
    return _page(QuickRead(_select(("draft", *filters), query.limit).where(own))(**values), query, now())


def _asked(query: QuizzesQuery) -> tuple[list[str], dict[str, Any]]:
    """Return the names of the other conditions, and their values."""
    values: dict[str, Any] = {}
    filters = []
    if query.mode is not None:
        filters.append("mode")
        values["mode"] = query.mode
    if query.cursor is not None:
        filters.append("cursor")
        values["after_opening"], values["after_id"] = decode_cursor(query.cursor, datetime, str)
    return filters, values


def _page(rows: Sequence[Any], query: QuizzesQuery, moment: datetime) -> bytes:
    """Write a page in lines: what all quizzes allow, each quiz as everybody sees it, and how the page ends."""
    shown, next_cursor = cut(rows, query.limit, lambda row: (row.opens_at, row.id))
    limits = [(row.id, row.tries_per_day, row.tries_in_all) for row in shown]
    lines = [_opened(encode(line(row, moment))) for row in shown]
    return b"\n".join([encode(limits), *lines, b"]," + encode({"next_cursor": next_cursor})[1:]])


def _of_reader(page: bytes, actor: Actor) -> bytes:
    """Put at the end of each line what is left to a reader: a fifth of the price of reading and writing JSON."""
    first, *lines, last = page.split(b"\n")
    limits = orjson.loads(first)
    used = _used(actor.id, tuple(quiz_id for quiz_id, *both in limits if both != [None, None]))
    left = (_left(per_day, in_all, *used.get(quiz_id, (0, 0))) for quiz_id, per_day, in_all in limits)
    return b'{"items":[' + b",".join(map(bytes.__add__, lines, left)) + last


@lru_cache(maxsize=1024)
def _left(per_day: int | None, in_all: int | None, today: int, ever: int) -> bytes:
    """Return how the line of a quiz ends for who has used so many tries today, and in all."""
    tries = Tries(per_day, in_all, 0, today, ever, None)
    return encode({"tries_left": tries.left, "tries_left_today": tries.left_today})[1:]


def _opened(written: bytes) -> bytes:
    """Return a JSON object to which more fields can be added."""
    return written[:-1] + b","


_Used = Mapping[str, tuple[int, int]]
"""Quiz -> how many tries somebody has used, today and in all. Those never tried are left out."""


class _Question(NamedTuple):
    """How many tries has a person used, of these quizzes?"""

    user_id: str
    quizzes: tuple[str, ...]
    day: date


def _used(user_id: str, quiz_ids: tuple[str, ...]) -> _Used:
    day = day_of(now(), settings().city_zone)
    used: dict[str, tuple[int, int]] = {}
    for start in range(0, len(quiz_ids), _QUIZZES_AT_ONCE):
        part = quiz_ids[start : start + _QUIZZES_AT_ONCE]
        used |= _together.do((part, day), _Question(user_id, part, day))
    return used


def _answer_all(questions: Sequence[_Question]) -> list[_Used]:
    """Answer several persons who ask for the same quizzes."""
    found: dict[str, dict[str, tuple[int, int]]] = {question.user_id: {} for question in questions}
    quizzes = filled(_QUIZZES, questions[0].quizzes)
    people = list(found)
    for start in range(0, len(people), _PEOPLE_AT_ONCE):
        part = filled(_PEOPLE, people[start : start + _PEOPLE_AT_ONCE])
        for user_id, quiz_id, today, ever in _read_used(day=questions[0].day, **quizzes, **part):
            found[user_id][quiz_id] = (today, ever)
    return [found[question.user_id] for question in questions]


_QUIZZES_AT_ONCE = 20
_PEOPLE_AT_ONCE = 8
"""Those that one statement asks about; more take another."""

_QUIZZES = [f"quiz_{place}" for place in range(_QUIZZES_AT_ONCE)]
_PEOPLE = [f"user_{place}" for place in range(_PEOPLE_AT_ONCE)]

_attempt = QuizAttempt.__table__.c


def _one_of(column: sa.ColumnElement[str], places: Sequence[str]) -> sa.ColumnElement[bool]:
    return column.in_([sa.bindparam(place, type_=column.type) for place in places])


_of_today = sa.case((_attempt.day == sa.bindparam("day", type_=sa.Date), _attempt.try_of_day), else_=0)
_used_columns = (
    _attempt.user_id,
    _attempt.quiz_id,
    sa.func.max(_of_today).label("today"),
    sa.func.max(_attempt.try_in_all).label("ever"),
)
_read_used = QuickRead(
    sa.select(*_used_columns)
    .where(_one_of(_attempt.user_id, _PEOPLE), _one_of(_attempt.quiz_id, _QUIZZES))
    .group_by(_attempt.user_id, _attempt.quiz_id)
)
_together: Together[_Question, _Used] = Together(_answer_all)

_moment = sa.bindparam("moment", type_=UtcDateTime())
_shown = _COLUMNS.state == sa.literal_column("'published'")
_CONDITIONS: dict[str, sa.ColumnElement[bool]] = {
    "coming": sa.and_(_shown, _COLUMNS.closes_at > _moment),
    "soon": sa.and_(_shown, _COLUMNS.closes_at > _moment, _COLUMNS.opens_at > _moment),
    "open": sa.and_(_shown, _COLUMNS.closes_at > _moment, _COLUMNS.opens_at <= _moment),
    "over": sa.or_(_COLUMNS.state == sa.literal_column("'closed'"), sa.and_(_shown, _COLUMNS.closes_at <= _moment)),
    "draft": _COLUMNS.state == sa.literal_column("'draft'"),
    "mode": _COLUMNS.mode == sa.bindparam("mode", type_=_COLUMNS.mode.type),
    "cursor": sa.tuple_(_COLUMNS.opens_at, _COLUMNS.id)
    > sa.tuple_(
        sa.bindparam("after_opening", type_=_COLUMNS.opens_at.type), sa.bindparam("after_id", type_=_COLUMNS.id.type)
    ),
}
"""Filter -> its condition."""


def _select(filters: Sequence[str], limit: int) -> sa.Select[Any]:
    """Return a page and one row more, which tells whether another page follows."""
    rows = sa.literal_column(str(limit + 1), sa.Integer)
    conditions = (_CONDITIONS[name] for name in filters)
    return sa.select(*_COLUMNS).where(*conditions).order_by(_COLUMNS.opens_at, _COLUMNS.id).limit(rows)


@lru_cache(maxsize=64)
def _usual_page(filters: tuple[str, ...], limit: int) -> QuickRead:
    return QuickRead(_select(filters, limit))
