"""Those who come at the same moment share a commit; each is recorded once all the same, and gets the own answer."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from backend.attendance import gate
from backend.core.transaction import reading, transaction
from models.attendance import Attendance
from models.audit import AuditEntry
from models.base import db
from models.event import Event
from models.outbox import IdempotentAnswer
from models.signup import Signup
from tests.concurrency.test_checkin import event, standing
from tests.concurrency.test_races import enter
from tests.world import Person, World

__all__ = ["event"]

COMING = 6


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many check-ins each transaction tried, in turn."""
    seen: list[int] = []
    write_all = gate._together._do_all

    def noting(entries: Sequence[Any]) -> Sequence[str | None]:
        seen.append(len(entries))
        return write_all(entries)

    monkeypatch.setattr(gate._together, "_do_all", noting)
    return seen


@contextmanager
def nobody_can_write(event: str) -> Iterator[Session]:
    """Hold what every check-in of the event needs, so that all who come meanwhile queue up."""
    with transaction() as session:
        session.get(Event, event, with_for_update=True)
        yield session


def arrive(
    app: Flask,
    event: str,
    arrivals: Sequence[tuple[Person, str]],
    batches: list[int],
    meanwhile: Callable[[Session], None] = lambda _session: None,
) -> list[TestResponse]:
    """Let workers tick sign-ups off so that the first waits to write and the others behind it; return the answers.

    `meanwhile` changes something after they were read and before they are written.
    """
    answers: dict[int, TestResponse] = {}

    def tick(number: int, worker: Person, signup: str) -> None:
        with app.app_context():
            answers[number] = app.test_client().post(
                f"/api/v1/events/{event}/attendances",
                json={"signup_id": signup},
                headers={"Authorization": f"Bearer {worker.token}", "Idempotency-Key": f"tick-{number}"},
            )

    threads = [threading.Thread(target=tick, args=(n, *arrival)) for n, arrival in enumerate(arrivals)]
    with nobody_can_write(event) as session:
        for thread in threads:
            thread.start()
            until(lambda: bool(batches))  # the first is at it: from now on whoever comes waits for it
        until(lambda: len(gate._together._queues.get(event, ())) == len(arrivals) - 1)
        meanwhile(session)
    for thread in threads:
        thread.join(timeout=30)
    return [answers[n] for n in range(len(arrivals))]


def until(true: Callable[[], bool]) -> None:
    ends = time.monotonic() + 2  # less than anybody waits for a lock
    while not true() and time.monotonic() < ends:
        time.sleep(0.005)
    assert true()


def acts_and_kept_answers() -> tuple[int, int]:
    with reading() as connection:
        acts = sa.select(sa.func.count()).where(AuditEntry.action == "attendance.record")
        kept = sa.select(sa.func.count()).where(IdempotentAnswer.key.like("tick-%"))
        return connection.execute(acts).scalar_one(), connection.execute(kept).scalar_one()


def test_those_who_come_at_once_share_a_commit_and_get_their_own_answers(
    app: Flask, world: World, event: str, batches: list[int]
) -> None:
    workers = [world.staff() for _ in range(2)]
    signups = [enter(world, event, person) for person in world.people(COMING)]
    arrivals = [(workers[n % 2], signup) for n, signup in enumerate(signups)]
    answers = arrive(app, event, arrivals, batches)
    assert [answer.status_code for answer in answers] == [201] * COMING
    assert [answer.json["items"][0]["signup_id"] for answer in answers] == signups
    assert batches == [1, COMING - 1]
    assert standing(event) == COMING
    assert acts_and_kept_answers() == (COMING, COMING)


def test_one_who_is_scanned_twice_in_a_shared_commit_is_recorded_once_and_spoils_it_for_nobody(
    app: Flask, world: World, event: str, batches: list[int]
) -> None:
    workers = [world.staff() for _ in range(2)]
    signups = [enter(world, event, person) for person in world.people(COMING)]
    twice = signups[2]
    arrivals = [(workers[0], signup) for signup in signups] + [(workers[1], twice)]
    answers = arrive(app, event, arrivals, batches)
    assert Counter(answer.status_code for answer in answers) == {201: COMING, 409: 1}
    assert [answer.json["code"] for answer in answers if answer.status_code == 409] == ["already_checked_in"]
    came = [answer.json["items"][0]["signup_id"] for answer in answers if answer.status_code == 201]
    assert sorted(came) == sorted(signups)
    assert batches[:2] == [1, COMING]
    assert batches[2:] == [1] * COMING  # the shared one failed: then each is tried alone
    assert standing(event) == COMING
    assert acts_and_kept_answers() == (COMING, COMING)


def test_one_whose_sign_up_was_cancelled_meanwhile_stays_out_of_a_shared_commit(
    app: Flask, world: World, event: str, batches: list[int]
) -> None:
    worker = world.staff()
    signups = [enter(world, event, person) for person in world.people(COMING)]

    def cancel(session: Session) -> None:
        session.get_one(Signup, signups[3]).state = "cancelled"

    answers = arrive(app, event, [(worker, signup) for signup in signups], batches, cancel)
    late = answers.pop(3)
    assert (late.status_code, late.json["code"]) == (409, "not_signed_up")
    assert [answer.status_code for answer in answers] == [201] * (COMING - 1)
    assert [answer.json["items"][0]["signup_id"] for answer in answers] == signups[:3] + signups[4:]
    assert batches == [1, COMING - 1]
    assert standing(event) == COMING - 1
    assert acts_and_kept_answers() == (COMING - 1, COMING - 1)


def test_without_the_index_a_shared_commit_records_one_person_twice(
    app: Flask, world: World, event: str, batches: list[int]
) -> None:
    """The check above can fail: two of one commit see nothing of each other but the unique index."""
    indexes = [index for index in Attendance.__table__.indexes if index.unique]  # type: ignore[attr-defined]
    for index in indexes:
        index.drop(db.engine)
    try:
        workers = [world.staff() for _ in range(2)]
        signups = [enter(world, event, person) for person in world.people(COMING)]
        answers = arrive(app, event, [*((workers[0], s) for s in signups), (workers[1], signups[2])], batches)
        assert [answer.status_code for answer in answers] == [201] * (COMING + 1)
        assert batches == [1, COMING]
        assert standing(event) == COMING + 1
    finally:
        with db.engine.begin() as connection:
            connection.execute(sa.delete(Attendance))
        for index in indexes:
            index.create(db.engine)
