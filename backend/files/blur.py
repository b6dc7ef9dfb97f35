"""How is something in a photo made unreadable, for good and at once?

The blurred pictures are a new revision. As soon as the row names it, links to the one before lead nowhere, whatever
still lies in the store; a task removes it from there.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.core.actor import Actor
from backend.core.audit import record
from backend.core.errors import ConflictError, NotFoundError
from backend.core.transaction import reading, transaction
from backend.files.keeping import drop_pictures, keep_pictures, key_of
from backend.files.pictures import Pictures, blur_pictures
from backend.files.queries import file_missing
from backend.files.schemas import BlurIn, FileOut
from backend.files.upload import facts, shown
from backend.integrations.storage.store import store
from backend.security.permissions import Permission
from backend.security.policy import may
from models.event import Event
from models.file import File


@dataclass(frozen=True, slots=True)
class Prepared:
    """Blurred pictures in the store that the row does not name yet, and the revision that they were made from."""

    file_id: str
    before: str
    revision: str
    pictures: Pictures
    rectangles: list[dict[str, float]]


def prepare(file_id: str, data: BlurIn, *, actor: Actor) -> Prepared:
    """Make blurred pictures of the present ones and put them into the store.

    Errors: 404 unless the file is the actor's own or staff may change its event; 404 `file_missing` when the store has
    lost it; 503.
    """
    before = _revision_for(file_id, actor)
    large = store().get(key_of(file_id, before, "large"))
    if large is None:
        raise file_missing()
    rectangles = [r.model_dump() for r in data.rectangles]
    pictures = blur_pictures(large, [(r.x, r.y, r.width, r.height) for r in data.rectangles])
    return Prepared(file_id, before, keep_pictures(file_id, pictures), pictures, rectangles)


def blur(ready: Prepared, *, actor: Actor) -> FileOut:
    """Show the blurred pictures instead of those before; 409 `file_changed` when somebody else was quicker."""
    with transaction() as session:
        file = locked_file(session, ready.file_id, actor=actor)
        if file.revision != ready.before:
            raise ConflictError("file_changed", "这张照片刚刚被改过，请刷新后再试")
        drop_pictures(session, file.id, file.revision)
        file.revision = ready.revision
        file.blurred = [*file.blurred, *ready.rectangles]
        for name, value in facts(ready.pictures).items():
            setattr(file, name, value)
        record(session, actor, "file.blur", target=file.id, details={"rectangles": len(ready.rectangles)})
    return shown(file)


def locked_file(session: Session, file_id: str, *, actor: Actor) -> File:
    """Return a file that nobody else can change now; `NotFoundError` unless the actor may change it."""
    file = session.get(File, file_id, with_for_update=True, populate_existing=True)
    if file is None:
        raise NotFoundError
    region_code = session.execute(_REGION, {"event_id": file.event_id}).scalar_one_or_none()
    _require(file.owner_id, region_code, actor)
    return file


def _revision_for(file_id: str, actor: Actor) -> str:
    with reading() as connection:
        row: Any = connection.execute(_FOUND, {"file_id": file_id}).one_or_none()
    if row is None:
        raise NotFoundError
    _require(row.owner_id, row.region_code, actor)
    return str(row.revision)


def _require(owner_id: str, region_code: str | None, actor: Actor) -> None:
    staff = region_code is not None and may(actor, Permission.EVENT_EDIT, region_code)
    if owner_id != actor.id and not staff:
        raise NotFoundError


_REGION = sa.select(Event.region_code).where(Event.id == sa.bindparam("event_id"))
_FOUND = (
    sa.select(File.owner_id, File.revision, Event.region_code)
    .outerjoin(Event, Event.id == File.event_id)
    .where(File.id == sa.bindparam("file_id"))
)
