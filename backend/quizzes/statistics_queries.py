"""What do the first attempts at a quiz say about its questions? For staff only."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from backend.core.actor import Actor
from backend.core.errors import NotFoundError
from backend.core.transaction import reading
from backend.quizzes.bank_schemas import AnsweredOption, QuestionStatistics, QuizStatistics
from backend.quizzes.item_statistics import FEWEST, Asked, Tally, count_paper, figures
from backend.quizzes.question_types import TRUE_FALSE, Option, true_false_options
from backend.security.permissions import Permission
from backend.security.policy import require_visible
from models.question import Question, QuestionVersion
from models.quiz import Quiz, QuizAttempt, QuizPool

_AT_ONCE = 1000


def quiz_statistics(quiz_id: str, *, actor: Actor) -> QuizStatistics:
    """Return the figures of each question that was asked; `NotFoundError` outside one's regions too."""
    quiz = _quiz(quiz_id)
    require_visible(actor, Permission.QUESTION_SEE, quiz.region_code)
    return _statistics(quiz)


def statistics_for_operator(quiz_id: str) -> QuizStatistics:
    """Return the same without asking who wants to know it; `NotFoundError` when there is no such quiz."""
    return _statistics(_quiz(quiz_id))


def _quiz(quiz_id: str) -> Any:
    statement = sa.select(Quiz.id, Quiz.region_code, Quiz.quota, Quiz.multiple_scoring).where(Quiz.id == quiz_id)
    with reading() as connection:
        quiz = connection.execute(statement).one_or_none()
    if quiz is None:
        raise NotFoundError
    return quiz


def _statistics(quiz: Any) -> QuizStatistics:
    pool = _pool(quiz.id)
    options = {position: _options(row) for position, row in pool.items()}
    asked = {
        position: Asked(
            right=frozenset(place for place, option in enumerate(options[position]) if option.right),
            options=len(options[position]),
            full=quiz.quota[row.cell]["marks"],
        )
        for position, row in pool.items()
    }
    tallies: dict[int, Tally] = {}
    attempts = 0
    for attempt in _first_attempts(quiz.id):
        attempts += 1
        positions = [line[0] for line in attempt.paper]
        count_paper(positions, attempt.answers, asked, quiz.multiple_scoring, tallies)
    items = [
        _item(pool[position], options[position], asked[position], tallies[position]) for position in sorted(tallies)
    ]
    return QuizStatistics(quiz_id=quiz.id, attempts=attempts, fewest=FEWEST, items=items)


def _pool(quiz_id: str) -> dict[int, Any]:
    statement = (
        sa.select(
            *(QuizPool.position, QuizPool.cell, Question.id, Question.code, QuestionVersion.version),
            *(QuestionVersion.type, QuestionVersion.category, QuestionVersion.difficulty, QuestionVersion.stem),
            *(QuestionVersion.options, QuestionVersion.truth),
        )
        .join(QuestionVersion, QuestionVersion.id == QuizPool.version_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(QuizPool.quiz_id == quiz_id)
    )
    with reading() as connection:
        return {row.position: row for row in connection.execute(statement)}


def _first_attempts(quiz_id: str) -> Iterator[Any]:
    """Yield the first attempt of each person, some at a time; those that are void or still open do not count."""
    last = ""
    while True:
        statement = (
            sa.select(QuizAttempt.id, QuizAttempt.paper, QuizAttempt.answers)
            .where(
                *(QuizAttempt.quiz_id == quiz_id, QuizAttempt.state == "final", QuizAttempt.try_in_all == 1),
                QuizAttempt.id > last,
            )
            .order_by(QuizAttempt.id)
            .limit(_AT_ONCE)
        )
        with reading() as connection:
            rows = connection.execute(statement).all()
        yield from rows
        if len(rows) < _AT_ONCE:
            return
        last = rows[-1].id


def _options(row: Any) -> list[Option]:
    if row.type == TRUE_FALSE:
        return true_false_options(row.truth)
    return [Option(option["text"], option["right"]) for option in row.options]


def _item(row: Any, options: list[Option], asked: Asked, tally: Tally) -> QuestionStatistics:
    found = figures(tally.marks, tally.others, asked.full, times=tally.times)
    return QuestionStatistics(
        question_id=row.id,
        **{name: getattr(row, name) for name in ("code", "version", "type", "category", "difficulty", "stem")},
        n=found.n,
        facility=found.facility,
        discrimination=found.discrimination,
        efficiency=found.efficiency,
        seconds=found.seconds,
        dubious=found.dubious,
        unanswered=tally.unanswered,
        options=[
            AnsweredOption(text=option.text, right=option.right, chosen=chosen)
            for option, chosen in zip(options, tally.chosen, strict=True)
        ],
    )
