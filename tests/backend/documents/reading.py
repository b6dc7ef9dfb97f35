"""How do tests read what was drawn?"""

from io import BytesIO

import pypdfium2
import zxingcpp
from PIL import Image


def text_of(pdf: bytes) -> str:
    """Return the text of all pages, without what separates lines."""
    document = pypdfium2.PdfDocument(pdf)
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)


def page_of(pdf: bytes, dots_per_inch: int = 110) -> Image.Image:
    """Return the only page, as a printer would show it."""
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    width, height = document[0].get_size()
    assert (round(width * 25.4 / 72), round(height * 25.4 / 72)) == (210, 297)
    rendered: Image.Image = document[0].render(scale=dots_per_inch / 72).to_pil()
    return rendered.convert("RGB")


def opened(picture: bytes) -> Image.Image:
    return Image.open(BytesIO(picture)).convert("RGB")


def link_in(shown: Image.Image) -> str:
    """Return where the one QR code of a picture leads."""
    [found] = zxingcpp.read_barcodes(shown)
    return str(found.text)


def ink_outside(shown: Image.Image, margin: float) -> bool:
    """Tell whether anything but paper is in the outermost part of a sheet, given in parts of its width."""
    wide, high = shown.size
    edge = round(wide * margin)
    corners = [(0, 0, wide, edge), (0, high - edge, wide, high), (0, 0, edge, high), (wide - edge, 0, wide, high)]
    return any(max(spread[1] - spread[0] for spread in shown.crop(part).getextrema()) > 8 for part in corners)
