"""Where do writes begin and end? The only file that commits.

`transaction` serves every use case. `reading` is for queries. `driver_rows` and `driver_transaction` go to the driver
with the few statements that must be as fast as the database allows (docs/adr/0003).
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.core.errors import UnavailableError
from models.base import db
from models.engine import READER, LockTimeoutError, write_gate
from models.lending import Lent, lender


@contextmanager
def transaction() -> Iterator[Session]:
    """Do all that is inside, or nothing of it.

    Re-entrant: an inner block joins the outer one, and only the outermost commits. What is read inside is locked only
    where the code says so. Raises `UnavailableError` when another holds a needed lock for too long.
    """
    session = db.session()
    if session.in_transaction():
        yield session
        return
    with _turn_to_write(), _lock_timeouts_told():
        try:
            session.begin()
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.close()


def in_transaction() -> bool:
    """Tell whether a transaction is open here: nobody may wait for the network then."""
    if not db.session.registry.has():  # most reads never need a session: making one only to ask it costs a tenth
        return False
    return db.session().in_transaction()


@contextmanager
def reading() -> Iterator[sa.Connection]:
    """Hand out a connection for reads: each statement sees what is committed, and nothing stays open.

    Inside a transaction it is that transaction's own connection, so that a use case reads what it has just written.
    """
    if in_transaction():
        session = db.session()
        session.flush()
        yield session.connection()
        return
    with _lent() as lent:
        try:
            yield lent.connection
        finally:
            lent.connection.rollback()  # ends what SQLAlchemy has begun; the database was in autocommit


def driver_rows(text: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Let the driver execute one statement in autocommit; return its rows, or raise the driver's error."""
    with _lent() as lent:
        return lent.rows(text, values)


@contextmanager
def _lent() -> Iterator[Lent]:
    engine = db.engines[READER]
    lending = lender(engine)
    lent = lending.take(engine)
    try:
        yield lent
    finally:
        lending.give_back(lent)


@contextmanager
def driver_transaction() -> Iterator[Any]:
    """Hand out the driver's connection inside one transaction that may write.

    On PostgreSQL statements are sent without waiting for each other (psycopg's pipeline): begin, statements and commit
    of a batch share their round trips. Results may be fetched inside, which waits, or afterwards.
    """
    with _turn_to_write(), _lock_timeouts_told(), _lent() as lent:
        connection = lent.driver
        if db.engine.dialect.name == "postgresql":
            with connection.pipeline(), connection.transaction():
                yield connection
            return
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            connection.rollback()
            raise


def _turn_to_write() -> AbstractContextManager[None]:
    engine = db.engine
    return write_gate(engine)() if engine.dialect.name == "sqlite" else nullcontext()


@contextmanager
def _lock_timeouts_told() -> Iterator[None]:
    """Turn a lock that did not come free into the answer that asks to come back."""
    try:
        yield
    except LockTimeoutError as exc:
        raise UnavailableError from exc
    except (sa.exc.OperationalError, sqlite3.OperationalError, psycopg.OperationalError) as exc:
        if is_lock_timeout(exc):
            raise UnavailableError from exc
        raise


REFUSED = (psycopg.errors.UniqueViolation, sqlite3.IntegrityError)
"""What the driver raises, among other things, when a unique constraint refuses a row; `is_taken` tells them apart."""

_TAKEN_SQLITE = (sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)


def is_taken(exc: BaseException) -> bool:
    """Tell whether a unique constraint has refused a row of a statement that went to the driver directly."""
    if isinstance(exc, sqlite3.IntegrityError):
        return exc.sqlite_errorcode in _TAKEN_SQLITE
    return isinstance(exc, psycopg.errors.UniqueViolation)


def is_lock_timeout(exc: BaseException) -> bool:
    """Tell whether an error means that a lock was held elsewhere for too long, or that two waited for each other."""
    cause = getattr(exc, "orig", None) or exc
    if getattr(cause, "sqlstate", None) in {"55P03", "40P01"}:  # lock not available, deadlock detected
        return True
    return "database is locked" in str(cause)
