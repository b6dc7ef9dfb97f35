"""How does the poster look with whose code people check themselves in?"""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.documents.marks import FAINT, GOLD, INK, RED, SOFT, WHITE, Box, Code, Face, Mark, Sheet, Words
from backend.documents.ornament import frame, seeds
from backend.documents.pdf import pdf
from backend.documents.typefaces import fit

_WIDTH, _HEIGHT = 210.0, 297.0
_MIDDLE = _WIDTH / 2
_SIDE = 24.0
_ROOM = _WIDTH - 2 * _SIDE
_FEW = 4
"""So many sessions stand below each other in large type; more stand in two columns."""

_FOOT = 40.0
_LARGEST_CODE = 118.0
_QUIET = 7.0
"""White around the code."""


@dataclass(frozen=True, slots=True)
class PosterWords:
    """All that stands on a poster: `times` has a line for each session, `checkin` says when the code is good."""

    event: str
    times: Sequence[str]
    place: str
    checkin: str
    programme: str
    link: str


def poster_pdf(words: PosterWords) -> bytes:
    """Return the poster as a PDF, A4 upright, on white so that any printer can print it."""
    sheet = Sheet(f"签到 {words.event}", _WIDTH, _HEIGHT)
    sheet.add(*frame(_WIDTH, _HEIGHT, WHITE), *seeds(_MIDDLE, 27, 2.8))
    programme = fit(words.programme, "sans", 140, sizes=(5, 4.4, 3.8), most_lines=1)
    sheet.add(Words(_MIDDLE, 40.5, programme.lines[0], programme.size, "sans", GOLD, "center", tracking=0.12))
    title, y = _lines(words.event, 43, "serif", RED, sizes=(14, 12, 10.5, 9, 8, 6.4), most=3)
    times, y = _times(words.times, y + 3)
    sheet.add(*title, *times)
    if words.place:
        place, y = _lines(words.place, y - 0.5, "sans", INK, sizes=(6, 5.2, 4.6), most=2)
        sheet.add(*place)
    sheet.add(*_code(words, y + 5), *_foot(words))
    return pdf(sheet)


def _lines(
    text: str, top: float, face: Face, color: str, *, sizes: tuple[float, ...], most: int
) -> tuple[list[Mark], float]:
    """Return a text in the middle, and where the next thing may begin."""
    fitted = fit(text, face, _ROOM, sizes=sizes, most_lines=most)
    step = fitted.size * 1.32
    marks: list[Mark] = [
        Words(_MIDDLE, top + step * number, line, fitted.size, face, color, "center")
        for number, line in enumerate(fitted.lines, start=1)
    ]
    return marks, top + step * len(fitted.lines) + fitted.size * 0.35


def _times(times: Sequence[str], top: float) -> tuple[list[Mark], float]:
    if len(times) <= _FEW:
        marks: list[Mark] = []
        for text in times:
            line, top = _lines(text, top, "sans", INK, sizes=(6, 5.2, 4.6, 4), most=1)
            marks += line
            top -= 1.2
        return marks, top + 1.2
    rows, wide = (len(times) + 1) // 2, _ROOM / 2 - 3
    marks = []
    for number, text in enumerate(times):
        fitted = fit(text, "sans", wide, sizes=(4, 3.7, 3.4), most_lines=1)
        x = _SIDE + (number // rows) * (_ROOM / 2 + 3)
        marks.append(Words(x, top + 5.3 * (number % rows + 1), fitted.lines[0], fitted.size))
    return marks, top + 5.3 * rows + 2


def _code(words: PosterWords, top: float) -> list[Mark]:
    """Return the code as large as the place between the words above and below allows."""
    room = _HEIGHT - _FOOT - 12 - top
    size = min(_LARGEST_CODE, room - 2 * _QUIET)
    outer = size + 2 * _QUIET
    x, y = _MIDDLE - outer / 2, top + (room - outer) / 2
    return [
        Box(x, y, outer, outer, WHITE),
        Box(x, y, outer, outer, RED, line=1),
        Code(x + _QUIET, y + _QUIET, size, words.link),
    ]


def _foot(words: PosterWords) -> list[Mark]:
    top = _HEIGHT - _FOOT - 6
    lines = (
        Words(_MIDDLE, top + 6, "到场后请用微信扫一扫", 8.4, "serif", RED, "center", tracking=0.06),
        Words(_MIDDLE, top + 15.5, "或者打开石榴小程序，在里面扫码签到", 5.4, "sans", INK, "center"),
    )
    good, _ = _lines(words.checkin, top + 21.5, "sans", SOFT, sizes=(4.2, 3.8, 3.4), most=2)
    return [*lines, Box(_MIDDLE - 30, top + 20, 60, 0.25, FAINT), *good]
