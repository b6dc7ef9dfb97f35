"""How are the figures put together and shown? Ratios within each round, their median, and a Markdown table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

_T = TypeVar("_T")


@dataclass(frozen=True)
class Row:
    """One line of the table. `kept` is None where nothing is promised."""

    goal: str
    what: str
    measured: str
    promised: str
    kept: bool | None


def ratio(above: Sequence[float], below: Sequence[float]) -> float:
    """Return the median of the ratios of each round; the first round warms up and is left out if there are more."""
    pairs = list(zip(above, below, strict=True))
    return median(a / b for a, b in settled(pairs))


def settled(rounds: Sequence[_T]) -> Sequence[_T]:
    """Return the rounds that count: all but the first, which warms up, unless it is the only one."""
    return rounds[1:] or rounds


def at_least(goal: str, what: str, measured: float, least: float, *, note: str = "", unit: str = "x") -> Row:
    """Return the line of a ratio that shall not be smaller."""
    return Row(goal, what, f"{measured:.2f} {unit}{_noted(note)}", f">= {least:g} {unit}", measured >= least)


def at_most(goal: str, what: str, measured: float, most: float, *, note: str = "", unit: str = "x") -> Row:
    """Return the line of a figure that shall not be larger."""
    return Row(goal, what, f"{measured:.2f} {unit}{_noted(note)}", f"<= {most:g} {unit}", measured <= most)


def for_information(goal: str, what: str, measured: str) -> Row:
    """Return a line of which nothing is promised."""
    return Row(goal, what, measured, "", None)


def _noted(note: str) -> str:
    return f" ({note})" if note else ""


def markdown(rows: Iterable[Row]) -> str:
    """Return the table."""
    lines = ["| | what | measured | goal | verdict |", "|---|---|---|---|---|"]
    for row in rows:
        verdict = {True: "kept", False: "**MISSED**", None: ""}[row.kept]
        lines.append(f"| {row.goal} | {row.what} | {row.measured} | {row.promised} | {verdict} |")
    return "\n".join(lines)
