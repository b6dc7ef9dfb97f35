"""Who takes part in the contest? Everybody, and their papers are written in bulk as the product would have drawn them.

A bank of a thousand questions, a paper of twenty. Each paper comes from the product's own draw. The answers are the
same on all of them: since questions differ in what is right, scores differ all the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import orjson
import sqlalchemy as sa

from backend.config import DEFAULT_SECRET
from backend.quizzes.draw import Cell, Line, Pool, PoolQuestion, draw, full_marks
from backend.quizzes.papers import Answer, option_ids
from backend.quizzes.question_types import TYPES, Option, true_false_options
from backend.quizzes.rules import USUAL_REVIEW
from bench.names import user_id
from bench.seed import Rows, community, emptied, write
from models.engine import is_sqlite

QUIZ = "01BENCHQVZ0000000000000001"
START_PATH, START = f"/api/v1/quizzes/{QUIZ}/attempts", {"rules_version": 1}
"""Where a phone starts, and what it sends."""

ITEMS, SAVED_ITEM = 20, 11
"""Questions of a paper, and the one that is answered while saving is measured: those before it have been already."""

TIME_LIMIT, CERTIFICATE_FROM, MARKS = 900, 80, 500
SHORTEST, LONGEST = 60, 600
"""Seconds for which those have been at it whose papers are handed in. The times of all should not fall into one second,
for they are counted by seconds."""

TWICE = 11
"""Of the starts that are sent at a fixed rate, each of this number is somebody's second."""

_KINDS = {
    ("law", "easy", "single"): (400, 10, [0]),
    ("history", "medium", "multiple"): (300, 5, [0, 1]),
    ("map", "easy", "true_false"): (300, 5, [0]),
}
"""Category, difficulty and type -> how many there are, how many on a paper, and what everybody answers."""

QUOTA = tuple(Cell(*kind, count, MARKS) for kind, (_, count, _) in _KINDS.items())
FULL = full_marks(QUOTA)
_DIFFERENT_PAPERS = 1_000
_WRITTEN = ("quiz_flag", "quiz_certificate", "quiz_best", "quiz_lost_total", "quiz_group_total")
_VERSION_COLUMNS = (
    *("id", "question_id", "version", "type", "category", "difficulty", "stem", "options", "truth", "source"),
    *("explanation", "made_at"),
)
_QUIZ_COLUMNS = (
    *("id", "title", "summary", "region_code", "mode", "state", "rules", "rules_version", "opens_at", "closes_at"),
    *("time_limit", "grace", "tries_in_all", "cooldown", "start_jitter", "quota", "multiple_scoring", "review"),
    *("group_minimum", "certificate_from", "created_at", "updated_at"),
)
_ATTEMPT_COLUMNS = (
    *("id", "quiz_id", "user_id", "day", "try_of_day", "try_in_all", "region_code", "rules_version", "paper"),
    *("answers", "state", "started_at", "deadline", "late", "score", '"full"', "duration"),
)


def open_contest(url: str) -> None:
    """Write the bank and the contest that draws from it."""
    write(url, _contest())


def no_papers(url: str) -> None:
    """Take all papers back, with all that came of them, once the last of it is written."""
    with emptied(url, (*_WRITTEN, "quiz_attempt", "outbox_entry")):
        pass


def open_papers(url: str, *, count: int, answered: int) -> None:
    """Take all papers back, and let so many people have one open, on which the first questions are answered."""
    no_papers(url)
    write(url, [("quiz_attempt", _ATTEMPT_COLUMNS, _attempts(count, answers_text(answered)))])


def write_papers(file: Path, *, count: int) -> None:
    """Write the papers for whoever drives: on each line an attempt and an option of `SAVED_ITEM`."""
    ids = (attempt_id(person) for person in range(count))
    file.write_text("".join(f"{one} {option_ids(DEFAULT_SECRET, one, SAVED_ITEM)[-1][0]}\n" for one in ids))


def attempt_id(person: int) -> str:
    """Return the id of somebody's paper."""
    return f"01BENCHTRY000{person:013d}"


def answers_text(answered: int) -> str:
    """Return the answers to the first questions of any paper, as the column keeps them."""
    places = [chosen for _, count, chosen in _KINDS.values() for _ in range(count)]
    return _json({str(item): Answer(1, chosen, 5000 * item).text for item, chosen in enumerate(places[:answered], 1)})


def saving(paper: str) -> tuple[str, str, int, str, object]:
    """Return the request that saves an answer on a paper, given its line of the file."""
    attempt, option = paper.split()
    path = f"/api/v1/attempts/{attempt}/answers/{SAVED_ITEM}"
    return "PUT", path, int(attempt[-13:]), "", {"options": [option], "seq": 1}


def handing_in(paper: str) -> tuple[str, str, int, str, object]:
    """Return the request that hands a paper in, given its line of the file."""
    attempt, _ = paper.split()
    return "POST", f"/api/v1/attempts/{attempt}/submit", int(attempt[-13:]), "", None


def who(number: int) -> int:
    """Return who sends a start that is sent at a fixed rate: now and then whoever sent the last one."""
    return number - (number + 1) // TWICE


def _contest() -> Rows:
    moment = datetime.now(UTC).replace(microsecond=0)
    questions = _pool().by_position.values()
    names = [category for category, _, _ in _KINDS]
    yield "question_category", ("id", "name", "position"), ((name, name, n) for n, name in enumerate(names))
    yield (
        "question",
        ("id", "code", "version", "created_at", "updated_at"),
        ((_question_id(q.position), f"Q{q.position:04d}", 1, moment, moment) for q in questions),
    )
    yield "question_version", _VERSION_COLUMNS, (_version(question, moment) for question in questions)
    yield "quiz", _QUIZ_COLUMNS, [_quiz(moment)]
    yield (
        "quiz_pool",
        ("quiz_id", "position", "cell", "version_id"),
        ((QUIZ, q.position, QUOTA.index(q.cell), q.version_id) for q in questions),
    )


def _quiz(moment: datetime) -> tuple[Any, ...]:
    return (
        *(QUIZ, "石榴籽知识竞赛", "同心同行，知识问答。", "5223", "contest", "published", "每人限时作答。" * 20, 1),
        *(moment - timedelta(hours=1), moment + timedelta(days=1), TIME_LIMIT, 3, 1, 0, 0),
        *(_json([asdict(cell) for cell in QUOTA]), "all_or_nothing", _json(USUAL_REVIEW["contest"])),
        *(10, CERTIFICATE_FROM, moment - timedelta(days=1), moment - timedelta(days=1)),
    )


def _question_id(number: int) -> str:
    return f"01BENCHQVEST{number:014d}"


@cache
def _pool() -> Pool:
    """Return what is drawn from, in the order of positions: as the product reads it back."""
    cells: list[tuple[PoolQuestion, ...]] = []
    first = 0
    for cell, (size, _, chosen) in zip(QUOTA, _KINDS.values(), strict=True):
        cells.append(tuple(_question(number, cell, chosen) for number in range(first, first + size)))
        first += size
    return Pool(tuple(cells), {question.position: question for questions in cells for question in questions})


def _question(number: int, cell: Cell, chosen: list[int]) -> PoolQuestion:
    """Return a question of which the usual answer is right seven times of ten."""
    usual = number % 10 < 7
    if cell.type == "true_false":
        options = true_false_options(usual)
    else:
        right = chosen if usual else [place + 2 for place in chosen]
        options = [Option(f"第{number}题的第{place + 1}种说法，写得完整些", place in right) for place in range(4)]
    assert not TYPES[cell.type].problems(options)
    stem = f"第{number}题：下列关于民族团结进步的说法，哪一个（哪些）是正确的？请仔细阅读后再作答。"
    return PoolQuestion(number, f"01BENCHVERS{number:015d}", cell, stem, tuple(options), "《条例》第三条", "见原文。")


def _version(question: PoolQuestion, moment: datetime) -> tuple[Any, ...]:
    cell, options = question.cell, [asdict(option) for option in question.options]
    truth = question.options[0].right if cell.type == "true_false" else None
    return (
        *(question.version_id, _question_id(question.position), 1, cell.type, cell.category, cell.difficulty),
        *(question.stem, _json([] if truth is not None else options), truth, question.source, question.explanation),
        moment,
    )


@cache
def _paper(number: int) -> str:
    paper: list[Line] = draw(_pool(), Random(number))  # the same in each run
    return _json(paper)


def _attempts(count: int, answers: str) -> Iterator[tuple[Any, ...]]:
    moment, chance = datetime.now(UTC), Random(1)
    for person in range(count):
        started = moment - timedelta(seconds=chance.uniform(SHORTEST, LONGEST))
        yield (
            *(attempt_id(person), QUIZ, user_id(person), moment.date().isoformat(), 1, 1, community(person), 1),
            *(_paper(person % _DIFFERENT_PAPERS), answers, "open", started, started + timedelta(seconds=TIME_LIMIT)),
            *(False, 0, FULL, 0),
        )


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


_COUNTED = f"""
select (select count(*) from quiz_attempt) as papers,
       (select count(distinct user_id) from quiz_attempt) as people,
       (select count(*) from quiz_attempt where {{answers}} > :before) as answered,
       (select count(*) from quiz_attempt where state = 'final') as final,
       (select count(*) from quiz_best) as best,
       (select coalesce(sum(participants), 0) from quiz_group_total where kind = 'community') as communities,
       (select coalesce(sum(n), 0) from quiz_lost_total where span = 1) as seconds,
       (select coalesce(sum(n), 0) from quiz_lost_total where span = 60) as minutes,
       (select count(*) from outbox_entry where task = 'look_at_attempt') as looks,
       (select count(*) from outbox_entry where task = 'issue_quiz_certificate') as certificates,
       (select count(*) from quiz_attempt
         where state = 'final' and score * 100 >= "full" * {CERTIFICATE_FROM}) as deserved
"""
_ANSWERS = {
    True: "(select count(*) from json_each(quiz_attempt.answers))",
    False: "(select count(*) from jsonb_object_keys(quiz_attempt.answers))",
}


def counted(url: str, *, before: int = 0) -> dict[str, int]:
    """Count papers, their people, those with more than `before` answers, and all that comes of handing in."""
    engine = sa.create_engine(url)
    statement = sa.text(_COUNTED.format(answers=_ANSWERS[is_sqlite(url)]))
    with engine.connect() as connection:
        row = {
            name: int(value)
            for name, value in connection.execute(statement, {"before": before}).mappings().one().items()
        }
    engine.dispose()
    return row


def paper_faults(found: Mapping[str, int], *, answered: int, under_way: int) -> int:
    """Return by how much the papers differ from those who were told that they started; some were not told any more."""
    return found["papers"] - found["people"] + _beyond(found["people"], answered, under_way)


def answer_faults(found: Mapping[str, int], *, answered: int, under_way: int) -> int:
    """Return by how much the answers that are kept differ from those that were."""
    return _beyond(found["answered"], answered, under_way)


def end_faults(found: Mapping[str, int], *, answered: int, under_way: int) -> int:
    """Return by how much papers that are final differ from those who were told so, and from all that counts them."""
    counts = ("best", "communities", "seconds", "minutes", "looks")
    differing = sum(abs(found["final"] - found[name]) for name in counts)
    differing += abs(found["deserved"] - found["certificates"])
    return differing + _beyond(found["final"], answered, under_way)


def _beyond(done: int, answered: int, under_way: int) -> int:
    return max(0, answered - done) + max(0, done - answered - under_way)
