"""What do the photos of the demo city show? Simple pictures, drawn here: the same words give the same picture."""

import random
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

_COATS = ("#c8453b", "#2f7f79", "#e0a030", "#4c6fa8", "#8a5a9e", "#d9775f", "#5b8c4a")
_SKINS = ("#f0cfae", "#e2b48c", "#d9a679")
_SKIES = ("#cfe6f2", "#fbe4c4", "#dcebd8")
_FLAGS = ("#c8453b", "#e0a030", "#2f7f79")


def drawn(scene: str, seed: str, size: tuple[int, int] = (960, 720)) -> bytes:
    """Return a picture as a JPEG: people at a scene (`room`, `tea`, `trees`, `street`, `stage` or `people`)."""
    from PIL import Image, ImageDraw

    chance = random.Random(f"{scene} {seed}")  # noqa: S311  # nothing secret: the same picture each time
    indoors = scene in {"room", "tea"}
    image = Image.new("RGB", size, "#f6ead8" if indoors else chance.choice(_SKIES))
    pen = ImageDraw.Draw(image)
    unit = size[1] // 36
    _ground(pen, size, unit, indoors=indoors)
    {"trees": _trees, "street": _houses, "stage": _stage}.get(scene, _flags)(pen, chance, size, unit)
    for row in range(1 if indoors else 2):
        _people(pen, chance, size, unit + row * unit // 3, size[1] * (21 + 5 * row) // 36)
    if indoors:
        _table(pen, size, unit)
    out = BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


def _ground(pen: "ImageDraw", size: tuple[int, int], unit: int, *, indoors: bool) -> None:
    width, height = size
    if indoors:
        pen.rectangle((0, height * 2 // 3, width, height), fill="#d8b48a")
        pen.rectangle((width // 10, unit * 8, width * 3 // 10, unit * 17), fill="#bfdcea", outline="#a98258", width=8)
        pen.rectangle(
            (width * 7 // 10, unit * 8, width * 9 // 10, unit * 17), fill="#bfdcea", outline="#a98258", width=8
        )
        return
    pen.ellipse((width * 4 // 5, unit * 3, width * 4 // 5 + unit * 5, unit * 8), fill="#f6c25a")
    pen.ellipse((-width // 4, height * 5 // 12, width * 3 // 5, height), fill="#9dbd8d")
    pen.ellipse((width * 2 // 5, height // 2, width * 5 // 4, height), fill="#86ad7c")
    pen.rectangle((0, height * 2 // 3, width, height), fill="#b7cf9c")


def _flags(pen: "ImageDraw", chance: random.Random, size: tuple[int, int], unit: int) -> None:
    first = chance.randrange(len(_FLAGS))
    for number in range(size[0] // (unit * 3) + 1):
        left = number * unit * 3
        corners = [(left, unit * 3), (left + unit * 2, unit * 3), (left + unit, unit * 6)]
        pen.polygon(corners, fill=_FLAGS[(first + number) % len(_FLAGS)])
    pen.line((0, unit * 3, size[0], unit * 3), fill="#8a6d4b", width=4)


def _trees(pen: "ImageDraw", chance: random.Random, size: tuple[int, int], unit: int) -> None:
    for left in range(unit * 2, size[0], unit * 7):
        top = unit * chance.randint(7, 10)
        pen.rectangle((left + unit * 2, top + unit * 5, left + unit * 3, unit * 23), fill="#8a6d4b")
        pen.ellipse((left, top, left + unit * 5, top + unit * 7), fill=chance.choice(("#4f8a4c", "#6aa25c", "#3f7a52")))


def _houses(pen: "ImageDraw", chance: random.Random, size: tuple[int, int], unit: int) -> None:
    for left in range(0, size[0], unit * 9):
        top = unit * chance.randint(9, 12)
        pen.rectangle((left, top, left + unit * 8, unit * 24), fill=chance.choice(("#ead7bd", "#e3c7a4", "#f0e2cc")))
        pen.polygon([(left - unit, top), (left + unit * 9, top), (left + unit * 4, top - unit * 4)], fill="#8c4a3f")
        pen.rectangle((left + unit * 3, unit * 18, left + unit * 5, unit * 24), fill="#7a5b43")


def _stage(pen: "ImageDraw", chance: random.Random, size: tuple[int, int], unit: int) -> None:
    width, left, right = size[0], size[0] // 6, size[0] * 5 // 6
    pen.rectangle((left, unit * 5, right, unit * 20), fill=chance.choice(("#2f7f79", "#4c6fa8", "#8a5a9e")))
    pen.rectangle((left, unit * 20, right, unit * 23), fill="#7a5b43")
    pen.line((left, unit * 6, right, unit * 6), fill="#f6ead8", width=4)
    for lantern in range(left + unit, right - unit * 2, width // 12):
        pen.ellipse((lantern, unit * 6, lantern + unit * 2, unit * 8), fill="#f6c25a")


def _people(pen: "ImageDraw", chance: random.Random, size: tuple[int, int], unit: int, top: int) -> None:
    step = unit * 6
    for left in range(chance.randint(0, unit * 3), size[0] - step, step):
        lift = chance.randint(0, unit * 2)
        body = (left, top + unit * 4 + lift, left + unit * 5, top + unit * 14)
        pen.rounded_rectangle(body, radius=unit * 2, fill=chance.choice(_COATS))
        head = (left + unit, top + lift, left + unit * 4, top + unit * 4 + lift)
        pen.ellipse(head, fill=chance.choice(_SKINS))
        pen.chord((head[0], head[1], head[2], head[3] - unit), 180, 360, fill=chance.choice(("#3b2f2a", "#6e6a66")))


def _table(pen: "ImageDraw", size: tuple[int, int], unit: int) -> None:
    width, height = size
    pen.rectangle((0, height - unit * 6, width, height), fill="#9a6b43")
    for left in range(unit * 3, width, unit * 7):
        pen.ellipse((left, height - unit * 8, left + unit * 3, height - unit * 5), fill="#c8453b")
        pen.polygon(
            [
                (left + unit, height - unit * 8),
                (left + unit * 2, height - unit * 8),
                (left + unit * 3 // 2, height - unit * 9),
            ],
            fill="#c8453b",
        )
