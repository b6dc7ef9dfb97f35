"""Which questions does a city of the browser tests have, and what is right?"""

import csv
from contextlib import closing
from datetime import UTC, datetime
from functools import cache

import sqlalchemy as sa

from models.ids import new_id
from models.question import Question, QuestionCategory, QuestionVersion
from tests.browser.product import ROOT, Product

STARTER = ROOT / "data" / "questions" / "starter.csv"
LETTERS = "abcdef"


@cache
def _rows() -> list[dict[str, str]]:
    with STARTER.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _options(row: dict[str, str]) -> list[dict[str, object]]:
    return [
        {"text": row[f"option_{letter}"], "right": letter.upper() in row["answer"]}
        for letter in LETTERS
        if row[f"option_{letter}"] and row["type"] != "true_false"
    ]


@cache
def right_answers() -> dict[str, set[str]]:
    """Return the texts of the right options for each question of the starter bank, by its words."""
    truths = {"T": "对", "F": "错"}
    return {
        row["stem"]: {str(one["text"]) for one in _options(row) if one["right"]}
        or {truths[row["answer"].strip()[0].upper()]}
        for row in _rows()
    }


def fill_bank(product: Product) -> None:
    """Put the starter bank into the running city, unless it has questions."""
    moment = datetime(2026, 11, 23, 4, tzinfo=UTC)
    engine = sa.create_engine(f"sqlite:///{product.folder / 'shiliu.sqlite3'}")
    with closing(engine.connect()) as database, database.begin():
        if database.scalar(sa.select(sa.func.count()).select_from(Question)):
            return
        names = sorted({row["category"] for row in _rows()})
        rows = [{"id": name, "name": name, "position": place} for place, name in enumerate(names)]
        database.execute(sa.insert(QuestionCategory), rows)
        for row in _rows():
            made = {"id": new_id(), "code": row["code"], "version": 1, "created_at": moment, "updated_at": moment}
            database.execute(sa.insert(Question), made)
            database.execute(sa.insert(QuestionVersion), _version(row, made["id"], moment))
    engine.dispose()


def _version(row: dict[str, str], question: object, moment: datetime) -> dict[str, object]:
    said = {name: row[name] for name in ("type", "category", "difficulty", "stem", "source", "explanation")}
    truth = row["answer"] == "T" if row["type"] == "true_false" else None
    known = {"question_id": question, "version": 1, "made_at": moment, "truth": truth, "options": _options(row)}
    return {"id": new_id(), **said, **known}
