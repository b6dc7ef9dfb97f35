"""Whatever happens in whatever order: do bests, sums and ranks say what counting all attempts anew would?"""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_any_order

from backend.core.errors import ConflictError
from backend.core.transaction import transaction
from backend.quizzes import ranking
from bench.quiz_boards import seed
from models.base import db
from models.quiz import Quiz, QuizBest, QuizLostTotal
from tests.backend.quizzes.scene import (
    Scene,
    add_attempt,
    add_organisation,
    add_quiz,
    count,
    counted,
    from_scratch,
    ranks,
    scene,
    show,
    void,
)
from tests.conftest import NOON
from tests.world import COMMUNITY, FAR_COMMUNITY, NEXT_COMMUNITY, Person, World

__all__ = ["scene"]

PEOPLE = 5


class Boards(RuleBasedStateMachine):
    """Five people at one contest: they hand in, leave the boards and come back; staff void, freeze and recount."""

    world: World
    people: list[Person]
    organisations: list[str]

    @initialize()
    def open_quiz(self) -> None:
        self.quiz = add_quiz()
        self.attempts: list[str] = []
        self.minutes = 0
        for person in self.people:
            show(person.id, shown=True)

    @rule(
        person=st.integers(0, PEOPLE - 1),
        score=st.sampled_from([0, 9000, 10_000]),
        duration=st.sampled_from([999, 1000, 1001, 59_999, 60_000, 61_500]),
        place=st.sampled_from([None, COMMUNITY, NEXT_COMMUNITY, FAR_COMMUNITY]),
        organisation=st.sampled_from([None, 0, 1]),
    )
    def hand_in(self, person: int, score: int, duration: int, place: str | None, organisation: int | None) -> None:
        self.minutes += 1
        attempt = add_attempt(
            *(self.quiz, self.people[person].id, score, duration),
            region_code=place,
            organisation_id=None if organisation is None else self.organisations[organisation],
            finished_at=NOON + timedelta(minutes=self.minutes),
        )
        count(attempt)
        self.attempts.append(attempt)

    @precondition(lambda self: self.attempts)
    @rule(data=st.data())
    def void_one(self, data: st.DataObject) -> None:
        attempt = data.draw(st.sampled_from(self.attempts))
        self.attempts.remove(attempt)
        void(attempt)

    @rule(person=st.integers(0, PEOPLE - 1), shown=st.booleans())
    def leave_or_come_back(self, person: int, shown: bool) -> None:
        show(self.people[person].id, shown=shown)

    @precondition(lambda self: self.attempts)
    @rule(data=st.data())
    def count_once_more(self, data: st.DataObject) -> None:
        count(data.draw(st.sampled_from(self.attempts)))

    @precondition(lambda self: self.minutes > 2)
    @rule()
    def freeze(self) -> None:
        with transaction() as session:
            quiz = ranking.lock_quiz(session, self.quiz)
            assert quiz is not None
            quiz.frozen_at = quiz.frozen_at or NOON + timedelta(minutes=self.minutes)

    @rule()
    def recount(self) -> None:
        before = counted(self.quiz)
        with transaction() as session:
            assert ranking.recount(session, self.quiz) == len(before[0])
        assert counted(self.quiz) == before

    @invariant()
    def sums_are_those_of_a_recount(self) -> None:
        assert counted(self.quiz) == from_scratch(self.quiz)

    @invariant()
    def ranks_are_those_of_a_window_function(self) -> None:
        by_sums, by_window = ranks(self.quiz)
        assert by_sums == by_window
        assert sorted(by_sums.values()) == list(range(1, len(by_sums) + 1))


def test_sums_and_ranks_hold_in_any_order(world: World) -> None:
    Boards.world, Boards.people = world, world.people(PEOPLE)
    Boards.organisations = [add_organisation("一中"), add_organisation("二中")]
    check = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
    run_any_order(
        Boards,
        settings=settings(max_examples=12, stateful_step_count=14, deadline=None, suppress_health_check=check),
    )


def test_wrong_sum_is_noticed(scene: Scene) -> None:
    """The check of all tests here sees one person too many in one second."""
    scene.finish(scene.world.resident().id, 9000)
    assert counted(scene.quiz) == from_scratch(scene.quiz)
    with transaction() as session:
        session.execute(sa.update(QuizLostTotal).values(n=QuizLostTotal.n + 1))
    assert counted(scene.quiz) != from_scratch(scene.quiz)
    with transaction() as session:
        ranking.recount(session, scene.quiz)
    assert counted(scene.quiz) == from_scratch(scene.quiz)


def test_best_is_the_higher_score_then_the_shorter_time_then_the_earlier_end(scene: Scene) -> None:
    slow, quick, late, low = (scene.world.resident().id for _ in range(4))
    scene.finish(slow, 10_000, 90_500)
    scene.finish(low, 9000, 10_000)
    scene.finish(late, 10_000, 90_100, finished_at=NOON + timedelta(hours=1))
    scene.finish(quick, 10_000, 90_100, finished_at=NOON)
    by_sums, _ = ranks(scene.quiz)
    assert by_sums == {quick: 1, late: 2, slow: 3, low: 4}
    assert count(add_attempt(scene.quiz, low, 9000, 10_001)) is False
    assert count(add_attempt(scene.quiz, low, 10_000, 1)) is True
    assert ranks(scene.quiz)[0] == {low: 1, quick: 2, late: 3, slow: 4}


def test_practice_has_no_boards(scene: Scene) -> None:
    practice = Scene(scene.world, add_quiz(mode="practice", time_limit=None))
    attempt = practice.finish(scene.world.resident().id, 10_000)
    assert count(attempt) is False
    void(attempt)
    assert counted(practice.quiz) == (set(), {}, {})


def test_attempt_is_made_void_once_and_never_while_open(scene: Scene) -> None:
    person = scene.world.resident().id
    attempt = scene.finish(person, 10_000)
    void(attempt)
    with pytest.raises(ConflictError, match="attempt_void"):
        void(attempt)
    unfinished = add_attempt(scene.quiz, person, 0, state="open", finished_at=None)
    with pytest.raises(ConflictError, match="attempt_open"):
        void(unfinished)


def test_what_ends_after_the_freeze_is_not_counted(scene: Scene) -> None:
    first, second = scene.world.people(2)
    kept = scene.finish(first.id, 8000, finished_at=NOON)
    with transaction() as session:
        session.get_one(Quiz, scene.quiz).frozen_at = NOON
    assert count(add_attempt(scene.quiz, first.id, 10_000, finished_at=NOON + timedelta(microseconds=1))) is False
    assert count(add_attempt(scene.quiz, second.id, 10_000, finished_at=NOON)) is True
    assert ranks(scene.quiz)[0] == {second.id: 1, first.id: 2}
    void(kept)
    assert ranks(scene.quiz)[0] == {second.id: 1}


def test_page_and_rank_are_read_from_the_index_of_boards(scene: Scene) -> None:
    assert scene
    database, contest = db.engine.dialect.name, "01BENCHQVZ0000000000000001"
    seed(database, contest, 1, 3000)
    page = sa.select(QuizBest.user_id).where(QuizBest.quiz_id == contest, ranking.ON_BOARD)
    page = page.order_by(*ranking.BOARD_ORDER).limit(20)
    values = {"quiz_id": contest, "lost": 0, "minute": 60, "second": 60, "from_second": 60_000}
    values |= {"duration": 60_000, "finished_at": NOON, "user_id": contest}
    with transaction() as session:
        ranking.recount(session, contest)
        session.execute(sa.text("analyze"))
        explain = "explain query plan" if database == "sqlite" else "explain"
        for statement in (page, ranking.statement_of_rank().params(values)):
            text = statement.compile(db.engine, compile_kwargs={"literal_binds": True})
            plan = session.connection().exec_driver_sql(f"{explain} {text}").all()
            words = " ".join(str(row[-1]) for row in plan)
            assert "ix_quiz_best_board" in words, words
            assert "TEMP B-TREE" not in words, words
            assert "Sort" not in words, words
