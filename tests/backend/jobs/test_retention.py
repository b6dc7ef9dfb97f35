from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from backend.core.clock import now
from backend.core.transaction import reading, transaction
from backend.jobs import retention
from models.ids import new_id
from models.outbox import IdempotentAnswer, OutboxEntry
from models.user import LoginCode, Session, User
from tests.conftest import MovableClock
from tests.plans import assert_served_by


def answer(at: datetime) -> IdempotentAnswer:
    return IdempotentAnswer(user_id=new_id(), key="k", request_hash="h", status=201, body="{}", created_at=at)


def code(at: datetime) -> LoginCode:
    return LoginCode(code_hash=new_id(), salt="s", created_at=at)


def login(at: datetime) -> Session:
    with transaction() as session:
        user = User(nickname="居民", created_at=at)
        session.add(user)
    return Session(token_hash=new_id(), user_id=user.id, created_at=at, expires_at=at)


def task(at: datetime) -> OutboxEntry:
    return OutboxEntry(task="nothing", arguments={}, created_at=at, done_at=at)


KINDS = [
    (retention.purge_answers, answer, timedelta(hours=24)),
    (retention.purge_login_codes, code, timedelta(hours=1)),
    (retention.purge_sessions, login, timedelta(days=30)),
    (retention.purge_done_tasks, task, timedelta(days=7)),
]


@pytest.mark.parametrize(("purge", "make", "kept"), KINDS, ids=lambda part: getattr(part, "__name__", ""))
def test_purge_deletes_what_is_older_and_nothing_else(
    app: Flask,
    time_stands: MovableClock,
    purge: Callable[[], int],
    make: Callable[[datetime], Any],
    kept: timedelta,
) -> None:
    made = [make(now() - kept - timedelta(seconds=1)), make(now() - kept), make(now())]
    with transaction() as session:
        session.add_all(made)
    assert purge() == 1
    assert purge() == 0
    with reading() as connection:
        left = connection.execute(sa.select(sa.func.count()).select_from(type(made[0]))).scalar_one()
    assert left == 2


def test_purge_never_deletes_a_task_that_is_not_done(app: Flask) -> None:
    with transaction() as session:
        session.add(OutboxEntry(task="nothing", arguments={}, created_at=now() - timedelta(days=99)))
    assert retention.purge_done_tasks() == 0


def test_purge_goes_on_beyond_one_batch(app: Flask) -> None:
    with transaction() as session:
        session.add_all(code(now() - timedelta(hours=2)) for _ in range(2500))
    assert retention.purge_login_codes() == 2500


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("select user_id, key from idempotent_answer where created_at < {at} order by created_at", "created_at"),
        ("select code_hash from login_code where created_at < {at} order by created_at", "created_at"),
        ("select token_hash from session where expires_at < {at} order by expires_at", "expires_at"),
        ("select id from outbox_entry where done_at < {at} order by done_at", "done_at"),
    ],
)
def test_purge_is_served_by_an_index(app: Flask, query: str, index: str) -> None:
    assert_served_by(f"_{index}", query.format(at="'2026-11-23 00:00:00+00'") + " limit 1000")
