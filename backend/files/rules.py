"""What is taken as a photo, and what is made of it? Pure rules."""

import math
from typing import Literal, get_args

from backend.core.errors import InvalidError

Size = Literal["small", "medium", "large"]
SIZES: tuple[Size, ...] = get_args(Size)
LONGER_SIDE: dict[Size, int] = {"small": 320, "medium": 1024, "large": 2048}
"""Pixels of the longer side at most; a smaller photo is not enlarged."""

Kind = Literal["JPEG", "PNG", "WEBP", "HEIF"]
MOST_PIXELS: dict[Kind, int] = {"JPEG": 50_000_000, "HEIF": 50_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}
"""Of what comes in: checked from the header, before anything is unpacked. No camera writes PNG or WebP, and these need
most memory for each pixel."""

BROKEN = "这张照片打不开，可能没有传完整，请重新选择"
Box = tuple[int, int, int, int]

_MOST_SCANS = 100
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


def kind_of(content: bytes) -> Kind:
    """Return what the first bytes say a file is; `InvalidError` for anything but JPEG, PNG, WebP and HEIC."""
    if content[:3] == b"\xff\xd8\xff":
        if content.count(b"\xff\xda") > _MOST_SCANS:  # each goes over all pixels: a file of many would take hours
            raise refused("picture_broken", BROKEN)
        return "JPEG"
    if content[:8] == b"\x89PNG\r\n\x1a\n":
        return "PNG"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        return "HEIF"
    raise refused("not_a_picture", "只能上传 JPG、PNG、WebP 或 HEIC 格式的照片，请换一张")


def refused(reason: str, message: str) -> InvalidError:
    """Return the error for a file that can't be taken."""
    return InvalidError({"file": [reason]}, code=reason, message=message)


def fitted(size: tuple[int, int], longer: int) -> tuple[int, int]:
    """Return the size with its longer side at most `longer`, in the same proportions, at least 1 by 1."""
    width, height = size
    scale = min(1.0, longer / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def box_of(x: float, y: float, width: float, height: float, *, size: tuple[int, int]) -> Box:
    """Return the pixels that a rectangle in parts of 1 touches, even if it only grazes them; always at least one."""
    wide, high = size
    left, top = min(math.floor(x * wide), wide - 1), min(math.floor(y * high), high - 1)
    right = min(wide, max(left + 1, math.ceil((x + width) * wide)))
    return left, top, right, min(high, max(top + 1, math.ceil((y + height) * high)))
