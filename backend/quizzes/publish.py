"""How do staff make a quiz, change it, publish it and close it?

Publishing fixes in one transaction which question versions the quiz draws from: what the bank becomes afterwards does
not matter to it. From then on its paper and its clock stay as they are; title, description, rules and closing time may
change, and whoever starts has to have seen the newest rules.

Locks: the open papers where their deadline may change, then the quiz's row.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.core import list_memory
from backend.core.actor import Actor
from backend.core.audit import record
from backend.core.clock import now
from backend.core.errors import ConflictError, InvalidError, NotFoundError
from backend.core.transaction import transaction
from backend.quizzes.draw import Cell, short_cells
from backend.quizzes.pool import cells_of
from backend.quizzes.rules import USUAL_REVIEW
from backend.quizzes.schemas import MOST_QUESTIONS, QuizIn
from backend.security.permissions import Permission
from backend.security.policy import require, require_visible
from models.event import Campaign
from models.ids import new_id
from models.question import Question, QuestionCategory, QuestionVersion
from models.quiz import Quiz, QuizAttempt, QuizPool
from models.region import Region

_COLUMN = {"description": "summary", "rules_text": "rules"}
"""Field -> column, where the names differ."""

_DIFFICULTIES = {"easy": "易", "medium": "中", "hard": "难"}
_TYPES = {"single": "单选", "multiple": "多选", "true_false": "判断"}
_INSTANT = timedelta(seconds=1)
_ALWAYS = frozenset({"title", "summary", "rules", "closes_at"})
"""What may change of a quiz that people take."""


def create_quiz(data: QuizIn, *, actor: Actor) -> str:
    """Make a draft; return its id. `ForbiddenError` outside one's regions, `InvalidError`."""
    with transaction() as session:
        require(actor, Permission.QUIZ_EDIT, data.region_code)
        if session.get(Region, data.region_code) is None:
            raise InvalidError({"region_code": ["unknown"]})
        values = _columns(dict(data), data.mode)
        quiz = Quiz(id=new_id(), created_by=actor.user_id, created_at=now(), updated_at=now(), **values)
        _check(session, quiz)
        session.add(quiz)
        record(session, actor, "quiz.create", target=quiz.id, region_code=quiz.region_code)
        return quiz.id


def change_quiz(quiz_id: str, changes: Mapping[str, Any], *, actor: Actor) -> None:
    """Change the named fields; once published only title, description, rules and closing time.

    Whoever has begun keeps the deadline they were told, unless the quiz now closes before it. Errors: 404, 403; 409
    `wrong_state`, `fixed_after_publishing`; 422.
    """
    with transaction() as session:
        if "closes_at" in changes:
            hold_papers(session, quiz_id)
        quiz = _locked(session, quiz_id, actor)
        given = _columns(changes, quiz.mode)
        changed = {name: value for name, value in given.items() if getattr(quiz, name) != value}
        _check_changeable(quiz, changed)
        for name, value in changed.items():
            setattr(quiz, name, value)
        _check(session, quiz)
        if quiz.state == "published":
            quiz.rules_version += "rules" in changed
            if "closes_at" in changed:
                _check_closing(quiz)
                _bring_deadlines_forward(session, quiz)
        if not changed:
            return
        _touch(session, quiz)
        record(
            session,
            actor,
            "quiz.change",
            target=quiz.id,
            region_code=quiz.region_code,
            details={"fields": sorted(changed), "rules_version": quiz.rules_version},
        )


def publish_quiz(quiz_id: str, *, actor: Actor) -> None:
    """Fix what the quiz draws from and show it. 404, 403; 409 `wrong_state`, `bank_too_small` names what lacks; 422."""
    with transaction() as session:
        publish_locked(session, _locked(session, quiz_id, actor), actor=actor)


def publish_locked(session: Session, quiz: Quiz, *, actor: Actor) -> None:
    """Publish a quiz whose row is locked, as `publish_quiz` says."""
    if quiz.state != "draft":
        raise ConflictError("wrong_state", "这个答题活动已经发布过了")
    _check_closing(quiz)
    quota = cells_of(quiz.quota)
    pools = [_versions(session, cell) for cell in quota]
    _refuse_short(session, pools, quota)
    places = ((number, version_id) for number, versions in enumerate(pools) for version_id in versions)
    rows = [
        {"quiz_id": quiz.id, "position": position, "cell": cell, "version_id": version_id}
        for position, (cell, version_id) in enumerate(places)
    ]
    session.execute(sa.insert(QuizPool), rows)
    quiz.state = "published"
    _touch(session, quiz)
    record(session, actor, "quiz.publish", target=quiz.id, region_code=quiz.region_code, details={"pool": len(rows)})


def close_quiz(quiz_id: str, *, actor: Actor) -> None:
    """Close a quiz before its time: papers that are open end now. 404, 403; 409 `wrong_state`."""
    with transaction() as session:
        hold_papers(session, quiz_id)
        close_locked(session, _locked(session, quiz_id, actor), actor=actor)


def close_locked(session: Session, quiz: Quiz, *, actor: Actor) -> None:
    """Close a quiz whose row is locked, as `close_quiz` says."""
    moment = now()
    if quiz.state != "published" or quiz.closes_at <= moment:
        raise ConflictError("wrong_state", "这个答题活动没有在进行，不需要关闭")
    quiz.state = "closed"
    _touch(session, quiz)
    quiz.opens_at = min(quiz.opens_at, moment - _INSTANT)
    quiz.closes_at = moment
    _bring_deadlines_forward(session, quiz)
    record(session, actor, "quiz.close", target=quiz.id, region_code=quiz.region_code)


def hold_papers(session: Session, quiz_id: str) -> None:
    """Lock the open papers of a quiz: before the quiz itself, as whoever hands one in does."""
    held = sa.select(QuizAttempt.id).where(QuizAttempt.quiz_id == quiz_id, QuizAttempt.state == "open")
    session.execute(held.order_by(QuizAttempt.id).with_for_update(key_share=True))


def locked_quiz(session: Session, quiz_id: str) -> Quiz:
    """Return a quiz whose row nobody else changes until the transaction ends; `NotFoundError`."""
    quiz = session.get(Quiz, quiz_id, with_for_update={"key_share": True}, populate_existing=True)
    if quiz is None:
        raise NotFoundError(message="没有找到这个答题活动，可能已被移除")
    return quiz


def _locked(session: Session, quiz_id: str, actor: Actor) -> Quiz:
    quiz = locked_quiz(session, quiz_id)
    if quiz.state == "draft":
        require_visible(actor, Permission.QUIZ_SEE, quiz.region_code)
    require(actor, Permission.QUIZ_EDIT, quiz.region_code)
    return quiz


def _touch(session: Session, quiz: Quiz) -> None:
    """Let every process see that what it remembers has gone by, even if the clock stood still or was set back."""
    list_memory.forget_after(session)
    quiz.updated_at = max(now(), quiz.updated_at + timedelta(microseconds=1))


def _columns(fields: Mapping[str, Any], mode: str) -> dict[str, Any]:
    values = {_COLUMN.get(name, name): value for name, value in fields.items()}
    if "quota" in values:
        values["quota"] = [dict(line) for line in values["quota"]]
    if "review" in values:
        values["review"] = USUAL_REVIEW[mode] if values["review"] is None else dict(values["review"])
    return values


def _check_changeable(quiz: Quiz, changed: Mapping[str, Any]) -> None:
    if quiz.state == "closed":
        raise ConflictError("wrong_state", "这个答题活动已经关闭，不能再修改")
    fixed = sorted(set(changed) - _ALWAYS)
    if quiz.state == "published" and fixed:
        raise ConflictError(
            "fixed_after_publishing",
            "已发布的答题活动不能再改试卷、时间和次数，可以关闭后另建一个",
            fields={name: ["fixed_after_publishing"] for name in fixed},
        )
    if quiz.state == "published" and "closes_at" in changed and quiz.closes_at <= now():
        raise ConflictError("wrong_state", "这个答题活动已经结束，不能再改结束时间")


def _check(session: Session, quiz: Quiz) -> None:
    wrong: dict[str, list[str]] = {}
    if quiz.closes_at <= quiz.opens_at:
        wrong["closes_at"] = ["before_opening"]
    if quiz.mode == "contest" and quiz.time_limit is None:
        wrong["time_limit"] = ["needed"]
    if quiz.campaign_id is not None and session.get(Campaign, quiz.campaign_id) is None:
        wrong["campaign_id"] = ["unknown"]
    kinds = [(line["category"], line["difficulty"], line["type"]) for line in quiz.quota]
    if len(set(kinds)) < len(kinds):
        wrong["quota"] = ["repeated"]
    if sum(line["count"] for line in quiz.quota) > MOST_QUESTIONS:
        wrong["quota"] = ["too_many"]
    if quiz.mode == "contest" and quiz.review["during"]:
        wrong["review.during"] = ["not_in_contests"]
    if wrong:
        raise InvalidError(wrong)


def _check_closing(quiz: Quiz) -> None:
    if quiz.closes_at <= now():
        raise InvalidError({"closes_at": ["in_the_past"]}, message="结束时间已经过去，请往后调")


def _bring_deadlines_forward(session: Session, quiz: Quiz) -> None:
    session.execute(
        sa.update(QuizAttempt)
        .where(
            QuizAttempt.quiz_id == quiz.id,
            QuizAttempt.state == "open",
            sa.or_(QuizAttempt.deadline > quiz.closes_at, sa.and_(QuizAttempt.deadline.is_(None), _closed(quiz))),
        )
        .values(deadline=quiz.closes_at)
        .execution_options(synchronize_session=False)
    )


def _closed(quiz: Quiz) -> sa.ColumnElement[bool]:
    return sa.true() if quiz.state == "closed" else sa.false()


def _versions(session: Session, cell: Cell) -> Sequence[str]:
    """Return the newest version of each question that is of a kind and not retired, in the order of their making."""
    newest = sa.and_(QuestionVersion.question_id == Question.id, QuestionVersion.version == Question.version)
    return session.scalars(
        sa.select(QuestionVersion.id)
        .join(Question, newest)
        .where(
            QuestionVersion.category == cell.category,
            QuestionVersion.difficulty == cell.difficulty,
            QuestionVersion.type == cell.type,
            Question.retired_at.is_(None),
        )
        .order_by(QuestionVersion.id)
    ).all()


def _refuse_short(session: Session, pools: Sequence[Sequence[str]], quota: Sequence[Cell]) -> None:
    short = short_cells([len(versions) for versions in pools], quota)
    if not short:
        return
    names = {row.id: row.name for row in session.execute(sa.select(QuestionCategory.id, QuestionCategory.name))}
    lacks = [
        f"{names.get(cell.category, cell.category)}·{_DIFFICULTIES[cell.difficulty]}·{_TYPES[cell.type]}"
        f"还缺 {cell.count - size} 题"
        for cell, size in short
    ]
    raise ConflictError(
        "bank_too_small",
        f"题库里的题不够：{'；'.join(lacks)}。请补充题目，或减少题数",
        fields={f"quota.{quota.index(cell)}": [f"lacks_{cell.count - size}"] for cell, size in short},
    )
