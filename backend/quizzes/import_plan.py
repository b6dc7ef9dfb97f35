"""What would the questions of a file change in the bank? No database, no clock.

What a file leaves unsaid stays as it is in the bank, and is taken from the defaults for new questions. A question
without a code is found again by what is asked and answered.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from pydantic import ValidationError

from backend.quizzes.bank_schemas import QuestionFields
from backend.quizzes.formats.draft import CODE, Draft, Fault, Reading, fault
from backend.quizzes.formats.table import OPTIONS
from backend.quizzes.question_bank import CONTENT, problems_of

_OF_ANSWERS = {"answer", *OPTIONS}
_ANSWER_PROBLEMS = {"none_right", "one_right", "several_right", "all_right"}
_CODES = {
    "string_too_long": "too_long",
    "string_too_short": "missing",
    "missing": "missing",
    "too_long": "many_options",
    "value_error": "controls",
}
"""pydantic's word for an error -> ours."""


class Defaults(Protocol):
    """What holds for new questions where a file says nothing."""

    @property
    def category(self) -> str | None:
        """The id of a category."""

    @property
    def difficulty(self) -> str | None:
        """One of the three."""

    @property
    def source(self) -> str | None:
        """Where the answers can be checked."""


@dataclass(frozen=True, slots=True)
class Known:
    """A question of the bank; `content` in the order of `CONTENT`, see `content_key`."""

    id: str
    code: str
    version: int
    retired: bool
    content: tuple[Any, ...]


@dataclass(slots=True)
class Bank:
    """All that the rows of a file are compared with. `categories`: name or id -> id."""

    categories: dict[str, str]
    by_code: dict[str, Known] = field(default_factory=dict)
    by_question: dict[Any, Known] = field(default_factory=dict)
    codes_of_stem: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, known: Known, asked: Any) -> None:
        """Take in a question; `asked` is its `question_key`."""
        self.by_code[known.code] = known
        self.by_question.setdefault(asked, known)
        self.codes_of_stem[known.content[CONTENT.index("stem")]].append(known.code)


@dataclass(slots=True)
class Plan:
    """What is to be written, and what was found on the way: `faults` keep everything out, `notes` nothing."""

    new: list[tuple[str | None, QuestionFields]] = field(default_factory=list)
    changed: list[tuple[Known, QuestionFields]] = field(default_factory=list)
    same: int = 0
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)


@dataclass(slots=True)
class _Seen:
    """What stood in earlier rows, each with its row."""

    codes: set[str] = field(default_factory=set)
    new_questions: dict[Any, int] = field(default_factory=dict)
    stems: dict[str, int] = field(default_factory=dict)
    faulty_rows: set[int] = field(default_factory=set)


def plan_import(found: Reading, defaults: Defaults, bank: Bank) -> Plan:
    """Compare what was found in a file with the bank."""
    plan = Plan(faults=list(found.faults))
    seen = _Seen(faulty_rows={each.row for each in found.faults})
    for draft in found.drafts:
        known = _known(draft, bank)
        content, faults = _content(draft, known, defaults, bank)
        faults += _code_faults(draft, seen)
        if draft.row in seen.faulty_rows:  # its answers were complained of already
            plan.faults += [each for each in faults if each.column not in _OF_ANSWERS]
        elif content is None or faults:
            plan.faults += faults
        else:
            _classify(draft, known, content, plan, seen)
            plan.notes += _stem_notes(draft, known, content.stem, bank, seen)
    return plan


def content_key(each: Any) -> tuple[Any, ...]:
    """Return all that a question, or a row with its columns, says, in a form that compares."""
    return tuple(_options(each.options) if name == "options" else getattr(each, name) for name in CONTENT)


def question_key(each: Any) -> Any:
    """Return what makes two questions one: what is asked and how it is answered, not what is said about it."""
    return each.type, each.stem, _options(each.options), each.truth


def _options(options: Any) -> tuple[tuple[str, bool], ...]:
    if options and isinstance(options[0], dict):
        return tuple((option["text"], option["right"]) for option in options)
    return tuple((option.text, option.right) for option in options)


def _known(draft: Draft, bank: Bank) -> Known | None:
    if draft.code is not None:
        return bank.by_code.get(draft.code)
    said = draft.said
    options = tuple((option["text"].strip(), option["right"]) for option in said.get("options", ()))
    return bank.by_question.get((said.get("type"), said.get("stem", "").strip(), options, said.get("truth")))


def _content(
    draft: Draft, known: Known | None, defaults: Defaults, bank: Bank
) -> tuple[QuestionFields | None, list[Fault]]:
    said = dict(draft.said)
    if said.get("category") is not None:
        said["category"] = bank.categories.get(said["category"], "")
    content = _before(known, defaults) | said
    faults = []
    if content.get("category") is not None and content["category"] not in bank.categories.values():
        faults.append(fault(draft.row, "category", "unknown_category"))
        content["category"] = "unknown"
    try:
        question = QuestionFields.model_validate(content)
    except ValidationError as exc:
        return None, faults + [_schema_fault(draft.row, error) for error in exc.errors(include_url=False)]
    return question, faults + list(_answer_faults(draft.row, question))


def _before(known: Known | None, defaults: Defaults) -> dict[str, Any]:
    if known is not None:
        content = dict(zip(CONTENT, known.content, strict=True))
        return content | {"options": [{"text": text, "right": right} for text, right in content["options"]]}
    given = {"category": defaults.category, "difficulty": defaults.difficulty, "source": defaults.source}
    return {name: value for name, value in given.items() if value is not None}


def _schema_fault(row: int, error: Any) -> Fault:
    name, *place = error["loc"]
    column = {"options": OPTIONS[place[0] if place else -1], "truth": "answer"}.get(name, name)
    return fault(row, column, _CODES.get(error["type"], f"unknown_{name}"))


def _answer_faults(row: int, question: QuestionFields) -> Iterator[Fault]:
    for codes in problems_of(question).values():
        for code in codes:
            yield fault(row, "answer" if code in _ANSWER_PROBLEMS else OPTIONS[0], code)


def _code_faults(draft: Draft, seen: _Seen) -> list[Fault]:
    if draft.code is None:
        return []
    if draft.code in seen.codes:
        return [fault(draft.row, "code", "code_twice")]
    seen.codes.add(draft.code)
    return [] if CODE.fullmatch(draft.code) else [fault(draft.row, "code", "code_malformed")]


def _classify(draft: Draft, known: Known | None, content: QuestionFields, plan: Plan, seen: _Seen) -> None:
    if known is not None and known.retired:
        plan.notes.append(Fault(draft.row, "code", "retired", f"{known.code} 已停用，导入后仍是停用"))
    if known is not None and known.content == content_key(content):
        plan.same += 1
    elif known is not None:
        plan.changed.append((known, content))
    else:
        _add_new(draft, content, plan, seen)


def _add_new(draft: Draft, content: QuestionFields, plan: Plan, seen: _Seen) -> None:
    asked = question_key(content)
    earlier = seen.new_questions.setdefault(asked, draft.row)
    if draft.code is None and earlier != draft.row:
        sentence = f"和第 {earlier} 行是同一道题，请删去一行"
        plan.faults.append(Fault(draft.row, "stem", "question_twice", sentence))
        return
    plan.new.append((draft.code, content))


def _stem_notes(draft: Draft, known: Known | None, stem: str, bank: Bank, seen: _Seen) -> Iterator[Fault]:
    """Name those that ask the same in other words of answers: two rows, or a row and the bank."""
    others = [code for code in bank.codes_of_stem.get(stem, ()) if known is None or code != known.code]
    earlier = seen.stems.setdefault(stem, draft.row)
    if others:
        yield Fault(draft.row, "stem", "duplicate_stem", f"题干和题库里的 {'、'.join(others[:3])} 相同")
    elif earlier != draft.row:
        yield Fault(draft.row, "stem", "duplicate_stem", f"题干和第 {earlier} 行相同")
