"""Which questions does a paper have? Drawn by quota from the pool that a quiz has had since it was published.

Uniform in each cell and independent of all other papers, so that in the long run every question of a cell is asked as
often as the others. No database, no clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from backend.quizzes.question_types import TYPES, Option


@dataclass(frozen=True, slots=True)
class Cell:
    """A line of a quota: `count` questions of a kind, each worth `marks` hundredths of a mark."""

    category: str
    difficulty: str
    type: str
    count: int
    marks: int


@dataclass(frozen=True, slots=True)
class PoolQuestion:
    """A question as it is asked: its version's place in the pool, and what it says."""

    position: int
    version_id: str
    cell: Cell
    stem: str
    options: tuple[Option, ...]
    source: str
    explanation: str

    @property
    def right(self) -> frozenset[int]:
        """The right options, by their places."""
        return frozenset(number for number, option in enumerate(self.options) if option.right)


@dataclass(frozen=True, slots=True)
class Pool:
    """All that a quiz draws from, by cell and by position. It never changes, so a process may keep it."""

    by_cell: tuple[tuple[PoolQuestion, ...], ...]
    by_position: dict[int, PoolQuestion]


Line = tuple[int, tuple[int, ...]]
"""A line of a paper: position in the pool, and the options' places in the order in which they are shown."""


def short_cells(pool_sizes: Sequence[int], quota: Sequence[Cell]) -> list[tuple[Cell, int]]:
    """Return the cells that ask for more questions than there are, each with how many there are."""
    return [(cell, size) for cell, size in zip(quota, pool_sizes, strict=True) if size < cell.count]


def draw(pool: Pool, chance: Random) -> list[Line]:
    """Return a paper: the cells in the quota's order, in each as many different questions as it asks for."""
    return [
        (question.position, _order(question, chance))
        for questions in pool.by_cell
        for question in chance.sample(questions, questions[0].cell.count)
    ]


def full_marks(quota: Sequence[Cell]) -> int:
    """Return what a paper is worth, in hundredths of a mark."""
    return sum(cell.count * cell.marks for cell in quota)


def _order(question: PoolQuestion, chance: Random) -> tuple[int, ...]:
    places = range(len(question.options))
    return tuple(chance.sample(places, len(places))) if TYPES[question.cell.type].shuffled else tuple(places)
