"""What is kept only for a while, and goes when its time is over?

Rows go in batches, each a transaction of its own, so that nobody waits long for a lock. An index serves each batch.
"""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from backend.core.clock import now
from backend.core.transaction import transaction
from models.outbox import IdempotentAnswer, OutboxEntry
from models.user import LoginCode, Session

_BATCH = 1000
_BATCHES = 50
"""Batches of one run at most; what is left goes in the next."""

_ANSWERS_KEPT = timedelta(hours=24)
_CODES_KEPT = timedelta(hours=1)
_SESSIONS_KEPT = timedelta(days=30)
_TASKS_KEPT = timedelta(days=7)


def purge_answers() -> int:
    """Delete kept answers to writes that are older than a day; return how many."""
    return _purge((IdempotentAnswer.user_id, IdempotentAnswer.key), IdempotentAnswer.created_at, _ANSWERS_KEPT)


def purge_login_codes() -> int:
    """Delete login codes older than an hour; return how many."""
    return _purge((LoginCode.code_hash,), LoginCode.created_at, _CODES_KEPT)


def purge_sessions() -> int:
    """Delete sessions that ended by their own time more than 30 days ago; return how many."""
    return _purge((Session.token_hash,), Session.expires_at, _SESSIONS_KEPT)


def purge_done_tasks() -> int:
    """Delete tasks that were done more than 7 days ago; return how many. Those never done stay."""
    return _purge((OutboxEntry.id,), OutboxEntry.done_at, _TASKS_KEPT)


def _purge(key: tuple[Any, ...], age: Any, kept: timedelta) -> int:
    before = now() - kept
    batch = sa.select(*key).where(age < before).order_by(age).limit(_BATCH)
    statement = sa.delete(key[0].class_).where(sa.tuple_(*key).in_(batch)).returning(key[0])
    deleted = 0
    for _ in range(_BATCHES):
        with transaction() as session:
            gone = len(session.execute(statement, execution_options={"synchronize_session": False}).all())
        deleted += gone
        if gone < _BATCH:
            break
    return deleted
