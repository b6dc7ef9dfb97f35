"""How does a photo go?"""

from datetime import timedelta

import sqlalchemy as sa

from backend.core.actor import Actor
from backend.core.audit import record
from backend.core.clock import now
from backend.core.errors import ConflictError
from backend.core.transaction import transaction
from backend.files.blur import locked_file
from backend.files.keeping import drop_pictures
from models.file import File

_KEPT = timedelta(hours=24)
_BATCH = 200
_BATCHES = 50
"""Batches of one run at most; what is left goes in the next."""


def delete_file(file_id: str, *, actor: Actor) -> None:
    """Delete an own photo; 404 unless it is the actor's, 409 `file_attached` once it belongs to something."""
    with transaction() as session:
        file = locked_file(session, file_id, actor=actor)
        if file.event_id is not None:
            raise ConflictError("file_attached", "这张照片已用在活动里，不能删除；需要遮住的地方可以打码")
        session.delete(file)
        drop_pictures(session, file.id, file.revision)
        record(session, actor, "file.delete", target=file.id)


def purge_unattached_files() -> int:
    """Delete photos that were attached to nothing within a day; return how many."""
    left = sa.and_(File.attached_at.is_(None), File.created_at < now() - _KEPT)
    batch = sa.select(File.id).where(left).order_by(File.created_at).limit(_BATCH)
    # `left` is asked twice: one that was attached while we waited for its lock stays.
    statement = sa.delete(File).where(File.id.in_(batch), left).returning(File.id, File.revision)
    deleted = 0
    for _ in range(_BATCHES):
        with transaction() as session:
            gone = session.execute(statement, execution_options={"synchronize_session": False}).all()
            for row in gone:
                drop_pictures(session, row.id, row.revision)
        deleted += len(gone)
        if not gone:
            break
    return deleted
