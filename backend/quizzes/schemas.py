"""What comes in and goes out about quizzes and attempts?"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from backend.events.schemas import change_of
from backend.http.schemas import In, Moment, Out, PageQuery
from models.fields import Body, Choice, Explanation, Id, RegionCode, Slug, Source, Stem, Summary, Title

MOST_CELLS, MOST_QUESTIONS = 60, 200
"""Lines of a quota, and questions of a paper."""

Mode = Literal["contest", "practice"]
QuizState = Literal["draft", "soon", "open", "over"]
Part = Literal["score", "own_answers", "right_wrong", "key", "explanation"]
Difficulty = Literal["easy", "medium", "hard"]
Kind = Literal["single", "multiple", "true_false"]
Parts = Annotated[list[Part], Field(max_length=5)]
OptionId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8}$", description="opaque; holds for one attempt only")]
Seconds = Annotated[int, Field(ge=0)]


class CellIn(In):
    """A line of a quota: so many questions of a kind, each worth so many hundredths of a mark."""

    category: Slug
    difficulty: Difficulty
    type: Kind
    count: Annotated[int, Field(ge=1, le=MOST_QUESTIONS)]
    marks: Annotated[int, Field(ge=1, le=10_000, description="in hundredths of a mark")]


class ReviewIn(In):
    """What of a paper is shown when: while it is open, in the minutes after it is handed in, later, and at the end."""

    during: Annotated[Parts, Field(default_factory=list)]
    after_submit: Annotated[Parts, Field(default_factory=list)]
    while_open: Annotated[Parts, Field(default_factory=list)]
    after_close: Annotated[Parts, Field(default_factory=list)]


class QuizFields(In):
    """What staff write about a quiz."""

    title: Title
    description: Summary = ""
    rules_text: Body = ""
    region_code: RegionCode
    campaign_id: Id | None = None
    mode: Mode
    opens_at: Moment
    closes_at: Moment
    time_limit: Annotated[int, Field(ge=30, le=14_400, description="in seconds; a contest needs one")] | None = None
    grace: Annotated[int, Field(ge=0, le=60)] = 3
    tries_per_day: Annotated[int, Field(ge=1, le=100)] | None = None
    tries_in_all: Annotated[int, Field(ge=1, le=1000)] | None = None
    cooldown: Annotated[int, Field(ge=0, le=604_800, description="seconds between two tries")] = 0
    start_jitter: Annotated[int, Field(ge=0, le=120)] = 0
    quota: Annotated[list[CellIn], Field(min_length=1, max_length=MOST_CELLS)]
    multiple_scoring: Literal["all_or_nothing", "per_option", "subset_half"] = "all_or_nothing"
    group_minimum: Annotated[int, Field(ge=1, le=1000)] = 10
    certificate_from: Annotated[int, Field(ge=0, le=100, description="percent of the full marks")] | None = None


class QuizIn(QuizFields):
    """A new quiz; without `review` what is usual for its mode."""

    review: ReviewIn | None = None


QuizChange = change_of(
    "QuizChange",
    "A change of a quiz; what is left out stays as it is. Once it is published its paper and its clock are fixed.",
    {name: field for name, field in QuizIn.model_fields.items() if name not in {"region_code", "mode"}},
)


class CellOut(Out):
    """A line of a quota."""

    category: Slug
    difficulty: str
    type: str
    count: int
    marks: int


class ReviewOut(Out):
    """What of a paper is shown when."""

    during: list[Part]
    after_submit: list[Part]
    while_open: list[Part]
    after_close: list[Part]


class QuizSettings(Out):
    """A quiz as staff see it."""

    id: Id
    title: Title
    description: Summary
    rules_text: Body
    rules_version: int
    region_code: RegionCode
    campaign_id: Id | None
    mode: Mode
    state: Literal["draft", "published", "closed"]
    opens_at: datetime
    closes_at: datetime
    time_limit: int | None
    grace: int
    tries_per_day: int | None
    tries_in_all: int | None
    cooldown: int
    start_jitter: int
    quota: list[CellOut]
    multiple_scoring: str
    review: ReviewOut
    group_minimum: int
    certificate_from: int | None
    frozen_at: datetime | None
    created_at: datetime
    updated_at: datetime


class QuizzesQuery(PageQuery):
    """Which quizzes: without `state` those that are open or will be; drafts for staff of their region only."""

    state: QuizState | None = None
    mode: Mode | None = None


class QuizLine(Out):
    """A quiz in a list. `tries_left` counts those of all days; null means as many as one likes."""

    id: Id
    title: Title
    mode: Mode
    state: QuizState
    opens_at: datetime
    closes_at: datetime
    rules_version: int
    tries_left: int | None
    tries_left_today: int | None


class QuizPage(Out):
    """A page of quizzes, by opening."""

    items: list[QuizLine]
    next_cursor: str | None


class QuizOut(QuizLine):
    """A quiz with its rules, and where the reader stands.

    `start_after` is how many seconds after opening this phone had better start, so that not all come at once.
    `next_try_at` is set while one has to wait for the next try. `full` is in hundredths of a mark.
    """

    description: Summary
    rules_text: Body
    region_code: RegionCode
    campaign_id: Id | None
    time_limit: int | None
    tries_per_day: int | None
    tries_in_all: int | None
    cooldown: int
    multiple_scoring: str
    questions: int
    full: int
    next_try_at: datetime | None
    open_attempt_id: Id | None
    start_after: int
    certificate_from: int | None
    review: ReviewOut


class AttemptIn(In):
    """The start of an attempt: the rules that were shown, and for whom one takes part, if for anybody."""

    rules_version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    organisation_id: Id | None = None


class OptionOut(Out):
    """An answer that can be chosen."""

    id: OptionId
    text: Choice


class ItemOut(Out):
    """A question of a paper, and what was answered to it."""

    item: int
    type: Kind
    stem: Stem
    marks: int
    options: list[OptionOut]
    answer: list[OptionId]
    seq: int


class AttemptOut(Out):
    """An attempt of one's own. The questions come while it is open; later `…/review` says what may be seen."""

    id: Id
    quiz_id: Id
    mode: Mode
    state: Literal["open", "final", "void"]
    started_at: datetime
    deadline: datetime | None
    seconds_left: int | None
    items: list[ItemOut]


class AnswerIn(In):
    """An answer: the options chosen (none clears it), and a number that grows with each change."""

    options: Annotated[list[OptionId], Field(max_length=8)]
    seq: Annotated[int, Field(ge=1, le=2**31 - 1)]


class AnswerOut(Out):
    """What was saved. In practice, where the quiz says so, also whether it is right and why."""

    item: int
    seq: int
    saved: Literal[True]
    seconds_left: int | None
    right: bool | None = None
    key: list[OptionId] | None = None
    explanation: Explanation | None = None
    source: Source | None = None


class ResultOut(Out):
    """How an attempt ended; `score` and `full` in hundredths of a mark. Null is what is not shown yet."""

    id: Id
    quiz_id: Id
    state: Literal["final", "void"]
    score: int | None
    full: int
    milliseconds: int
    late: bool
    finished_at: datetime
    rank: int | None
    best: bool
    review_allowed: list[Part]


class ReviewItem(Out):
    """A question in hindsight; null is what is not shown now."""

    item: int
    type: Kind
    stem: Stem
    marks: int
    options: list[OptionOut]
    answer: list[OptionId] | None
    right: bool | None
    score: int | None
    key: list[OptionId] | None
    explanation: Explanation | None
    source: Source | None


class AttemptReview(Out):
    """What may be seen of an attempt at this moment."""

    id: Id
    quiz_id: Id
    state: Literal["open", "final", "void"]
    moment: Literal["during", "after_submit", "while_open", "after_close"]
    score: int | None
    full: int
    milliseconds: int
    review_allowed: list[Part]
    closes_at: datetime
    items: list[ReviewItem]


class MyAttempt(Out):
    """An attempt in the own list."""

    id: Id
    quiz_id: Id
    title: Title
    mode: Mode
    state: Literal["open", "final", "void"]
    started_at: datetime
    deadline: datetime | None
    finished_at: datetime | None
    score: int | None
    full: int
    milliseconds: int


class MyAttemptPage(Out):
    """A page of the own attempts, newest first."""

    items: list[MyAttempt]
    next_cursor: str | None
