"""Which squares of a QR code are dark?"""

import segno


def modules(link: str) -> list[list[bool]]:
    """Return the rows of the code that leads to a link, without the white around it; a quarter of it may be damaged."""
    made = segno.make_qr(link, error="q", boost_error=False)
    return [[bool(dark) for dark in row] for row in made.matrix]
