"""What may be asked, and what is right?"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified
from models.fields import Explanation, Id, JsonList, Name, QuestionCode, Slug, Source, Stem


class QuestionCategory(Base):
    """What questions are about: data that the city edits."""

    __tablename__ = "question_category"

    id: Mapped[Slug] = mapped_column(primary_key=True)
    name: Mapped[Name] = mapped_column(unique=True)
    position: Mapped[int]


class Question(Identified, Base):
    """A question of the bank. What it says stands in its versions; `version` is the one that new quizzes draw.

    One that is retired is drawn no more; quizzes and papers that have it keep it.
    """

    __tablename__ = "question"

    code: Mapped[QuestionCode] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column(default=1)
    retired_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class QuestionVersion(Identified, Base):
    """What a question said from some moment on. Never changed: papers that were drawn rely on it.

    `options` lists `{text, right}`; a true-or-false question has none, and `truth` says which it is.
    """

    __tablename__ = "question_version"
    __table_args__ = (
        sa.CheckConstraint("type in ('single', 'multiple', 'true_false')", name="type_known"),
        sa.CheckConstraint("difficulty in ('easy', 'medium', 'hard')", name="difficulty_known"),
        sa.CheckConstraint("(type = 'true_false') = (truth is not null)", name="truth_of_true_false"),
        sa.UniqueConstraint("question_id", "version"),
        sa.Index("ix_question_version_cell", "category", "difficulty", "type"),
    )

    question_id: Mapped[Id] = mapped_column(sa.ForeignKey("question.id"))
    version: Mapped[int]
    type: Mapped[Slug]
    category: Mapped[Slug] = mapped_column(sa.ForeignKey("question_category.id"))
    difficulty: Mapped[Slug]
    stem: Mapped[Stem]
    options: Mapped[JsonList] = mapped_column(default=list)
    truth: Mapped[bool | None]
    source: Mapped[Source]
    explanation: Mapped[Explanation] = mapped_column(default="")
    made_by: Mapped[Id | None] = mapped_column(sa.ForeignKey("user_account.id"))
    made_at: Mapped[datetime]
