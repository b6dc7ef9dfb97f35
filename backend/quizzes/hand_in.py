"""How is a paper handed in at the price of one statement? Nothing is refused here.

The usual case, and only that: practice, somebody's first attempt at a contest, or one that is not better than the best.
What the result rests on is read first. Then one statement makes the attempt final, counts it in and leaves its tasks,
all if everything is still as it was read; on SQLite it is one short transaction. Whatever is not as expected writes
nothing and is left to `finalise.py`. Locks are taken in the order of `ranking.py`: each clause waits for the last.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa

from backend.core.clock import now
from backend.core.quick_read import QuickRead
from backend.core.together import Together
from backend.core.transaction import REFUSED, driver_rows, driver_transaction, is_taken
from backend.quizzes.papers import marked, total
from backend.quizzes.pool import QuizFacts, facts_of, pool_of
from backend.quizzes.ranking import Standing
from backend.quizzes.rules import Ending, ending, tasks_after
from models.base import db
from models.ids import new_id
from models.quiz import Quiz, QuizAttempt, QuizBest
from models.types import moment_text
from models.user import User

HAND_IN_POSTGRESQL = """
with attempt as (
  select id from quiz_attempt where id = %(id)s and state = 'open' and answers = %(answers)s::jsonb for no key update),
 person as (
  select id from user_account
   where id = %(user_id)s and on_boards = %(shown)s and exists (select from attempt) for no key update),
 sheet as (
  select id from quiz
   where id = %(quiz_id)s and updated_at = %(updated_at)s and frozen_at is null and exists (select from person)
     for share),
 better as (
  select attempt_id from quiz_best
   where quiz_id = %(quiz_id)s and user_id = %(user_id)s and attempt_id = %(better_id)s::text
     and exists (select from sheet) for no key update),
 done as (
  update quiz_attempt
     set state = 'final', finished_at = %(finished_at)s, late = %(late)s, score = %(score)s, duration = %(duration)s
    from sheet
   where quiz_attempt.id = %(id)s and (%(better_id)s::text is null or exists (select from better))
  returning quiz_attempt.id),
 best as (
  insert into quiz_best
         (quiz_id, user_id, attempt_id, lost, duration, finished_at, region_code, organisation_id, shown)
  select %(quiz_id)s, %(user_id)s, id, %(lost)s, %(duration)s, %(finished_at)s, %(region_code)s, %(organisation_id)s,
         %(shown)s from done where %(first)s),
 cells as (
  insert into quiz_lost_total (quiz_id, span, lost, second, n)
  select %(quiz_id)s, cell.span, %(lost)s, cell.second, 1
    from done, unnest(%(spans)s::int[], %(seconds)s::int[]) as cell (span, second) order by cell.span
  on conflict (quiz_id, span, lost, second) do update set n = quiz_lost_total.n + 1
  returning span),
 sums as (
  insert into quiz_group_total (quiz_id, kind, key, participants, score, duration)
  select %(quiz_id)s, one.kind, one.key, 1, %(score)s, %(duration)s
    from done, unnest(%(kinds)s::text[], %(keys)s::text[]) as one (kind, key)
   where (select count(*) from cells) >= 0 order by one.kind
  on conflict (quiz_id, kind, key) do update
     set participants = quiz_group_total.participants + 1, score = quiz_group_total.score + excluded.score,
         duration = quiz_group_total.duration + excluded.duration),
 told as (
  insert into outbox_entry (id, task, arguments, created_at)
  select entry.id, entry.task, jsonb_build_object('attempt_id', done.id), %(now)s
    from done, unnest(%(entries)s::text[], %(tasks)s::text[]) as entry (id, task))
select count(*) from done
"""
"""Counting `cells` is what makes the sums of groups wait for them."""

_AS_READ_SQLITE = """
select 1 from quiz_attempt
  join quiz on quiz.id = quiz_attempt.quiz_id
  join user_account on user_account.id = quiz_attempt.user_id
  left join quiz_best on quiz_best.quiz_id = quiz.id and quiz_best.user_id = user_account.id
 where quiz_attempt.id = :id and quiz_attempt.state = 'open' and quiz_attempt.answers = :answers
   and user_account.on_boards = :shown and quiz.updated_at = :updated_at and quiz.frozen_at is null
   and quiz_best.attempt_id is :better_id"""
_END_SQLITE = """
update quiz_attempt
   set state = 'final', finished_at = :finished_at, late = :late, score = :score, duration = :duration
 where id = :id"""
_BEST_SQLITE = """
insert into quiz_best (quiz_id, user_id, attempt_id, lost, duration, finished_at, region_code, organisation_id, shown)
values (:quiz_id, :user_id, :id, :lost, :duration, :finished_at, :region_code, :organisation_id, :shown)"""
_CELL_SQLITE = """
insert into quiz_lost_total (quiz_id, span, lost, second, n) values (:quiz_id, :span, :lost, :second, 1)
on conflict (quiz_id, span, lost, second) do update set n = n + 1"""
_SUMS_SQLITE = """
insert into quiz_group_total (quiz_id, kind, key, participants, score, duration)
values (:quiz_id, :kind, :key, 1, :score, :duration)
on conflict (quiz_id, kind, key) do update
   set participants = participants + 1, score = score + excluded.score, duration = duration + excluded.duration"""
_TELL_SQLITE = """
insert into outbox_entry (id, task, arguments, created_at)
values (:entry, :task, json_object('attempt_id', :id), :now)"""

_MOMENTS = ("now", "finished_at", "updated_at")


@dataclass(frozen=True, slots=True)
class HandedIn:
    """An attempt that is final, as its result shows it."""

    id: str
    quiz_id: str
    user_id: str
    state: str
    score: int
    full: int
    duration: int
    late: bool
    finished_at: datetime


@dataclass(frozen=True, slots=True)
class Best:
    """Somebody's best attempt at a contest, and what its rank is told by."""

    attempt_id: str
    lost: int
    duration: int
    finished_at: datetime
    shown: bool


@dataclass(frozen=True, slots=True)
class Done:
    """What handing in at once has done, with the quiz's last change and the person's best as they were read."""

    attempt: HandedIn
    quiz_changed_at: datetime
    best: Best | None


@dataclass(frozen=True, slots=True)
class _Entry:
    """An attempt that ends: what the statement is given, and the lists of what is counted and left to do."""

    values: dict[str, Any]
    cells: list[tuple[int, int]]
    groups: list[tuple[str, str]]
    tasks: list[tuple[str, str]]


def hand_in_at_once(attempt_id: str, user_id: str) -> Done | None:
    """Make one's own open attempt final; None when nothing was decided or written."""
    moment = now()
    for row in _read(attempt_id=attempt_id, user_id=user_id):
        if row.state != "open" or row.frozen_at is not None:
            return None
        facts = facts_of(row.quiz_id)
        score = min(total(marked(pool_of(facts.id), row.paper, row.answers, facts.multiple_scoring)), row.full)
        end = ending(row.started_at, row.deadline, row.late, facts.grace, moment)
        standing = Standing(
            attempt_id, row.full - score, score, end.duration, end.finished_at, row.region_code, row.organisation_id,
            row.on_boards,
        )  # fmt: skip
        best = _best(facts, row, standing)
        if best is not None and best.attempt_id == attempt_id and row.best_id is not None:
            return None
        if not _written(_entry(facts, user_id, row, standing, end, moment)):
            return None
        done = HandedIn(
            attempt_id, facts.id, user_id, "final", score, row.full, end.duration, end.late, end.finished_at
        )
        return Done(done, row.updated_at, best)
    return None


def _best(facts: QuizFacts, row: Any, mine: Standing) -> Best | None:
    """Return which attempt is the person's best, with this one; a practice has none."""
    if facts.mode != "contest":
        return None
    before = (row.best_lost, row.best_duration, row.best_finished_at, row.best_id)
    if row.best_id is not None and before < (mine.lost, mine.duration, mine.finished_at, mine.attempt_id):
        return Best(row.best_id, *before[:3], shown=row.on_boards)
    return Best(mine.attempt_id, mine.lost, mine.duration, mine.finished_at, mine.shown)


def _entry(facts: QuizFacts, user_id: str, row: Any, standing: Standing, end: Ending, moment: datetime) -> _Entry:
    first = facts.mode == "contest" and row.best_id is None
    values = {
        "id": standing.attempt_id, "quiz_id": facts.id, "user_id": user_id, "updated_at": row.updated_at,
        "answers": orjson.dumps(row.answers).decode(), "better_id": row.best_id, "first": first, "now": moment,
        "shown": standing.shown, "finished_at": end.finished_at, "late": end.late, "score": standing.score,
        "lost": standing.lost, "duration": end.duration, "region_code": row.region_code,
        "organisation_id": row.organisation_id,
    }  # fmt: skip
    cells = [(span, second) for span, _, second in standing.cells] if first else []
    tasks = [(new_id(), task) for task in tasks_after(facts.mode, facts.certificate_from, standing.score, row.full)]
    return _Entry(values, cells, standing.groups if first else [], tasks)


def _written(entry: _Entry) -> bool:
    try:
        if db.engine.dialect.name == "postgresql":
            return bool(driver_rows(HAND_IN_POSTGRESQL, _lists(entry))[0][0])
        return _together.do("ends", entry)
    except REFUSED as exc:
        if not is_taken(exc):
            raise
        return False


def _lists(entry: _Entry) -> dict[str, Any]:
    return entry.values | {
        "spans": [span for span, _ in entry.cells],
        "seconds": [second for _, second in entry.cells],
        "kinds": [kind for kind, _ in entry.groups],
        "keys": [key for _, key in entry.groups],
        "entries": [entry_id for entry_id, _ in entry.tasks],
        "tasks": [task for _, task in entry.tasks],
    }


def _write_all_sqlite(entries: Sequence[_Entry]) -> list[bool]:
    with driver_transaction() as connection:
        return [_write_sqlite(connection, entry) for entry in entries]


def _write_sqlite(connection: sqlite3.Connection, entry: _Entry) -> bool:
    values = entry.values | {name: moment_text(entry.values[name]) for name in _MOMENTS}
    if connection.execute(_AS_READ_SQLITE, values).fetchone() is None:
        return False
    connection.execute(_END_SQLITE, values)
    if values["first"]:
        connection.execute(_BEST_SQLITE, values)
    for span, second in entry.cells:
        connection.execute(_CELL_SQLITE, values | {"span": span, "second": second})
    for kind, key in entry.groups:
        connection.execute(_SUMS_SQLITE, values | {"kind": kind, "key": key})
    for entry_id, task in entry.tasks:
        connection.execute(_TELL_SQLITE, values | {"entry": entry_id, "task": task})
    return True


_together: Together[_Entry, bool] = Together(_write_all_sqlite)
"""Papers that are handed in at once share a commit on SQLite; PostgreSQL lets its connections share them by itself."""

_read = QuickRead(
    sa.select(
        *(QuizAttempt.quiz_id, QuizAttempt.paper, QuizAttempt.state, QuizAttempt.answers, QuizAttempt.started_at),
        *(QuizAttempt.deadline, QuizAttempt.late, QuizAttempt.full, QuizAttempt.region_code),
        *(QuizAttempt.organisation_id, Quiz.updated_at, Quiz.frozen_at, User.on_boards),
        *(QuizBest.attempt_id.label("best_id"), QuizBest.lost.label("best_lost")),
        *(QuizBest.duration.label("best_duration"), QuizBest.finished_at.label("best_finished_at")),
    )
    .join(Quiz, Quiz.id == QuizAttempt.quiz_id)
    .join(User, User.id == QuizAttempt.user_id)
    .outerjoin(QuizBest, sa.and_(QuizBest.quiz_id == Quiz.id, QuizBest.user_id == User.id))
    .where(QuizAttempt.id == sa.bindparam("attempt_id"), QuizAttempt.user_id == sa.bindparam("user_id"))
)
