"""How do the questions of a file get into the bank? All of them, or none.

The file is read before any transaction is open. A known code with another content becomes a new version.
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.core.actor import Actor
from backend.core.audit import record
from backend.core.clock import now
from backend.core.errors import ConflictError
from backend.core.transaction import reading, transaction
from backend.quizzes.bank_queries import CURRENT
from backend.quizzes.bank_schemas import QuestionFields, QuestionImportNote, QuestionImportOut
from backend.quizzes.formats.aiken import read_aiken
from backend.quizzes.formats.csv_table import read_csv
from backend.quizzes.formats.draft import Fault, FileError, Reading, fault
from backend.quizzes.formats.gift import read_gift
from backend.quizzes.formats.xlsx import read_xlsx
from backend.quizzes.import_plan import Bank, Defaults, Known, Plan, content_key, plan_import, question_key
from backend.quizzes.question_bank import new_code
from models.ids import new_id
from models.question import Question, QuestionCategory, QuestionVersion

READERS: dict[str, Callable[[bytes], Reading]] = {
    "xlsx": read_xlsx,
    "csv": read_csv,
    "gift": read_gift,
    "aiken": read_aiken,
}
"""Format -> what reads it."""

_LARGEST_FILE = 10 * 1024 * 1024
_WHOLE_BANK = "question_bank"


def read_file(content: bytes, form: str) -> Reading:
    """Return what a file of a format of `READERS` holds; a file that can't be read at all is one fault."""
    if len(content) > _LARGEST_FILE:
        return Reading(faults=[fault(0, "", "too_large")])
    try:
        found = READERS[form](content)
    except FileError as exc:
        return Reading(faults=[exc.fault])
    if not found.drafts and not found.faults:
        found.refuse(0, "", "empty")
    return found


def try_in(found: Reading, defaults: Defaults) -> QuestionImportOut:
    """Return what `take_in` would do, and write nothing."""
    with reading() as connection:
        bank = _bank(connection)
    return _outcome(found, plan_import(found, defaults, bank), written=False)


def take_in(found: Reading, defaults: Defaults, *, actor: Actor, only_new: bool = False) -> QuestionImportOut:
    """Write the questions of a file, unless anything is wrong with it; return what was done.

    Who may is asked by the route. With `only_new` questions that the bank has already are left as they are.
    `ConflictError` `changed_meanwhile` when somebody else changed one of the questions at the same moment.
    """
    with transaction() as session:
        plan = plan_import(found, defaults, _bank(session.connection()))
        if only_new:
            plan.same, plan.changed = plan.same + len(plan.changed), []
        if not plan.faults:
            _write(session, plan, actor)
    return _outcome(found, plan, written=not plan.faults)


def _outcome(found: Reading, plan: Plan, *, written: bool) -> QuestionImportOut:
    return QuestionImportOut(
        written=written,
        rows=len({draft.row for draft in found.drafts} | {each.row for each in found.faults if each.row}),
        new=len(plan.new),
        changed=len(plan.changed),
        same=plan.same,
        errors=[_note(each) for each in sorted(plan.faults)],
        notes=[_note(each) for each in sorted(plan.notes)],
    )


def _note(each: Fault) -> QuestionImportNote:
    return QuestionImportNote(row=each.row, column=each.column, code=each.code, message=each.sentence)


def _bank(connection: sa.Connection) -> Bank:
    categories = connection.execute(sa.select(QuestionCategory.id, QuestionCategory.name)).all()
    bank = Bank({row.name: row.id for row in categories} | {row.id: row.id for row in categories})
    for row in connection.execute(CURRENT.order_by(Question.code)):
        known = Known(row.id, row.code, row.version, row.retired_at is not None, content_key(row))
        bank.add(known, question_key(row))
    return bank


def _write(session: Session, plan: Plan, actor: Actor) -> None:
    moment = now()
    made = {"made_by": actor.user_id, "made_at": moment}
    questions: list[dict[str, Any]] = []
    versions: list[dict[str, Any]] = []
    for code, content in plan.new:
        question_id = new_id()
        questions.append({"id": question_id, "code": code or new_code(), "created_at": moment, "updated_at": moment})
        versions.append(_version(question_id, 1, content) | made)
    for known, content in plan.changed:
        versions.append(_version(known.id, known.version + 1, content) | made)
    if not versions:
        return
    try:
        if questions:
            _insert(session, Question, questions)
        _insert(session, QuestionVersion, versions)
    except sa.exc.IntegrityError as exc:
        raise ConflictError("changed_meanwhile", "导入时有人改过题目，请再导入一次") from exc
    if plan.changed:
        _count_up(session, [known.id for known, _ in plan.changed], moment)
    counts = {"new": len(plan.new), "changed": len(plan.changed), "same": plan.same}
    record(session, actor, "question.import", target=_WHOLE_BANK, details=counts)


def _insert(session: Session, model: Any, rows: list[dict[str, Any]]) -> None:
    session.execute(sa.insert(model.__table__), rows)


def _version(question_id: str, number: int, content: QuestionFields) -> dict[str, Any]:
    return {"id": new_id(), "question_id": question_id, "version": number, **content.model_dump()}


def _count_up(session: Session, ids: list[str], moment: Any) -> None:
    """Count up after the new version is in: its unique number has kept everybody else out by then."""
    table: Any = Question.__table__
    statement = (
        sa.update(table)
        .where(table.c.id == sa.bindparam("changed_id"))
        .values(version=table.c.version + 1, updated_at=moment)
    )
    session.connection().execute(statement, [{"changed_id": question_id} for question_id in ids])
