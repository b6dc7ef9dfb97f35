"""What do tests of boards prepare? Final attempts straight as rows, and what follows by the product's own way."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from backend.core.clock import now
from backend.core.transaction import reading, transaction
from backend.quizzes import ranking
from models.audit import AuditEntry
from models.ids import new_id
from models.organisation import Organisation
from models.quiz import Quiz, QuizAttempt, QuizBest, QuizGroupTotal, QuizLostTotal
from models.user import User
from tests.world import CITY, COMMUNITY, World

FULL = 10_000
"""Of every paper here, in hundredths of a mark: ten questions."""


@dataclass
class Scene:
    """An open contest of the city."""

    world: World
    quiz: str

    def finish(self, user_id: str, score: int, duration: int = 60_000, **changes: Any) -> str:
        """Let somebody hand in a paper; return the attempt."""
        attempt_id = add_attempt(self.quiz, user_id, score, duration, **changes)
        count(attempt_id)
        return attempt_id


def audited(action: str) -> list[Any]:
    """Return what was noted of these acts, in order."""
    entries = sa.select(AuditEntry.details).where(AuditEntry.action == action).order_by(AuditEntry.id)
    with reading() as connection:
        return list(connection.execute(entries).scalars())


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world, add_quiz())


def add_quiz(**changes: Any) -> str:
    moment = now()
    values: dict[str, Any] = {
        "title": "民族团结知识竞赛",
        "region_code": CITY,
        "mode": "contest",
        "state": "published",
        "opens_at": moment - timedelta(days=30),
        "closes_at": moment + timedelta(days=30),
        "time_limit": 600,
        "quota": [],
        "review": {},
        "group_minimum": 1,
        "created_at": moment,
        "updated_at": moment,
    }
    quiz = Quiz(**{"id": new_id()} | values | changes)
    with transaction() as session:
        session.add(quiz)
    return quiz.id


def add_organisation(name: str, headcount: int | None = None, **changes: Any) -> str:
    values: dict[str, Any] = {"region_code": COMMUNITY, "place_kind": "school", "updated_at": now()}
    organisation = Organisation(**{"id": new_id(), "name": name, "headcount": headcount} | values | changes)
    with transaction() as session:
        session.add(organisation)
    return organisation.id


def add_attempt(quiz_id: str, user_id: str, score: int, duration: int = 60_000, **changes: Any) -> str:
    """Write a final attempt that is not counted yet."""
    with transaction() as session:
        own = sa.select(sa.func.count()).where(QuizAttempt.quiz_id == quiz_id, QuizAttempt.user_id == user_id)
        number = session.execute(own).scalar_one() + 1
        end: datetime = changes.get("finished_at") or now()
        values: dict[str, Any] = {
            "day": end.date(),
            "try_of_day": number,
            "try_in_all": number,
            "region_code": COMMUNITY,
            "rules_version": 1,
            "paper": [[position, [0, 1]] for position in range(1, 11)],
            "state": "final",
            "started_at": end - timedelta(milliseconds=duration),
            "finished_at": end,
            "score": score,
            "full": FULL,
            "duration": duration,
        }
        attempt = QuizAttempt(**{"id": new_id(), "quiz_id": quiz_id, "user_id": user_id} | values | changes)
        session.add(attempt)
    return attempt.id


def count(attempt_id: str) -> bool:
    """Count an attempt, as handing it in does."""
    with transaction() as session:
        attempt = session.get_one(QuizAttempt, attempt_id, with_for_update={"key_share": True})
        return ranking.count_in(session, attempt, session.get_one(Quiz, attempt.quiz_id))


def void(attempt_id: str) -> None:
    with transaction() as session:
        attempt = session.get_one(QuizAttempt, attempt_id, with_for_update={"key_share": True})
        ranking.take_out(session, attempt, session.get_one(Quiz, attempt.quiz_id), "替人答题")


def show(user_id: str, shown: bool) -> None:
    with transaction() as session:
        session.get_one(User, user_id, with_for_update={"key_share": True}).on_boards = shown
        ranking.show_or_hide(session, user_id)


def counted(quiz_id: str) -> tuple[set[Any], Counter[Any], dict[Any, Any]]:
    """Return all that the boards of a quiz rest on: bests, cells, groups."""
    with reading() as connection:
        bests = connection.execute(sa.select(QuizBest.__table__).where(QuizBest.quiz_id == quiz_id)).all()
        cells = connection.execute(sa.select(QuizLostTotal.__table__).where(QuizLostTotal.quiz_id == quiz_id)).all()
        groups = connection.execute(sa.select(QuizGroupTotal.__table__).where(QuizGroupTotal.quiz_id == quiz_id)).all()
    return (
        {tuple(row) for row in bests},
        Counter({(row.span, row.lost, row.second): row.n for row in cells if row.n}),
        {(r.kind, r.key): (r.participants, r.score, r.duration) for r in groups if r.participants},
    )


def from_scratch(quiz_id: str) -> tuple[set[Any], Counter[Any], dict[Any, Any]]:
    """Return the same, counted in plain Python from the attempts."""
    statement = (
        sa.select(QuizAttempt.__table__, User.on_boards)
        .join(User, User.id == QuizAttempt.user_id)
        .join(Quiz, Quiz.id == QuizAttempt.quiz_id)
        .where(QuizAttempt.quiz_id == quiz_id, QuizAttempt.state == "final", Quiz.mode == "contest")
        .where(sa.or_(Quiz.frozen_at.is_(None), QuizAttempt.finished_at <= Quiz.frozen_at))
    )
    with reading() as connection:
        rows = connection.execute(statement).all()
    best: dict[str, Any] = {}
    for row in sorted(rows, key=lambda r: (r.full - r.score, r.duration, r.finished_at, r.id)):
        best.setdefault(row.user_id, row)
    bests, cells, groups = set(), Counter[Any](), dict[Any, Any]()
    for r in best.values():
        lost = r.full - r.score
        where = (r.region_code, r.organisation_id)
        bests.add((quiz_id, r.user_id, r.id, lost, r.duration, r.finished_at, *where, r.on_boards))
        cells[1, lost, r.duration // 1000] += int(r.on_boards)
        cells[60, lost, r.duration // 60_000 * 60] += int(r.on_boards)
        for kind, key in zip(("community", "organisation"), where, strict=True):
            if key is not None:
                people, score, duration = groups.get((kind, key), (0, 0, 0))
                groups[kind, key] = (people + 1, score + r.score, duration + r.duration)
    return bests, +cells, groups


def ranks(quiz_id: str) -> tuple[dict[str, int], dict[str, int]]:
    """Return person -> rank, by the product's sums and by a window function over all."""
    place = sa.func.row_number().over(order_by=ranking.BOARD_ORDER)
    columns = (QuizBest.lost, QuizBest.duration, QuizBest.finished_at, QuizBest.user_id)
    statement = sa.select(*columns, place.label("place")).where(QuizBest.quiz_id == quiz_id, QuizBest.shown)
    with reading() as connection:
        rows = connection.execute(statement).all()
    by_sums = {row.user_id: ranking.rank_of(quiz_id, *row[:4]) for row in rows}
    return by_sums, {row.user_id: row.place for row in rows}
