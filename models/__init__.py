"""The tables and their invariants. Nothing here knows of HTTP, permissions or any other package of ours."""

from models import audit, event, file, message, outbox, region, schedule, signup, user

__all__ = ["audit", "event", "file", "message", "outbox", "region", "schedule", "signup", "user"]
