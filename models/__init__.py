"""The tables and their invariants. Nothing here knows of HTTP, permissions or any other package of ours."""

from models import (
    attendance,
    audit,
    event,
    file,
    message,
    organisation,
    outbox,
    question,
    quiz,
    region,
    schedule,
    signup,
    user,
    verification,
)

__all__ = [
    "attendance",
    "audit",
    "event",
    "file",
    "message",
    "organisation",
    "outbox",
    "question",
    "quiz",
    "region",
    "schedule",
    "signup",
    "user",
    "verification",
]
