import threading
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask

from backend.core.clock import now
from backend.core.transaction import reading
from backend.jobs import schedule
from backend.jobs.worker import run_schedule, work_off
from models.schedule import ScheduleLease
from models.signup import Signup
from tests.backend.jobs.left import signed_up, tasks
from tests.backend.jobs.processes import told
from tests.conftest import MovableClock
from tests.world import World


def test_take_is_due_once_per_period(app: Flask, time_stands: MovableClock) -> None:
    assert schedule.take("sweep", 15)
    assert not schedule.take("sweep", 15)
    time_stands.move(seconds=14)
    assert not schedule.take("sweep", 15)
    time_stands.move(seconds=1)
    assert schedule.take("sweep", 15)
    assert schedule.take("mend", 15)


def test_take_by_many_at_once_gives_it_to_one(app: Flask) -> None:
    taken: list[bool] = []
    start = threading.Barrier(8)

    def take() -> None:
        with app.app_context():
            start.wait()
            taken.append(schedule.take("sweep", 60))

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [False] * 7 + [True]


def test_schedule_runs_every_entry_and_names_are_unique(app: Flask) -> None:
    run_schedule()
    names = [run.__name__ for _, run in schedule.ENTRIES]
    with reading() as connection:
        leased = connection.scalars(sa.select(ScheduleLease.name)).all()
    assert sorted(leased) == sorted(names)
    assert len(set(names)) == len(names)


def test_offers_that_are_over_are_ended_and_told_once(world: World, time_stands: MovableClock) -> None:
    event = world.event(capacity=1, waiting_mode="offer")
    late, following = world.people(2)
    signed_up(event, [late], "offered", offered_until=now() - timedelta(seconds=1))
    signed_up(event, [following], "waiting")
    work_off()
    time_stands.move(seconds=15)
    work_off()
    assert sorted(told()) == sorted([(late.id, "signup_offer_expired"), (following.id, "signup_offered")])
    with reading() as connection:
        states = {row.user_id: row.state for row in connection.execute(sa.select(Signup.user_id, Signup.state))}
    assert states == {late.id: "cancelled", following.id: "offered"}
    assert all(task.done_at for task in tasks())
