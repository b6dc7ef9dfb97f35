"""Which question stands in a row of a table, as CSV and Excel files have them?"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.quizzes.formats.draft import (
    DIFFICULTY_WORDS,
    LONGEST_CELL,
    MOST_ROWS,
    TYPE_WORDS,
    Draft,
    FileError,
    Reading,
    options_of,
)
from backend.quizzes.question_types import MOST_OPTIONS, TRUE_FALSE

LETTERS = "ABCDEFGH"[:MOST_OPTIONS]
OPTIONS = tuple(f"option_{letter.lower()}" for letter in LETTERS)
COLUMNS = ("code", "type", "category", "difficulty", "stem", *OPTIONS, "answer", "source", "explanation")
HEADINGS = {
    "code": "编号",
    "type": "题型",
    "category": "类别",
    "difficulty": "难度",
    "stem": "题干",
    **{f"option_{letter.lower()}": f"选项{letter}" for letter in LETTERS},
    "answer": "答案",
    "source": "出处",
    "explanation": "解析",
}
"""Column -> how it is called in Chinese."""

_NEEDED = ("type", "stem", "answer")
_OTHER_HEADINGS = {
    "题号": "code",
    "题目编号": "code",
    "类型": "type",
    "分类": "category",
    "题目": "stem",
    "问题": "stem",
    "正确答案": "answer",
    "来源": "source",
    "依据": "source",
    "解释": "explanation",
    "说明": "explanation",
    **{letter.lower(): f"option_{letter.lower()}" for letter in LETTERS},
}
_NAMES = {name: name for name in COLUMNS} | {word.lower(): name for name, word in HEADINGS.items()} | _OTHER_HEADINGS
_TRUE = {"T", "TRUE", "对", "正确", "是", "√"}
_FALSE = {"F", "FALSE", "错", "错误", "否", "×"}
_BETWEEN_LETTERS = re.compile(r"[\s,，、;；]+")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell that holds no text; `code` says what is there instead."""

    code: str


Cell = str | Unreadable
Row = tuple[int, Sequence[Cell]]


def drafts_of(rows: Iterable[Row]) -> Reading:
    """Return the questions of a table; its first row names the columns, in any order, in English or Chinese.

    What is wrong with a row is noted, and the next one is read. `FileError` when the table has too many rows.
    """
    found = Reading()
    filled = (row for row in rows if any(not isinstance(cell, str) or cell.strip() for cell in row[1]))
    header = next(filled, None)
    if header is None:
        raise FileError("empty")
    places = _places(header, found)
    if found.faults:
        return found
    for count, (number, cells) in enumerate(filled, 1):
        if count > MOST_ROWS:
            raise FileError("too_many_rows", number)
        _read_row(number, {name: cells[place] for name, place in places.items() if place < len(cells)}, found)
    return found


def row_of(question: Any) -> list[str]:
    """Return the cells of a question, in the order of `COLUMNS`."""
    texts = [option["text"] for option in question.options]
    right = "".join(letter for letter, option in zip(LETTERS, question.options, strict=False) if option["right"])
    if question.type == TRUE_FALSE:
        right = "T" if question.truth else "F"
    start = [question.code, question.type, question.category, question.difficulty, question.stem]
    return [*start, *texts, *[""] * (MOST_OPTIONS - len(texts)), right, question.source, question.explanation]


def _places(header: Row, found: Reading) -> dict[str, int]:
    number, cells = header
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        name = _NAMES.get(re.sub(r"\s", "", cell).lower()) if isinstance(cell, str) else None
        if name in places:
            found.refuse(number, str(name), "heading_twice")
        if name is not None:
            places.setdefault(name, place)
    for name in _NEEDED:
        if name not in places:
            found.refuse(number, name, "heading_missing")
    return places


def _read_row(number: int, cells: Mapping[str, Cell], found: Reading) -> None:
    faults = list(_unreadable(cells))
    if not faults:
        texts = {name: str(cell).strip() for name, cell in cells.items()}
        said, faults = _said(texts)
        found.drafts.append(Draft(number, texts.get("code") or None, said))
    for column, code in faults:
        found.refuse(number, column, code)


def _unreadable(cells: Mapping[str, Cell]) -> Iterator[tuple[str, str]]:
    for name, cell in cells.items():
        if isinstance(cell, Unreadable):
            yield name, cell.code
        elif len(cell) > LONGEST_CELL:
            yield name, "too_long"


def _said(texts: Mapping[str, str]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Return what a row says, and what is wrong with it: (column, code). Empty cells leave most things unsaid."""
    faults = []
    said: dict[str, Any] = {name: texts[name] for name in ("category", "source") if texts.get(name)}
    said |= {name: texts[name] for name in ("stem", "explanation") if name in texts}
    for name, words in (("type", TYPE_WORDS), ("difficulty", DIFFICULTY_WORDS)):
        written = texts.get(name, "")
        if written.lower() in words:
            said[name] = words[written.lower()]
        elif written or name == "type":
            faults.append((name, f"unknown_{name}" if written else "missing"))
    if "type" in said:
        answers, wrong = _answers(said["type"], texts)
        said |= answers
        faults += wrong
    return said, faults


def _answers(kind: str, texts: Mapping[str, str]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    written = _BETWEEN_LETTERS.sub("", texts.get("answer", "")).upper()
    options = [texts.get(name, "") for name in OPTIONS]
    used = [text for text in options if text]
    if not written:
        return {}, [("answer", "missing")]
    if kind == TRUE_FALSE:
        if set(used) - {"对", "错"}:
            return {}, [("option_a", "not_wanted")]
        truth = True if written in _TRUE else False if written in _FALSE else None
        return {"options": [], "truth": truth}, [] if truth is not None else [("answer", "answer_unknown")]
    if options[: len(used)] != used:
        return {}, [(OPTIONS[options.index("")], "gap")]
    if len(set(written)) < len(written) or set(written) - set(LETTERS[: len(used)]):
        return {}, [("answer", "answer_unknown")]
    return {"options": options_of(used, [letter in written for letter in LETTERS[: len(used)]]), "truth": None}, []
