"""Which letters need a font of their own, and how are they put together?

Uyghur and Kazakh (Arabic), Tibetan, Mongolian, Yi, Lisu, the four scripts of the Dai, Thai, Lao, Burmese and Devanagari
each have a font here, Korean and rare Han characters share one, and Latin and Cyrillic words whose letters the Chinese
fonts lack are written in Noto Sans. HarfBuzz joins, stacks and turns the letters round. Mongolian stands on its side
and runs from left to right, as is usual between words of other scripts. The Miao script alone stays 〓: no package that
can be pinned has its font. A font is opened when a text first needs it.

The package that brings most of these fonts is made for Linux on x86-64 alone (see requirements.txt). Elsewhere the
documents work without them, and show 〓 for such letters.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

import manimgx_fonts
import pylopdf_fonts_zh_cn
import uharfbuzz


@dataclass(frozen=True, slots=True)
class Font:
    """A file, and which font in it."""

    file: str
    number: int = 0


def _lying_there(files: dict[str, Font]) -> dict[str, Font]:
    """Return those fonts that are here; their package draws for games, and is found without being imported."""
    found = find_spec("dynamic_font")
    if found is None or found.origin is None:
        return {}
    folder = Path(found.origin).parent / "assets" / "fonts" / "fallback"
    return {name: Font(str(folder / font.file), font.number) for name, font in files.items()}


_NOTO = Path(manimgx_fonts.__file__).parent
_BLOCKS: dict[str, tuple[tuple[int, int], ...]] = {
    "NotoNaskhArabic": ((0x600, 0x6FF), (0x750, 0x77F), (0x8A0, 0x8FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC)),
    "NotoSansDevanagari": ((0x900, 0x97F),),
    "NotoSansThai": ((0xE01, 0xE7F),),
    "NotoSansLao": ((0xE80, 0xEFF),),
    "NotoSansTibetan": ((0xF00, 0xFFF),),
    "NotoSansMyanmar": ((0x1000, 0x109F), (0xAA60, 0xAA7F)),
    "NotoSansMongolian": ((0x1800, 0x18AF),),
    "NotoSansTaiLe": ((0x1950, 0x197F),),
    "NotoSansNewTaiLue": ((0x1980, 0x19DF),),
    "NotoSansTaiTham": ((0x1A20, 0x1AAF),),
    "NotoSansYi": ((0xA000, 0xA4CF),),
    "NotoSansLisu": ((0xA4D0, 0xA4FF),),
}
FONTS: dict[str, Font] = {
    "sans": Font(str(pylopdf_fonts_zh_cn.sans_path())),
    "serif": Font(str(pylopdf_fonts_zh_cn.serif_path())),
    "emoji": Font(str(_NOTO / "NotoEmoji[wght].ttf")),
    "latin": Font(str(_NOTO / "NotoSans[wght].ttf")),
    **_lying_there(
        {"cjk": Font("NotoSansCJK-Regular.ttc", number=2)} | {name: Font(f"{name}-Regular.ttf") for name in _BLOCKS}
    ),
}
SHAPED = frozenset({"latin", *_BLOCKS})
"""Fonts whose letters depend on those beside them."""

HUNG: dict[str, tuple[float, float]] = {"NotoSansTibetan": (0.8, 0.13), "NotoSansTaiTham": (0.85, 0.1)}
"""Fonts whose letters hang far below the line: how large they are drawn, and how much higher, in parts of the size."""

JOINERS = frozenset("\u200c\u200d\u180e")
NARROW_SPACE = "\u202f"
"""Stands before a Mongolian ending, which is written otherwise without it."""

_JOINED = frozenset({"NotoNaskhArabic", "NotoSansMongolian"})
_ACCENTS = frozenset(map(chr, (*range(0x300, 0x305), *range(0x306, 0x30E), *range(0x323, 0x326), 0x327, 0x328, 0x331)))
"""Marks with which languages are written, as far as no ready letter holds them."""

_MOST_MARKS = 4
"""On one letter: a Tibetan syllable needs so many, and more reach into other lines."""


@cache
def script_of(character: str) -> str | None:
    """Return the font of a character that belongs to one of the scripts with a font of their own."""
    point = ord(character)
    named = (name for name, blocks in _BLOCKS.items() if any(a <= point <= b for a, b in blocks))
    return next((name for name in named if name in FONTS), None)


def attached(character: str) -> bool:
    """Tell whether a character is written on, under or into the one before it."""
    return character in JOINERS or unicodedata.category(character)[0] == "M"


def keepable(character: str, before: str) -> bool:
    """Tell whether a mark or joiner means something after what stands before it."""
    base = before.rstrip("".join(JOINERS))
    marks = 0
    while base and unicodedata.category(base[-1])[0] == "M":
        base, marks = base[:-1], marks + 1
    if not base or marks >= _MOST_MARKS:
        return False
    if character in JOINERS:
        return script_of(base[-1]) in _JOINED and before[-1] not in JOINERS
    if character in _ACCENTS:
        return unicodedata.category(base[-1])[0] == "L" and "LATIN" in unicodedata.name(base[-1], "")
    return script_of(character) is not None and script_of(character) == script_of(base[-1])


@cache
def _opened(font: str) -> uharfbuzz.Font:
    """Return a font, mapped and not read into memory."""
    chosen = FONTS[font]
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(chosen.file), chosen.number))


@lru_cache(maxsize=20_000)
def advance(font: str, character: str) -> float | None:
    """Return how far a letter alone moves the pen, in parts of the size; None when the font lacks it or is not here."""
    if font not in FONTS:
        return None
    opened = _opened(font)
    glyph = opened.get_nominal_glyph(ord(character))
    return float(opened.get_glyph_h_advance(glyph) / opened.face.upem) if glyph else None


@lru_cache(maxsize=2_000)
def shaped_width(font: str, text: str) -> float:
    """Return how wide a text is once its letters are put together, in parts of the size."""
    opened = _opened(font)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(opened, buffer)
    total: int = sum(position.x_advance for position in buffer.glyph_positions)
    return total / float(opened.face.upem) * HUNG.get(font, (1, 0))[0]


def cut_down(font: str, characters: Iterable[str]) -> bytes:
    """Return a font that has these letters, in all forms they take beside each other, and no others."""
    wanted = uharfbuzz.SubsetInput()
    wanted.sets(uharfbuzz.SubsetInputSets.UNICODE).update(map(ord, characters))
    return bytes(uharfbuzz.subset(_opened(font).face, wanted).blob.data)
