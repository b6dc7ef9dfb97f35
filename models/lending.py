"""How does a small read get a connection at hardly any cost?

Taking a connection out of the pool, making a cursor on it and giving it back costs as much as the small read itself
(docs/performance.md). So connections of the reading engine, once taken, stay out of the pool with what executes
statements on them, and pass from hand to hand. There are never more of them than threads that read at once, nor than
the pool has.
"""

from collections import deque
from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
import sqlalchemy as sa

from models.one_call import OneCall


class Lent:
    """A connection, and its driver's own connection."""

    __slots__ = ("_cursor", "_one_call", "connection", "driver")

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        driver: Any = connection.connection.driver_connection
        self.driver = driver
        self._one_call = OneCall(driver) if isinstance(driver, psycopg.Connection) else None
        self._cursor = driver.cursor()

    def rows(self, text: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Execute one statement in autocommit, with parameters as its driver writes them; return its rows."""
        if self._one_call is not None:
            return self._one_call.rows(text, values)
        rows: list[tuple[Any, ...]] = self._cursor.execute(text, values).fetchall()
        return rows

    def end(self) -> None:
        """Close the connection itself, also when its pool has been disposed of and would only keep it."""
        if not self.connection.invalidated:
            self.connection.detach()
        self.connection.close()

    @property
    def broken(self) -> bool:
        """Tell whether the server has hung up, or SQLAlchemy has given the connection up."""
        return bool(self.connection.closed or self.connection.invalidated or getattr(self.driver, "broken", False))


class Lender:
    """Lends the connections of one engine."""

    def __init__(self, engine: sa.Engine) -> None:
        """Begin with none; those at rest are closed when the engine is disposed of."""
        self._at_rest: deque[Lent] = deque()
        sa.event.listen(engine, "engine_disposed", lambda _engine: self.close())

    def take(self, engine: sa.Engine) -> Lent:
        """Return a connection that nobody else has."""
        try:
            return self._at_rest.pop()
        except IndexError:
            return Lent(engine.connect())

    def give_back(self, lent: Lent) -> None:
        """Keep a connection for the next, unless it broke: then those at rest are probably broken too."""
        if lent.broken:
            lent.end()
            self.close()
        else:
            self._at_rest.append(lent)

    def close(self) -> None:
        """Close all that are at rest."""
        while self._at_rest:
            self._at_rest.pop().end()


_lenders: WeakKeyDictionary[sa.Engine, Lender] = WeakKeyDictionary()


def lender(engine: sa.Engine) -> Lender:
    """Return the lender of an engine, the same for every thread of this process."""
    return _lenders.get(engine) or _lenders.setdefault(engine, Lender(engine))
