"""How does a sheet become a PDF?

The fonts are embedded, with the characters that are used and no others. HarfBuzz cuts them down in some milliseconds
before fpdf2 sees them, which takes half a second of a core for thirty thousand Chinese characters.
"""

import gc
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from backend.documents.marks import Box, Code, Dot, Mark, Sheet, Words
from backend.documents.qr import modules
from backend.documents.scripts import cut_down
from backend.documents.typefaces import Run, line_width, runs

if TYPE_CHECKING:
    from fpdf import FPDF

_POINTS = 72 / 25.4
_OVERLAP = 1.02
"""Rows of a QR code reach a little into the next, so that no white hair shows between them."""


def pdf(sheet: Sheet) -> bytes:
    """Return the sheet as a PDF of one page."""
    drawn = _drawn(sheet)
    gc.collect()  # the fonts hold themselves in circles, and would stay until memory is short
    return drawn


def _drawn(sheet: Sheet) -> bytes:
    from fpdf import FPDF  # 40 MB that only the processes take which draw

    made = FPDF(unit="mm", format=(sheet.width, sheet.height))
    made.set_auto_page_break(auto=False)
    made.set_title(sheet.title)
    made.set_lang("zh-CN")
    made.add_page()
    with TemporaryDirectory(prefix="shiliu-fonts-") as folder:
        for font, characters in sorted(_letters(sheet).items()):
            file = Path(folder) / f"{font}.otf"
            file.write_bytes(cut_down(font, characters))
            made.add_font(font, fname=file)
        for mark in sheet.marks:
            _draw(made, mark)
        return bytes(made.output())


def _letters(sheet: Sheet) -> dict[str, set[str]]:
    """Return what is written in each font; a space is what fpdf2 looks for in any text that it puts together."""
    found: dict[str, set[str]] = {}
    for mark in sheet.marks:
        for run in runs(mark.text, mark.face) if isinstance(mark, Words) else ():
            found.setdefault(run.font, {" "}).update(run.text)
    return found


def _draw(made: "FPDF", mark: Mark) -> None:
    match mark:
        case Words():
            _write(made, mark)
        case Box(line=None):
            made.set_fill_color(mark.color)
            made.rect(mark.x, mark.y, mark.width, mark.height, style="F")
        case Box():
            made.set_draw_color(mark.color)
            made.set_line_width(mark.line or 0)
            made.rect(mark.x, mark.y, mark.width, mark.height, style="D")
        case Dot():
            made.set_fill_color(mark.color)
            made.ellipse(mark.x - mark.radius, mark.y - mark.radius, 2 * mark.radius, 2 * mark.radius, style="F")
        case Code():
            _draw_code(made, mark)


def _write(made: "FPDF", mark: Words) -> None:
    gap = mark.tracking * mark.size
    whole = line_width(mark.text, mark.face, mark.tracking) * mark.size
    x = mark.x - {"left": 0, "center": whole / 2, "right": whole}[mark.align]
    made.set_text_color(mark.color)
    for run in runs(mark.text, mark.face):
        made.set_font(run.font, size=mark.size * run.scale * _POINTS)
        if run.shaped:
            _write_shaped(made, run, (x, mark.y - run.rise * mark.size), mark.size * run.scale)
            x += run.width * mark.size + gap
            continue
        made.set_char_spacing(gap * _POINTS)
        made.text(x, mark.y, run.text)
        x += run.width * mark.size + gap * len(run.text)


def _write_shaped(made: "FPDF", run: Run, place: tuple[float, float], size: float) -> None:
    """Write letters that are joined, stacked or turned round; only a cell does that, its baseline four fifths down."""
    made.set_char_spacing(0)
    made.c_margin = 0
    made.set_text_shaping(use_shaping_engine=True)
    made.set_xy(place[0], place[1] - size * 0.8)
    made.cell(w=0, h=size, text=run.text)
    made.set_text_shaping(use_shaping_engine=False)


def _draw_code(made: "FPDF", mark: Code) -> None:
    rows = modules(mark.link)
    side = mark.size / len(rows)
    made.set_fill_color("#000000")
    for number, row in enumerate(rows):
        for begin, end in dark_stretches(row):
            place = (mark.x + begin * side, mark.y + number * side)
            made.rect(*place, (end - begin) * side, side * _OVERLAP, style="F")


def dark_stretches(row: list[bool]) -> list[tuple[int, int]]:
    """Return from where to where a row is dark, one pair for all squares that touch."""
    turns = [n for n, dark in enumerate([*row, False]) if dark != (n > 0 and row[n - 1])]
    return list(zip(turns[::2], turns[1::2], strict=True))
