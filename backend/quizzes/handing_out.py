"""How does the bank leave as a file that can be taken in again?"""

from typing import Any, NamedTuple

from backend.core.actor import Actor
from backend.core.transaction import reading
from backend.quizzes.bank_queries import CURRENT, require_reader
from backend.quizzes.bank_schemas import ExportQuery
from backend.quizzes.formats.aiken import write_aiken
from backend.quizzes.formats.csv_table import write_csv
from backend.quizzes.formats.gift import write_gift
from backend.quizzes.formats.xlsx import CONTENT_TYPE, write_xlsx
from models.question import Question, QuestionVersion

_ENDINGS = {"xlsx": "xlsx", "csv": "csv", "gift": "gift.txt", "aiken": "aiken.txt"}
_TYPES = {
    "xlsx": CONTENT_TYPE,
    "csv": "text/csv; charset=utf-8",
}


class BankFile(NamedTuple):
    """The bank as a file. `left_out` counts the questions that its format can't hold."""

    content: bytes
    name: str
    content_type: str
    left_out: int


def export(query: ExportQuery, *, actor: Actor) -> BankFile:
    """Return the questions in use, or those that are retired, as a file. `ForbiddenError` for who may not see them."""
    require_reader(actor)
    retired = Question.retired_at.is_not(None) if query.retired else Question.retired_at.is_(None)
    statement = CURRENT.where(retired).order_by(QuestionVersion.category, Question.code)
    with reading() as connection:
        rows = connection.execute(statement).all()
    content, left_out = _written(query.format, rows)
    name = f"question-bank.{_ENDINGS[query.format]}"
    return BankFile(content, name, _TYPES.get(query.format, "text/plain; charset=utf-8"), left_out)


def _written(form: str, rows: Any) -> tuple[bytes, int]:
    if form == "aiken":
        return write_aiken(rows)
    return {"xlsx": write_xlsx, "csv": write_csv, "gift": write_gift}[form](rows), 0
