"""Does a bank that was written to a file read back as it was, whatever its questions say?"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings

from backend.quizzes.bank_schemas import ImportQuery
from backend.quizzes.formats.aiken import write_aiken
from backend.quizzes.formats.csv_table import write_csv
from backend.quizzes.formats.gift import write_gift
from backend.quizzes.formats.xlsx import write_xlsx
from backend.quizzes.import_plan import Bank, Known, content_key, plan_import, question_key
from backend.quizzes.taking_in import read_file
from tests.backend.quizzes.banks import banks

WRITERS: dict[str, Callable[[Any], bytes]] = {
    "csv": write_csv,
    "xlsx": write_xlsx,
    "gift": write_gift,
    "aiken": lambda rows: write_aiken(rows)[0],
}
CATEGORIES = {"geography": "geography", "history": "history"}


def empty_bank() -> Bank:
    return Bank(dict(CATEGORIES))


def full_bank(rows: list[SimpleNamespace]) -> Bank:
    bank = empty_bank()
    for row in rows:
        bank.add(Known(row.code, row.code, 1, False, content_key(row)), question_key(row))
    return bank


@pytest.mark.parametrize("form", ["csv", "xlsx", "gift"])
@settings(max_examples=60, deadline=None)
@given(rows=banks())
def test_bank_reads_back_as_it_was(form: str, rows: list[SimpleNamespace]) -> None:
    found = read_file(WRITERS[form](rows), form)
    plan = plan_import(found, ImportQuery(format="csv"), empty_bank())
    assert plan.faults == []
    assert [code for code, _ in plan.new] == [row.code for row in rows]
    assert [content_key(content) for _, content in plan.new] == [content_key(row) for row in rows]
    again = plan_import(found, ImportQuery(format="csv"), full_bank(rows))
    assert (again.same, again.new, again.changed, again.faults) == (len(rows), [], [], [])


@settings(max_examples=100, deadline=None)
@given(rows=banks())
def test_aiken_finds_its_questions_again(rows: list[SimpleNamespace]) -> None:
    content, left_out = write_aiken(rows)
    found = read_file(content, "aiken")
    plan = plan_import(found, ImportQuery(format="aiken"), full_bank(rows))
    if left_out == len(rows):
        assert [each.code for each in plan.faults] == ["empty"]
        return
    assert (plan.faults, plan.new, plan.changed) == ([], [], [])
    assert plan.same == len(rows) - left_out
    assert left_out >= sum(row.type != "single" for row in rows)
