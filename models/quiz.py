"""Which quizzes are there, who took them, and who stands where?"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified
from models.fields import Body, Id, JsonList, JsonObject, Reason, RegionCode, Slug, Summary, Title
from models.types import JsonText
from models.verification import SERIAL_LENGTH


class Quiz(Identified, Base):
    """A quiz with its rules. What papers are drawn from stands in `QuizPool` once it is published, and stays.

    `quota` lists `{category, difficulty, type, count, marks}`: so many questions of each kind, with so many marks each.
    `review` says what of a paper is shown when, as `{moment: [part, …]}`. Times are in seconds. `tries_*` empty: as
    many as one likes. `certificate_from` is the share of the full marks, in percent, from which on there is a
    certificate.
    """

    __tablename__ = "quiz"
    __table_args__ = (
        sa.CheckConstraint("mode in ('contest', 'practice')", name="mode_known"),
        sa.CheckConstraint("state in ('draft', 'published', 'closed')", name="state_known"),
        sa.CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
        sa.CheckConstraint("mode = 'practice' or time_limit is not null", name="contest_has_a_clock"),
        sa.CheckConstraint("time_limit is null or time_limit between 30 and 14400", name="time_limit_in_reason"),
        sa.CheckConstraint("grace between 0 and 60", name="grace_in_reason"),
        sa.CheckConstraint("tries_per_day is null or tries_per_day between 1 and 100", name="tries_per_day_in_reason"),
        sa.CheckConstraint("tries_in_all is null or tries_in_all between 1 and 1000", name="tries_in_all_in_reason"),
        sa.CheckConstraint("certificate_from is null or certificate_from between 0 and 100", name="share_in_percent"),
        sa.Index("ix_quiz_opens_at", "opens_at", "id"),
    )

    title: Mapped[Title]
    summary: Mapped[Summary] = mapped_column(default="")
    region_code: Mapped[RegionCode] = mapped_column(sa.ForeignKey("region.code"))
    campaign_id: Mapped[Id | None] = mapped_column(sa.ForeignKey("campaign.id"))
    mode: Mapped[Slug]
    state: Mapped[Slug] = mapped_column(default="draft")
    rules: Mapped[Body] = mapped_column(default="")
    rules_version: Mapped[int] = mapped_column(default=1)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    time_limit: Mapped[int | None]
    grace: Mapped[int] = mapped_column(default=3)
    tries_per_day: Mapped[int | None]
    tries_in_all: Mapped[int | None]
    cooldown: Mapped[int] = mapped_column(default=0)
    start_jitter: Mapped[int] = mapped_column(default=0)
    quota: Mapped[JsonList]
    multiple_scoring: Mapped[Slug] = mapped_column(default="all_or_nothing")
    review: Mapped[JsonObject]
    group_minimum: Mapped[int] = mapped_column(default=10)
    certificate_from: Mapped[int | None]
    frozen_at: Mapped[datetime | None]
    created_by: Mapped[Id | None] = mapped_column(sa.ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class QuizPool(Base):
    """A question version from which a quiz draws. Written at publishing and never changed.

    Papers name its rows by `position`; `cell` is the place in the quiz's quota that it can fill.
    """

    __tablename__ = "quiz_pool"
    __table_args__ = (sa.UniqueConstraint("quiz_id", "version_id"),)

    quiz_id: Mapped[Id] = mapped_column(sa.ForeignKey("quiz.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    cell: Mapped[int]
    version_id: Mapped[Id] = mapped_column(sa.ForeignKey("question_version.id"))


_OPEN = sa.text("state = 'open'")
_FINAL = sa.text("state = 'final'")
_VOID = sa.text("state = 'void'")
_PERFECT = sa.text("state = 'final' and score = \"full\"")


class QuizAttempt(Identified, Base):
    """One person's paper: a row in all, so that starting, saving and handing in write one row each.

    `paper` lists `[position in the pool, [order of the options]]`; `answers` has `{item: answer}`, items from 1, each
    answer as `quizzes/papers.py` writes it. `score` and `full` are in hundredths of a mark, `duration` in milliseconds.
    Tries are held by unique numbers: of the day, and in all. Nothing deletes an attempt.
    """

    __tablename__ = "quiz_attempt"
    __table_args__ = (
        sa.CheckConstraint("state in ('open', 'final', 'void')", name="state_known"),
        sa.CheckConstraint("(state = 'open') = (finished_at is null)", name="finished_once"),
        sa.CheckConstraint('score between 0 and "full"', name="score_in_reason"),
        sa.CheckConstraint("(state = 'void') = (void_reason is not null)", name="void_for_a_reason"),
        sa.UniqueConstraint("quiz_id", "user_id", "day", "try_of_day"),
        sa.UniqueConstraint("quiz_id", "user_id", "try_in_all"),
        sa.Index(
            "uq_quiz_attempt_open",
            *("quiz_id", "user_id"),
            unique=True,
            postgresql_where=_OPEN,
            sqlite_where=_OPEN,
        ),
        sa.Index("ix_quiz_attempt_deadline", "deadline", postgresql_where=_OPEN, sqlite_where=_OPEN),
        sa.Index("ix_quiz_attempt_user_id", "user_id", "id"),
        sa.Index("ix_quiz_attempt_final", "quiz_id", "id", postgresql_where=_FINAL, sqlite_where=_FINAL),
        sa.Index("ix_quiz_attempt_void", "quiz_id", "id", postgresql_where=_VOID, sqlite_where=_VOID),
        sa.Index(
            "ix_quiz_attempt_perfect",
            *("quiz_id", "finished_at", "id"),
            postgresql_where=_PERFECT,
            sqlite_where=_PERFECT,
        ),
        # Each answer is an update: on a page with room it touches no index, and leaves a fraction of the log.
        {"postgresql_with": {"fillfactor": 50}},
    )

    quiz_id: Mapped[Id] = mapped_column(sa.ForeignKey("quiz.id"))
    user_id: Mapped[Id] = mapped_column(sa.ForeignKey("user_account.id"))
    day: Mapped[date]
    try_of_day: Mapped[int]
    try_in_all: Mapped[int]
    region_code: Mapped[RegionCode | None] = mapped_column(sa.ForeignKey("region.code"))
    organisation_id: Mapped[Id | None] = mapped_column(sa.ForeignKey("organisation.id"))
    rules_version: Mapped[int]
    paper: Mapped[JsonList] = mapped_column(JsonText)
    answers: Mapped[JsonObject] = mapped_column(default=dict)
    state: Mapped[Slug] = mapped_column(default="open")
    started_at: Mapped[datetime]
    deadline: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    late: Mapped[bool] = mapped_column(default=False)
    score: Mapped[int] = mapped_column(default=0)
    full: Mapped[int]
    duration: Mapped[int] = mapped_column(default=0)
    void_reason: Mapped[Reason | None]


_SHOWN = sa.text("shown")


class QuizBest(Base):
    """A person's best attempt at a quiz: by score, then the shorter time, then the earlier end. `shown`: on boards.

    `lost` is what lacks to the full marks, in hundredths: so that the order of boards goes up in every column.
    """

    __tablename__ = "quiz_best"
    __table_args__ = (
        sa.Index(
            "ix_quiz_best_board",
            *("quiz_id", "lost", "duration", "finished_at", "user_id"),
            postgresql_where=_SHOWN,
            sqlite_where=_SHOWN,
        ),
    )

    quiz_id: Mapped[Id] = mapped_column(sa.ForeignKey("quiz.id"), primary_key=True)
    user_id: Mapped[Id] = mapped_column(sa.ForeignKey("user_account.id"), primary_key=True)
    attempt_id: Mapped[Id] = mapped_column(sa.ForeignKey("quiz_attempt.id"))
    lost: Mapped[int]
    duration: Mapped[int]
    finished_at: Mapped[datetime]
    region_code: Mapped[RegionCode | None]
    organisation_id: Mapped[Id | None]
    shown: Mapped[bool] = mapped_column(default=True)


class QuizLostTotal(Base):
    """How many shown persons lost so much at their best, in each second and in each minute: ranks are sums of these.

    A row counts those whose time lies within `span` seconds from `second` on. Whole minutes make the sums short, and
    seconds reach from the last whole minute to anybody's own.
    """

    __tablename__ = "quiz_lost_total"
    __table_args__ = (
        sa.CheckConstraint("n >= 0", name="n_counted"),
        sa.CheckConstraint("span in (1, 60)", name="span_known"),
    )

    quiz_id: Mapped[Id] = mapped_column(sa.ForeignKey("quiz.id"), primary_key=True)
    span: Mapped[int] = mapped_column(primary_key=True)
    lost: Mapped[int] = mapped_column(primary_key=True)
    second: Mapped[int] = mapped_column(primary_key=True)
    n: Mapped[int]


class QuizGroupTotal(Base):
    """The sums over those of a community, or of an organisation, by their best attempts."""

    __tablename__ = "quiz_group_total"
    __table_args__ = (
        sa.CheckConstraint("participants >= 0", name="participants_counted"),
        sa.CheckConstraint("kind in ('community', 'organisation')", name="kind_known"),
    )

    quiz_id: Mapped[Id] = mapped_column(sa.ForeignKey("quiz.id"), primary_key=True)
    kind: Mapped[Slug] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    participants: Mapped[int]
    score: Mapped[int] = mapped_column(sa.BigInteger)
    duration: Mapped[int] = mapped_column(sa.BigInteger)


_IN_FORCE = sa.text("revoked_at is null")


class QuizCertificate(Base):
    """That a person did well at a quiz. A revoked number stays so: another may follow it."""

    __tablename__ = "quiz_certificate"
    __table_args__ = (
        sa.CheckConstraint("(revoked_at is null) = (revoke_reason is null)", name="revoked_for_a_reason"),
        sa.Index(
            "uq_quiz_certificate_in_force",
            *("quiz_id", "user_id"),
            unique=True,
            postgresql_where=_IN_FORCE,
            sqlite_where=_IN_FORCE,
        ),
        sa.Index("ix_quiz_certificate_user_id", "user_id", "issued_at", "serial"),
    )

    serial: Mapped[str] = mapped_column(sa.String(SERIAL_LENGTH), primary_key=True)
    quiz_id: Mapped[Id] = mapped_column(sa.ForeignKey("quiz.id"))
    user_id: Mapped[Id] = mapped_column(sa.ForeignKey("user_account.id"))
    attempt_id: Mapped[Id] = mapped_column(sa.ForeignKey("quiz_attempt.id"))
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoke_reason: Mapped[Reason | None]
    follows: Mapped[str | None] = mapped_column(sa.String(SERIAL_LENGTH))


class QuizFlag(Identified, Base):
    """Something odd about an attempt, for a person to look at. `facts` holds numbers only; it punishes nobody."""

    __tablename__ = "quiz_flag"
    __table_args__ = (
        sa.CheckConstraint("(seen_at is null) = (seen_by is null)", name="seen_by_somebody"),
        sa.UniqueConstraint("attempt_id", "kind"),
        sa.Index("ix_quiz_flag_quiz_id", "quiz_id", "id"),
    )

    quiz_id: Mapped[Id] = mapped_column(sa.ForeignKey("quiz.id"))
    attempt_id: Mapped[Id] = mapped_column(sa.ForeignKey("quiz_attempt.id"))
    kind: Mapped[Slug]
    facts: Mapped[JsonObject]
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    seen_by: Mapped[Id | None] = mapped_column(sa.ForeignKey("user_account.id"))
    outcome: Mapped[Reason | None]
