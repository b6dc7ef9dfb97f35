"""How are questions read from and written to GIFT files, the format that Moodle and others exchange?

    $CATEGORY: geography
    // difficulty: easy
    // source: a map
    ::geo-001::Where does the river end?{=in the sea ~in a lake ####It is on every map.}

Difficulty and source are comments of ours: GIFT has no place for them. A blank line ends a question.
"""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from backend.quizzes.formats.draft import (
    CODE,
    DIFFICULTY_WORDS,
    LONGEST_CELL,
    MOST_ROWS,
    Draft,
    FileError,
    Reading,
    options_of,
    text_of,
)
from backend.quizzes.question_types import MULTIPLE, SINGLE, TRUE_FALSE

_ESCAPED = "\\~=#{}:n"
_HIDDEN = {character: chr(place) for place, character in enumerate(_ESCAPED, 1)}
"""While a question is taken apart its escaped signs are hidden as control characters, which no text may hold."""
_SHOWN = {ord(hidden): "\n" if character == "n" else character for character, hidden in _HIDDEN.items()}
_ESCAPE = re.compile(r"\\([\\~=#{}:n])")
_TO_ESCAPE = re.compile(r"([\\~=#{}:])")
_CONTROL = re.compile(r"[\x00-\x08]")
_CATEGORY = re.compile(r"\$CATEGORY:\s*(.*)")
_COMMENT = re.compile(r"//\s*(difficulty|source)\s*[:：]\s*(.*)", re.IGNORECASE)
_TITLE = re.compile(r"\s*::(.*?)::", re.DOTALL)
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")
_WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:\.\d+)?)%")
_TRUTH = re.compile(r"\s*(T|TRUE|F|FALSE)\s*(?:#|$)", re.IGNORECASE)
_BLANK = "____"
_EXPLANATION = "####"


@dataclass(slots=True)
class _Block:
    """The lines of a question, and what stood above them."""

    row: int
    said: dict[str, str]
    lines: list[str] = field(default_factory=list)


class _UnfitError(Exception):
    """A question that can't be taken: column and code."""


def read_gift(content: bytes) -> Reading:
    """Return the true-or-false and choice questions of a GIFT file; a fault names the line where its question begins.

    Where an option has a weight, those above zero are right. Feedback becomes the explanation. A title of the shape of
    our codes is the code. `FileError` for what is no such file.
    """
    text = text_of(content)
    control = _CONTROL.search(text)
    if control is not None:
        raise FileError("controls", text.count("\n", 0, control.start()) + 1)
    found = Reading()
    for count, block in enumerate(_blocks(text), 1):
        if count > MOST_ROWS:
            raise FileError("too_many_rows", block.row)
        try:
            found.drafts.append(_draft(block))
        except _UnfitError as exc:
            column, code = exc.args
            found.refuse(block.row, column, code)
    return found


def write_gift(questions: Iterable[Any]) -> bytes:
    """Return questions as a GIFT file that reads back to the same."""
    parts, category = [], None
    for question in questions:
        if question.category != category:
            category = question.category
            parts.append(f"$CATEGORY: {category}\n")
        parts.append(_written(question))
    return "\n".join(parts).encode()


def _blocks(text: str) -> Iterator[_Block]:
    category: dict[str, str] = {}
    above: dict[str, str] = {}
    block: _Block | None = None
    for number, line in enumerate([*text.split("\n"), ""], 1):
        bare = line.strip()
        if bare.startswith("//"):
            comment = _COMMENT.match(bare)
            if comment is not None:
                above[comment[1].lower()] = _plain(_hidden(comment[2]))
        elif bare.startswith("$CATEGORY:"):
            named = _CATEGORY.match(bare)
            category = {"category": named[1].strip().rstrip("/").rpartition("/")[2] if named else ""}
        elif bare:
            block = block or _Block(number, {})
            block.lines.append(line)
        elif block is not None:
            block.said = category | above
            yield block
            block, above = None, {}


def _draft(block: _Block) -> Draft:
    said: dict[str, Any] = {name: value for name, value in block.said.items() if value}
    if "difficulty" in said:
        if said["difficulty"].lower() not in DIFFICULTY_WORDS:
            raise _UnfitError("difficulty", "unknown_difficulty")
        said["difficulty"] = DIFFICULTY_WORDS[said["difficulty"].lower()]
    text = _hidden("\n".join(block.lines))
    title = _TITLE.match(text)
    code = title[1].strip() if title else ""
    stem, body = _halves(text[title.end() :] if title else text)
    said |= {"stem": _plain(stem)} | _answers(body)
    if any(len(each) > LONGEST_CELL for each in (said["stem"], said["explanation"])):
        raise _UnfitError("stem", "too_long")
    return Draft(block.row, code if CODE.fullmatch(code) else None, said)


def _halves(text: str) -> tuple[str, str]:
    """Return what is asked and what stands in the braces; an answer in the midst leaves a blank."""
    before, opened, rest = text.partition("{")
    body, closed, after = rest.partition("}")
    if not opened and "}" not in before:
        raise _UnfitError("answer", "no_answer")
    if not closed or re.search(r"[{}]", before + body + after):
        raise _UnfitError("answer", "unclosed")
    return (f"{before.rstrip()}{_BLANK}{after.lstrip()}" if after.strip() else before), body


def _answers(body: str) -> dict[str, Any]:
    choices, _, general = body.partition(_EXPLANATION)
    truth = _TRUTH.match(choices)
    if truth is not None:
        feedback = choices.split("#")[1:]
        return {
            "type": TRUE_FALSE,
            "options": [],
            "truth": truth[1].upper().startswith("T"),
            "explanation": _first(general, *reversed(feedback)),
        }
    if not choices.strip() or choices.lstrip()[0] not in "~=":
        raise _UnfitError("type", "unsupported_type")
    return _choices(re.findall(r"[~=][^~=]*", choices), general)


def _choices(pieces: list[str], general: str) -> dict[str, Any]:
    texts, weights, feedback = [], [], []
    for piece in pieces:
        weight = _WEIGHT.match(piece[1:])
        text, _, said = piece[1 + (weight.end() if weight else 0) :].partition("#")
        texts.append(_plain(text))
        weights.append(float(weight[1]) if weight else None)
        feedback.append(said)
    marked = [piece[0] == "=" for piece in pieces]
    if all(marked):
        raise _UnfitError("type", "unsupported_type")  # an answer to write, or pairs to match
    right = marked if any(marked) else [weight is not None and weight > 0 for weight in weights]
    said_of_right = [said for said, is_right in zip(feedback, right, strict=True) if is_right]
    return {
        "type": MULTIPLE if not any(marked) and sum(right) > 1 else SINGLE,
        "options": options_of(texts, right),
        "truth": None,
        "explanation": _first(general, *said_of_right),
    }


def _first(*texts: str) -> str:
    return next((plain for plain in map(_plain, texts) if plain), "")


def _hidden(text: str) -> str:
    return _ESCAPE.sub(lambda found: _HIDDEN[found[1]], text)


def _plain(text: str) -> str:
    """Return the text that is meant: signs shown again, the word for its format taken off, tags of HTML too."""
    named = _FORMAT.match(text)
    inner = text[named.end() :] if named else text
    inner = inner.translate(_SHOWN)
    if named is not None and named[1] == "html":
        inner = html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"(?i)<br\s*/?>|</p>", "\n", inner)))
    return inner.strip()


def _escaped(text: str) -> str:
    guard = "[plain]" if text[:1] in {"[", "%"} else ""
    return guard + _TO_ESCAPE.sub(r"\\\1", text).replace("\n", "\\n")


def _written(question: Any) -> str:
    right = sum(option["right"] for option in question.options)
    if question.type == TRUE_FALSE:
        choices = "T" if question.truth else "F"
    elif question.type == MULTIPLE:
        weights = {True: f"%{100 / right:.5f}%", False: "%-100%"}
        choices = " ".join(f"~{weights[option['right']]}{_escaped(option['text'])}" for option in question.options)
    else:
        choices = " ".join(
            f"{'=' if option['right'] else '~'}{_escaped(option['text'])}" for option in question.options
        )
    explanation = f"{_EXPLANATION}{_escaped(question.explanation)}" if question.explanation else ""
    return (
        f"// difficulty: {question.difficulty}\n// source: {_escaped(question.source)}\n"
        f"::{question.code}::{_escaped(question.stem)}{{{choices}{explanation}}}\n"
    )
