"""Which pictures are shown, and where?"""

from collections.abc import Iterable

import sqlalchemy as sa

from backend.core.errors import NotFoundError
from backend.core.transaction import reading
from backend.files.keeping import key_of
from backend.files.links import links_to, require_signed
from backend.files.rules import Size
from backend.files.schemas import LinkQuery, PictureLinks
from backend.integrations.storage.store import store
from models.file import File


def links(ids: Iterable[str]) -> dict[str, PictureLinks]:
    """Return file id -> links to its three sizes, good for 15 to 30 minutes; files that are gone are left out.

    Who may see them is the caller's question: whoever has a link may look.
    """
    with reading() as connection:
        rows = connection.execute(sa.select(File.id, File.revision).where(File.id.in_(list(ids)))).all()
    return {row.id: links_to(row.id, row.revision) for row in rows}


def picture(file_id: str, size: Size, link: LinkQuery) -> bytes:
    """Return the picture behind a signed link.

    Errors: 404 for a wrong signature, a revision that was replaced or a file that is gone, `file_missing` when the
    store has lost it; 403 `link_expired`; 503 when the store does not answer.
    """
    require_signed(file_id, size, link)
    with reading() as connection:
        revision = connection.execute(sa.select(File.revision).where(File.id == file_id)).scalar_one_or_none()
    if revision != link.revision:
        raise NotFoundError
    content = store().get(key_of(file_id, revision, size))
    if content is None:
        raise file_missing()
    return content


def file_missing() -> NotFoundError:
    """Return the error for a picture that the store has lost."""
    return NotFoundError("file_missing", "这张照片找不到了，请重新上传")
