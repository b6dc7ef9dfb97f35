"""What does a process remember of a quiz? Its questions, which never change, and its row, which may.

The pool of a published quiz and what its paper rests on stay as they are, so a process keeps them for good. What may
still change (title, rules, closing time, state) is remembered with `updated_at`: the statement that starts an attempt
names it, and starts nothing if the quiz has moved on.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from cachetools import LRUCache

from backend.core.errors import NotFoundError
from backend.core.quick_read import QuickRead
from backend.quizzes.draw import Cell, Pool, PoolQuestion, full_marks
from backend.quizzes.question_types import Option, true_false_options
from models.question import QuestionVersion
from models.quiz import Quiz, QuizPool

_lock = threading.Lock()
_facts: LRUCache[str, "QuizFacts"] = LRUCache(500)
_pools: LRUCache[str, Pool] = LRUCache(50)


@dataclass(frozen=True, slots=True)
class QuizFacts:
    """A quiz that is published, as attempts see it."""

    id: str
    mode: str
    state: str
    rules_version: int
    opens_at: datetime
    closes_at: datetime
    time_limit: int | None
    grace: int
    tries_per_day: int | None
    tries_in_all: int | None
    cooldown: int
    quota: tuple[Cell, ...]
    multiple_scoring: str
    review: dict[str, list[str]]
    certificate_from: int | None
    updated_at: datetime

    @property
    def full(self) -> int:
        """What a paper is worth, in hundredths of a mark."""
        return full_marks(self.quota)

    def is_over(self, moment: datetime) -> bool:
        """Tell whether nobody can start any more."""
        return self.state == "closed" or moment >= self.closes_at

    def is_settled(self, moment: datetime) -> bool:
        """Tell whether no paper takes an answer any more, so that what is right may be told."""
        return moment >= self.closes_at + timedelta(seconds=self.grace)


def cells_of(quota: Sequence[dict[str, Any]]) -> tuple[Cell, ...]:
    """Return the lines of a quota as the column keeps them."""
    return tuple(Cell(**line) for line in quota)


def remembered_facts(quiz_id: str) -> QuizFacts | None:
    """Return the facts last read in this process."""
    with _lock:
        return _facts.get(quiz_id)


def read_facts(quiz_id: str) -> QuizFacts:
    """Read the facts afresh; `NotFoundError` when there is no such quiz, or it is still a draft."""
    rows = _read_facts(quiz_id=quiz_id)
    if not rows or rows[0].state == "draft":
        raise NotFoundError(message="没有找到这个答题活动，可能已被移除")
    facts = QuizFacts(**(rows[0]._asdict() | {"quota": cells_of(rows[0].quota)}))
    with _lock:
        _facts[quiz_id] = facts
    return facts


def facts_of(quiz_id: str) -> QuizFacts:
    """Return facts for what rests only on that which never changes: grace, scoring, review, quota."""
    return remembered_facts(quiz_id) or read_facts(quiz_id)


def pool_of(quiz_id: str) -> Pool:
    """Return the questions of a published quiz."""
    with _lock:
        pool = _pools.get(quiz_id)
    if pool is not None:
        return pool
    pool = _read_pool(quiz_id, facts_of(quiz_id).quota)
    with _lock:
        _pools[quiz_id] = pool
    return pool


def forget() -> None:
    """Forget everything, as a new process would (tests)."""
    with _lock:
        _facts.clear()
        _pools.clear()


def _read_pool(quiz_id: str, quota: Sequence[Cell]) -> Pool:
    cells: list[list[PoolQuestion]] = [[] for _ in quota]
    for row in _read_questions(quiz_id=quiz_id):
        options = true_false_options(row.truth) if row.truth is not None else [Option(**o) for o in row.options]
        question = PoolQuestion(
            row.position, row.version_id, quota[row.cell], row.stem, tuple(options), row.source, row.explanation
        )
        cells[row.cell].append(question)
    by_position = {question.position: question for questions in cells for question in questions}
    return Pool(tuple(map(tuple, cells)), by_position)


_read_facts = QuickRead(
    sa.select(
        *(Quiz.id, Quiz.mode, Quiz.state, Quiz.rules_version, Quiz.opens_at, Quiz.closes_at, Quiz.time_limit),
        *(Quiz.grace, Quiz.tries_per_day, Quiz.tries_in_all, Quiz.cooldown, Quiz.quota, Quiz.multiple_scoring),
        *(Quiz.review, Quiz.certificate_from, Quiz.updated_at),
    ).where(Quiz.id == sa.bindparam("quiz_id"))
)
_read_questions = QuickRead(
    sa.select(
        *(QuizPool.position, QuizPool.cell, QuizPool.version_id, QuestionVersion.stem, QuestionVersion.options),
        *(QuestionVersion.truth, QuestionVersion.source, QuestionVersion.explanation),
    )
    .join(QuestionVersion, QuestionVersion.id == QuizPool.version_id)
    .where(QuizPool.quiz_id == sa.bindparam("quiz_id"))
    .order_by(QuizPool.position)
)
