"""Do the migrations make exactly the tables that the models describe, on both databases, there and back?"""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import check, downgrade, upgrade

from backend.app import add_migrations, create_app
from backend.config import Settings
from models.base import db
from tests.databases import fresh_database


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database without any table."""
    if request.param == "sqlite":
        yield from _running(f"sqlite:///{tmp_path}/empty.sqlite3", tmp_path)
        return
    with fresh_database(request.getfixturevalue("postgresql_url")) as url:
        yield from _running(url, tmp_path)


def _running(url: str, folder: Path) -> Iterator[Flask]:
    app = create_app(Settings(env="test", data_dir=folder, database_url=url, log_level="ERROR"))
    add_migrations(app)
    with app.app_context():
        yield app
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def shape() -> dict[str, list[str]]:
    """Return each table of the database with its columns, keys and indexes, as text."""
    inspector = sa.inspect(db.engine)
    return {
        table: sorted(
            [f"{c['name']} {c['type']} {c['nullable']}" for c in inspector.get_columns(table)]
            + [f"index {i['name']} {i['column_names']} {i['unique']}" for i in inspector.get_indexes(table)]
            + [f"fk {k['constrained_columns']} {k['referred_table']}" for k in inspector.get_foreign_keys(table)]
            + [f"check {c['name']}" for c in inspector.get_check_constraints(table)]
        )
        for table in inspector.get_table_names()
    }


def test_migrations_go_up_down_and_up_again(empty_app: Flask) -> None:
    upgrade()
    first = shape()
    assert set(first) == {*db.metadata.tables, "alembic_version"}
    downgrade(revision="base")
    assert set(shape()) == {"alembic_version"}
    upgrade()
    assert shape() == first
    assert empty_app.name == "shiliu"


def test_models_and_migrations_agree(empty_app: Flask) -> None:
    upgrade()
    check()
    with db.engine.begin() as connection:
        connection.exec_driver_sql("alter table message add column forgotten integer")
    with pytest.raises(SystemExit):
        check()
    assert empty_app.name == "shiliu"


def test_checks_of_the_models_are_in_the_database(empty_app: Flask) -> None:
    """Alembic does not compare CHECK constraints, and they are what stands behind the counters."""
    upgrade()
    wanted = {
        str(constraint.name)
        for table in db.metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, sa.CheckConstraint)
    }
    found = {line.removeprefix("check ") for lines in shape().values() for line in lines if line.startswith("check ")}
    assert wanted
    assert wanted - found == set()
    assert empty_app.name == "shiliu"
