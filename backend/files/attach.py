"""What is a photo shown with?"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import InvalidError
from models.file import File


def attach(session: Session, ids: Sequence[str], *, event_id: str, actor: Actor) -> None:
    """Attach photos to an event in the open transaction: from now on they stay, and are not deleted.

    `InvalidError` on `photo_ids` when one is named twice, or is neither the actor's own unattached file nor attached to
    this event already. Who may do this to the event is the caller's question.
    """
    if len(set(ids)) != len(ids):
        raise InvalidError({"photo_ids": ["named_twice"]}, message="有照片重复了，请去掉重复的")
    files = session.scalars(
        sa.select(File)
        .where(File.id.in_(ids))
        .order_by(File.id)  # all lock in the same order
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if len(files) != len(ids) or not all(_fits(file, event_id, actor) for file in files):
        raise InvalidError({"photo_ids": ["not_yours"]}, message="有照片不能用，可能已过期，请重新上传")
    for file in files:
        if file.event_id is None:
            file.event_id, file.attached_at = event_id, now()


def _fits(file: File, event_id: str, actor: Actor) -> bool:
    return file.event_id == event_id or (file.event_id is None and file.owner_id == actor.id)
