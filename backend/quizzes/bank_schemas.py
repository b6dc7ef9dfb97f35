"""What comes in and goes out about the question bank? For staff only: all of it holds the right answers."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from backend.core.paging import MAX_LIMIT
from backend.http.schemas import In, Out, PageQuery
from backend.quizzes.question_types import MOST_OPTIONS
from models.fields import Choice, Explanation, Id, Name, QuestionCode, Slug, Source, Stem

Type = Literal["single", "multiple", "true_false"]
Difficulty = Literal["easy", "medium", "hard"]
Format = Literal["xlsx", "csv", "gift", "aiken"]
CategoryId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,25}$")]
"""A slug no longer than other ids, since the audit trail names it as one."""
Position = Annotated[int, Field(ge=0, le=1000, description="place in the list, smallest first")]
Version = Annotated[int, Field(ge=1, le=2**31 - 1, description="the one that was read")]
_Truth = Annotated[bool | None, Field(description="whether the statement is true; for true_false only")]


class OptionFields(In):
    """An option, and whether it is right."""

    text: Choice
    right: bool


_Options = Annotated[list[OptionFields], Field(max_length=MOST_OPTIONS, description="none for true_false")]


class QuestionFields(In):
    """What a question says."""

    type: Type
    category: Slug
    difficulty: Difficulty
    stem: Stem
    options: _Options = Field(default_factory=list)
    truth: _Truth = None
    source: Source
    explanation: Explanation = ""


class QuestionIn(QuestionFields):
    """A new question. Without a code it gets one."""

    code: QuestionCode | None = None


class QuestionPatch(In):
    """What to change of a question. `version` is the one that was read: another one now means 409."""

    version: Version
    type: Type | None = None
    category: Slug | None = None
    difficulty: Difficulty | None = None
    stem: Stem | None = None
    options: _Options | None = None
    truth: _Truth = None
    source: Source | None = None
    explanation: Explanation | None = None


class QuestionOut(Out):
    """A question as it is now, with the right answer."""

    id: Id
    code: QuestionCode
    version: int
    type: Type
    category: Slug
    difficulty: Difficulty
    stem: Stem
    options: list[OptionFields]
    truth: bool | None
    source: Source
    explanation: Explanation
    retired_at: datetime | None
    created_at: datetime
    updated_at: datetime


class QuestionQuery(PageQuery):
    """Which questions: those in use, or those that are retired. `q` is looked for in codes and in what is asked."""

    category: Slug | None = None
    difficulty: Difficulty | None = None
    type: Type | None = None
    q: Name | None = None
    retired: bool = False


class QuestionPage(Out):
    """A page of questions, sorted by code."""

    items: list[QuestionOut]
    next_cursor: str | None


class QuestionCategoryIn(In):
    """A new category."""

    id: CategoryId
    name: Name
    position: Position | None = None


class QuestionCategoryPatch(In):
    """What to change of a category."""

    name: Name | None = None
    position: Position | None = None


class QuestionCategoryOut(Out):
    """What questions are about."""

    id: Slug
    name: Name
    position: int


class QuestionCategoryQuery(PageQuery):
    """How much of the list of categories; a city has few, so that one page holds them all."""

    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = MAX_LIMIT


class QuestionCategoryPage(Out):
    """A page of categories, in their order."""

    items: list[QuestionCategoryOut]
    next_cursor: str | None


class ExportQuery(In):
    """In which format the bank is wanted; retired questions are left out unless `retired` says otherwise."""

    format: Format
    retired: bool = False


class ImportQuery(In):
    """How a file is to be read, and what holds for new questions where the file says nothing.

    A trial run, which writes nothing, unless `dry_run` is false.
    """

    format: Format
    dry_run: bool = True
    category: Slug | None = None
    difficulty: Difficulty | None = None
    source: Source | None = None


class QuestionImportNote(Out):
    """Something about a place of a file: a row (line) from 1, 0 for the whole file; a column, or nothing."""

    row: int
    column: str
    code: str
    message: str


class QuestionImportOut(Out):
    """What an import did, or would do. With any error nothing is written; `notes` are only to be known."""

    written: bool
    rows: int
    new: int
    changed: int
    same: int
    errors: list[QuestionImportNote]
    notes: list[QuestionImportNote]


class AnsweredOption(Out):
    """An option, and how often it was chosen."""

    text: Choice
    right: bool
    chosen: int


class QuestionStatistics(Out):
    """What the answers say about a question of a quiz. The figures are empty below `fewest` answers.

    `facility`: the mean mark as a share of the full one. `discrimination`: its correlation with the rest of the paper,
    from -1 to 1. `efficiency`: the same as a share of what is possible. `seconds`: the median time that people took.
    `dubious`: somebody should read it again.
    """

    question_id: Id
    code: QuestionCode
    version: int
    type: Type
    category: Slug
    difficulty: Difficulty
    stem: Stem
    n: int
    facility: float | None
    discrimination: float | None
    efficiency: float | None
    seconds: float | None
    dubious: bool
    unanswered: int
    options: list[AnsweredOption]


class QuizStatistics(Out):
    """The questions of a quiz by what people answered to them in their first attempts."""

    quiz_id: Id
    attempts: int
    fewest: int
    items: list[QuestionStatistics]
