"""Who stands where in a quiz, and by which sums is that known without counting everybody?

A person's best attempt (`quiz_best`), how many lost so much in which second (`quiz_lost_total`), and the sums of
communities and organisations change in the transaction that makes an attempt final or void. They always follow from
the final attempts and from who is shown: `recount` makes the same of them. A frozen quiz counts what was finished until
then.

Locks are always taken in this order: the attempt, the person, the quiz (shared), then the sums by their keys. The
person's row is locked, and not that of the best attempt, since before the first attempt there is none to lock.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from backend.core import list_memory
from backend.core.errors import ConflictError
from backend.core.quick_read import QuickRead
from models.base import db
from models.quiz import Quiz, QuizAttempt, QuizBest, QuizGroupTotal, QuizLostTotal
from models.user import User

SECOND = 1000
"""Milliseconds."""

SPANS = (1, 60)
"""Seconds: what people are counted by."""

ON_BOARD = sa.text("quiz_best.shown")
"""Who is on boards, in the very words of the index: SQLite would not see it in `shown = 1`."""

BOARD_ORDER = (QuizBest.lost, QuizBest.duration, QuizBest.finished_at, QuizBest.user_id)

_LOST = QuizAttempt.full - QuizAttempt.score
_BEST_FIRST = (_LOST, QuizAttempt.duration, QuizAttempt.finished_at, QuizAttempt.id)


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's best attempt as the boards have it."""

    attempt_id: str
    lost: int
    score: int
    duration: int
    finished_at: datetime
    region_code: str | None
    organisation_id: str | None
    shown: bool

    @property
    def cells(self) -> list[tuple[int, int, int]]:
        """Where this is counted among those who are shown: `[(span, lost, second)]`, or nowhere."""
        second = self.duration // SECOND
        return [(span, self.lost, second - second % span) for span in SPANS] if self.shown else []

    @property
    def groups(self) -> list[tuple[str, str]]:
        """Which community and organisation this counts for, as `(kind, key)`."""
        named = (("community", self.region_code), ("organisation", self.organisation_id))
        return [(kind, key) for kind, key in named if key is not None]


class KindOfQuiz(Protocol):
    """What counting needs to know of a quiz: its row has it, and so has whatever remembers one."""

    @property
    def id(self) -> str:
        """Which quiz."""
        ...

    @property
    def mode(self) -> str:
        """`contest` or `practice`."""
        ...


def count_in(session: Session, attempt: QuizAttempt, quiz: KindOfQuiz) -> bool:
    """Count a final attempt, in the open transaction that makes it final; tell whether it is the person's best now.

    One attempt in a transaction: two might lock the sums against another's order. Doing it again changes nothing.
    Practice has no boards, and a frozen quiz counts only what was finished before.
    """
    if quiz.mode != "contest":
        return False
    session.flush()
    best = settle(session, quiz.id, attempt.user_id)
    return best is not None and best.attempt_id == attempt.id


def take_out(session: Session, attempt: QuizAttempt, quiz: KindOfQuiz, reason: str) -> None:
    """Make a final attempt void; the person's next best takes its place. It is locked already (`key_share`).

    Errors: 409 `attempt_open` while it is not handed in, `attempt_void` when it is void already.
    """
    if attempt.state == "open":
        raise ConflictError("attempt_open", "这次答题还没有交卷，交卷后才能作废")
    if attempt.state == "void":
        raise ConflictError("attempt_void", "这次答题已经作废，不用再操作")
    attempt.state, attempt.void_reason = "void", reason
    session.flush()
    if quiz.mode == "contest":
        settle(session, quiz.id, attempt.user_id)


def show_or_hide(session: Session, user_id: str) -> None:
    """Bring all boards in line with whether this person is to be named on them, in the open transaction."""
    session.flush()
    lock_person(session, user_id)
    list_memory.forget_after(session)
    taken = (
        sa.select(QuizAttempt.quiz_id)
        .join(Quiz, Quiz.id == QuizAttempt.quiz_id)
        .where(QuizAttempt.user_id == user_id, Quiz.mode == "contest")
        .distinct()
    )
    for quiz_id in sorted(session.scalars(taken)):
        settle(session, quiz_id, user_id)


def settle(session: Session, quiz_id: str, user_id: str) -> Standing | None:
    """Bring a person's best attempt and the sums in line with the final attempts; return the best."""
    _lock(session, quiz_id, user_id)
    before, after = standings(session, quiz_id, user_id)
    if before != after:
        move(session, quiz_id, user_id, before, after)
    return after


def lock_person(session: Session, user_id: str) -> None:
    """Let nobody else change what is counted of this person until the transaction ends."""
    session.execute(sa.select(User.id).where(User.id == user_id).with_for_update(key_share=True))


def lock_quiz(session: Session, quiz_id: str) -> Quiz | None:
    """Return a quiz of which nothing is counted until the transaction ends; what was under way is waited for."""
    return session.get(Quiz, quiz_id, with_for_update={"key_share": True}, populate_existing=True)


def _lock(session: Session, quiz_id: str, user_id: str) -> None:
    """Keep others from changing what is counted of this person; SQLite's transactions do so by themselves."""
    lock_person(session, user_id)
    session.execute(sa.select(Quiz.id).where(Quiz.id == quiz_id).with_for_update(read=True))


def standings(run: Session | sa.Connection, quiz_id: str, user_id: str) -> tuple[Standing | None, Standing | None]:
    """Return what is counted of a person, and what ought to be."""
    counted = (
        sa.select(
            *(QuizBest.attempt_id, QuizBest.lost, QuizAttempt.score, QuizBest.duration, QuizBest.finished_at),
            *(QuizBest.region_code, QuizBest.organisation_id, QuizBest.shown),
        )
        .join(QuizAttempt, QuizAttempt.id == QuizBest.attempt_id)
        .where(QuizBest.quiz_id == quiz_id, QuizBest.user_id == user_id)
    )
    due = (
        sa.select(*_counting())
        .join(User, User.id == QuizAttempt.user_id)
        .join(Quiz, Quiz.id == QuizAttempt.quiz_id)
        .where(QuizAttempt.quiz_id == quiz_id, QuizAttempt.user_id == user_id, _counts())
        .order_by(*_BEST_FIRST)
        .limit(1)
    )
    before, after = run.execute(counted).one_or_none(), run.execute(due).one_or_none()
    return Standing(*before) if before else None, Standing(*after) if after else None


def move(session: Session, quiz_id: str, user_id: str, before: Standing | None, after: Standing | None) -> None:
    """Write a person's new best, and carry the difference over to the sums."""
    if after is None:
        session.execute(sa.delete(QuizBest).where(QuizBest.quiz_id == quiz_id, QuizBest.user_id == user_id))
    else:
        best = {
            "attempt_id": after.attempt_id,
            "lost": after.lost,
            "duration": after.duration,
            "finished_at": after.finished_at,
            "region_code": after.region_code,
            "organisation_id": after.organisation_id,
            "shown": after.shown,
        }
        insert = _insert(QuizBest).values(quiz_id=quiz_id, user_id=user_id, **best)
        session.execute(insert.on_conflict_do_update(index_elements=["quiz_id", "user_id"], set_=best))
    _move_cells(session, quiz_id, before, after)
    _move_groups(session, quiz_id, before, after)


def _move_cells(session: Session, quiz_id: str, before: Standing | None, after: Standing | None) -> None:
    steps: Counter[tuple[int, int, int]] = Counter()
    steps.update(after.cells if after else [])
    steps.subtract(before.cells if before else [])
    for (span, lost, second), step in sorted(steps.items()):
        key = {"quiz_id": quiz_id, "span": span, "lost": lost, "second": second}
        _add(session, QuizLostTotal, key, {"n": step}, more=step > 0)


def _move_groups(session: Session, quiz_id: str, before: Standing | None, after: Standing | None) -> None:
    signed = [(standing, sign) for standing, sign in ((before, -1), (after, 1)) if standing is not None]
    steps: dict[tuple[str, str], tuple[int, int, int]] = {}
    for standing, sign, group in ((one, sign, group) for one, sign in signed for group in one.groups):
        people, score, duration = steps.get(group, (0, 0, 0))
        steps[group] = (people + sign, score + sign * standing.score, duration + sign * standing.duration)
    for (kind, key), (people, score, duration) in sorted(steps.items()):
        row = {"quiz_id": quiz_id, "kind": kind, "key": key}
        sums = {"participants": people, "score": score, "duration": duration}
        _add(session, QuizGroupTotal, row, sums, more=people > 0)


def _add(session: Session, table: Any, key: dict[str, Any], steps: dict[str, int], *, more: bool) -> None:
    """Add to the row of a key. Only who comes can be the first there, so that only then a row may have to be made."""
    if not any(steps.values()):
        return
    sums = {name: getattr(table, name) + step for name, step in steps.items()}
    if more:
        insert = _insert(table).values(**key, **steps)
        session.execute(insert.on_conflict_do_update(index_elements=list(key), set_=sums))
        return
    there = (getattr(table, name) == value for name, value in key.items())
    session.execute(sa.update(table).where(*there).values(sums).execution_options(synchronize_session=False))


def recount(session: Session, quiz_id: str) -> int:
    """Make all that boards of a quiz rest on anew from its attempts, in the open transaction; return how many people.

    Attempts that end meanwhile wait for it.
    """
    lock_quiz(session, quiz_id)
    for table in (QuizBest, QuizLostTotal, QuizGroupTotal):
        session.execute(sa.delete(table).where(table.quiz_id == quiz_id).execution_options(synchronize_session=False))
    place = sa.func.row_number().over(partition_by=QuizAttempt.user_id, order_by=_BEST_FIRST).label("place")
    final = (
        sa.select(QuizAttempt.quiz_id, QuizAttempt.user_id, *_counting(), place)
        .join(User, User.id == QuizAttempt.user_id)
        .join(Quiz, Quiz.id == QuizAttempt.quiz_id)
        .where(QuizAttempt.quiz_id == quiz_id, Quiz.mode == "contest", _counts())
        .subquery()
    )
    names = ["quiz_id", "user_id", "attempt_id", "lost", "duration", "finished_at"]
    names += ["region_code", "organisation_id", "shown"]
    best = sa.select(*(final.c[name] for name in names)).where(final.c.place == 1)
    session.execute(sa.insert(QuizBest).from_select(names, best))
    columns = ["quiz_id", "span", "lost", "second", "n"]
    for span in SPANS:
        session.execute(sa.insert(QuizLostTotal).from_select(columns, _cells_of(quiz_id, span)))
    columns = ["quiz_id", "kind", "key", "participants", "score", "duration"]
    for kind, column in (("community", QuizBest.region_code), ("organisation", QuizBest.organisation_id)):
        session.execute(sa.insert(QuizGroupTotal).from_select(columns, _group_of(quiz_id, kind, column)))
    people = sa.select(sa.func.count()).select_from(QuizBest).where(QuizBest.quiz_id == quiz_id)
    return session.execute(people).scalar_one()


def rank_of(quiz_id: str, lost: int, duration: int, finished_at: datetime, user_id: str) -> int:
    """Return the rank of who stands on the boards like this.

    It sums the minutes of those who lost less, the minutes and then the seconds of those who lost as much and were
    quicker, and counts the people of the own second only: some hundreds of rows, however many people there are.
    """
    second = duration // SECOND
    [row] = _read_rank(
        quiz_id=quiz_id, lost=lost, minute=second - second % SPANS[-1], second=second, from_second=second * SECOND,
        duration=duration, finished_at=finished_at, user_id=user_id,
    )  # fmt: skip
    return int(row.rank)


def statement_of_rank() -> sa.Select[tuple[int]]:
    """Return the statement of `rank_of`."""

    def named(name: str, like: Any) -> sa.BindParameter[Any]:
        return sa.bindparam(name, type_=like.type)

    quiz_id, lost = named("quiz_id", QuizBest.quiz_id), named("lost", QuizBest.lost)
    minute, second = named("minute", QuizLostTotal.second), named("second", QuizLostTotal.second)
    total = sa.select(sa.func.coalesce(sa.func.sum(QuizLostTotal.n), 0)).where(QuizLostTotal.quiz_id == quiz_id)
    minutes, seconds = (total.where(QuizLostTotal.span == sa.literal_column(str(span))) for span in reversed(SPANS))
    better = minutes.where(QuizLostTotal.lost < lost)
    quicker = minutes.where(QuizLostTotal.lost == lost, QuizLostTotal.second < minute)
    just = seconds.where(QuizLostTotal.lost == lost, QuizLostTotal.second >= minute, QuizLostTotal.second < second)
    place = sa.tuple_(*(named(column.name, column) for column in BOARD_ORDER[1:]))
    beside = (
        sa.select(sa.func.count())
        .select_from(QuizBest)
        .where(QuizBest.quiz_id == quiz_id, ON_BOARD, QuizBest.lost == lost)
        .where(QuizBest.duration >= named("from_second", QuizBest.duration), sa.tuple_(*BOARD_ORDER[1:]) < place)
    )
    parts = (part.scalar_subquery() for part in (better, quicker, just, beside))
    return sa.select(sum(parts, sa.literal_column("1", sa.Integer)).label("rank"))


_read_rank = QuickRead(statement_of_rank())


def _counting() -> Iterable[Any]:
    """Return the columns of a `Standing`, in its order."""
    return (
        QuizAttempt.id.label("attempt_id"),
        _LOST.label("lost"),
        QuizAttempt.score,
        QuizAttempt.duration,
        QuizAttempt.finished_at,
        QuizAttempt.region_code,
        QuizAttempt.organisation_id,
        User.on_boards.label("shown"),
    )


def _counts() -> sa.ColumnElement[bool]:
    in_time = sa.or_(Quiz.frozen_at.is_(None), QuizAttempt.finished_at <= Quiz.frozen_at)
    return sa.and_(QuizAttempt.state == "final", in_time)


def _cells_of(quiz_id: str, span: int) -> sa.Select[*tuple[Any, ...]]:
    length = sa.literal_column(str(span), sa.Integer)
    second: sa.ColumnElement[int] = QuizBest.duration // sa.literal_column(str(span * SECOND), sa.Integer) * length
    return (
        sa.select(QuizBest.quiz_id, length, QuizBest.lost, second, sa.func.count())
        .where(QuizBest.quiz_id == quiz_id, ON_BOARD)
        .group_by(QuizBest.quiz_id, QuizBest.lost, second)
    )


def _group_of(quiz_id: str, kind: str, key: Any) -> sa.Select[Any]:
    return (
        sa.select(
            *(QuizBest.quiz_id, sa.literal(kind), key, sa.func.count()),
            *(sa.func.sum(QuizAttempt.score), sa.func.sum(QuizBest.duration)),
        )
        .join(QuizAttempt, QuizAttempt.id == QuizBest.attempt_id)
        .where(QuizBest.quiz_id == quiz_id, key.is_not(None))
        .group_by(QuizBest.quiz_id, key)
    )


def _insert(table: Any) -> Any:
    return (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(table)
