"""What may stand on a sheet? Lengths are in millimetres from the upper left corner; colours are #RRGGBB."""

from dataclasses import dataclass, field
from typing import Literal

Face = Literal["sans", "serif"]
Align = Literal["left", "center", "right"]

INK, SOFT, FAINT = "#2B2320", "#6B5F58", "#E6DAC8"
RED, GOLD, PAPER, WHITE = "#9B2335", "#B98A3E", "#FFFDF9", "#FFFFFF"


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text; `y` is its baseline. `tracking` is put between characters, in parts of the size."""

    x: float
    y: float
    text: str
    size: float
    face: Face = "sans"
    color: str = INK
    align: Align = "left"
    tracking: float = 0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, filled or with a border of `line` millimetres."""

    x: float
    y: float
    width: float
    height: float
    color: str
    line: float | None = None


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled circle."""

    x: float
    y: float
    radius: float
    color: str


@dataclass(frozen=True, slots=True)
class Code:
    """A square QR code of `size` millimetres that leads to `link`; the white around it is the caller's to leave."""

    x: float
    y: float
    size: float
    link: str


Mark = Words | Box | Dot | Code


@dataclass(slots=True)
class Sheet:
    """One page."""

    title: str
    width: float
    height: float
    marks: list[Mark] = field(default_factory=list)

    def add(self, *marks: Mark) -> None:
        """Put marks on top of those that are there."""
        self.marks.extend(marks)
