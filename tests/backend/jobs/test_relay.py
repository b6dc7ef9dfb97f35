import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from backend.core.clock import now
from backend.core.transaction import transaction
from backend.jobs import relay
from models.base import db
from models.outbox import OutboxEntry
from tests.backend.jobs.left import leave, tasks
from tests.conftest import MovableClock
from tests.plans import assert_served_by
from tests.world import World


def test_claim_takes_the_oldest_first_and_each_once(app: Flask) -> None:
    for number in range(5):
        leave("nothing", number=number)
    first, rest = relay.claim(2), relay.claim()
    assert first + rest == [task.id for task in tasks()]
    assert relay.claim() == []
    assert not relay.anything_due()


def test_claim_that_was_lost_is_due_again_after_the_lease(app: Flask, time_stands: MovableClock) -> None:
    leave("nothing")
    claimed = relay.claim()
    time_stands.move(seconds=relay.LEASE.total_seconds() - 1)
    assert not relay.anything_due()
    assert relay.claim() == []
    time_stands.move(seconds=1)
    assert relay.anything_due()
    assert relay.claim() == claimed
    assert tasks()[0].tries == 2


def test_claim_by_many_at_once_hands_out_each_task_once(app: Flask) -> None:
    with transaction() as session:
        session.add_all(OutboxEntry(task="nothing", arguments={}, created_at=now()) for _ in range(300))
    claimed: list[str] = []
    start = threading.Barrier(6)

    def take() -> None:
        with app.app_context():
            start.wait()
            while ids := relay.claim(10):
                claimed.extend(ids)

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(claimed) == 300
    assert len(set(claimed)) == 300
    assert {task.tries for task in tasks()} == {1}


def test_claim_passes_over_rows_that_another_holds(world: World) -> None:
    if db.engine.dialect.name == "sqlite":
        return  # one transaction writes at a time: nobody else can hold a row
    leave("nothing", number=1)
    leave("nothing", number=2)
    held, free = tasks()
    with db.engine.begin() as other:
        other.execute(sa.select(OutboxEntry.id).where(OutboxEntry.id == held.id).with_for_update())
        assert relay.claim() == [free.id]
    assert relay.claim() == [held.id]


def test_send_due_never_fills_the_queue_beyond_its_room(app: Flask) -> None:
    for _ in range(4):
        leave("nothing")
    sent: list[str] = []
    assert relay.send_due(sent.append, 0) == 0
    assert relay.send_due(sent.append, 3) == 3
    assert relay.send_due(sent.append, 3) == 1
    assert relay.send_due(sent.append, 3) == 0
    assert sent == [task.id for task in tasks()]


def test_failures_rest_longer_and_longer_up_to_an_hour() -> None:
    pauses = [relay.pause_after(tries) for tries in range(1, relay.MOST_TRIES)]
    assert [pause.total_seconds() for pause in pauses[:4]] == [5, 20, 80, 320]
    assert max(pauses) == pauses[-1] == timedelta(hours=1)


@pytest.mark.parametrize(
    "condition", ["next_try_at is null", "next_try_at <= '2026-11-23 00:00:00+00'"], ids=["new", "again"]
)
def test_looking_for_due_tasks_is_served_by_an_index(app: Flask, condition: str) -> None:
    query = f"select id from outbox_entry where done_at is null and tries < 10 and {condition} order by next_try_at, id"
    assert_served_by("ix_outbox_entry_waits", query)
