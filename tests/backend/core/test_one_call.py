"""Does a statement that takes the short way to PostgreSQL do and say what it does through a cursor?"""

import os
import socket
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from models.engine import reader_options
from models.one_call import OneCall
from tests.databases import fresh_database


@pytest.fixture
def connection(postgresql_url: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection to a database of its own, as the reading engine opens it."""
    with fresh_database(postgresql_url) as url:
        options = reader_options(url, connections=1)
        address = url.replace("postgresql+psycopg", "postgresql")
        with psycopg.connect(address, autocommit=True, **options["connect_args"]) as opened:
            yield opened


VALUES: list[Any] = [
    *("", "石榴籽 % %% %(x)s 'a' \"b\"", 0, -1, 40_000, 2**40, True, False, None),
    *(1.5, Decimal("1.50"), date(2026, 11, 23), datetime(2026, 11, 23, 4, 0, 0, 7, UTC)),
    *([], ["甲", "乙"], [1, 70_000], [None, 1]),
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_values_go_there_and_come_back_as_through_a_cursor(connection: psycopg.Connection[Any], value: Any) -> None:
    text = "select %(value)s as one, 7 %% 4, '{\"a\": [1]}'::jsonb, %(value)s, %(other)s::text"
    values = {"value": value, "other": "x", "not asked for": object()}
    through_cursor = connection.execute(text, {"value": value, "other": "x"}, binary=True).fetchall()
    assert OneCall(connection).rows(text, values) == through_cursor


def test_statement_is_prepared_once_for_each_kind_of_values(connection: psycopg.Connection[Any]) -> None:
    asked = OneCall(connection)
    for value in (1, 2, 3, "x", "y"):
        asked.rows("select %(value)s", {"value": value})
    names = connection.execute("select name from pg_prepared_statements where name like 'one_call%'").fetchall()
    assert len(names) == 2


def test_writing_is_committed_and_a_statement_without_rows_has_none(connection: psycopg.Connection[Any]) -> None:
    asked = OneCall(connection)
    assert asked.rows("create table thing (id int primary key)", {}) == []
    assert asked.rows("insert into thing values (%(id)s)", {"id": 1}) == []
    assert asked.rows("insert into thing values (%(id)s) returning id", {"id": 2}) == [(2,)]
    assert connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
    assert connection.execute("select count(*) from thing").fetchone() == (2,)


def test_errors_are_psycopgs_own_and_leave_the_connection_usable(connection: psycopg.Connection[Any]) -> None:
    asked = OneCall(connection)
    asked.rows("create table thing (id int primary key)", {})
    asked.rows("insert into thing values (%(id)s)", {"id": 1})
    with pytest.raises(psycopg.errors.UniqueViolation) as refused:
        asked.rows("insert into thing values (%(id)s)", {"id": 1})
    assert (refused.value.sqlstate, refused.value.diag.constraint_name) == ("23505", "thing_pkey")
    with pytest.raises(psycopg.errors.UndefinedTable):
        asked.rows("select * from nothing", {})
    with pytest.raises(KeyError):
        asked.rows("select %(value)s", {})
    assert asked.rows("select id from thing", {}) == [(1,)]


def test_server_that_is_gone_is_told_as_psycopg_does(connection: psycopg.Connection[Any]) -> None:
    asked = OneCall(connection)
    asked.rows("select 1", {})
    with socket.socket(fileno=os.dup(connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)
    with pytest.raises(psycopg.OperationalError, match="closed the connection"):
        asked.rows("select 1", {})
    assert connection.broken


def test_rolled_back_transaction_beside_it_does_no_harm(connection: psycopg.Connection[Any]) -> None:
    """psycopg then takes back every statement that was prepared on the connection."""
    asked = OneCall(connection)
    assert asked.rows("select %(value)s::int", {"value": 1}) == [(1,)]
    for _ in range(3):
        connection.execute("select 1")  # what psycopg has prepared is what it takes back
    with pytest.raises(ZeroDivisionError), connection.transaction():
        raise ZeroDivisionError
    assert connection.execute("select count(*) from pg_prepared_statements").fetchone() == (0,)
    assert asked.rows("select %(value)s::int", {"value": 2}) == [(2,)]


def test_table_may_change_while_the_connection_is_open(connection: psycopg.Connection[Any]) -> None:
    asked = OneCall(connection)
    asked.rows("create table thing (id int)", {})
    asked.rows("insert into thing values (1)", {})
    assert asked.rows("select * from thing", {}) == [(1,)]
    connection.execute("alter table thing add column name text")
    assert asked.rows("select * from thing", {}) == [(1, None)]


def test_works_between_pipelines_on_the_same_connection(connection: psycopg.Connection[Any]) -> None:
    asked = OneCall(connection)
    for _ in range(2):
        assert asked.rows("select 1", {}) == [(1,)]
        with connection.pipeline(), connection.transaction():
            cursor = connection.execute("select 2")
        assert cursor.fetchone() == (2,)
