"""What stands over against CTFd's challenges? As many contests of 20 questions, and papers to hand in."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import psycopg

from backend.app import create_app
from backend.config import Settings
from backend.core.transaction import transaction
from backend.quizzes import ranking
from backend.quizzes.papers import Answer
from bench.names import user_id
from bench.postgres import Cluster, libpq
from bench.seed import Rows, prepared, write
from models.base import db

QUIZZES, DONE, QUESTIONS = 20, 5, 20
"""Contests in all, how many of them everybody has taken, and questions of each."""

_NOW = datetime.now(UTC).replace(microsecond=0)
_REGION = "5223"
_MARKS, _OPTIONS, _LIMIT = 500, 4, 14_400
_CELL = {"category": "bench", "difficulty": "easy", "type": "single", "count": QUESTIONS, "marks": _MARKS}
_QUOTA = orjson.dumps([_CELL]).decode()
_REVIEW = '{"during":[],"after_submit":["score"],"while_open":["score"],"after_close":["score"]}'
_CHOICES = [{"text": f"第{number}个选项", "right": number == 0} for number in range(_OPTIONS)]
_PAPER = orjson.dumps([[position, list(range(_OPTIONS))] for position in range(QUESTIONS)]).decode()


def quiz_id(number: int) -> str:
    """Return the id of a contest."""
    return f"01BENCHQVZ{number:016d}"


def submitters(people: int) -> range:
    """Return who has papers open to hand in; the others only read."""
    return range(people // 2, people)


def attempt_id(quiz: int, person: int) -> str:
    """Return the id of a person's attempt at a contest."""
    return f"01BENCHTRY{quiz:02d}{person:014d}"


@contextmanager
def prepared_quizzes(cluster: Cluster, *, people: int) -> Iterator[str]:
    """Yield the address of a database in which everybody has taken some contests, and half have the others' open."""
    with prepared(cluster, people=people, events=1) as url:
        write(url, _rows(people))
        _count(url)
        yield url


def handed_in(url: str) -> tuple[int, int]:
    """Return how many papers were handed in, and how many persons' bests the boards rest on."""
    with psycopg.connect(libpq(url)) as connection:
        row = connection.execute(
            "select (select count(*) from quiz_attempt where state = 'final'), (select count(*) from quiz_best)"
        ).fetchone()
    return (row[0], row[1]) if row else (0, 0)


def _count(url: str) -> None:
    """Make the boards of what was taken, as the product does; then let the database look at its tables."""
    with tempfile.TemporaryDirectory(prefix="shiliu-bench-") as folder:
        app = create_app(Settings(env="test", database_url=url, data_dir=Path(folder), log_level="WARNING"))
        with app.app_context():
            for number in range(1, DONE + 1):
                with transaction() as session:
                    ranking.recount(session, quiz_id(number))
            for engine in db.engines.values():
                engine.dispose()
    with psycopg.connect(libpq(url), autocommit=True) as connection:
        connection.execute("vacuum analyze")


def _rows(people: int) -> Rows:
    yield "question_category", ("id", "name", "position"), [("bench", "常识", 1)]
    numbers = range(QUESTIONS)
    columns: Sequence[str] = ("id", "code", "version", "created_at", "updated_at")
    yield "question", columns, ((f"01BENCHASK{n:016d}", f"BENCH-{n}", 1, _NOW, _NOW) for n in numbers)
    columns = ("id", "question_id", "version", "type", "category", "difficulty", "stem", "options", "source")
    columns = (*columns, "explanation", "made_at")
    yield "question_version", columns, map(_version, numbers)
    columns = ("id", "title", "summary", "region_code", "mode", "state", "rules", "rules_version", "opens_at")
    columns = (*columns, "closes_at", "time_limit", "grace", "tries_per_day", "tries_in_all", "cooldown")
    columns = (*columns, "start_jitter", "quota", "multiple_scoring", "review", "group_minimum", "created_at")
    yield "quiz", (*columns, "updated_at"), map(_quiz, range(1, QUIZZES + 1))
    pool = ((quiz_id(n), p, 0, f"01BENCHASKV{p:015d}") for n in range(1, QUIZZES + 1) for p in numbers)
    yield "quiz_pool", ("quiz_id", "position", "cell", "version_id"), pool
    columns = ("id", "quiz_id", "user_id", "day", "try_of_day", "try_in_all", "region_code", "rules_version", "paper")
    columns = (*columns, "answers", "state", "started_at", "deadline", "finished_at", "late", "score", '"full"')
    people_of = {n: range(people) if n <= DONE else submitters(people) for n in range(1, QUIZZES + 1)}
    attempts = (_attempt(n, person) for n, takers in people_of.items() for person in takers)
    yield "quiz_attempt", (*columns, "duration"), attempts


def _version(number: int) -> tuple[Any, ...]:
    return (
        *(f"01BENCHASKV{number:015d}", f"01BENCHASK{number:016d}", 1, "single", "bench", "easy"),
        *("下面哪个选项说得对？" * 3, orjson.dumps(_CHOICES).decode(), "宪法第四条", "", _NOW),
    )


def _quiz(number: int) -> tuple[Any, ...]:
    opened, closes = _NOW - timedelta(days=number), _NOW + timedelta(days=30)
    return (
        *(quiz_id(number), f"石榴籽知识竞赛第{number}场", "", _REGION, "contest", "published", "", 1, opened, closes),
        *(_LIMIT, 3, 2, 6, 0, 0, _QUOTA, "all_or_nothing", _REVIEW, 10, opened, opened),
    )


def _attempt(quiz: int, person: int) -> tuple[Any, ...]:
    right = (person * 7 + quiz) % (QUESTIONS + 1)
    answers = {str(n): Answer(1, [0 if n <= right else 1], 5000 * n).text for n in range(1, QUESTIONS + 1)}
    began = _NOW - timedelta(minutes=5)
    taken = 60_000 + person * 37 % 240_000
    done = quiz <= DONE
    return (
        *(attempt_id(quiz, person), quiz_id(quiz), user_id(person), _NOW.date(), 1, 1, "522301001001", 1, _PAPER),
        *(orjson.dumps(answers).decode(), "final" if done else "open", began, began + timedelta(seconds=_LIMIT)),
        *(began + timedelta(milliseconds=taken) if done else None, False, right * _MARKS if done else 0),
        *(QUESTIONS * _MARKS, taken if done else 0),
    )
