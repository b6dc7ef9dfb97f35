"""How does a sheet become a picture?"""

from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from backend.documents.marks import WHITE, Box, Code, Dot, Mark, Sheet, Words
from backend.documents.qr import modules
from backend.documents.scripts import FONTS, SHAPED
from backend.documents.typefaces import line_width, runs

_FINER = 2
"""All but the code is drawn so many times larger and then made smaller, so that round things look round."""


def picture(sheet: Sheet, *, scale: int) -> bytes:
    """Return the sheet as a PNG with `scale` pixels for each millimetre."""
    size = (round(sheet.width * scale), round(sheet.height * scale))
    large = Image.new("RGB", (size[0] * _FINER, size[1] * _FINER), WHITE)
    pen = ImageDraw.Draw(large)
    for mark in sheet.marks:
        _draw(pen, mark, scale * _FINER)
    small = large.resize(size, Image.Resampling.BOX)
    pen = ImageDraw.Draw(small)
    for mark in sheet.marks:
        if isinstance(mark, Code):
            _draw_code(pen, mark, scale)
    out = BytesIO()
    small.save(out, "PNG")
    return out.getvalue()


def _draw(pen: ImageDraw.ImageDraw, mark: Mark, scale: int) -> None:
    match mark:
        case Words():
            _write(pen, mark, scale)
        case Box():
            edge = 1 / scale  # the last pixel is counted in
            corners = (mark.x, mark.y, mark.x + mark.width - edge, mark.y + mark.height - edge)
            place = [round(n * scale) for n in corners]
            if mark.line is None:
                pen.rectangle(place, fill=mark.color)
            else:
                pen.rectangle(place, outline=mark.color, width=max(1, round(mark.line * scale)))
        case Dot():
            pen.circle((mark.x * scale, mark.y * scale), mark.radius * scale, fill=mark.color)


def _write(pen: ImageDraw.ImageDraw, mark: Words, scale: int) -> None:
    gap = mark.tracking * mark.size
    whole = line_width(mark.text, mark.face, mark.tracking) * mark.size
    x = mark.x - {"left": 0, "center": whole / 2, "right": whole}[mark.align]
    for run in runs(mark.text, mark.face):
        font = _font(run.font, round(mark.size * run.scale * scale, 1))
        y = (mark.y - run.rise * mark.size) * scale
        for part in run.text if gap and not run.shaped else [run.text]:
            pen.text((x * scale, y), part, font=font, fill=mark.color, anchor="ls")
            x += (font.getlength(part) / scale) + gap


def _draw_code(pen: ImageDraw.ImageDraw, mark: Code, scale: int) -> None:
    """Draw the code in whole pixels: in the middle of its place, at most as large."""
    rows = modules(mark.link)
    side = int(mark.size * scale) // len(rows)
    shift = (mark.size * scale - side * len(rows)) / 2
    left, top = round(mark.x * scale + shift), round(mark.y * scale + shift)
    for number, row in enumerate(rows):
        for place, dark in enumerate(row):
            if dark:
                corner = (left + place * side, top + number * side)
                pen.rectangle([corner, (corner[0] + side - 1, corner[1] + side - 1)], fill="#000000")


@cache
def _font(name: str, size: float) -> ImageFont.FreeTypeFont:
    layout = ImageFont.Layout.RAQM if name in SHAPED else ImageFont.Layout.BASIC
    return ImageFont.truetype(FONTS[name].file, size, index=FONTS[name].number, layout_engine=layout)
