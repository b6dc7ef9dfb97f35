"""With which letters is a text written, and how wide is it?

Noto Sans SC and Noto Serif SC, for what they lack the fonts in `scripts.py`, and Noto Emoji. What none of them has is
written 〓, as printers do.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import groupby

from backend.documents.direction import mirrored, pieces
from backend.documents.marks import Face
from backend.documents.scripts import (
    HUNG,
    JOINERS,
    NARROW_SPACE,
    SHAPED,
    advance,
    attached,
    keepable,
    script_of,
    shaped_width,
)

MISSING = "〓"

_ORDER: dict[Face, tuple[str, ...]] = {
    "sans": ("sans", "serif", "emoji", "latin", "cjk"),
    "serif": ("serif", "sans", "emoji", "latin", "cjk"),
}
_DROPPED = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
"""Categories that have no place of their own on a line, or turn it round: controls, joiners."""

_SPACES = re.compile(rf"[^\S{NARROW_SPACE}]+")
_TSHEG = "\u0f0b"
"""Ends a Tibetan syllable; there a line may end."""

_SKIN_TONES = range(0x1F3FB, 0x1F400)
_WORDS = re.compile(r"[^\W\d_]+[\u0300-\u036f]*(?:[^\W\d_]|[\u0300-\u036f])*|.", re.DOTALL)
_SYLLABLES = 0x1100
"""Before it are the letters that Noto Sans has."""

_ARABIC, _MONGOLIAN = "NotoNaskhArabic", "\u1820"
_FIRST_OF_EAST_ASIA = 0x2E80
_NO_START = frozenset("，。、；：！？）》」』】〉”’…—·,.;:!?)]}%")
_NO_END = frozenset("（《「『【〈“‘([{")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line in one font; `shaped`: its letters depend on each other and are not spaced out.

    It is drawn `scale` times as large as the line, and `rise` higher than its baseline, in parts of the size.
    """

    font: str
    text: str
    width: float
    shaped: bool = False
    scale: float = 1
    rise: float = 0


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines that fit, and the size at which they do."""

    lines: list[str]
    size: float


def plain(text: str) -> str:
    """Return a text as one line: no controls, and no marks that do not belong to the letter before them."""
    kept = ""
    for character in _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip():
        if attached(character):
            kept += character if keepable(character, kept) else ""
        elif character == NARROW_SPACE:
            kept += character if kept and script_of(kept[-1]) == script_of(_MONGOLIAN) else " "
        elif unicodedata.category(character) not in _DROPPED and ord(character) not in _SKIN_TONES:
            kept += character
    return kept.strip() or MISSING


def runs(text: str, face: Face) -> list[Run]:
    """Return the pieces of a line with their fonts, from left to right; widths are in parts of the size."""
    return [run for part, from_right in pieces(text) for run in _runs(part, face, from_right=from_right)]


def _runs(text: str, face: Face, *, from_right: bool) -> list[Run]:
    found = _in_arabic(text, face) if from_right else _in_words(text, face)
    made = []
    for font, same in groupby(found, key=lambda pair: pair[0]):
        piece = "".join(character for _, character in same)
        if font in SHAPED:
            made.append(Run(font, piece, shaped_width(font, piece), True, *HUNG.get(font, (1, 0))))
        else:
            made.append(Run(font, piece, sum(advance(font, c) or 0 for c in piece)))
    return made[::-1] if from_right else made


def width(text: str, face: Face) -> float:
    """Return how wide a line is, in parts of its size."""
    return sum(run.width for run in runs(text, face))


def line_width(text: str, face: Face, tracking: float) -> float:
    """Return how wide a line is whose characters are spaced out, in parts of its size."""
    pieces_seen = runs(text, face)
    gaps = sum(1 if run.shaped else len(run.text) for run in pieces_seen) - 1
    return sum(run.width for run in pieces_seen) + tracking * gaps


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
        lines[-1] = lines[-1][: _whole(lines[-1], len(lines[-1]) - 1)]
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
        while width(line.rstrip(), face) > room and (kept := _longest(line, face, room)) < len(line):
            lines.append(line[:kept])
            line = line[kept:]
    return [*lines, line.rstrip()]


def _longest(line: str, face: Face, room: float) -> int:
    """Return how many characters of a word that is too wide go on one line, at least one with its marks."""
    first = next((n for n in range(1, len(line)) if not attached(line[n])), len(line))
    cuts = (_whole(line, n) for n in range(len(line) - 1, first, -1))
    return next((n for n in cuts if n > first and width(line[:n], face) <= room), first)


def _whole(line: str, length: int) -> int:
    """Return at most the length given, so that no letter is cut from its marks."""
    while length > 0 and attached(line[length]):
        length -= 1
    return length


def _parts(text: str) -> list[str]:
    """Return the pieces between which a line may end."""
    parts: list[str] = []
    for character in text:
        joined = parts and (
            attached(character)
            or character in _NO_START
            or parts[-1][-1] in _NO_END
            or (_goes_on(character) and _goes_on(parts[-1][-1]) and not _begins(character, parts[-1][-1]))
            or character == " "
        )
        if joined:
            parts[-1] += character
        else:
            parts.append(character)
    return parts


def _goes_on(character: str) -> bool:
    """Tell whether a character is part of a word of letters, which is not broken."""
    if ord(character) >= _FIRST_OF_EAST_ASIA or character == " ":
        return False
    return unicodedata.category(character)[0] in "LNPM" or character in JOINERS or character == NARROW_SPACE


def _begins(character: str, before: str) -> bool:
    return before == _TSHEG and unicodedata.category(character)[0] == "L"


def _in_arabic(text: str, face: Face) -> list[tuple[str, str]]:
    """Return the letters with their fonts where writing goes from right to left: as much as can be in one font."""
    return [
        (_ARABIC, c) if advance(_ARABIC, c) is not None else _found(mirrored(c), face)  # a font turns its own round
        for c in text
    ]


def _in_words(text: str, face: Face) -> list[tuple[str, str]]:
    """Return the letters with their fonts; marks go with what they stand on, and Latin words are in one font."""
    found: list[tuple[str, str]] = []
    for word in _WORDS.findall(text):
        strange = all(_alphabetic(c) for c in word) and any(attached(c) or advance(face, c) is None for c in word)
        if strange and all(advance("latin", c) is not None for c in word):
            found += [("latin", c) for c in word]
            continue
        for character in word:
            if not found or not (attached(character) or character == NARROW_SPACE):
                found.append(_found(character, face))
            elif character in JOINERS or advance(found[-1][0], character) is not None:
                found.append((found[-1][0], character))
    return found


def _alphabetic(character: str) -> bool:
    return ord(character) < _SYLLABLES and script_of(character) is None


def _found(character: str, face: Face) -> tuple[str, str]:
    own = script_of(character)
    order = (own, *_ORDER[face]) if own else _ORDER[face]
    font = next((name for name in order if advance(name, character) is not None), None)
    return (font, character) if font is not None else (face, MISSING)
