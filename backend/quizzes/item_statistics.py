"""How well does each question of a quiz do its work? The figures are those of Moodle's quiz statistics.

- facility: the mean mark, as a share of the full one
- discrimination: the correlation of the mark with all other marks of the same paper (Moodle's discrimination index)
- efficiency: the covariance behind it, as a share of the largest that the same marks could have, each sorted
  (Moodle's discriminative efficiency)

A question that those who know the rest answer no better than others is dubious: somebody should read it again. The time
for a question is that since the answer before it was saved, or since the start; whoever comes back to a question is
counted with the last time. No database, no clock; sums are whole numbers, so that no order of adding changes a figure.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from backend.quizzes.marking import marks_for
from backend.quizzes.papers import Answer, Answers, read_answer

FEWEST = 30
"""Answers from which on a question has figures: fewer say more about those who were there than about the question."""
LEAST_EFFICIENCY = 0.15


@dataclass(frozen=True, slots=True)
class Figures:
    """What `n` answers say about a question; empty where they are too few, or where all got the same."""

    n: int
    facility: float | None = None
    discrimination: float | None = None
    efficiency: float | None = None
    seconds: float | None = None

    @property
    def dubious(self) -> bool:
        """Tell whether somebody should read the question again."""
        low = self.efficiency is not None and self.efficiency < LEAST_EFFICIENCY
        return low or (self.discrimination is not None and self.discrimination < 0)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a quiz asks it: its right options by their places, how many there are, and what it is worth."""

    right: frozenset[int]
    options: int
    full: int


@dataclass(slots=True)
class Tally:
    """What was answered to a question: each mark with the rest of its paper's, and how often each option was chosen."""

    marks: list[int] = field(default_factory=list)
    others: list[int] = field(default_factory=list)
    chosen: list[int] = field(default_factory=list)
    unanswered: int = 0
    times: list[int] = field(default_factory=list)


def count_paper(
    positions: Sequence[int],
    answers: Answers,
    asked: Mapping[int, Asked],
    policy: str,
    tallies: dict[int, Tally],
) -> None:
    """Add a paper to the tallies, by position in the pool; `answers` as an attempt keeps them."""
    given = {item: read_answer(text) for item, text in answers.items()}
    choices = [
        frozenset(given[str(item)].places if str(item) in given else ()) for item in range(1, len(positions) + 1)
    ]
    marks = [
        marks_for(policy, asked[position].right, chosen, asked[position].full)
        for position, chosen in zip(positions, choices, strict=True)
    ]
    total = sum(marks)
    times = _times(given)
    for item, (position, chosen, mark) in enumerate(zip(positions, choices, marks, strict=True), 1):
        tally = tallies.setdefault(position, Tally())
        tally.marks.append(mark)
        tally.others.append(total - mark)
        tally.chosen = tally.chosen or [0] * asked[position].options
        tally.unanswered += not chosen
        tally.times += times.get(str(item), [])
        for place in chosen:
            tally.chosen[place] += 1


def _times(given: Mapping[str, Answer]) -> dict[str, list[int]]:
    """Return the milliseconds of each item that was answered."""
    saved = sorted((answer.milliseconds, item) for item, answer in given.items())
    return {item: [moment - before] for (moment, item), (before, _) in zip(saved, [(0, ""), *saved], strict=False)}


def figures(
    marks: Sequence[int], others: Sequence[int], full: int, *, times: Sequence[int] = (), fewest: int = FEWEST
) -> Figures:
    """Return what the marks for a question, those for the rest of the same papers, and the times say about it."""
    n = len(marks)
    if n < fewest or full == 0:
        return Figures(n)
    spread = math.sqrt(_covariance(marks, marks) * _covariance(others, others))
    together = _covariance(marks, others)
    most = _covariance(sorted(marks), sorted(others))
    return Figures(
        n,
        facility=sum(marks) / (n * full),
        discrimination=together / spread if spread else None,
        efficiency=together / most if most else None,
        seconds=median(times) / 1000 if len(times) >= fewest else None,
    )


def _covariance(first: Sequence[int], second: Sequence[int]) -> int:
    """Return the covariance times n * n: a whole number, and the factor falls out of every quotient."""
    return len(first) * sum(x * y for x, y in zip(first, second, strict=True)) - sum(first) * sum(second)
