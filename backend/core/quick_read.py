"""How does a read that nearly every request needs go to the database?

As text that SQLAlchemy wrote once, straight to the driver: that costs half of what executing the select each time does
(docs/performance.md). For a few hot reads by id; all others use `reading`.
"""

import collections
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from backend.core.transaction import driver, in_transaction, reading
from models.base import db


@dataclass(frozen=True, slots=True)
class _Plan:
    """A select for one kind of database: its text, the values that stand in it, and what to make of which column."""

    text: str
    constants: dict[str, Any]
    conversions: list[tuple[int, Callable[[Any], Any]]]

    def finished(self, row: tuple[Any, ...]) -> list[Any]:
        """Return a row with the values that the driver leaves unfinished converted."""
        values = list(row)
        for index, convert in self.conversions:
            values[index] = convert(values[index])
        return values


class QuickRead:
    """A select whose parameters are text. Call it with them by name; the rows' fields are named as the columns are."""

    def __init__(self, statement: sa.Select[*tuple[Any, ...]]) -> None:
        """Take the select."""
        self._statement = statement
        make: Any = collections.namedtuple  # noqa: PYI024  # its names are known at run time only
        self._row = make("Row", statement.selected_columns.keys())
        self._plans: dict[str, _Plan] = {}

    def __call__(self, **parameters: str) -> list[Any]:
        """Return all rows; inside a transaction they are read on its connection, like those of `reading`."""
        if in_transaction():
            with reading() as connection:
                return list(connection.execute(self._statement, parameters))
        dialect = db.engine.dialect
        plan = self._plans.get(dialect.name) or self._plans.setdefault(dialect.name, self._plan(dialect))
        with driver() as connection:
            rows = connection.execute(plan.text, plan.constants | parameters).fetchall()
        return [self._row(*plan.finished(row)) for row in rows]

    def _plan(self, dialect: sa.Dialect) -> _Plan:
        by_name = type(dialect)(paramstyle="named" if dialect.name == "sqlite" else "pyformat")  # type: ignore[call-arg]
        compiled = self._statement.compile(dialect=by_name)
        conversions: list[tuple[int, Callable[[Any], Any]]] = []
        for index, column in enumerate(self._statement.selected_columns):
            convert = column.type.dialect_impl(by_name).result_processor(by_name, None)
            if convert is not None:
                conversions.append((index, convert))
        constants = {name: bind.effective_value for name, bind in compiled.binds.items() if not bind.required}
        return _Plan(str(compiled), constants, conversions)
