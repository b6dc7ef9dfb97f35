"""How does one statement reach PostgreSQL in a single call of its library?

psycopg's cursor sends a statement, waits and fetches in steps of Python, and asks for Python's lock again after each.
One call of libpq does the same work without the lock. With eight threads at once a small read took 402 us of processor
time through the cursor and 242 us so, 100 us of Python beside it in both (docs/performance.md). Values are still
written and read by psycopg, and a statement is prepared the first time.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import count
from typing import Any

import psycopg
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import FeatureNotSupported, InvalidSqlStatementName, error_from_result
from psycopg.pq import DiagnosticField, ExecStatus, Format
from psycopg.pq.abc import PGresult

_PARAMETER = re.compile(r"%\((\w+)\)s|%%")
_PREPARED_IN_VAIN = (InvalidSqlStatementName, FeatureNotSupported)
"""Refused before it began: psycopg takes back what was prepared when a transaction is rolled back, and a change of the
tables can change what a statement returns.
"""
_DONE = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)


class OneCall:
    """Executes statements on one connection. It has to be in autocommit, and in nobody else's hand."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        """Begin with no statement prepared."""
        self._pgconn: Any = connection.pgconn  # its types leave out that a value may be NULL
        self._values = Transformer(connection)
        self._prepared: dict[tuple[str, tuple[int, ...]], bytes] = {}
        self._numbers = count()

    def rows(self, text: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Execute a statement with parameters like `%(name)s`; return its rows, or raise psycopg's error."""
        numbered, names = _numbered(text)
        written = self._values.dump_sequence([values[name] for name in names], [PyFormat.AUTO] * len(names))
        types, formats = self._values.types or (), self._values.formats

        def execute() -> PGresult:
            name = self._prepared.get((text, types)) or self._prepare(text, numbered, types)
            return _checked(self._pgconn.exec_prepared(name, written, formats, Format.BINARY))

        try:
            result = execute()
        except _PREPARED_IN_VAIN:
            self._prepared.clear()
            result = execute()
        self._values.set_pgresult(result)
        return self._values.load_rows(0, result.ntuples, tuple)

    def _prepare(self, text: str, numbered: bytes, types: tuple[int, ...]) -> bytes:
        name = b"one_call_%d" % next(self._numbers)
        _checked(self._pgconn.prepare(name, numbered, types))
        self._prepared[text, types] = name
        return name


def _checked(result: PGresult) -> PGresult:
    if result.status in _DONE:
        return result
    if result.error_field(DiagnosticField.SQLSTATE) is None:  # said by libpq and not by the server: there is none
        raise psycopg.OperationalError(result.get_error_message())
    raise error_from_result(result)


@lru_cache(maxsize=1024)
def _numbered(text: str) -> tuple[bytes, tuple[str, ...]]:
    """Return a statement as the server takes it, with `$1`, `$2` …, and which parameters these are."""
    numbers: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        name = found[1]
        return "%" if name is None else f"${numbers.setdefault(name, len(numbers) + 1)}"

    return _PARAMETER.sub(number, text).encode(), tuple(numbers)
