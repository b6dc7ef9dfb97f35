"""How is an answer saved: by one small statement that a phone may send again?

The statement names the attempt, the sequence of the answer and the moment: it saves nothing once the time is up, or
when a later answer is there already. Why it saved nothing is found out only then.
"""

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson

from backend.config import settings
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import ConflictError, InvalidError, NotFoundError
from backend.core.together import Together
from backend.core.transaction import driver_rows, driver_transaction
from backend.quizzes.attempt import own_attempt
from backend.quizzes.draw import PoolQuestion
from backend.quizzes.papers import Answer, option_ids, read_answer
from backend.quizzes.pool import QuizFacts, facts_of, pool_of
from backend.quizzes.question_types import TYPES
from backend.quizzes.rules import DURING, milliseconds, seconds_left
from backend.quizzes.schemas import AnswerIn
from backend.quizzes.sheets import sheet_of
from models.base import db
from models.types import moment_text

SAVE_POSTGRESQL = """
update quiz_attempt
   set answers = answers || %(answer)s::jsonb, late = late or coalesce(deadline < %(now)s, false)
 where id = %(id)s and state = 'open' and (deadline is null or deadline > %(latest)s)
   and coalesce(split_part(answers ->> %(item)s::text, '/', 1)::int, 0) < %(seq)s
returning deadline
"""
SAVE_SQLITE = """
update quiz_attempt
   set answers = json_patch(answers, :answer), late = late or coalesce(deadline < :now, 0)
 where id = :id and state = 'open' and (deadline is null or deadline > :latest)
   and coalesce(cast(json_extract(answers, '$."' || :item || '"') as integer), 0) < :seq
returning deadline
"""


def save(attempt_id: str, item: int, data: AnswerIn, *, actor: Actor) -> dict[str, Any]:
    """Keep an answer; return what `AnswerOut` shows. Sending the same again is answered alike.

    Errors: 404, also for an item that the paper does not have; 409 `attempt_over`, `stale_sequence`; 422 on `options`.
    """
    sheet = sheet_of(attempt_id, actor)
    if not 1 <= item <= len(sheet.paper):
        raise NotFoundError(message="这份试卷没有这道题")
    facts, moment = facts_of(sheet.quiz_id), now()
    question = pool_of(sheet.quiz_id).by_position[sheet.paper[item - 1][0]]
    ids = option_ids(settings().secret_key, attempt_id, item)[-1]
    places = _places(question, ids, data.options)
    given = Answer(data.seq, places, milliseconds(moment - sheet.started_at))
    found = _save({
        "id": attempt_id,
        "item": str(item),
        "seq": data.seq,
        "answer": orjson.dumps({str(item): given.text}).decode(),
        "now": moment,
        "latest": moment - timedelta(seconds=facts.grace),
    })  # fmt: skip
    if found is None:
        found = _why_not(attempt_id, item, data.seq, places, actor)
    shown = {"item": item, "seq": data.seq, "saved": True, "seconds_left": seconds_left(found[0], moment)}
    return shown | _lesson(facts, question, ids, places)


def _places(question: PoolQuestion, ids: Sequence[str], chosen: Sequence[str]) -> list[int]:
    known = ids[: len(question.options)]
    if not set(chosen) <= set(known):
        raise InvalidError({"options": ["unknown"]}, message="这个选项不在这道题里，请刷新后再选")
    if len(set(chosen)) < len(chosen):
        raise InvalidError({"options": ["repeated"]}, message="同一个选项只能选一次")
    if len(chosen) > TYPES[question.cell.type].most(len(known)):
        raise InvalidError({"options": ["too_many"]}, message="这道题只能选一个答案")
    return sorted(known.index(one) for one in chosen)


def _lesson(facts: QuizFacts, question: PoolQuestion, ids: Sequence[str], places: Sequence[int]) -> dict[str, Any]:
    """Return what is right and why, where the quiz shows it at once and there is an answer."""
    parts = facts.review.get(DURING, ()) if places else ()
    lesson: dict[str, Any] = {"right": None, "key": None, "explanation": None, "source": None}
    if "right_wrong" in parts:
        lesson["right"] = question.right == frozenset(places)
    if "key" in parts:
        lesson["key"] = [ids[place] for place in sorted(question.right)]
    if "explanation" in parts:
        lesson |= {"explanation": question.explanation, "source": question.source}
    return lesson


def _why_not(attempt_id: str, item: int, seq: int, places: list[int], actor: Actor) -> tuple[datetime | None]:
    """Say why nothing was saved; return the deadline if this very answer is there already."""
    attempt = own_attempt(attempt_id, actor)
    if str(item) in attempt.answers and read_answer(attempt.answers[str(item)])[:2] == (seq, places):
        return (attempt.deadline,)
    if attempt.state != "open":
        raise ConflictError("attempt_over", "这次答题已经结束，已保存的答案都算数，可以查看成绩")
    raise ConflictError("stale_sequence", "这道题在别处有更新的答案，已为您保留，请刷新查看")


def _save(values: dict[str, Any]) -> tuple[datetime | None] | None:
    if db.engine.dialect.name == "postgresql":
        return next(iter(driver_rows(SAVE_POSTGRESQL, values)), None)
    return _together.do("answers", values)


def _save_all_sqlite(answers: Sequence[dict[str, Any]]) -> list[tuple[datetime | None] | None]:
    with driver_transaction() as connection:
        return [_save_sqlite(connection, values) for values in answers]


def _save_sqlite(connection: sqlite3.Connection, values: dict[str, Any]) -> tuple[datetime | None] | None:
    plain = values | {name: moment_text(values[name]) for name in ("now", "latest")}
    row = connection.execute(SAVE_SQLITE, plain).fetchone()
    if row is None:
        return None
    return (None if row[0] is None else datetime.fromisoformat(f"{row[0]}+00:00"),)


_together: Together[dict[str, Any], tuple[datetime | None] | None] = Together(_save_all_sqlite)
"""Answers that come at once share a commit on SQLite; PostgreSQL lets its connections share them by itself."""
