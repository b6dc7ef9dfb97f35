"""With which letters is a text written, and how wide is it?

Noto Sans SC and Noto Serif SC, and Noto Emoji for what they lack. What none of them has is written 〓, as printers do.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

import manimgx_fonts
import pylopdf_fonts_zh_cn
from fontTools.ttLib import TTFont

from backend.documents.marks import Face

FILES = {
    "sans": pylopdf_fonts_zh_cn.sans_path(),
    "serif": pylopdf_fonts_zh_cn.serif_path(),
    "emoji": Path(manimgx_fonts.__file__).parent / "NotoEmoji[wght].ttf",
}
MISSING = "〓"

_ORDER: dict[Face, tuple[str, ...]] = {"sans": ("sans", "serif", "emoji"), "serif": ("serif", "sans", "emoji")}
_DROPPED = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Mn", "Me"})
"""Categories that have no place of their own on a line, or turn it round: controls, marks, joiners."""

_SKIN_TONES = range(0x1F3FB, 0x1F400)
_NO_START = frozenset("，。、；：！？）》」』】〉”’…—·,.;:!?)]}%")
_NO_END = frozenset("（《「『【〈“‘([{")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line in one font."""

    font: str
    text: str
    width: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines that fit, and the size at which they do."""

    lines: list[str]
    size: float


def plain(text: str) -> str:
    """Return a text as one line of characters that stand side by side."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    kept = [c for c in spaced if unicodedata.category(c) not in _DROPPED and ord(c) not in _SKIN_TONES]
    return "".join(kept).strip() or MISSING


def runs(text: str, face: Face) -> list[Run]:
    """Return the pieces of a line with their fonts; widths are in parts of the size."""
    found = [_found(character, face) for character in text]
    pieces = []
    for font, same in groupby(found, key=lambda pair: pair[0]):
        piece = "".join(character for _, character in same)
        pieces.append(Run(font, piece, sum(_widths(font)[ord(c)] for c in piece)))
    return pieces


def width(text: str, face: Face) -> float:
    """Return how wide a line is, in parts of its size."""
    return sum(run.width for run in runs(text, face))


def fit(text: str, face: Face, room: float, *, sizes: tuple[float, ...], most_lines: int) -> Fitted:
    """Return a text in as many lines as are allowed, as large as fits; cut at the end where even the last is too large.

    Lines are balanced: none is left with a single character where the others are full.
    """
    words = plain(text)
    for size in sizes:
        lines = _wrapped(words, face, room / size)
        if len(lines) <= most_lines:
            return Fitted(_balanced(words, face, room / size, len(lines)), size)
    size = sizes[-1]
    lines = _wrapped(words, face, room / size)[:most_lines]
    while width(lines[-1] + "…", face) > room / size:
        lines[-1] = lines[-1][:-1]
    return Fitted([*lines[:-1], lines[-1] + "…"], size)


def _balanced(text: str, face: Face, room: float, count: int) -> list[str]:
    best = _wrapped(text, face, room)
    narrow = room
    while count > 1 and narrow > 1:
        narrow -= 0.5
        lines = _wrapped(text, face, narrow)
        if len(lines) > count:
            break
        best = lines
    return best


def _wrapped(text: str, face: Face, room: float) -> list[str]:
    lines, line = [], ""
    for part in _parts(text):
        if line and width((line + part).rstrip(), face) > room:
            lines.append(line.rstrip())
            line = part.lstrip()
        else:
            line += part
        while width(line.rstrip(), face) > room and len(line) > 1:
            kept = _longest(line, face, room)
            lines.append(line[:kept])
            line = line[kept:]
    return [*lines, line.rstrip()]


def _longest(line: str, face: Face, room: float) -> int:
    """Return how many characters of a word that is too wide go on one line, at least one."""
    return next((n for n in range(len(line) - 1, 1, -1) if width(line[:n], face) <= room), 1)


def _parts(text: str) -> list[str]:
    """Return the pieces between which a line may end."""
    parts: list[str] = []
    for character in text:
        joined = parts and (
            character in _NO_START
            or parts[-1][-1] in _NO_END
            or (_latin(character) and _latin(parts[-1][-1]))
            or character == " "
        )
        if joined:
            parts[-1] += character
        else:
            parts.append(character)
    return parts


def _latin(character: str) -> bool:
    return character != " " and ord(character) < 0x2E80 and unicodedata.category(character)[0] in "LNP"  # noqa: PLR2004


def _found(character: str, face: Face) -> tuple[str, str]:
    font = next((name for name in _ORDER[face] if ord(character) in _widths(name)), None)
    return (font, character) if font is not None else (face, MISSING)


@cache
def _widths(font: str) -> dict[int, float]:
    """Return code point -> width in parts of the size, of all that a font has; read once in a process."""
    with TTFont(FILES[font], lazy=True) as opened:
        unit, metrics = opened["head"].unitsPerEm, opened["hmtx"].metrics
        return {point: metrics[name][0] / unit for point, name in opened.getBestCmap().items()}
