"""What do all documents have in common for the eye?"""

from backend.documents.marks import GOLD, RED, Box, Dot, Mark


def frame(width: float, height: float, paper: str) -> list[Mark]:
    """Return the paper with a double border."""
    return [
        Box(0, 0, width, height, paper),
        Box(10, 10, width - 20, height - 20, RED, line=1.2),
        Box(12.4, 12.4, width - 24.8, height - 24.8, GOLD, line=0.3),
    ]


def seeds(x: float, y: float, size: float) -> list[Mark]:
    """Return the emblem around a point: seeds that hold together."""
    ring = [(1, 0), (0.5, 0.866), (-0.5, 0.866), (-1, 0), (-0.5, -0.866), (0.5, -0.866)]
    around: list[Mark] = [Dot(x + a * size, y + b * size, size * 0.46, RED) for a, b in ring]
    return [*around, Dot(x, y, size * 0.46, GOLD)]
