"""How do pictures get into the store, so that none is ever left there that no row speaks of?

A revision is written into the store before its row is, and neither can be undone with the other. So a task that looks
whether the row came is left first; it removes what is not needed, also when the process dies in between.
"""

import secrets
from datetime import timedelta

from sqlalchemy.orm import Session

from backend.core.clock import now
from backend.core.outbox import enqueue, enqueue_at
from backend.core.transaction import transaction
from backend.files.pictures import Pictures
from backend.files.rules import Size
from backend.integrations.storage.store import store

_LOOKED_AFTER = timedelta(hours=1)
TASK = "delete_pictures"


def key_of(file_id: str, revision: str, size: Size) -> str:
    """Return where a picture lies in the store."""
    return f"pictures/{file_id}/{revision}/{size}.jpg"


def keep_pictures(file_id: str, pictures: Pictures) -> str:
    """Write the pictures as a new revision and return its name; no row speaks of it yet.

    Errors: `UnavailableError` when the store does not answer. Never called with a transaction open.
    """
    revision = f"r{secrets.token_hex(12)}"
    with transaction() as session:
        enqueue_at(session, now() + _LOOKED_AFTER, TASK, file_id=file_id, revision=revision)
    kept = store()
    for size, content in pictures.content.items():
        kept.put(key_of(file_id, revision, size), content)
    return revision


def drop_pictures(session: Session, file_id: str, revision: str) -> None:
    """Have the pictures of a revision removed that no row speaks of once this transaction is committed."""
    enqueue(session, TASK, file_id=file_id, revision=revision)
