"""The worker as an operator runs it, in processes of its own, on both databases."""

import signal
import time
from datetime import timedelta
from pathlib import Path

from backend.core.clock import now
from tests.backend.jobs.left import leave, let_leases_end, news, signed_up, tasks
from tests.backend.jobs.processes import open_tasks, run_python, said, told, wait_until, worker
from tests.world import World


def test_worker_delivers_within_about_a_second_and_stops_on_request(
    world: World, database_url: str, tmp_path: Path
) -> None:
    person = world.resident()
    with worker(database_url, tmp_path) as process:
        wait_until(lambda: "worker_started" in said(tmp_path))
        began = time.monotonic()
        world.post(f"/events/{world.event()}/signups", person, {})
        wait_until(told)
        assert time.monotonic() - began < 3  # about 0.6; room for a busy machine
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0, said(tmp_path)
    assert "worker_stopped" in said(tmp_path)
    assert told() == [(person.id, "signup_confirmed")]


def test_worker_outlives_a_task_that_fails(world: World, database_url: str, tmp_path: Path) -> None:
    person = world.resident()
    leave("of_a_newer_version")
    with worker(database_url, tmp_path):
        wait_until(lambda: "task_failed" in said(tmp_path))
        news(signed_up(world.event(), [person]))
        wait_until(told)


def test_worker_killed_after_claiming_the_message_still_arrives_once(
    world: World, database_url: str, tmp_path: Path
) -> None:
    person = world.resident()
    news(signed_up(world.event(), [person]))
    code = "import os; from backend.jobs import relay; print(len(relay.claim()), flush=True); os.kill(os.getpid(), 9)"
    killed = run_python(code, database_url, tmp_path)
    assert (killed.stdout, killed.returncode) == ("1\n", -signal.SIGKILL), killed.stderr
    with worker(database_url, tmp_path):
        wait_until(lambda: "worker_started" in said(tmp_path))
        time.sleep(1)
        assert told() == []  # the claim holds: nobody can know that its process is gone
        let_leases_end()
        wait_until(told)
        wait_until(lambda: not open_tasks())
    assert told() == [(person.id, "signup_confirmed")]


def test_worker_killed_before_noting_that_it_is_done_nobody_is_told_twice(
    world: World, database_url: str, tmp_path: Path
) -> None:
    people = world.people(3)
    event = world.event(state="cancelled", cancel_reason="天气不好")
    signed_up(event, people)
    leave("notify_event_cancelled", event_id=event)
    code = (
        "import os; from backend.jobs import relay, tasks; task = relay.find_open(relay.claim()[0]);"
        "tasks.HANDLERS[task.name].run(**task.arguments, cause_id=task.id, caused_at=task.created_at);"
        "os.kill(os.getpid(), 9)"
    )
    killed = run_python(code, database_url, tmp_path)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert len(told()) == 3
    let_leases_end()
    with worker(database_url, tmp_path):
        wait_until(lambda: not open_tasks())
    assert sorted(told()) == sorted((person.id, "event_cancelled") for person in people)


def test_worker_killed_in_full_work_and_its_queue_lost_each_is_told_once(
    world: World, database_url: str, tmp_path: Path
) -> None:
    people = world.people(300)
    news(signed_up(world.event(capacity=None), people))
    with worker(database_url, tmp_path / "one") as process:
        wait_until(lambda: len(told()) > 20)
        process.kill()
        process.wait()
    assert len(told()) < 300
    let_leases_end()
    with worker(database_url, tmp_path / "two"):
        wait_until(lambda: not open_tasks())
    assert sorted(told()) == sorted((person.id, "signup_confirmed") for person in people)


def test_worker_asked_to_stop_finishes_the_task_under_way(world: World, database_url: str, tmp_path: Path) -> None:
    people = world.people(3000)
    event = world.event(capacity=None)
    signed_up(event, people)
    leave("notify_event_changed", event_id=event, changes={"venue": "文化广场"})
    with worker(database_url, tmp_path) as process:
        wait_until(told)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0, said(tmp_path)
    assert len(told()) == 3000
    assert open_tasks() == 0


def test_two_workers_on_500_tasks_deliver_each_once(world: World, database_url: str, tmp_path: Path) -> None:
    people = world.people(500)
    signups = signed_up(world.event(capacity=None), people)
    one, two = tmp_path / "one", tmp_path / "two"
    with worker(database_url, one), worker(database_url, two):
        wait_until(lambda: "worker_started" in said(one) and "worker_started" in said(two))
        for start in range(0, 500, 50):
            news(signups[start : start + 50])
        wait_until(lambda: not open_tasks())
    assert sorted(told()) == sorted((person.id, "signup_confirmed") for person in people)
    assert {task.tries for task in tasks()} == {1}  # none was handed out twice


def test_two_workers_keep_the_schedule_and_tell_nobody_twice(world: World, database_url: str, tmp_path: Path) -> None:
    events = [world.event(capacity=1, waiting_mode="offer") for _ in range(5)]
    late = world.people(5)
    for event, person in zip(events, late, strict=True):
        signed_up(event, [person], "offered", offered_until=now() - timedelta(seconds=1))
    with worker(database_url, tmp_path / "one"), worker(database_url, tmp_path / "two"):
        wait_until(lambda: len(told()) >= 5)
        wait_until(lambda: not open_tasks())
    assert sorted(told()) == sorted((person.id, "signup_offer_expired") for person in late)
