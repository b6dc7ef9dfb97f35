"""How many marks does an answer get? In hundredths of a mark, by whole numbers; no database, no clock."""

from collections.abc import Callable

HUNDREDTHS = 100
"""A mark in the units in which scores are kept."""

Scoring = Callable[[frozenset[int], frozenset[int], int], int]


def _all_or_nothing(right: frozenset[int], chosen: frozenset[int], full: int) -> int:
    return full if chosen == right else 0


def _per_option(right: frozenset[int], chosen: frozenset[int], full: int) -> int:
    """Each right option counts alike, and each wrong one takes as much away; never less than nothing."""
    return max(full * (len(chosen & right) - len(chosen - right)) // len(right), 0)


def _subset_half(right: frozenset[int], chosen: frozenset[int], full: int) -> int:
    """Give half of the marks for some of the right options and no wrong one."""
    if chosen == right:
        return full
    return full // 2 if chosen and chosen < right else 0


SCORING: dict[str, Scoring] = {
    "all_or_nothing": _all_or_nothing,
    "per_option": _per_option,
    "subset_half": _subset_half,
}
"""Policy of a quiz for questions with several right options -> marks, from the right, the chosen and the full marks."""


def marks_for(policy: str, right: frozenset[int], chosen: frozenset[int], full: int) -> int:
    """Return the marks, 0 to `full`, of somebody who chose these options.

    Where one option is right, every policy gives all or nothing.
    """
    scoring = SCORING[policy] if len(right) > 1 else _all_or_nothing
    return scoring(right, chosen, full)
