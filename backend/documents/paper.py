"""How does a paper look that says what somebody did, with a number by which anybody can check it?"""

from dataclasses import dataclass, replace

from backend.documents.marks import FAINT, GOLD, INK, PAPER, RED, SOFT, WHITE, Box, Code, Dot, Mark, Sheet, Words
from backend.documents.ornament import frame, seeds
from backend.documents.pdf import pdf
from backend.documents.typefaces import fit
from backend.documents.typefaces import width as width_of

_A4 = (210.0, 297.0)
_PICTURE = (216.0, 288.0)
_PIXELS = 5
"""For each millimetre of the picture: 1080 by 1440."""

_TOP, _FOOT = 84.0, 74.0
"""Where what is particular to this paper begins, and how much of the sheet lies below it."""

_TITLE_SIZES = (9.5, 8.5, 7.5, 6.8, 5.8)
_SIDE = 30.0
_LABEL = 32.0


@dataclass(frozen=True, slots=True)
class Paper:
    """All that stands on a paper, with `facts` as labels and values; those without a value are left out.

    `called` is what people call it in a sentence. `link` leads to the page about it, `address` to where its number
    is typed in.
    """

    title: str
    called: str
    name: str
    said: str
    subject: str
    facts: tuple[tuple[str, str], ...]
    serial: str
    issued_on: str
    programme: str
    link: str
    address: str


def paper_pdf(words: Paper) -> bytes:
    """Return the paper as a PDF, A4 upright."""
    return pdf(_sheet(words, *_A4))


def paper_picture(words: Paper) -> bytes:
    """Return the paper as a PNG, 1080 by 1440."""
    from backend.documents.picture import picture  # Pillow takes its time: it is loaded when the first one is drawn

    return picture(_sheet(words, *_PICTURE), scale=_PIXELS)


def _sheet(words: Paper, width: float, height: float) -> Sheet:
    sheet = Sheet(f"{words.title} {words.serial}", width, height)
    sheet.add(*frame(width, height, PAPER), *_head(words, width / 2), *_foot(words, width, height))
    room = height - _FOOT - _TOP
    tries = (_body(words, width, _TITLE_SIZES[smaller:]) for smaller in range(len(_TITLE_SIZES)))
    body, used = min(tries, key=lambda made: max(made[1], room))  # the first that fits, or else the lowest
    shift = _TOP + max(0, (room - used) / 2)
    sheet.add(*(_lower(mark, shift) for mark in body))
    return sheet


def _head(words: Paper, middle: float) -> list[Mark]:
    programme = fit(words.programme, "sans", 140, sizes=(5.2, 4.4, 3.8), most_lines=1)
    return [
        *seeds(middle, 29, 3.2),
        Words(middle, 44, programme.lines[0], programme.size, "sans", GOLD, "center", tracking=0.12),
        Words(middle, 67, words.title, 18, "serif", RED, "center", tracking=0.22),
        Box(middle - 34, 76.9, 28, 0.3, GOLD),
        Box(middle + 6, 76.9, 28, 0.3, GOLD),
        *(Dot(middle + step, 77, radius, RED) for step, radius in ((-2.6, 0.7), (0, 1.1), (2.6, 0.7))),
    ]


def _body(words: Paper, width: float, sizes: tuple[float, ...]) -> tuple[list[Mark], float]:
    """Return who was where and when, laid out from 0 down, and how high it is."""
    middle, room = width / 2, width - 2 * _SIDE
    name = fit(words.name, "serif", room - 10, sizes=(12, 10.5, 9, 7.5, 6.5, 5.5), most_lines=1)
    title = fit(words.subject, "serif", room, sizes=sizes, most_lines=3)
    line = min(room, width_of(name.lines[0], "serif") * name.size + 26)
    marks: list[Mark] = [
        Words(middle, 6, "兹证明", 5.4, "sans", SOFT, "center", tracking=0.2),
        Words(middle, 24.5, name.lines[0], name.size, "serif", INK, "center"),
        Box(middle - line / 2, 29, line, 0.35, GOLD),
        Words(middle, 39, words.said, 5.2, "sans", SOFT, "center"),
    ]
    y = 45.0
    for text in title.lines:
        y += title.size * 1.32
        marks.append(Words(middle, y, text, title.size, "serif", RED, "center"))
    y += 8
    for label, value in words.facts:
        if value:
            row, y = _row(label, value, y, width)
            marks += row
    marks.append(Box(_SIDE, y, room, 0.25, FAINT))
    return marks, y + 4


def _row(label: str, value: str, top: float, width: float) -> tuple[list[Mark], float]:
    """Return a line of facts, and where the next one begins."""
    room = width - 2 * _SIDE - _LABEL - 4
    fitted = fit(value, "sans", room, sizes=(5.2, 4.8, 4.4, 3.8, 3.1), most_lines=2)
    marks: list[Mark] = [
        Box(_SIDE, top, width - 2 * _SIDE, 0.25, FAINT),
        Words(_SIDE + 2, top + 7.6, label, 4.6, "sans", SOFT),
    ]
    y = top + 7.6
    for number, text in enumerate(fitted.lines):
        y = top + 7.6 + number * fitted.size * 1.35
        marks.append(Words(_SIDE + _LABEL + 2, y, text, fitted.size))
    return marks, y + 4.2


def _foot(words: Paper, width: float, height: float) -> list[Mark]:
    top, size = height - _FOOT + 6, 40.0
    left = _SIDE + size + 12
    issuer = fit(words.programme, "sans", width - left - _SIDE - 18, sizes=(4.6, 4, 3.5, 3), most_lines=1)
    how = f"扫一扫左边的二维码，或者在浏览器打开 {words.address} 输入编号，就能核对这份{words.called}。"
    check = fit(how, "sans", width - left - _SIDE + 4, sizes=(3.7, 3.4, 3.1), most_lines=3)
    marks: list[Mark] = [
        Box(_SIDE, top, size + 6, size + 6, WHITE),
        Box(_SIDE, top, size + 6, size + 6, FAINT, line=0.3),
        Code(_SIDE + 3, top + 3, size, words.link),
        Words(left, top + 4.6, f"{words.called}编号", 3.8, "sans", SOFT),
        Words(left, top + 12, words.serial, 6.4, "sans", INK),
        Words(left, top + 20.6, "签发日期", 3.8, "sans", SOFT),
        Words(left + 18, top + 20.6, words.issued_on, 4.6),
        Words(left, top + 28, "签发", 3.8, "sans", SOFT),
        Words(left + 18, top + 28, issuer.lines[0], issuer.size),
    ]
    for number, text in enumerate(check.lines):
        marks.append(Words(left, top + 36 + number * check.size * 1.4, text, check.size, "sans", SOFT))
    return marks


def _lower(mark: Mark, shift: float) -> Mark:
    return replace(mark, y=mark.y + shift)
