"""Are the figures of questions those of Moodle's definitions, worked out by hand and by other means?"""

import random
import statistics
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from backend.core.actor import SYSTEM
from backend.core.clock import now
from backend.core.transaction import transaction
from backend.quizzes.item_statistics import Asked, Tally, count_paper, figures
from backend.quizzes.papers import Answer
from backend.quizzes.question_categories import seed_categories
from models.ids import new_id
from models.question import Question, QuestionVersion
from models.quiz import Quiz, QuizAttempt, QuizPool
from tests.statements import counted_statements
from tests.world import CITY, COMMUNITY, COUNTY, OTHER_COUNTY, World

OTHERS = [400, 300, 200, 200, 100]
HAND = [
    # marks of five papers, in whole marks and less their mean: sum of products with OTHERS (less 2.4) over the root of
    # the sums of squares 1.2 and 5.2; and over the sum of products with both sorted, 1.8, or 2.2 for two right answers
    ([100, 100, 0, 100, 0], 0.6, 1.8 / 6.24**0.5, 1.0, False),
    ([100, 0, 100, 100, 0], 0.6, 0.8 / 6.24**0.5, 0.8 / 1.8, False),
    ([0, 100, 100, 0, 100], 0.6, -1.2 / 6.24**0.5, -1.2 / 1.8, True),
    ([100, 0, 0, 0, 100], 0.4, 0.2 / 6.24**0.5, 0.2 / 2.2, True),
    ([100, 100, 100, 100, 100], 1.0, None, None, False),
]


@pytest.mark.parametrize(("marks", "facility", "discrimination", "efficiency", "dubious"), HAND)
def test_figures_are_those_worked_out_by_hand(
    marks: list[int], facility: float, discrimination: float | None, efficiency: float | None, dubious: bool
) -> None:
    found = figures(marks, OTHERS, 100, fewest=5)
    assert (found.n, found.dubious) == (5, dubious)
    assert found.facility == pytest.approx(facility, abs=1e-6)
    assert found.discrimination == (None if discrimination is None else pytest.approx(discrimination, abs=1e-6))
    assert found.efficiency == (None if efficiency is None else pytest.approx(efficiency, abs=1e-6))


def test_figures_of_a_written_out_example() -> None:
    """The second row above in decimals: 0.8 / sqrt(1.2 * 5.2), and 0.8 / 1.8."""
    found = figures([100, 0, 100, 100, 0], OTHERS, 100, fewest=5)
    assert found.discrimination == pytest.approx(0.320256, abs=1e-6)
    assert found.efficiency == pytest.approx(0.444444, abs=1e-6)


def test_fewer_than_thirty_answers_give_no_figures() -> None:
    assert figures([100, 0] * 14, [0, 100] * 14, 100).facility is None
    assert figures([100, 0] * 15, [0, 100] * 15, 100).discrimination == pytest.approx(-1)
    assert figures([0] * 30, [100] * 30, 0).facility is None


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 10_000)), min_size=30, max_size=80))
def test_figures_agree_with_the_standard_library(pairs: list[tuple[int, int]]) -> None:
    marks, others = [mark for mark, _ in pairs], [other for _, other in pairs]
    found = figures(marks, others, 400)
    if len(set(marks)) == 1 or len(set(others)) == 1:
        assert (found.discrimination, found.efficiency) == (None, None)
        return
    assert found.discrimination == pytest.approx(statistics.correlation(marks, others), abs=1e-6)
    most = statistics.covariance(sorted(marks), sorted(others))
    assert found.efficiency == pytest.approx(statistics.covariance(marks, others) / most, abs=1e-6)


def test_paper_is_counted_with_what_was_left_open() -> None:
    asked = {7: Asked(frozenset({0, 1}), 3, 400), 9: Asked(frozenset({1}), 2, 100), 2: Asked(frozenset({0}), 2, 100)}
    tallies: dict[int, Tally] = {}
    count_paper([7, 9, 2], {"1": "3/0/9000", "2": "1/1/4000"}, asked, "per_option", tallies)
    assert {position: (t.marks, t.others, t.chosen, t.unanswered) for position, t in tallies.items()} == {
        7: ([200], [100], [1, 0, 0], 0),
        9: ([100], [200], [0, 1], 0),
        2: ([0], [300], [0, 0], 1),
    }
    assert {position: tally.times for position, tally in tallies.items()} == {7: [5_000], 9: [4_000], 2: []}


def test_time_of_a_question_is_the_median_in_seconds() -> None:
    marks, others = [100, 0] * 15, [0, 100] * 15
    assert figures(marks, others, 100, times=[1_000] * 14 + [2_500] * 2 + [90_000] * 14).seconds == 2.5
    assert figures(marks, others, 100, times=[1_000] * 29).seconds is None


def make_quiz(world: World, questions: int = 6, region: str = COUNTY) -> str:
    """A closed quiz with a pool of `questions`: single, multiple and true-or-false in turn."""
    seed_categories(actor=SYSTEM)
    quiz_id, moment = new_id(), now()
    with transaction() as session:
        quiz = Quiz(id=quiz_id, title="答题", region_code=region, mode="practice", state="published", review={})
        quiz.opens_at, quiz.closes_at, quiz.created_at, quiz.updated_at = (
            moment,
            moment.replace(year=2090),
            moment,
            moment,
        )
        quiz.quota = [{"category": "history", "difficulty": "easy", "type": t, "count": 2, "marks": 100} for t in TYPES]
        session.add(quiz)
        session.flush()
        for position in range(questions):
            question = Question(
                id=new_id(), code=f"{quiz_id[-6:].lower()}-{position}", created_at=moment, updated_at=moment
            )
            session.add(question)
            session.flush()
            version = QuestionVersion(id=new_id(), question_id=question.id, version=1, category="history")
            version.type, version.difficulty, version.stem, version.source = TYPES[position % 3], "easy", "问", "书"
            version.options = [] if position % 3 == 2 else OPTIONS[position % 3]
            version.truth, version.made_at = True if position % 3 == 2 else None, moment
            session.add(version)
            session.flush()
            session.add(QuizPool(quiz_id=quiz_id, position=position, cell=position % 3, version_id=version.id))
    return quiz_id


TYPES = ["single", "multiple", "true_false"]
OPTIONS = [
    [{"text": "一", "right": True}, {"text": "二", "right": False}, {"text": "三", "right": False}],
    [{"text": "甲", "right": True}, {"text": "乙", "right": True}, {"text": "丙", "right": False}],
]
RIGHT = [[0], [0, 1], [0]]


def attempt(quiz_id: str, user_id: str, paper: list[Any], answers: dict[str, Any], **changes: Any) -> dict[str, Any]:
    moment = now()
    row = {
        "id": new_id(),
        "quiz_id": quiz_id,
        "user_id": user_id,
        "day": moment.date(),
        "try_of_day": 1,
        "try_in_all": 1,
    }
    row |= {"rules_version": 1, "paper": paper, "answers": answers, "state": "final", "started_at": moment}
    return row | {"finished_at": moment, "full": 600, "score": 0, "late": False, "duration": 1} | changes


def fill(quiz_id: str, users: list[str], questions: int = 6) -> list[dict[str, Any]]:
    """First attempts of people who know more or less; position 0 is answered right by those who know least."""
    chance = random.Random(7)
    rows = []
    for number, user_id in enumerate(users):
        knows = number / len(users)
        positions = chance.sample(range(questions), 6)
        answers = {}
        for item, position in enumerate(positions, 1):
            likely = 1 - knows if position == 0 else knows
            answers[str(item)] = Answer(1, RIGHT[position % 3] if chance.random() < likely else [1], 4_000 * item).text
        rows.append(attempt(quiz_id, user_id, [[position, [0, 1]] for position in positions], answers))
    with transaction() as session:
        session.execute(sa.insert(QuizAttempt.__table__), rows)
    return rows


def test_statistics_show_the_question_that_misleads(app: Flask, world: World) -> None:
    quiz_id = make_quiz(world)
    people = [person.id for person in world.people(60)]
    fill(quiz_id, people)
    with transaction() as session:  # none of these counts
        other = attempt(quiz_id, people[0], [[0, [0]]], {"1": "1/0/5"}, try_in_all=2, try_of_day=2)
        void = attempt(quiz_id, world.resident().id, [[0, [0]]], {}, state="void", void_reason="测试")
        session.execute(sa.insert(QuizAttempt.__table__), [other | {"void_reason": None}, void])
    staff = world.staff("county_admin", COUNTY)
    shown = world.get(f"/quizzes/{quiz_id}/statistics", staff).json
    assert (shown["attempts"], shown["fewest"], len(shown["items"])) == (60, 30, 6)
    assert [item["dubious"] for item in shown["items"]] == [True, False, False, False, False, False]
    first = shown["items"][0]
    assert first["discrimination"] < 0
    assert sum(option["chosen"] for option in first["options"]) == first["n"] == 60
    assert first["seconds"] == 4
    assert first["options"][0] == {"text": "一", "right": True, "chosen": round(first["facility"] * 60)}
    told = app.test_cli_runner().invoke(args=["quizzes", "statistics", quiz_id]).output
    assert f"* {first['code']} 版本 1 60 人" in told
    assert "共 60 份首次答卷、6 道题，建议复核 1 道。" in told
    assert app.test_cli_runner().invoke(args=["quizzes", "statistics", new_id()]).exit_code == 1


def test_statistics_are_for_staff_of_the_region(world: World) -> None:
    quiz_id = make_quiz(world)
    path = f"/quizzes/{quiz_id}/statistics"
    assert world.get(path, world.staff("auditor", CITY)).json["items"] == []
    assert world.get(path, world.staff("county_admin", OTHER_COUNTY)).status_code == 404
    assert world.get(path, world.staff("community_worker", COMMUNITY)).status_code == 403
    assert world.get(path, world.resident()).status_code == 403
    assert world.get(path).status_code == 401
    assert world.get(f"/quizzes/{new_id()}/statistics", world.staff("city_admin", CITY)).status_code == 404


def test_statistics_cost_the_same_statements_for_one_and_three(world: World) -> None:
    staff, costs = world.staff("city_admin", CITY), []
    world.get("/questions", staff)
    for count in (1, 3):
        quiz_id = make_quiz(world)
        fill(quiz_id, [person.id for person in world.people(count)])
        with counted_statements() as seen:
            assert world.get(f"/quizzes/{quiz_id}/statistics", staff).json["attempts"] == count
        costs.append(len(seen))
    assert costs[0] == costs[1] == 3
