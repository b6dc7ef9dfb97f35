import threading

from flask import Flask
from structlog.testing import capture_logs

from backend.jobs import queries, relay
from backend.jobs.worker import attempt, work_off
from tests.backend.jobs.left import leave, let_leases_end, news, signed_up, tasks
from tests.backend.jobs.processes import told
from tests.conftest import MovableClock
from tests.world import World


def test_work_off_tells_once_and_leaves_nothing(world: World) -> None:
    person = world.resident()
    answer = world.post(f"/events/{world.event()}/signups", person, {})
    assert answer.status_code == 201
    assert work_off() == (1, 0)
    assert work_off() == (0, 0)
    assert told() == [(person.id, "signup_confirmed")]
    assert [(task.tries, task.error, task.done_at is None) for task in tasks()] == [(1, None, False)]


def test_attempt_of_a_task_that_is_done_does_nothing(world: World) -> None:
    person = world.resident()
    news(signed_up(world.event(), [person]))
    (task_id,) = relay.claim()
    assert attempt(task_id)
    assert attempt(task_id)
    assert len(told()) == 1


def test_attempts_of_the_same_tasks_at_once_tell_once(app: Flask, world: World) -> None:
    people = world.people(10)
    news(signed_up(world.event(), people))
    ids = relay.claim()
    outcomes: list[bool] = []
    start = threading.Barrier(4)

    def attempt_all() -> None:
        with app.app_context():
            start.wait()
            outcomes.extend(attempt(task_id) for task_id in ids)

    threads = [threading.Thread(target=attempt_all) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == [True] * 40
    assert sorted(told()) == sorted((person.id, "signup_confirmed") for person in people)
    assert {task.error for task in tasks()} == {None}


def test_failure_is_noted_by_class_and_tried_again_later(app: Flask, time_stands: MovableClock) -> None:
    leave("notify_signup", signup_id="X" * 26, unexpected="王小明")
    with capture_logs() as lines:
        assert work_off() == (0, 1)
        (task,) = tasks()
        assert (task.tries, task.error, task.done_at) == (1, "TypeError", None)
        assert work_off() == (0, 0)
        time_stands.move(seconds=5)
        assert work_off() == (0, 1)
    failed = [line for line in lines if line["event"] == "task_failed"]
    assert [(line["task"], line["tries"], line["error"]) for line in failed] == [
        ("notify_signup", 1, "TypeError"),
        ("notify_signup", 2, "TypeError"),
    ]
    assert failed[0]["where"]
    assert "王小明" not in str(lines)


def test_failure_of_one_task_does_not_hold_up_the_others(world: World) -> None:
    person = world.resident()
    leave("of_a_newer_version")
    news(signed_up(world.event(), [person]))
    assert work_off() == (1, 1)
    assert len(told()) == 1
    assert tasks()[0].error == "UnknownTaskError"


def test_failure_inside_a_transaction_leaves_nothing_behind(world: World) -> None:
    person = world.resident()
    (signup_id,) = signed_up(world.event(), [person])
    leave("notify_signup", signup_id=signup_id, kind="no such news")
    assert work_off() == (0, 1)
    assert told() == []
    assert tasks()[0].done_at is None


def test_task_is_given_up_after_ten_tries_and_can_be_revived(app: Flask) -> None:
    leave("of_a_newer_version")
    for _ in range(relay.MOST_TRIES):
        assert work_off() == (0, 1)
        assert queries.standing().waiting == 0
        let_leases_end()
    assert work_off() == (0, 0)
    standing = queries.standing()
    assert standing.dead == (queries.Dead("of_a_newer_version", "UnknownTaskError", 1),)
    assert (standing.resting, standing.under_way, standing.oldest) == (0, 0, None)
    assert relay.revive() == 1
    assert work_off() == (0, 1)
    assert queries.standing().dead == ()


def test_task_whose_worker_dies_each_time_is_given_up_too(app: Flask) -> None:
    leave("poison")
    for _ in range(relay.MOST_TRIES):
        assert len(relay.claim()) == 1
        let_leases_end()
    assert relay.claim() == []
    assert queries.standing().dead == (queries.Dead("poison", None, 1),)


def test_standing_counts_each_task_in_one_place(app: Flask) -> None:
    leave("of_a_newer_version")
    work_off()
    leave("nothing")
    relay.claim(1)
    leave("nothing")
    leave("nothing")
    standing = queries.standing()
    assert (standing.waiting, standing.under_way, standing.resting, standing.dead) == (2, 1, 1, ())
    assert standing.oldest == tasks()[0].created_at
