"""How does a photo get in?"""

import hashlib
from dataclasses import dataclass

from backend.core.actor import Actor
from backend.core.audit import record
from backend.core.clock import now
from backend.core.transaction import transaction
from backend.files.keeping import keep_pictures
from backend.files.links import links_to
from backend.files.pictures import Pictures, make_pictures
from backend.files.schemas import FileOut
from models.file import File
from models.ids import new_id


@dataclass(frozen=True, slots=True)
class Prepared:
    """Pictures in the store that no row speaks of yet."""

    file_id: str
    revision: str
    pictures: Pictures


def prepare(content: bytes) -> Prepared:
    """Make the pictures of an upload and put them into the store.

    Errors: 422 no photo, broken or too many pixels; 503 too many at once, or the store does not answer.
    """
    pictures = make_pictures(content)
    file_id = new_id()
    return Prepared(file_id, keep_pictures(file_id, pictures), pictures)


def upload(ready: Prepared, *, actor: Actor) -> FileOut:
    """Make the photo the actor's own; it is kept for a day unless it is attached to something."""
    file = File(
        id=ready.file_id,
        owner_id=actor.id,
        revision=ready.revision,
        created_at=now(),
        **facts(ready.pictures),
    )
    with transaction() as session:
        session.add(file)
        record(session, actor, "file.upload", target=file.id)
    return shown(file)


def facts(pictures: Pictures) -> dict[str, int | str]:
    """Return what the row says of the large picture."""
    large = pictures.content["large"]
    return {
        "sha256": hashlib.sha256(large).hexdigest(),
        "width": pictures.width,
        "height": pictures.height,
        "bytes": len(large),
    }


def shown(file: File) -> FileOut:
    """Return a photo with fresh links."""
    urls = links_to(file.id, file.revision)
    return FileOut(id=file.id, url=urls.large, urls=urls, width=file.width, height=file.height)
