"""Who may look at a picture? Whoever has a link that we signed, for some minutes and for this revision of it."""

import hmac

from backend.config import settings
from backend.core.clock import now
from backend.core.errors import ForbiddenError, NotFoundError
from backend.files.rules import SIZES, Size
from backend.files.schemas import LinkQuery, PictureLinks
from backend.http.spec import API
from backend.security.tokens import derive_token

STEP_SECONDS = 900
"""A link is good until the end of the next quarter of an hour, so that within one it stays the same and phones need
not load the picture again."""


def links_to(file_id: str, revision: str) -> PictureLinks:
    """Return the links to the three sizes of one revision."""
    until = (int(now().timestamp()) // STEP_SECONDS + 2) * STEP_SECONDS
    base = settings().public_url.rstrip("/")
    urls = {
        size: f"{base}{API}/files/{file_id}/{size}"
        f"?revision={revision}&until={until}&sig={_signature(file_id, size, revision, until)}"
        for size in SIZES
    }
    return PictureLinks.model_validate(urls)


def require_signed(file_id: str, size: Size, link: LinkQuery) -> None:
    """Pass a link of ours; `NotFoundError` for one that we never signed, 403 `link_expired` for an old one."""
    if not hmac.compare_digest(link.sig.encode(), _signature(file_id, size, link.revision, link.until).encode()):
        raise NotFoundError
    if now().timestamp() >= link.until:
        raise ForbiddenError("link_expired", "图片链接已过期，请刷新页面再看")


def _signature(file_id: str, size: Size, revision: str, until: int) -> str:
    return derive_token(settings().secret_key, "picture-link", file_id, size, revision, str(until))
