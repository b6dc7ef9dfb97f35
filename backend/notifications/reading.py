"""How does a message become read?"""

import sqlalchemy as sa

from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import NotFoundError
from backend.core.transaction import transaction
from backend.notifications.schemas import ReadIn
from models.message import Message


def mark_read(data: ReadIn, *, actor: Actor) -> None:
    """Mark own messages as read; one that was read before keeps its time.

    `NotFoundError`, and nothing changed, when one of the ids is no message of the actor's.
    """
    with transaction() as session:
        own = Message.user_id == actor.id
        meant: sa.ColumnElement[bool]
        if data.ids is not None:
            asked = set(data.ids)
            found = session.scalar(sa.select(sa.func.count(Message.id)).where(own, Message.id.in_(asked)))
            if found != len(asked):
                raise NotFoundError
            meant = Message.id.in_(asked)
        else:
            meant = Message.id <= data.up_to
        session.execute(
            sa.update(Message)
            .where(own, meant, Message.read_at.is_(None))
            .values(read_at=now())
            .execution_options(synchronize_session=False)
        )
