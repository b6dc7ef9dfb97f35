"""Is a transaction all or nothing, does a reader inside it see what it wrote, and what if another holds the lock?"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
import sqlalchemy as sa
from flask import Flask

from backend.core.errors import UnavailableError
from backend.core.transaction import (
    driver_rows,
    driver_transaction,
    in_transaction,
    is_lock_timeout,
    reading,
    transaction,
)
from models.base import db
from models.region import PlaceKind
from tests.world import World

LONGEST_WAIT_SECONDS = 4.0


def names() -> list[str]:
    with reading() as connection:
        return list(connection.execute(sa.select(PlaceKind.id).order_by(PlaceKind.id)).scalars())


def add(session: sa.orm.Session, name: str) -> None:
    session.add(PlaceKind(id=name, name=name, position=1))


def test_transaction_commits_all_at_its_end(app: Flask) -> None:
    with transaction() as session:
        add(session, "aa")
        add(session, "bb")
        assert in_transaction()
    assert not in_transaction()
    assert names() == ["aa", "bb"]
    assert app.name == "shiliu"


@pytest.mark.usefixtures("app")
def test_transaction_that_fails_leaves_nothing() -> None:
    with suppress(ZeroDivisionError), transaction() as session:
        add(session, "aa")
        session.flush()
        raise ZeroDivisionError
    assert names() == []
    assert not in_transaction()


@pytest.mark.usefixtures("app")
def test_transaction_gives_the_error_on() -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        raise ZeroDivisionError


@pytest.mark.usefixtures("app")
def test_inner_transaction_joins_the_outer_one() -> None:
    with suppress(ZeroDivisionError), transaction() as outer:
        with transaction() as inner:
            assert inner is outer
            add(inner, "aa")
        raise ZeroDivisionError
    assert names() == []


@pytest.mark.usefixtures("app")
def test_inner_failure_undoes_the_outer_too() -> None:
    with suppress(ZeroDivisionError), transaction() as outer:
        add(outer, "aa")
        with transaction() as inner:
            add(inner, "bb")
            raise ZeroDivisionError
    assert names() == []


@pytest.mark.usefixtures("app")
def test_savepoint_undoes_its_part_only() -> None:
    with transaction() as session:
        add(session, "aa")
        with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
            session.execute(sa.insert(PlaceKind).values(id="aa", name="x", position=1, active=True, version=1))
        add(session, "bb")
    assert names() == ["aa", "bb"]


@pytest.mark.usefixtures("app")
def test_reading_inside_sees_what_was_just_written_and_outside_does_not() -> None:
    with transaction() as session:
        add(session, "aa")
        assert names() == ["aa"]
        assert driver_rows("select id from place_kind", {}) == []
    assert names() == ["aa"]


@pytest.mark.usefixtures("app")
def test_reading_leaves_nothing_open() -> None:
    with reading() as connection:
        assert connection.execute(sa.text("select 1")).scalar_one() == 1
        assert not in_transaction()
    with transaction() as session:
        add(session, "aa")
    assert names() == ["aa"]


@pytest.mark.usefixtures("app")
def test_driver_transaction_is_all_or_nothing() -> None:
    insert = "insert into place_kind (id, name, position, active, version) values ('aa', 'aa', 1, true, 1)"
    with suppress(ZeroDivisionError), driver_transaction() as connection:
        connection.execute(insert)
        raise ZeroDivisionError
    assert names() == []
    with driver_transaction() as connection:
        connection.execute(insert)
    assert names() == ["aa"]


@contextmanager
def another_holds_the_lock(url: str) -> Iterator[None]:
    """Hold the lock that a change of a user needs, from a connection that is not the product's."""
    other = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with other.connect() as connection:
        if other.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("BEGIN")
            connection.exec_driver_sql("lock table user_account in access exclusive mode")
        try:
            yield
        finally:
            connection.exec_driver_sql("ROLLBACK")
    other.dispose()


def test_lock_held_elsewhere_ends_in_unavailable(world: World, database_url: str) -> None:
    person = world.resident("甲")
    began = time.monotonic()
    with (
        another_holds_the_lock(database_url),
        pytest.raises(UnavailableError) as refused,
        transaction() as session,
    ):
        session.execute(sa.text("update user_account set nickname = '乙' where id = :id"), {"id": person.id})
    assert 1 < time.monotonic() - began < LONGEST_WAIT_SECONDS
    assert refused.value.retry_after == 2
    assert world.get("/me", person).json["nickname"] == "甲"


def test_lock_held_elsewhere_is_503_with_retry_after(world: World, database_url: str) -> None:
    person = world.resident("甲")
    world.get("/me", person)  # the session is remembered from here on
    began = time.monotonic()
    with another_holds_the_lock(database_url):
        answer = world.patch("/me", person, {"nickname": "乙"})
    assert time.monotonic() - began < LONGEST_WAIT_SECONDS
    assert (answer.status_code, answer.json["code"], answer.headers["Retry-After"]) == (503, "busy", "2")
    assert world.patch("/me", person, {"nickname": "乙"}).json["nickname"] == "乙"


def test_fast_statement_meets_the_lock_too(world: World, database_url: str) -> None:
    person = world.resident("甲")
    mark = "?" if db.engine.dialect.name == "sqlite" else "%s"
    began = time.monotonic()
    with another_holds_the_lock(database_url), pytest.raises(UnavailableError), driver_transaction() as connection:
        connection.execute(f"update user_account set nickname = '乙' where id = {mark}", (person.id,))
    assert time.monotonic() - began < LONGEST_WAIT_SECONDS
    with driver_transaction() as connection:
        connection.execute(f"update user_account set nickname = '乙' where id = {mark}", (person.id,))
    assert world.get("/me", person).json["nickname"] == "乙"


def test_other_errors_of_the_database_are_no_lock_timeout() -> None:
    assert not is_lock_timeout(sa.exc.OperationalError("select", {}, Exception("no such table: x")))
    assert is_lock_timeout(sa.exc.OperationalError("select", {}, Exception("database is locked")))
