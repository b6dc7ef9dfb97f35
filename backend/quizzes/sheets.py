"""Whose paper is this, and which questions are on it? What never changes about an attempt, remembered by a process."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from cachetools import LRUCache

from backend.core.actor import Actor
from backend.core.errors import NotFoundError
from backend.core.quick_read import QuickRead
from backend.quizzes.draw import Line
from models.quiz import QuizAttempt

_lock = threading.Lock()
_sheets: LRUCache[str, "Sheet"] = LRUCache(5_000)


@dataclass(frozen=True, slots=True)
class Sheet:
    """An attempt's person, quiz, paper and start."""

    id: str
    user_id: str
    quiz_id: str
    paper: Sequence[Line]
    started_at: datetime


def sheet_of(attempt_id: str, actor: Actor) -> Sheet:
    """Return the paper of one's own attempt; `NotFoundError`, also for that of somebody else."""
    with _lock:
        sheet = _sheets.get(attempt_id)
    if sheet is None:
        for row in _read(attempt_id=attempt_id):
            sheet = Sheet(*row)
            remember(sheet)
    if sheet is None or sheet.user_id != actor.id:
        raise NotFoundError(message="没有找到这次答题")
    return sheet


def remember(sheet: Sheet) -> None:
    """Keep a paper for the answers that will come."""
    with _lock:
        _sheets[sheet.id] = sheet


def forget() -> None:
    """Forget everything, as a new process would (tests)."""
    with _lock:
        _sheets.clear()


_read = QuickRead(
    sa.select(
        QuizAttempt.id, QuizAttempt.user_id, QuizAttempt.quiz_id, QuizAttempt.paper, QuizAttempt.started_at
    ).where(QuizAttempt.id == sa.bindparam("attempt_id"))
)
