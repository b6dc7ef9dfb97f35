"""How do questions get into the bank, and how do they change? What one said once stays: a change is a new version."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.core.actor import Actor
from backend.core.audit import record
from backend.core.clock import now
from backend.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from backend.core.transaction import transaction
from backend.quizzes.bank_schemas import QuestionFields, QuestionIn, QuestionPatch
from backend.quizzes.question_types import TRUE_FALSE, TYPES, Option
from backend.security.permissions import Permission
from backend.security.policy import regions
from models.ids import new_id
from models.question import Question, QuestionCategory, QuestionVersion

CONTENT = tuple(QuestionFields.model_fields)
"""The columns of a version that say what the question is."""

_CODE_LETTERS = 10
_MAY_BE_EMPTY = {"truth"}


def create_question(data: QuestionIn, *, actor: Actor) -> str:
    """Add a question in its first version; return its id.

    Errors: 403; 409 `code_taken`; 422 for options that do not fit the type, or a category that is not there.
    """
    require_editor(actor)
    content = QuestionFields.model_validate(data.model_dump(exclude={"code"}))
    with transaction() as session:
        _check(session, content)
        moment = now()
        question = Question(id=new_id(), code=data.code or new_code(), created_at=moment, updated_at=moment)
        session.add(question)
        _flush(session, ConflictError("code_taken", "这个题目编号已经用过了，请换一个编号"))
        session.add(_version(question.id, 1, content, actor))
        record(session, actor, "question.create", target=question.id)
    return question.id


def change_question(question_id: str, data: QuestionPatch, *, actor: Actor) -> None:
    """Make a new version of a question; none when nothing differs. Papers keep the version that they have.

    Errors: 403; 404; 409 `changed_meanwhile` when another version than the one that was read stands there; 422.
    """
    require_editor(actor)
    changes = data.model_dump(exclude_unset=True, exclude={"version"})
    nulls = [name for name, value in changes.items() if value is None and name not in _MAY_BE_EMPTY]
    if nulls:
        raise InvalidError({name: ["missing"] for name in nulls})
    with transaction() as session:
        question = _locked(session, question_id)
        if question.version != data.version:
            raise changed_meanwhile()
        before = content_of(_current(session, question))
        content = QuestionFields.model_validate(before.model_dump() | changes)
        different = [name for name in CONTENT if getattr(before, name) != getattr(content, name)]
        if not different:
            return
        _check(session, content)
        question.version += 1
        question.updated_at = now()
        session.add(_version(question.id, question.version, content, actor))
        _flush(session, changed_meanwhile())
        record(session, actor, "question.change", target=question.id, details={"fields": different})


def retire_question(question_id: str, *, actor: Actor) -> None:
    """Take a question out of use: new quizzes draw it no more. Errors: 403, 404."""
    require_editor(actor)
    with transaction() as session:
        question = _locked(session, question_id)
        if question.retired_at is not None:
            return
        question.retired_at = question.updated_at = now()
        record(session, actor, "question.retire", target=question.id)


def restore_question(question_id: str, *, actor: Actor) -> None:
    """Bring a retired question back. Errors: 403, 404."""
    require_editor(actor)
    with transaction() as session:
        question = _locked(session, question_id)
        if question.retired_at is None:
            return
        question.retired_at, question.updated_at = None, now()
        record(session, actor, "question.restore", target=question.id)


def require_editor(actor: Actor) -> None:
    """Let in whoever edits questions in any region: the bank is the same for all regions."""
    if not regions(actor, Permission.QUESTION_EDIT):
        raise ForbiddenError


def problems_of(content: QuestionFields) -> dict[str, list[str]]:
    """Name what is wrong with the answers of a question, by field; empty when nothing is.

    Beside the words of `QuestionType.problems`: `missing`, and `not_wanted` for what its type does not have.
    """
    if content.type == TRUE_FALSE:
        found = {"options": ["not_wanted"]} if content.options else {}
        return found | ({"truth": ["missing"]} if content.truth is None else {})
    found = {"truth": ["not_wanted"]} if content.truth is not None else {}
    wrong = TYPES[content.type].problems([Option(option.text, option.right) for option in content.options])
    return found | ({"options": wrong} if wrong else {})


def content_of(version: Any) -> QuestionFields:
    """Return what a version, or a row with its columns, says."""
    return QuestionFields.model_validate({name: getattr(version, name) for name in CONTENT})


def new_code() -> str:
    """Return a code for a question that was given none."""
    return f"q-{new_id()[-_CODE_LETTERS:].lower()}"


def changed_meanwhile() -> ConflictError:
    """Say that somebody else was faster."""
    return ConflictError("changed_meanwhile", "刚才有人改过这道题，请刷新后再修改")


def _check(session: Session, content: QuestionFields) -> None:
    problems = problems_of(content)
    if session.get(QuestionCategory, content.category) is None:
        problems["category"] = ["unknown"]
    if problems:
        raise InvalidError(problems)


def _locked(session: Session, question_id: str) -> Question:
    question = session.get(Question, question_id, with_for_update=True)
    if question is None:
        raise NotFoundError
    return question


def _current(session: Session, question: Question) -> QuestionVersion:
    statement = sa.select(QuestionVersion).where(
        QuestionVersion.question_id == question.id, QuestionVersion.version == question.version
    )
    return session.scalars(statement).one()


def _version(question_id: str, number: int, content: QuestionFields, actor: Actor) -> QuestionVersion:
    return QuestionVersion(
        question_id=question_id, version=number, made_by=actor.user_id, made_at=now(), **content.model_dump()
    )


def _flush(session: Session, refusal: ConflictError) -> None:
    try:
        session.flush()
    except sa.exc.IntegrityError as exc:
        raise refusal from exc
