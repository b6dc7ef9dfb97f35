"""Who may look at a picture? Whoever has a link that we signed, for some minutes and for this revision of it."""

from backend.files.rules import SIZES, Size
from backend.files.schemas import LinkQuery, PictureLinks
from backend.http.signed_links import address, signature, until
from backend.http.signed_links import require_signed as require_signed_link
from backend.http.spec import API

_PURPOSE = "picture-link"


def links_to(file_id: str, revision: str) -> PictureLinks:
    """Return the links to the three sizes of one revision."""
    last = until()
    urls = {
        size: f"{address(API)}/files/{file_id}/{size}?revision={revision}&until={last}"
        f"&sig={signature(_PURPOSE, file_id, size, revision, str(last))}"
        for size in SIZES
    }
    return PictureLinks.model_validate(urls)


def require_signed(file_id: str, size: Size, link: LinkQuery) -> None:
    """Pass a link of ours; `NotFoundError` for one that we never signed, 403 `link_expired` for an old one."""
    require_signed_link(link, _PURPOSE, file_id, size, link.revision, expired="图片链接已过期，请刷新页面再看")
