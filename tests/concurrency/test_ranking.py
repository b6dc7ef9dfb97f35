"""Many hand in, are voided and leave the boards in the same instant; nobody is counted twice or lost."""

import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from backend.config import Settings
from backend.core.transaction import reading, transaction
from backend.quizzes import ranking
from models.quiz import QuizAttempt
from models.user import User
from tests.backend.jobs.processes import environment
from tests.backend.quizzes.scene import (
    Scene,
    add_attempt,
    add_organisation,
    add_quiz,
    count,
    counted,
    from_scratch,
    ranks,
    show,
    void,
)
from tests.concurrency.test_races import at_once
from tests.world import COMMUNITY, NEXT_COMMUNITY, World

ROUNDS = 8
ROOT = Path(__file__).parents[2]


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world, add_quiz())


def one_person_in_three_ways(app: Flask, scene: Scene, settle: Callable[[], None]) -> bool:
    """Void the best, count another and leave the boards at once, again and again; tell whether the sums held."""
    held = True
    for _ in range(ROUNDS):
        person = scene.world.resident().id
        best = scene.finish(person, 10_000)
        scene.finish(person, 7000)
        more = add_attempt(scene.quiz, person, 9000, region_code=NEXT_COMMUNITY)
        settle()
        at_once(app, partial(void, best), partial(count, more), partial(show, person, shown=False))
        held = held and counted(scene.quiz) == from_scratch(scene.quiz)
    return held


def test_one_person_counted_voided_and_hidden_at_once(app: Flask, scene: Scene) -> None:
    assert one_person_in_three_ways(app, scene, lambda: None)


def test_without_the_lock_the_sums_go_wrong(app: Flask, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The race is real, and the check notices: here a person's standing is read before it is that person's turn."""

    def settle_by_reading_first(quiz_id: str, user_id: str) -> None:
        with reading() as connection:
            before, after = ranking.standings(connection, quiz_id, user_id)
        time.sleep(0.02)  # a slow disk, a busy minute
        # Some of what goes wrong the table refuses: a second that somebody leaves twice.
        with suppress(sa.exc.IntegrityError), transaction() as session:
            ranking.move(session, quiz_id, user_id, before, after)

    def void_first(attempt_id: str) -> None:
        with transaction() as session:
            attempt = session.get_one(QuizAttempt, attempt_id)
            attempt.state, attempt.void_reason = "void", "替人答题"
        settle_by_reading_first(attempt.quiz_id, attempt.user_id)

    def show_first(user_id: str, shown: bool) -> None:
        with transaction() as session:
            session.get_one(User, user_id).on_boards = shown
        settle_by_reading_first(scene.quiz, user_id)

    def count_first(attempt_id: str) -> None:
        with reading() as connection:
            row = connection.execute(QuizAttempt.__table__.select().where(QuizAttempt.id == attempt_id)).one()
        settle_by_reading_first(row.quiz_id, row.user_id)

    replaced = {"void": void_first, "show": show_first, "count": count_first}

    def switch() -> None:
        for name, act in replaced.items():
            monkeypatch.setattr(f"{__name__}.{name}", act)

    assert not one_person_in_three_ways(app, scene, switch)


def test_people_of_the_same_groups_hand_in_at_once(app: Flask, scene: Scene) -> None:
    schools = [add_organisation("一中"), add_organisation("二中")]
    places = [COMMUNITY, NEXT_COMMUNITY]
    for turn in range(3):
        people = scene.world.people(12)
        attempts = [
            add_attempt(
                *(scene.quiz, person.id, 8000 + 1000 * (n % 3), 60_000 + 400 * (n % 4)),
                region_code=places[n % 2],
                organisation_id=schools[(n + turn) // 2 % 2],
            )
            for n, person in enumerate(people)
        ]
        assert at_once(app, *(partial(count, attempt) for attempt in attempts)) == [True] * 12
        assert counted(scene.quiz) == from_scratch(scene.quiz)
    by_sums, by_window = ranks(scene.quiz)
    assert by_sums == by_window


def test_freeze_and_recount_wait_for_what_is_under_way(app: Flask, scene: Scene) -> None:
    def recount() -> None:
        with transaction() as session:
            ranking.recount(session, scene.quiz)

    for _ in range(3):
        people = scene.world.people(6)
        attempts = [add_attempt(scene.quiz, person.id, 9000) for person in people]
        leaving = partial(show, people[0].id, shown=False)
        at_once(app, recount, leaving, recount, *(partial(count, attempt) for attempt in attempts))
        assert counted(scene.quiz) == from_scratch(scene.quiz)


def test_processes_count_the_same_people(scene: Scene, settings: Settings) -> None:
    people = scene.world.people(8)
    shares = [
        [add_attempt(scene.quiz, person.id, score, 60_000 + 10 * turn) for person in people]
        for turn, score in enumerate((8000, 9000, 10_000))
    ]
    places = environment(settings.database_url, settings.data_dir)
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.concurrency.ranking_process", *share],
            cwd=ROOT,
            env=places,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for share in shares
    ]
    try:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            process.communicate("go\n", timeout=30)
            assert process.returncode == 0
    finally:
        for process in processes:
            process.kill()
            process.wait()
    assert counted(scene.quiz) == from_scratch(scene.quiz)
    assert len(counted(scene.quiz)[0]) == 8
