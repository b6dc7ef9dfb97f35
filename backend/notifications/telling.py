"""How is a message put into people's inboxes, once for each cause?"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from backend.core.clock import now
from models.ids import new_id
from models.message import Message


def tell(
    connection: sa.Connection, user_ids: Iterable[str], cause_id: str, kind: str, facts: dict[str, Any], event_id: str
) -> None:
    """Add a message for each person, unless this cause has told the person already."""
    moment = now()
    rows = [
        {
            "id": new_id(),
            "user_id": user_id,
            "cause_id": cause_id,
            "kind": kind,
            "facts": facts,
            "event_id": event_id,
            "created_at": moment,
        }
        for user_id in user_ids
    ]
    if not rows:
        return
    insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(Message.__table__)
    connection.execute(insert.on_conflict_do_nothing(index_elements=["cause_id", "user_id"]), rows)


def event_facts(event: Any) -> dict[str, Any]:
    """Return what every message about an event says of it."""
    return {"title": event.title, "starts_at": moment_fact(event.starts_at), "venue": event.venue}


def moment_fact(moment: datetime) -> str:
    """Return a moment as facts keep it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
