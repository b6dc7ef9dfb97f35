"""How does somebody start an attempt, and find it again?

One statement decides: it looks at the quiz as it was remembered, counts the tries and writes the paper with the next
number of the day and in all. Two phones that start in the same instant get the same numbers, and the unique
constraints let one of them through; the other is given the attempt that is open. Nothing is refused by what was
remembered: then the quiz is read afresh.
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

import orjson
import sqlalchemy as sa

from backend.config import settings
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import AppError, ConflictError, InvalidError, NotFoundError, UnavailableError
from backend.core.quick_read import QuickRead
from backend.core.together import Together
from backend.core.transaction import REFUSED, driver_rows, driver_transaction, is_taken, reading
from backend.quizzes import sheets
from backend.quizzes.draw import Line, draw
from backend.quizzes.finalise import finish_if_over
from backend.quizzes.papers import shown_items
from backend.quizzes.pool import QuizFacts, facts_of, pool_of, read_facts, remembered_facts
from backend.quizzes.rules import Tries, day_of, deadline_of, seconds_left
from backend.quizzes.schemas import AttemptIn
from models.base import db
from models.ids import new_id
from models.organisation import Organisation
from models.quiz import QuizAttempt
from models.types import moment_text

_START = """
insert into quiz_attempt
       (id, quiz_id, user_id, day, try_of_day, try_in_all, region_code, organisation_id, rules_version, paper, answers,
        state, started_at, deadline, late, score, "full", duration)
select %(id)s, quiz.id, %(user_id)s, %(day)s, 1 + used.today, 1 + used.ever, %(region_code)s, %(organisation_id)s,
       %(rules_version)s, %(paper)s, '{{}}', 'open', %(now)s, %(deadline)s, false, 0, %(full)s, 0
  from quiz, (select coalesce(max(case when day = %(day)s then try_of_day end), 0) as today,
                     coalesce(max(try_in_all), 0) as ever,
                     coalesce(max(case when finished_at > %(rested_since)s then 1 end), 0) as rests
                from quiz_attempt where quiz_id = %(quiz_id)s and user_id = %(user_id)s) as used
 where quiz.id = %(quiz_id)s and quiz.state = 'published' and quiz.updated_at = %(updated_at)s
   and used.today < %(per_day)s and used.ever < %(in_all)s and used.rests = 0
   and not exists (select 1 from quiz_attempt as another
                    where another.quiz_id = %(quiz_id)s and another.user_id = %(user_id)s and another.state = 'open')
   {lock}
"""
START_POSTGRESQL = _START.format(lock="for share of quiz") + "returning id"
START_SQLITE = re.sub(r"%\((\w+)\)s", r":\1", _START.format(lock=""))

_NO_LIMIT = 2**31 - 2
_LONG = timedelta(days=36_500)
_MOST_TRIES = 3
_TIMES = orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS
_AWAY = "没有找到这次答题"
_MOMENTS = ("now", "deadline", "rested_since", "updated_at")


@dataclass(frozen=True, slots=True)
class Started:
    """An attempt as JSON (`AttemptOut`), and whether it is a new one."""

    body: bytes
    new: bool


def start(quiz_id: str, data: AttemptIn, *, actor: Actor) -> Started:
    """Draw a paper and start its clock; whoever has an attempt open gets that one.

    Errors: 404; 409 `quiz_not_open` (with `Retry-After`), `quiz_closed`, `rules_changed`, `no_tries_left`,
    `no_tries_today`, `cooling_down`; 422 on `organisation_id`.
    """
    facts = remembered_facts(quiz_id)
    if facts is not None:
        try:
            body = _try(facts, data, actor)
        except AppError:
            body = None  # never refuse by what was remembered
        if body is not None:
            return Started(body, new=True)
    for _ in range(_MOST_TRIES):
        facts = read_facts(quiz_id)
        opened = _opened(quiz_id, actor)  # first: whoever has begun comes back also when the rules have changed
        if opened is not None:
            return opened
        body = _try(facts, data, actor)
        if body is not None:
            return Started(body, new=True)
        opened = _opened(quiz_id, actor)  # another phone of theirs may have taken the last try just now
        if opened is not None:
            return opened
        _refuse_by_tries(facts, actor)
    raise UnavailableError


def show(attempt_id: str, *, actor: Actor) -> dict[str, Any]:
    """Return an attempt of one's own as `AttemptOut` shows it; `NotFoundError`."""
    return _shown(own_attempt(attempt_id, actor))


def _shown(attempt: Any) -> dict[str, Any]:
    facts = facts_of(attempt.quiz_id)
    questions = []
    if attempt.state == "open":
        paper, pool = attempt.paper, pool_of(attempt.quiz_id)
        questions = shown_items(settings().secret_key, attempt.id, pool, paper, attempt.answers)
    return {
        "id": attempt.id,
        "quiz_id": attempt.quiz_id,
        "mode": facts.mode,
        "state": attempt.state,
        "started_at": attempt.started_at,
        "deadline": attempt.deadline,
        "seconds_left": seconds_left(attempt.deadline, now()) if attempt.state == "open" else None,
        "items": questions,
    }


def own_attempt(attempt_id: str, actor: Actor) -> Any:
    """Return the row of one's own attempt, made final first if its time is up; `NotFoundError`."""
    for _ in range(2):
        rows = _read_own(attempt_id=attempt_id, user_id=actor.id)
        if not rows:
            raise NotFoundError(message=_AWAY)
        if not finish_if_over(rows[0], now()):
            return rows[0]
    raise UnavailableError


def tries_of(facts: QuizFacts, actor: Actor, moment: datetime) -> Tries:
    """Return what somebody has used of the tries of a quiz."""
    today = day_of(moment, settings().city_zone)
    [used] = _read_tries(quiz_id=facts.id, user_id=actor.id, day=today)
    return Tries(
        facts.tries_per_day, facts.tries_in_all, facts.cooldown, used.today or 0, used.ever or 0, used.last_finished_at
    )


def _try(facts: QuizFacts, data: AttemptIn, actor: Actor) -> bytes | None:
    """Start an attempt at a quiz as it is known; None when the statement found it otherwise."""
    moment = now()
    _check_window(facts, moment)
    if data.rules_version != facts.rules_version:
        raise ConflictError("rules_changed", "答题规则刚刚更新了，请刷新后再看一遍")
    _check_organisation(data.organisation_id)
    pool = pool_of(facts.id)
    # Chance comes from the system once for a paper: asking it for each draw costs four times as much.
    paper = draw(pool, Random(secrets.randbits(128)))  # noqa: S311
    values = _values(facts, data, actor, moment, paper)
    if not _written(values):
        return None
    sheets.remember(sheets.Sheet(values["id"], actor.id, facts.id, paper, moment))
    shown = {
        "id": values["id"],
        "quiz_id": facts.id,
        "mode": facts.mode,
        "state": "open",
        "started_at": moment,
        "deadline": values["deadline"],
        "seconds_left": seconds_left(values["deadline"], moment),
        "items": shown_items(settings().secret_key, values["id"], pool, paper, {}),
    }
    return orjson.dumps(shown, option=_TIMES)


def _values(facts: QuizFacts, data: AttemptIn, actor: Actor, moment: datetime, paper: Sequence[Line]) -> dict[str, Any]:
    home = actor.home_region_code
    return {
        "id": new_id(),
        "quiz_id": facts.id,
        "user_id": actor.id,
        "day": day_of(moment, settings().city_zone),
        "region_code": home if home is not None and len(home) == _COMMUNITY else None,
        "organisation_id": data.organisation_id,
        "rules_version": facts.rules_version,
        "paper": orjson.dumps(paper).decode(),
        "now": moment,
        "deadline": deadline_of(moment, facts.time_limit, facts.closes_at),
        "rested_since": moment - timedelta(seconds=facts.cooldown) if facts.cooldown else moment + _LONG,
        "updated_at": facts.updated_at,
        "per_day": facts.tries_per_day or _NO_LIMIT,
        "in_all": facts.tries_in_all or _NO_LIMIT,
        "full": facts.full,
    }


_COMMUNITY = 12
"""Digits of a community's code: attempts count for communities, and for nothing above."""


def _check_window(facts: QuizFacts, moment: datetime) -> None:
    if facts.is_over(moment):
        raise ConflictError("quiz_closed", "这次答题已经结束，看看别的答题活动吧")
    if moment < facts.opens_at:
        wait = int((facts.opens_at - moment).total_seconds()) + 1
        raise ConflictError("quiz_not_open", "答题还没有开始，请到时再来", retry_after=min(wait, 3600))


def _check_organisation(organisation_id: str | None) -> None:
    if organisation_id is None:
        return
    with reading() as connection:
        known = connection.scalar(
            sa.select(Organisation.id).where(Organisation.id == organisation_id, Organisation.active)
        )
    if known is None:
        raise InvalidError({"organisation_id": ["unknown"]}, message="没有找到这个单位，请重新选择，或不选")


def _opened(quiz_id: str, actor: Actor) -> Started | None:
    """Return the attempt that is open, if there is one whose time is not up."""
    for row in _read_open(quiz_id=quiz_id, user_id=actor.id):
        if not finish_if_over(row, now()):
            return Started(orjson.dumps(_shown(row), option=_TIMES), new=False)
    return None


def _refuse_by_tries(facts: QuizFacts, actor: Actor) -> None:
    """Say why no try was given, unless it was only that the quiz changed, or another phone started first."""
    moment = now()
    tries = tries_of(facts, actor, moment)
    if tries.left == 0:
        raise ConflictError("no_tries_left", "您的答题次数已经用完，可以看看成绩和排行")
    if tries.left_today == 0:
        raise ConflictError("no_tries_today", "今天的答题次数已经用完，请明天再来")
    next_at = tries.next_at(moment, settings().city_zone)
    if next_at is not None:
        wait = int((next_at - moment).total_seconds()) + 1
        raise ConflictError("cooling_down", "请先休息一下，稍后再开始下一次", retry_after=wait)


def _written(values: dict[str, Any]) -> bool:
    """Write the attempt; False when the quiz is not as it was remembered, no try is left, or another was first."""
    try:
        if db.engine.dialect.name == "postgresql":
            return bool(driver_rows(START_POSTGRESQL, values))
        return _together.do("starts", values)
    except REFUSED as exc:
        if not is_taken(exc):
            raise
        return False


def _write_all_sqlite(starts: Sequence[dict[str, Any]]) -> list[bool]:
    with driver_transaction() as connection:
        return [bool(connection.execute(START_SQLITE, _plain(values)).rowcount) for values in starts]


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    moments = {name: moment_text(values[name]) for name in _MOMENTS if values[name] is not None}
    return values | moments | {"day": values["day"].isoformat()}


_together: Together[dict[str, Any], bool] = Together(_write_all_sqlite)
"""Those who start at once share a commit on SQLite; PostgreSQL lets its connections share them by itself."""

_read_own = QuickRead(
    sa.select(*QuizAttempt.__table__.columns).where(
        QuizAttempt.id == sa.bindparam("attempt_id"), QuizAttempt.user_id == sa.bindparam("user_id")
    )
)
_read_open = QuickRead(
    sa.select(*QuizAttempt.__table__.columns).where(
        QuizAttempt.quiz_id == sa.bindparam("quiz_id"),
        QuizAttempt.user_id == sa.bindparam("user_id"),
        QuizAttempt.state == sa.literal_column("'open'"),
    )
)
_today = sa.case((QuizAttempt.day == sa.bindparam("day", type_=sa.Date), QuizAttempt.try_of_day))
_read_tries = QuickRead(
    sa.select(
        sa.func.max(_today).label("today"),
        sa.func.max(QuizAttempt.try_in_all).label("ever"),
        sa.func.max(QuizAttempt.finished_at).label("last_finished_at"),
    ).where(QuizAttempt.quiz_id == sa.bindparam("quiz_id"), QuizAttempt.user_id == sa.bindparam("user_id"))
)
