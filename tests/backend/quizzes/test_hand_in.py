"""Is a paper usually handed in with one statement, and does that write what the ordinary way would?"""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from backend.core.transaction import reading, transaction
from backend.quizzes import ranking
from models.outbox import OutboxEntry
from models.quiz import Quiz, QuizAttempt, QuizBest, QuizGroupTotal, QuizLostTotal
from tests.backend.quizzes.taking import answer_all, bank, practice, published, start, submit
from tests.statements import THROUGH_THE_DRIVER, counted_statements
from tests.world import COMMUNITY, NEXT_COMMUNITY, Person, World

COUNTED = (QuizBest, QuizLostTotal, QuizGroupTotal)


def paper(world: World, quiz_id: str, who: Person, *, wrong: int = 0) -> str:
    attempt = start(world, quiz_id, who).json
    answer_all(world, attempt, who, wrong=wrong)
    return str(attempt["id"])


def handed_in(world: World, attempt_id: str, who: Person) -> tuple[dict[str, Any], list[str]]:
    with counted_statements() as seen:
        answer = submit(world, attempt_id, who)
    assert answer.status_code == 200, answer.json
    return answer.json, seen


def counted() -> list[list[Any]]:
    with reading() as connection:
        return [sorted(map(tuple, connection.execute(sa.select(*table.__table__.columns)))) for table in COUNTED]


def tasks() -> list[tuple[str, str]]:
    with reading() as connection:
        rows = connection.execute(sa.select(OutboxEntry.task, OutboxEntry.arguments)).all()
    return sorted((row.task, row.arguments["attempt_id"]) for row in rows if "attempt_id" in row.arguments)


def test_first_and_worse_papers_cost_three_short_statements(world: World) -> None:
    bank()
    quiz_id, me = published(world, certificate_from=100), world.resident()
    first, seen = handed_in(world, paper(world, quiz_id, me), me)
    assert seen == [THROUGH_THE_DRIVER] * 3
    assert (first["rank"], first["best"], first["score"]) == (1, True, first["full"])
    worse, seen = handed_in(world, paper(world, quiz_id, me, wrong=2), me)
    assert seen == [THROUGH_THE_DRIVER] * 3
    assert (worse["rank"], worse["best"]) == (1, False)
    assert tasks() == sorted(
        [("issue_quiz_certificate", first["id"]), ("look_at_attempt", first["id"]), ("look_at_attempt", worse["id"])]
    )


def test_practice_is_handed_in_alike_and_counted_nowhere(world: World) -> None:
    bank()
    quiz_id, me = practice(world), world.resident()
    for wrong in (3, 0):
        result, seen = handed_in(world, paper(world, quiz_id, me, wrong=wrong), me)
        assert seen == [THROUGH_THE_DRIVER] * 2
        assert (result["rank"], result["best"]) == (None, False)
    assert counted() == [[], [], []]


def test_better_paper_and_frozen_board_go_the_ordinary_way(world: World, time_stands: Any) -> None:
    bank()
    quiz_id, (me, other) = published(world), world.people(2)
    low, _ = handed_in(world, paper(world, quiz_id, me, wrong=3), me)
    better, seen = handed_in(world, paper(world, quiz_id, me), me)
    assert set(seen) != {THROUGH_THE_DRIVER}
    assert (low["best"], better["best"], better["rank"]) == (True, True, 1)
    with transaction() as session:
        session.get_one(Quiz, quiz_id).frozen_at = time_stands.moment - timedelta(seconds=1)
    late, seen = handed_in(world, paper(world, quiz_id, other), other)
    assert set(seen) != {THROUGH_THE_DRIVER}
    assert (late["rank"], late["best"]) == (None, False)


def test_what_was_counted_at_once_is_what_counting_anew_gives(world: World) -> None:
    bank()
    quiz_id = published(world)
    for number in range(6):
        me = world.resident(home=NEXT_COMMUNITY if number % 2 else COMMUNITY)
        if number == 4:
            assert world.patch("/me", me, {"on_boards": False}).status_code == 200
        for wrong in (number, number + 1):
            handed_in(world, paper(world, quiz_id, me, wrong=wrong), me)
    before = counted()
    assert len(before[0]) == 6
    with transaction() as session:
        assert ranking.recount(session, quiz_id) == 6
    assert counted() == before
    with reading() as connection:
        states = connection.execute(sa.select(QuizAttempt.state).distinct()).scalars().all()
    assert states == ["final"]
