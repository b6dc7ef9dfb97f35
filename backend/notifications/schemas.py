"""What comes in and goes out about messages?"""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, model_validator

from backend.http.schemas import Ids, In, Out, PageQuery
from models.fields import Id


class MessageQuery(PageQuery):
    """Which messages: all, or only those not yet read."""

    unread: bool = False


class MessageOut(Out):
    """A message, in the reader's language. `read_at` is empty until it was read."""

    id: Id
    kind: str
    title: str
    body: str
    event_id: Id | None
    created_at: datetime
    read_at: datetime | None


class MessagePage(Out):
    """A page of messages, newest first, and how many are unread in all."""

    items: list[MessageOut]
    next_cursor: str | None
    unread: int


class ReadIn(In):
    """What was read: these messages, or all up to one (the newest that was on the screen)."""

    ids: Annotated[Ids, Field(min_length=1)] | None = None
    up_to: Id | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.ids is None) == (self.up_to is None):
            raise ValueError("either ids or up_to")
        return self


class UnreadOut(Out):
    """How many messages are still unread."""

    unread: int
