"""How does what came in become three harmless pictures?

Nothing of the file is kept but its pixels: they are drawn onto new pictures, so that places, times, names, previews and
whatever else was hidden in it are gone. Pillow is loaded with the first photo; workers that see none stay small.
"""

import struct
import threading
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from backend.core.errors import UnavailableError
from backend.files.rules import BROKEN, LONGER_SIDE, MOST_PIXELS, Box, Kind, Size, fitted, kind_of, refused

if TYPE_CHECKING:
    from PIL.Image import Image

AT_ONCE = 1
"""Pictures unpacked at the same time in a process: each may need some hundred MiB."""

PATIENCE_SECONDS = 5.0
_QUALITY = 85
_BLOCKS = 6
"""A blurred rectangle is made of so many blocks across: too few to tell anybody by."""

_turns = threading.BoundedSemaphore(AT_ONCE)
_UNREADABLE = (
    OSError, SyntaxError, ValueError, EOFError, TypeError, RuntimeError, ArithmeticError, LookupError, AttributeError,
    struct.error, zlib.error,
)  # fmt: skip
"""What Pillow raises at broken files."""

_TURNED = {2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE", 6: "ROTATE_270",
           7: "TRANSVERSE", 8: "ROTATE_90"}  # fmt: skip
"""EXIF orientation -> what brings the picture upright."""

_ORIENTATION = 0x0112


@dataclass(frozen=True, slots=True)
class Pictures:
    """A photo in three sizes, each a JPEG; width and height are those of the large one."""

    width: int
    height: int
    content: dict[Size, bytes]


def make_pictures(content: bytes) -> Pictures:
    """Return the three sizes of an uploaded photo, upright, opaque, its first frame if it moves.

    Errors: `InvalidError` for what is no photo, broken or has too many pixels; `UnavailableError` when others' photos
    take too long.
    """
    kind = kind_of(content)
    with _turn():
        try:
            return _in_three_sizes(_read(content, kind))
        except _UNREADABLE as exc:
            raise refused("picture_broken", BROKEN) from exc


def blur_pictures(large: bytes, boxes: Iterable[tuple[float, float, float, float]]) -> Pictures:
    """Return the three sizes of a picture of ours with these rectangles (in parts of 1) made unreadable for good.

    Errors: `InvalidError` when the store gave something else back; `UnavailableError` as above.
    """
    from PIL import Image

    from backend.files.rules import box_of

    with _turn():
        try:
            image = Image.open(BytesIO(large), formats=("JPEG",)).convert("RGB")
        except _UNREADABLE as exc:
            raise refused("picture_broken", BROKEN) from exc
        for box in boxes:
            _make_unreadable(image, box_of(*box, size=image.size))
        return _in_three_sizes(image)


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=PATIENCE_SECONDS):
        raise UnavailableError(message="现在上传照片的人有点多，请稍后再试")
    try:
        yield
    finally:
        _turns.release()


def _read(content: bytes, kind: Kind) -> "Image":
    """Unpack a photo no larger than needed, upright and opaque."""
    from PIL import Image

    if kind == "HEIF":
        from pillow_heif import register_heif_opener

        register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = None  # ours is stricter, and an answer instead of a warning
    image = Image.open(BytesIO(content), formats=(kind,))
    if image.width * image.height > MOST_PIXELS[kind]:
        raise refused("too_many_pixels", "照片的尺寸太大了，请缩小后再上传")
    size = fitted(image.size, LONGER_SIDE["large"])
    image.draft(None, size)  # a JPEG is unpacked at a half, a quarter or an eighth where that is enough
    turned = _TURNED.get(image.getexif().get(_ORIENTATION, 1))
    plain = _resizable(image).resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    plain = _opaque(plain)
    return plain.transpose(Image.Transpose[turned]) if turned else plain


def _resizable(image: "Image") -> "Image":
    """Return a picture in colours that can be mixed, 8 bits each."""
    image.load()
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode == "P":
        return image.convert("RGBA" if "transparency" in image.info else "RGB")
    if image.mode == "1":
        return image.convert("L")
    if "transparency" in image.info:  # one colour of a plain picture stands for nothing
        return image.convert("RGBA")
    return image


def _opaque(image: "Image") -> "Image":
    """Return a picture in plain colours, on white where it was transparent, that carries nothing else."""
    from PIL import Image

    if image.has_transparency_data:
        above = image.convert("RGBA")
        image = Image.new("RGBA", image.size, "white")
        image.alpha_composite(above)
    plain = image.convert("RGB")
    plain.info = {}  # Pillow would write comments from there
    return plain


def _in_three_sizes(image: "Image") -> Pictures:
    from PIL import Image

    content: dict[Size, bytes] = {}
    width, height = image.size
    for size in ("large", "medium", "small"):
        wanted = fitted((width, height), LONGER_SIDE[size])
        if image.size != wanted:
            image = image.resize(wanted, Image.Resampling.LANCZOS)
        out = BytesIO()
        image.save(out, "JPEG", quality=_QUALITY)
        content[size] = out.getvalue()
    return Pictures(width, height, content)


def _make_unreadable(image: "Image", box: Box) -> None:
    from PIL import Image

    part = image.crop(box)
    scale = _BLOCKS / max(part.size)
    few = (max(1, round(part.width * scale)), max(1, round(part.height * scale)))
    blocks = part.resize((min(few[0], part.width), min(few[1], part.height)), Image.Resampling.BOX)
    image.paste(blocks.resize(part.size, Image.Resampling.BILINEAR), box)
