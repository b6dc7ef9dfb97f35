"""Does an attempt go as the rules say: tries, clock, answers, score?"""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from backend.core.transaction import reading, transaction
from backend.quizzes import pool, sheets
from backend.quizzes.finalise import finish_overdue
from models.question import Question, QuestionVersion
from models.quiz import QuizAttempt
from tests.backend.quizzes.taking import (
    FULL,
    answer_all,
    bank,
    in_future,
    practice,
    published,
    right_options,
    save,
    start,
    submit,
    wrong_options,
)
from tests.conftest import NOON, MovableClock
from tests.world import CITY, COUNTY, World


@pytest.fixture(autouse=True)
def _fresh(app):
    pool.forget()
    sheets.forget()


def row_of(attempt_id: str):
    with reading() as connection:
        return connection.execute(sa.select(*QuizAttempt.__table__.columns).where(QuizAttempt.id == attempt_id)).one()


def test_attempt_from_start_to_result(world: World, time_stands: MovableClock) -> None:
    bank()
    quiz, who = published(world), world.resident()
    begun = start(world, quiz, who)
    assert begun.status_code == 201, begun.json
    attempt = begun.json
    assert (attempt["state"], attempt["mode"], attempt["seconds_left"]) == ("open", "contest", 600)
    assert [item["item"] for item in attempt["items"]] == list(range(1, 8))
    assert sum(item["marks"] for item in attempt["items"]) == FULL
    time_stands.move(seconds=90.5)
    again = start(world, quiz, who)
    assert (again.status_code, again.json["id"], again.json["seconds_left"]) == (200, attempt["id"], 509)
    assert again.json["items"] == attempt["items"]
    answer_all(world, attempt, who, wrong=1)
    shown = world.get(f"/attempts/{attempt['id']}", who).json
    assert [item["seq"] for item in shown["items"]] == [1] * 7
    assert shown["items"][6]["answer"] == right_options(attempt["items"][6])
    result = submit(world, attempt["id"], who)
    assert result.status_code == 200
    assert (result.json["score"], result.json["full"], result.json["milliseconds"]) == (FULL - 200, FULL, 90_500)
    assert (result.json["late"], result.json["rank"], result.json["best"]) == (False, 1, True)
    assert submit(world, attempt["id"], who).json == result.json
    assert world.get(f"/attempts/{attempt['id']}", who).json["items"] == []
    [mine] = world.get("/me/attempts", who).json["items"]
    assert (mine["id"], mine["score"], mine["state"]) == (attempt["id"], FULL - 200, "final")


def test_tries_of_the_day_and_in_all(world: World, time_stands: MovableClock) -> None:
    bank()
    quiz, who = published(world, closes_at=in_future(days=5)), world.resident()
    for _ in range(2):
        submit(world, start(world, quiz, who).json["id"], who)
    refused = start(world, quiz, who)
    assert (refused.status_code, refused.json["code"]) == (409, "no_tries_today")
    shown = world.get(f"/quizzes/{quiz}", who).json
    assert (shown["tries_left"], shown["tries_left_today"]) == (1, 0)
    assert shown["next_try_at"] == "2026-11-23T16:00:00Z"  # midnight in the city
    time_stands.move(hours=11, minutes=59, seconds=59)
    assert start(world, quiz, who).json["code"] == "no_tries_today"
    time_stands.move(seconds=1)
    third = start(world, quiz, who)
    assert third.status_code == 201
    submit(world, third.json["id"], who)
    assert start(world, quiz, who).json["code"] == "no_tries_left"
    time_stands.move(days=1)
    assert start(world, quiz, who).json["code"] == "no_tries_left"
    [line] = world.get("/quizzes", who).json["items"]
    assert (line["tries_left"], line["tries_left_today"], line["state"]) == (0, 0, "open")


def test_cool_down(world: World, time_stands: MovableClock) -> None:
    bank()
    quiz, who = published(world, cooldown=300, tries_per_day=None, tries_in_all=None), world.resident()
    submit(world, start(world, quiz, who).json["id"], who)
    refused = start(world, quiz, who)
    assert (refused.json["code"], refused.headers["Retry-After"]) == ("cooling_down", "301")
    assert world.get(f"/quizzes/{quiz}", who).json["next_try_at"] == "2026-11-23T04:05:00Z"
    time_stands.move(seconds=300)
    assert start(world, quiz, who).status_code == 201


def test_window_and_rules(world: World, time_stands: MovableClock) -> None:
    bank()
    admin, who = world.staff("city_admin", CITY), world.resident()
    quiz = published(world, admin, opens_at=in_future(seconds=30), closes_at=in_future(minutes=5))
    early = start(world, quiz, who)
    assert (early.json["code"], early.headers["Retry-After"]) == ("quiz_not_open", "31")
    time_stands.move(seconds=30)
    changed = world.patch(f"/quizzes/{quiz}", admin, {"rules_text": "新规则"})
    assert (changed.status_code, changed.json["rules_version"]) == (200, 2)
    assert start(world, quiz, who).json["code"] == "rules_changed"
    begun = start(world, quiz, who, rules_version=2)
    assert begun.json["deadline"] == "2026-11-23T04:05:00Z"  # the closing time comes before the limit
    time_stands.move(minutes=4, seconds=30)
    assert start(world, quiz, world.resident(), rules_version=2).json["code"] == "quiz_closed"


@pytest.mark.parametrize("way", ["job", "read", "submit", "list"])
def test_paper_that_is_not_handed_in_ends_at_its_deadline(world: World, time_stands: MovableClock, way: str) -> None:
    bank()
    quiz, who = published(world), world.resident()
    attempt = start(world, quiz, who).json
    answer_all(world, attempt, who, wrong=2)
    time_stands.move(seconds=602)
    assert finish_overdue() == 0  # the seconds for slow networks are not over
    time_stands.move(hours=2)
    {
        "job": finish_overdue,
        "read": lambda: world.get(f"/attempts/{attempt['id']}", who),
        "submit": lambda: submit(world, attempt["id"], who),
        "list": lambda: world.get("/me/attempts", who),
    }[way]()
    row = row_of(attempt["id"])
    assert (row.state, row.score, row.duration, row.late) == ("final", FULL - 400, 600_000, False)
    assert row.finished_at == NOON + timedelta(seconds=600)
    assert finish_overdue() == 0
    assert submit(world, attempt["id"], who).json["score"] == FULL - 400


def test_answers_and_submit_in_the_seconds_of_grace_are_late(world: World, time_stands: MovableClock) -> None:
    bank()
    quiz, who, other = published(world), world.resident(), world.resident()
    attempt, second = start(world, quiz, who).json, start(world, quiz, other).json
    time_stands.move(seconds=602.9)
    assert save(world, attempt["id"], who, 1, right_options(attempt["items"][0])).status_code == 200
    result = submit(world, attempt["id"], who).json
    assert (result["late"], result["score"], result["milliseconds"]) == (True, 200, 600_000)
    time_stands.move(seconds=0.1)
    refused = save(world, second["id"], other, 1, right_options(second["items"][0]))
    assert (refused.status_code, refused.json["code"]) == (409, "attempt_over")
    assert submit(world, second["id"], other).json["score"] == 0
    assert row_of(second["id"]).late is False


def test_sequences(world: World) -> None:
    bank()
    quiz, who = published(world), world.resident()
    attempt = start(world, quiz, who).json
    item = attempt["items"][0]
    right, wrong = right_options(item), wrong_options(item)[:1]
    assert save(world, attempt["id"], who, 1, right, seq=5).json["saved"] is True
    assert save(world, attempt["id"], who, 1, right, seq=5).status_code == 200  # sent again: the answer was lost
    assert save(world, attempt["id"], who, 1, wrong, seq=5).json["code"] == "stale_sequence"
    assert save(world, attempt["id"], who, 1, wrong, seq=4).json["code"] == "stale_sequence"
    shown = world.get(f"/attempts/{attempt['id']}", who).json["items"][0]
    assert (shown["answer"], shown["seq"]) == (right, 5)
    assert save(world, attempt["id"], who, 1, [], seq=6).status_code == 200
    assert world.get(f"/attempts/{attempt['id']}", who).json["items"][0]["answer"] == []
    sheets.forget()  # another process knows no more than the database
    assert save(world, attempt["id"], who, 1, right, seq=7).status_code == 200
    assert submit(world, attempt["id"], who).json["score"] == 200
    assert save(world, attempt["id"], who, 1, wrong, seq=8).json["code"] == "attempt_over"
    assert save(world, attempt["id"], who, 1, right, seq=7).status_code == 200  # it is what counted


def test_bank_that_changes_does_not_matter_to_what_is_published(world: World) -> None:
    bank()
    quiz, who = published(world), world.resident()
    attempt = start(world, quiz, who).json
    with transaction() as session:
        for question in session.scalars(sa.select(Question)):
            question.retired_at = NOON
            question.version = 2
            old = session.scalars(sa.select(QuestionVersion).where(QuestionVersion.question_id == question.id)).one()
            values = {c.key: getattr(old, c.key) for c in QuestionVersion.__table__.columns if c.key != "id"}
            session.add(QuestionVersion(**(values | {"version": 2, "stem": "改了？"})))
    pool.forget()
    sheets.forget()
    assert world.get(f"/attempts/{attempt['id']}", who).json["items"] == attempt["items"]
    answer_all(world, attempt, who)
    assert submit(world, attempt["id"], who).json["score"] == FULL
    stems = {item["stem"] for item in start(world, quiz, world.resident()).json["items"]}
    assert "改了？" not in stems


def test_early_closing_ends_open_papers(world: World, time_stands: MovableClock) -> None:
    bank()
    admin, who = world.staff("city_admin", CITY), world.resident()
    quiz, free = published(world, admin), practice(world, admin)
    attempt, easy = start(world, quiz, who).json, start(world, free, who).json
    assert (easy["deadline"], easy["seconds_left"]) == (None, None)
    answer_all(world, attempt, who)
    time_stands.move(seconds=60)
    for one in (quiz, free):
        assert world.post(f"/quizzes/{one}/close", admin).json["state"] == "closed"
        assert world.post(f"/quizzes/{one}/close", admin).json["code"] == "wrong_state"
    assert start(world, quiz, world.resident()).json["code"] == "quiz_closed"
    time_stands.move(seconds=3)
    assert finish_overdue() == 2
    assert (row_of(attempt["id"]).score, row_of(attempt["id"]).duration) == (FULL, 60_000)


def test_clock_of_the_server_is_set_back(world: World, time_stands: MovableClock) -> None:
    bank()
    quiz, who = published(world), world.resident()
    attempt = start(world, quiz, who).json
    time_stands.move(minutes=-30)
    answer_all(world, attempt, who)
    result = submit(world, attempt["id"], who).json
    assert (result["score"], result["milliseconds"]) == (FULL, 0)
    assert start(world, quiz, who).status_code == 201


def test_practice_tells_what_is_right_after_each_answer(world: World) -> None:
    bank()
    quiz, who = practice(world), world.resident()
    attempt = start(world, quiz, who).json
    item = attempt["items"][0]
    wrong = save(world, attempt["id"], who, 1, wrong_options(item)[:1]).json
    assert (wrong["right"], wrong["key"], wrong["explanation"]) == (False, right_options(item), "CANARY explanation")
    assert save(world, attempt["id"], who, 1, right_options(item), seq=2).json["right"] is True
    assert save(world, attempt["id"], who, 1, [], seq=3).json["key"] is None
    assert submit(world, attempt["id"], who).json["state"] == "final"
    assert start(world, quiz, who).status_code == 201


def test_region_of_an_attempt_is_the_community_of_the_home(world: World) -> None:
    bank()
    quiz = published(world)
    with_home, with_county, without = world.resident(), world.resident(home=COUNTY), world.resident(home=None)
    found = [row_of(start(world, quiz, who).json["id"]).region_code for who in (with_home, with_county, without)]
    assert found == ["522301001001", None, None]


def test_phones_are_spread_after_the_opening(world: World) -> None:
    bank()
    quiz = published(world, start_jitter=20)
    people = world.people(30)
    waits = [world.get(f"/quizzes/{quiz}", who).json["start_after"] for who in people]
    assert waits == [world.get(f"/quizzes/{quiz}", who).json["start_after"] for who in people]
    assert len(set(waits)) > 8
    assert 0 <= min(waits) <= max(waits) <= 20


def test_rank_and_best_come_with_the_result(world: World, time_stands: MovableClock) -> None:
    bank()
    quiz, first, second = published(world), world.resident(), world.resident()
    results = []
    for who, wrong in ((first, 1), (second, 0), (first, 2)):
        attempt = start(world, quiz, who).json
        answer_all(world, attempt, who, wrong=wrong)
        time_stands.move(seconds=30)
        results.append(submit(world, attempt["id"], who).json)
    assert [(result["rank"], result["best"]) for result in results] == [(1, True), (1, True), (2, False)]
    free = practice(world)
    result = submit(world, start(world, free, first).json["id"], first).json
    assert (result["rank"], result["best"]) == (None, False)
