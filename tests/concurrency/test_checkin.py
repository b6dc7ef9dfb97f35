"""The same person comes in at two gates in the same instant, or cancels at that moment."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
import sqlalchemy as sa
from flask import Flask

from backend.core.transaction import reading
from models.attendance import Attendance
from models.signup import Signup
from tests.concurrency.test_races import ROUNDS, at_once, calling, enter
from tests.world import Person, World


@pytest.fixture
def event(world: World) -> str:
    """An event to which people are checked in from now on."""
    return world.event(
        capacity=None, checkin_opens_before=1440, starts_at=_soon(), ends_at=_soon(hours=2), cancel_until=_soon()
    )


def _soon(hours: int = 1) -> object:
    from datetime import timedelta

    from backend.core.clock import now

    return (now() + timedelta(hours=hours)).replace(microsecond=0)


def _text() -> str:
    from backend.core.clock import now

    return now().strftime("%Y-%m-%dT%H:%M:%SZ")


def ticking(app: Flask, event: str, worker: Person, signup: str) -> Callable[[], int]:
    return calling(app, "POST", f"/events/{event}/attendances", worker, {"signup_id": signup})


def standing(event: str) -> int:
    with reading() as connection:
        return connection.execute(
            sa.select(sa.func.count()).where(Attendance.event_id == event, Attendance.undone_at.is_(None))
        ).scalar_one()


def test_two_gates_at_once_record_one_person_once(app: Flask, world: World, event: str) -> None:
    workers = [world.staff() for _ in range(6)]
    for turn, person in enumerate(world.people(ROUNDS // 3), start=1):
        signup = enter(world, event, person)
        statuses = at_once(app, *(ticking(app, event, worker, signup) for worker in workers))
        assert Counter(statuses) == {201: 1, 409: len(workers) - 1}
        assert standing(event) == turn


def test_two_gates_in_other_processes_record_one_person_once(
    world: World, event: str, serve: Callable[..., str]
) -> None:
    url = serve()
    workers = [world.staff() for _ in range(4)]
    signups = [enter(world, event, person) for person in world.people(ROUNDS)]
    with ThreadPoolExecutor(len(workers)) as pool:
        for turn, signup in enumerate(signups, start=1):
            start = threading.Barrier(len(workers))

            def tick(who: Person, signup: str = signup, start: threading.Barrier = start) -> int:
                start.wait(timeout=30)
                return requests.post(
                    f"{url}/api/v1/events/{event}/attendances",
                    json={"signup_id": signup},
                    headers={"Authorization": f"Bearer {who.token}", "Idempotency-Key": f"tick-{signup}"},
                    timeout=30,
                ).status_code

            assert Counter(pool.map(tick, workers)) == {201: 1, 409: len(workers) - 1}
            assert standing(event) == turn


def test_without_the_index_two_gates_record_one_person_twice(app: Flask, world: World, event: str) -> None:
    """The check above can fail: it is the unique index alone that keeps it from failing."""
    from models.base import db

    indexes = [index for index in Attendance.__table__.indexes if index.unique]  # type: ignore[attr-defined]
    for index in indexes:
        index.drop(db.engine)
    try:
        worker = world.staff()
        signup = enter(world, event, world.resident())
        statuses = at_once(app, *(ticking(app, event, worker, signup) for _ in range(4)))
        assert Counter(statuses)[201] == 4
        assert standing(event) == 4
    finally:
        with db.engine.begin() as connection:
            connection.execute(sa.delete(Attendance))
        for index in indexes:
            index.create(db.engine)


def test_same_batch_from_two_phones_and_twice_from_one_adds_each_person_once(
    app: Flask, world: World, event: str
) -> None:
    first, second = world.staff(), world.staff()
    for turn in range(4):
        signups = [enter(world, event, person) for person in world.people(12)]
        before = standing(event)
        rows = [{"client_id": f"{turn}-{n}", "scanned_at": _text(), "signup_id": s} for n, s in enumerate(signups)]
        path = f"/events/{event}/attendances/batch"
        statuses = at_once(
            app,
            *(calling(app, "POST", path, who, {"items": rows}) for who in (first, first, second)),
            calling(app, "POST", path, second, {"items": rows[::-1]}),
        )
        assert statuses == [200] * 4
        assert standing(event) == before + len(signups)


def test_cancelling_and_coming_in_at_once_never_both_succeed(app: Flask, world: World, event: str) -> None:
    worker = world.staff()
    for person in world.people(ROUNDS // 2):
        signup = enter(world, event, person)
        came, left = at_once(
            app, ticking(app, event, worker, signup), calling(app, "DELETE", f"/signups/{signup}", person)
        )
        assert (came, left) in {(201, 409), (409, 204)}
    with reading() as connection:
        odd = connection.execute(
            sa.select(sa.func.count())
            .select_from(Attendance)
            .join(Signup, Signup.id == Attendance.signup_id)
            .where(Signup.state == "cancelled")
        ).scalar_one()
    assert odd == 0
