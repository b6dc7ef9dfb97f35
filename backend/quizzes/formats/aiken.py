"""How are questions read from and written to Aiken files? The format holds single choice, on plain lines:

What is asked
A. an option
B. another
ANSWER: B
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from backend.quizzes.formats.draft import LONGEST_CELL, MOST_ROWS, Draft, FileError, Reading, options_of, text_of
from backend.quizzes.formats.table import LETTERS
from backend.quizzes.question_types import SINGLE

_OPTION = re.compile(r"([A-Za-z])[.)．）、][ \t]*(\S.*)")
_ANSWER = re.compile(r"ANSWER:\s*([A-Za-z]?)\s*", re.IGNORECASE)


@dataclass(slots=True)
class _Lines:
    """A question as far as it was read."""

    row: int
    stem: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    problem: tuple[int, str, str] | None = None


def read_aiken(content: bytes) -> Reading:
    """Return the questions of an Aiken file; a fault names its line. `FileError` for what is no such file."""
    found = Reading()
    open_question: _Lines | None = None
    for number, line in enumerate(text_of(content).split("\n"), 1):
        text = line.strip()
        if not text:
            continue
        if open_question is None:
            open_question = _Lines(number)
        answer = _ANSWER.fullmatch(text)
        if answer is None:
            _add_line(open_question, number, text)
            continue
        _finish(open_question, number, answer[1].upper(), found)
        open_question = None
    if open_question is not None:
        found.refuse(open_question.row, "answer", "no_answer")
    return found


def write_aiken(questions: Iterable[Any]) -> tuple[bytes, int]:
    """Return what the format can hold, and how many questions were left out.

    It holds single choice on one line each, without code, category, difficulty, source and explanation.
    """
    held, left_out = [], 0
    for question in questions:
        if _fits(question):
            held.append(_written(question))
        else:
            left_out += 1
    return "\n".join(held).encode("utf-8-sig"), left_out


def _add_line(question: _Lines, number: int, text: str) -> None:
    if len(text) > LONGEST_CELL:
        question.problem = question.problem or (number, "", "too_long")
        return
    option = _OPTION.fullmatch(text) if question.stem else None
    if option is not None:
        if option[1].upper() != LETTERS[len(question.options) : len(question.options) + 1]:
            code = "many_options" if len(question.options) == len(LETTERS) else "letters_order"
            question.problem = question.problem or (number, "options", code)
            return
        question.options.append(option[2])
        return
    if question.options:
        question.problem = question.problem or (number, "", "line_unknown")
        return
    question.stem.append(text)


def _finish(question: _Lines, number: int, letter: str, found: Reading) -> None:
    if len(found.drafts) + len(found.faults) >= MOST_ROWS:
        raise FileError("too_many_rows", number)
    if question.problem is not None:
        found.refuse(*question.problem)
        return
    if not question.stem:
        found.refuse(number, "stem", "missing")
        return
    right = [letter == each for each in LETTERS[: len(question.options)]]
    if question.options and not any(right):
        found.refuse(number, "answer", "answer_unknown")
        return
    said = {"type": SINGLE, "stem": "\n".join(question.stem), "options": options_of(question.options, right)}
    found.drafts.append(Draft(question.row, None, said | {"truth": None}))


def _fits(question: Any) -> bool:
    texts = [question.stem, *(option["text"] for option in question.options)]
    return question.type == SINGLE and "\n" not in "".join(texts) and not _ANSWER.fullmatch(question.stem)


def _written(question: Any) -> str:
    options = list(zip(LETTERS, question.options, strict=False))
    right = next(letter for letter, option in options if option["right"])
    lines = [question.stem, *(f"{letter}. {option['text']}" for letter, option in options), f"ANSWER: {right}", ""]
    return "\n".join(lines)
