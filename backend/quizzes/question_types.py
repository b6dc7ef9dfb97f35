"""Which types of questions are there, and what must hold for each? No database, no clock.

A new type is one entry of `TYPES`, a word in the column's check and a page that shows it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

SINGLE, MULTIPLE, TRUE_FALSE = "single", "multiple", "true_false"
FEWEST_OPTIONS, MOST_OPTIONS = 2, 8
TRUE_FALSE_WORDS = ("对", "错")


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that can be chosen."""

    text: str
    right: bool


@dataclass(frozen=True, slots=True)
class QuestionType:
    """How questions of a type behave.

    `problems` names what is wrong with a question's options, empty when nothing is: `few_options`, `many_options`,
    `equal_options`, `none_right`, `one_right`, `several_right`, `all_right`. `most` is how many may be chosen, given
    how many there are; fewer, also none, may always be. `shuffled` says whether each paper has them in another order.
    """

    problems: Callable[[Sequence[Option]], list[str]]
    most: Callable[[int], int]
    shuffled: bool


def true_false_options(truth: bool) -> list[Option]:
    """Return the two options of a statement that is true or false."""
    yes, no = TRUE_FALSE_WORDS
    return [Option(yes, truth), Option(no, not truth)]


def _number_of_options(options: Sequence[Option]) -> list[str]:
    found = []
    if len(options) < FEWEST_OPTIONS:
        found.append("few_options")
    if len(options) > MOST_OPTIONS:
        found.append("many_options")
    if len({option.text for option in options}) < len(options):
        found.append("equal_options")
    return found


def _single(options: Sequence[Option]) -> list[str]:
    right = sum(option.right for option in options)
    wrong_count = {0: ["none_right"], 1: []}.get(right, ["several_right"])
    return _number_of_options(options) + wrong_count


def _multiple(options: Sequence[Option]) -> list[str]:
    right = sum(option.right for option in options)
    wrong_count = {0: ["none_right"], 1: ["one_right"]}.get(right, [])
    return _number_of_options(options) + wrong_count


def _true_false(options: Sequence[Option]) -> list[str]:
    as_they_are = [option.text for option in options] == list(TRUE_FALSE_WORDS)
    return _single(options) if as_they_are else ["not_true_or_false"]


TYPES: dict[str, QuestionType] = {
    SINGLE: QuestionType(_single, lambda _count: 1, shuffled=True),
    MULTIPLE: QuestionType(_multiple, lambda count: count, shuffled=True),
    TRUE_FALSE: QuestionType(_true_false, lambda _count: 1, shuffled=False),
}
"""Type -> how its questions behave."""
