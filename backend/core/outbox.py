"""What has to happen outside, once this transaction is committed?"""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from backend.core.clock import now
from models.outbox import OutboxEntry


def enqueue(session: Session, task: str, /, **ids: Any) -> None:
    """Leave a task for the jobs in the open transaction: committed with it, or not at all.

    `task` names a handler of `backend/jobs/tasks.py`; the arguments are ids and small facts, never content.
    """
    session.add(OutboxEntry(task=task, arguments=ids, created_at=now()))


def enqueue_at(session: Session, moment: datetime, task: str, /, **ids: Any) -> None:
    """Leave a task that is not done before a moment; else like `enqueue`."""
    session.add(OutboxEntry(task=task, arguments=ids, created_at=now(), next_try_at=moment))
