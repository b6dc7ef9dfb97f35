"""What do all tests stand on?

Database tests run on SQLite and on PostgreSQL, on a schema made by the migrations. They commit for real, as the
product does, and the rows are deleted after each test: the fast statements use connections of their own, so that a
transaction around the test would hide from them what the test has written.
"""

import os
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import structlog
from flask import Flask
from flask_migrate import upgrade

from backend.app import add_migrations, configure_process, create_app
from backend.config import Settings
from backend.core import clock
from backend.security import sessions
from models.base import db
from tests.databases import fresh_database, postgresql_server
from tests.world import World


@sa.event.listens_for(sa.Pool, "connect")
def _mix_up_what_has_no_order(connection: Any, _entry: Any) -> None:
    """Let SQLite answer backwards wherever no order was asked for, as PostgreSQL may at any time."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA reverse_unordered_selects=ON")


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    with postgresql_server() as url:
        yield url


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('db')}/test.sqlite3"
        return
    with fresh_database(request.getfixturevalue("postgresql_url")) as url:
        yield url


@pytest.fixture(scope="session")
def settings(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        env="test",
        data_dir=tmp_path_factory.mktemp("data"),
        database_url=database_url,
        threads=40,
        list_memory_seconds=0,
        log_level="WARNING",
    )


@pytest.fixture(scope="session")
def migrated_app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    add_migrations(app)
    with app.app_context():
        upgrade()
    yield app
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def app(migrated_app: Flask) -> Iterator[Flask]:
    """The application on an empty database, with its context pushed."""
    configure_process(migrated_app.config["SETTINGS"])
    with migrated_app.app_context():
        yield migrated_app
        db.session.remove()
        empty(db.engine)
        sessions.forget()


def empty(engine: sa.Engine) -> None:
    """Delete all rows, without looking on the way who refers to whom: for a demo city that takes minutes."""
    deletions = [f"delete from {table.name}" for table in reversed(db.metadata.sorted_tables)]
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("; ".join(["set local session_replication_role = replica", *deletions]))
            return
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for deletion in deletions:
            connection.exec_driver_sql(deletion)


@pytest.fixture
def world(app: Flask) -> World:
    """A small city to act in: regions, place kinds, and makers of people, events and requests."""
    return World(app)


NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
"""Noon in the city."""


class MovableClock:
    """The product's clock in the hand of a test. It stands still until moved."""

    def __init__(self) -> None:
        self.moment = NOON

    def __call__(self) -> datetime:
        return self.moment

    def move(self, **step: float) -> None:
        self.moment += timedelta(**step)


@pytest.fixture
def time_stands(request: pytest.FixtureRequest) -> Iterator[MovableClock]:
    """Stop the product's clock at noon in the city, 23 November 2026."""
    stopped = MovableClock()
    clock.set_source(stopped)
    yield stopped
    clock.set_source(None)


@pytest.fixture(autouse=True)
def _plain_logs() -> Iterator[None]:
    """Leave the next test no log that this one has set up."""
    yield
    structlog.reset_defaults()


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("SHILIU_") or name == "DATABASE_URL":
            monkeypatch.delenv(name)


@pytest.fixture
def repository() -> Path:
    """The folder of the project."""
    return Path(__file__).parent.parent
