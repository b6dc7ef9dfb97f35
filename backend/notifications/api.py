"""The own messages."""

from flask import Blueprint, Response

from backend.core.actor import Actor
from backend.http.answers import answer
from backend.http.auth import SIGNED_IN
from backend.http.spec import endpoint
from backend.notifications import queries
from backend.notifications.reading import mark_read
from backend.notifications.schemas import MessagePage, MessageQuery, ReadIn, UnreadOut

api = Blueprint("notifications", __name__)


@api.get("/me/messages")
@endpoint(SIGNED_IN, query=MessageQuery, answers={200: MessagePage})
def my_messages(query: MessageQuery, actor: Actor) -> Response:
    """List the own messages, newest first."""
    return answer(queries.messages(query, actor=actor))


@api.post("/me/messages/read")
@endpoint(SIGNED_IN, json=ReadIn, answers={200: UnreadOut}, refuses=(404,))
def mark_messages_read(data: ReadIn, actor: Actor) -> Response:
    """Mark own messages as read."""
    mark_read(data, actor=actor)
    return answer(UnreadOut(unread=queries.unread(actor.id)))
