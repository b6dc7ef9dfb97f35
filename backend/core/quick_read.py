"""How does a read that nearly every request needs go to the database?

As text that SQLAlchemy wrote once, straight to the driver: that costs half of what executing the select each time does
(docs/performance.md). For the few reads that phones ask for all the time; all others use `reading`.
"""

import collections
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import sqlalchemy as sa

from backend.core.transaction import driver_rows, in_transaction, reading
from models.base import db


def filled(places: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    """Return the parameters of a list with a fixed number of places; 1 to so many values.

    A place that is left holds the first value again: what that finds is found once all the same.
    """
    return dict(zip(places, (*values, *repeat(values[0], len(places) - len(values))), strict=True))


@dataclass(frozen=True, slots=True)
class _Plan:
    """A select for one kind of database: its text, the values that stand in it, and what converts which value."""

    text: str
    constants: dict[str, Any]
    writers: Mapping[str, Callable[[Any], Any]]
    readers: Sequence[tuple[int, Callable[[Any], Any]]]

    def rows(self, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
        """Return all rows as the driver gives them."""
        values = self.constants | parameters
        for name, write in self.writers.items():
            values[name] = write(values[name])
        return driver_rows(self.text, values)

    def finished(self, row: tuple[Any, ...]) -> Sequence[Any]:
        """Return a row with the values that the driver leaves unfinished converted."""
        values = list(row)
        for index, read in self.readers:
            values[index] = read(values[index])
        return values


class QuickRead:
    """A select with named parameters. Call it with their values; the rows' fields are named as the columns are."""

    def __init__(self, statement: sa.Select[*tuple[Any, ...]]) -> None:
        """Take the select."""
        self._statement = statement
        self._names = tuple(statement.selected_columns.keys())
        make: Any = collections.namedtuple  # noqa: PYI024  # its names are known at run time only
        self._row = make("Row", self._names)
        self._plans: dict[str, _Plan] = {}

    def __call__(self, **parameters: Any) -> list[Any]:
        """Return all rows; inside a transaction they are read on its connection, like those of `reading`."""
        return [self._row(*row) for row in self._rows(parameters)]

    def mappings(self, **parameters: Any) -> list[dict[str, Any]]:
        """Return all rows as dicts, which is half the price where they only become JSON."""
        names = self._names
        return [dict(zip(names, row, strict=True)) for row in self._rows(parameters)]

    def _rows(self, parameters: dict[str, Any]) -> Sequence[Sequence[Any]]:
        if in_transaction():
            with reading() as connection:
                return [tuple(row) for row in connection.execute(self._statement, parameters)]
        dialect = db.engine.dialect
        plan = self._plans.get(dialect.name) or self._plans.setdefault(dialect.name, self._plan(dialect))
        rows = plan.rows(parameters)
        return [plan.finished(row) for row in rows] if plan.readers else rows

    def _plan(self, dialect: sa.Dialect) -> _Plan:
        by_name = type(dialect)(paramstyle="named" if dialect.name == "sqlite" else "pyformat")  # type: ignore[call-arg]
        compiled = self._statement.compile(dialect=by_name)
        impl = {name: bind.type.dialect_impl(by_name) for name, bind in compiled.binds.items()}
        writers = {name: write for name in impl if (write := impl[name].bind_processor(by_name)) is not None}
        readers = [
            (index, read)
            for index, column in enumerate(self._statement.selected_columns)
            if not isinstance(column.type, sa.Float)  # both drivers finish it, and SQLAlchemy asks for the answer's own
            and (read := column.type.dialect_impl(by_name).result_processor(by_name, None)) is not None
        ]
        constants = {name: bind.effective_value for name, bind in compiled.binds.items() if not bind.required}
        return _Plan(str(compiled), constants, writers, readers)
