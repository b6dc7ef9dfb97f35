"""Which pictures does no row speak of any more?"""

from datetime import datetime

import sqlalchemy as sa

from backend.core.transaction import reading
from backend.files.keeping import key_of
from backend.files.rules import SIZES
from backend.integrations.storage.store import store
from models.file import File


def delete_pictures(*, cause_id: str, caused_at: datetime, file_id: str, revision: str) -> None:  # noqa: ARG001
    """Remove the pictures of a revision from the store, unless it is the one in use."""
    with reading() as connection:
        in_use = connection.execute(sa.select(File.revision).where(File.id == file_id)).scalar_one_or_none()
    if in_use == revision:
        return
    kept = store()
    for size in SIZES:
        kept.delete(key_of(file_id, revision, size))
