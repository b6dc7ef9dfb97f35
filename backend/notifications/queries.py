"""What has a person been told?"""

from typing import Any

import sqlalchemy as sa

from backend.config import settings
from backend.core.actor import Actor
from backend.core.paging import cut, decode_cursor
from backend.core.transaction import reading
from backend.notifications.schemas import MessageOut, MessagePage, MessageQuery
from backend.notifications.texts import words
from models.message import Message
from models.user import User


def messages(query: MessageQuery, *, actor: Actor) -> MessagePage:
    """Return a page of the own messages, newest first, and how many are unread in all."""
    wanted = [Message.user_id == actor.id]
    if query.unread:
        wanted.append(Message.read_at.is_(None))
    if query.cursor is not None:
        wanted.append(Message.id < decode_cursor(query.cursor, str)[0])
    page = sa.select(Message.__table__).where(*wanted).order_by(Message.id.desc()).limit(query.limit + 1)
    reader = sa.select(User.language, _unread_of(actor.id).scalar_subquery().label("unread")).where(User.id == actor.id)
    with reading() as connection:
        rows, next_cursor = cut(connection.execute(page).all(), query.limit, lambda row: (row.id,))
        language, unread = connection.execute(reader).one()
    items = [_in_words(row, language) for row in rows]
    return MessagePage(items=items, next_cursor=next_cursor, unread=unread)


def unread(user_id: str) -> int:
    """Return how many messages a person has not read."""
    with reading() as connection:
        return int(connection.execute(_unread_of(user_id)).scalar_one())


def _unread_of(user_id: str) -> sa.Select[Any]:
    return sa.select(sa.func.count(Message.id)).where(Message.user_id == user_id, Message.read_at.is_(None))


def _in_words(row: Any, language: str) -> MessageOut:
    said = words(row.kind, row.facts, language=language, zone=settings().city_zone, written_at=row.created_at)
    return MessageOut(
        id=row.id,
        kind=row.kind,
        title=said.title,
        body=said.body,
        event_id=row.event_id,
        created_at=row.created_at,
        read_at=row.read_at,
    )
