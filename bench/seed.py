"""What is in the database before a measurement? Regions, residents who are logged in, events and sign-ups, in bulk."""

import sqlite3
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from flask_migrate import upgrade

from backend.app import add_migrations, create_app
from backend.config import Settings
from backend.security.tokens import fingerprint
from bench.names import HOT, event_id, token, user_id
from bench.postgres import Cluster, database, libpq
from models.base import db
from models.engine import is_sqlite
from models.types import moment_text

COMMUNITIES = 100
SEATS = 2
"""People of each sign-up: the resident and one who comes along."""

MANY = 100_000
"""More places than anybody takes."""

READERS, OWN = 100, 5
"""The people who read in turn, and how many sign-ups each of them has, however many there are in all."""

_SETTLE_SECONDS = 0.2
_WRITTEN = ("attendance_correction", "attendance", "signup", "audit_entry", "outbox_entry", "idempotent_answer")
_STILL_BUSY = """select count(*) from pg_stat_activity
                 where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid()"""
_NOW = datetime.now(UTC).replace(microsecond=0)
_FORM = (
    '[{"key":"arrives","kind":"one_of","label":"怎么来","help":"","required":true,"options":['
    '{"key":"walk","label":"走路","limit":null},{"key":"bus","label":"公交","limit":null}]},'
    '{"key":"note","kind":"short_text","label":"备注","help":"","required":false,"options":[]}]'
)
PARTY = '[{"label":"家人","child":false}]'
ANSWERS = '{"arrives":"bus","note":"带着水杯"}'

_EVENT_COLUMNS = (
    *("id", "title", "summary", "body", "region_code", "place_kind", "venue", "address", "latitude", "longitude"),
    *("starts_at", "ends_at", "signup_opens_at", "signup_closes_at", "cancel_until", "promotion_ends_at", "party_max"),
    *("waiting_mode", "waiting_order", "offer_hours", "form_version", "state", "edited_alone", "created_by"),
    *("created_at", "updated_at"),
)
SIGNUP_COLUMNS = (
    *("id", "event_id", "user_id", "state", "seq", "party", "seats", "answers", "form_version", "created_at"),
    "updated_at",
)


@contextmanager
def prepared(
    server: Cluster | None, *, people: int, events: int, capacity: int | None = MANY, signups: int = 0
) -> Iterator[str]:
    """Yield the address of a filled database: on the PostgreSQL server, or without one on SQLite."""
    with tempfile.TemporaryDirectory(prefix="shiliu-bench-") as folder:
        file = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        with database(server) if server else nullcontext(file) as url:
            _migrate(url, folder)
            fill(url, people=people, events=events, capacity=capacity, signups=signups)
            yield url


def begin_again(url: str, capacity: int = MANY) -> None:
    """Take all sign-ups back once the last of them is written, and give the hot event so many places."""
    with emptied(url, _WRITTEN) as connection:
        connection.exec_driver_sql("update event_quota set taken = 0, waiting = 0, seq = 0 where seq > 0")
        connection.exec_driver_sql(f"update event_quota set capacity = {capacity} where event_id = '{event_id(HOT)}'")
        if not is_sqlite(url):
            connection.exec_driver_sql("vacuum event_quota")


@contextmanager
def emptied(url: str, tables: Sequence[str]) -> Iterator[sa.Connection]:
    """Empty tables once nobody writes any more, and yield a connection in autocommit."""
    time.sleep(_SETTLE_SECONDS)
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        if is_sqlite(url):
            connection.exec_driver_sql("pragma busy_timeout=10000")
            for table in tables:
                connection.exec_driver_sql(f"delete from {table}")
        else:
            while connection.exec_driver_sql(_STILL_BUSY).scalar_one():
                time.sleep(_SETTLE_SECONDS)
            connection.exec_driver_sql(f"truncate {', '.join(tables)}")
        yield connection
    engine.dispose()


def _migrate(url: str, folder: str) -> None:
    app = create_app(Settings(env="test", database_url=url, data_dir=Path(folder), log_level="WARNING"))
    add_migrations(app)
    with app.app_context():
        upgrade()
        for engine in db.engines.values():
            engine.dispose()


def fill(url: str, *, people: int, events: int, capacity: int | None, signups: int = 0) -> None:
    """Write everything; `signups` are spread over events and people, each pair at most once."""
    write(url, _rows(people, events, capacity, signups))


Rows = Iterable[tuple[str, Sequence[str], Iterable[Sequence[Any]]]]


def write(url: str, tables: Rows) -> None:
    """Write rows in bulk: of each table its name, its columns and the rows, parents first."""
    if is_sqlite(url):
        _fill_sqlite(str(sa.make_url(url).database), tables)
    else:
        _fill_postgresql(libpq(url), tables)


def _fill_sqlite(path: str, tables: Rows) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for table, columns, rows in tables:
            places = ", ".join("?" * len(columns))
            written = ([moment_text(v) if isinstance(v, datetime) else v for v in row] for row in rows)
            connection.executemany(f"insert into {table} ({', '.join(columns)}) values ({places})", written)
        connection.commit()
        connection.execute("analyze")


def _fill_postgresql(conninfo: str, tables: Rows) -> None:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        for table, columns, rows in tables:
            with connection.cursor().copy(f"copy {table} ({', '.join(columns)}) from stdin") as copy:
                for row in rows:
                    copy.write_row(row)
        connection.execute("vacuum analyze")


def _rows(
    people: int, events: int, capacity: int | None, signups: int
) -> Iterator[tuple[str, Sequence[str], Iterable[Sequence[Any]]]]:
    """Yield each table with its columns and rows, parents first."""
    yield "region", ("code", "parent_code", "level", "name"), _regions()
    yield "place_kind", ("id", "name", "position", "active", "version"), [("community", "村（社区）", 1, True, 1)]
    columns: Sequence[str] = ("id", "nickname", "home_region_code", "language", "text_size", "created_at")
    yield "user_account", columns, ((user_id(n), "居民", community(n), "zh-CN", "normal", _NOW) for n in range(people))
    ends = _NOW + timedelta(days=30)
    columns = ("token_hash", "user_id", "created_at", "expires_at")
    yield "session", columns, ((fingerprint(token(n)), user_id(n), _NOW, ends) for n in range(people))
    yield "event", _EVENT_COLUMNS, (_event(n) for n in range(1, events + 1))
    columns = ("event_id", "version", "fields", "created_at")
    yield "event_form", columns, ((event_id(n), 1, _FORM, _NOW) for n in range(1, events + 1))
    each = -(-signups // events)
    columns = ("event_id", "version", "open", "capacity", "taken", "waiting", "seq", "admitted")
    yield (
        "event_quota",
        columns,
        (
            (event_id(n), 1, True, capacity, SEATS * _signups_of(n, events, signups), 0, each, True)
            for n in range(1, events + 1)
        ),
    )
    yield "signup", SIGNUP_COLUMNS, (_signup(n, people, events) for n in range(signups))


def _signups_of(event: int, events: int, signups: int) -> int:
    return signups // events + (event - 1 < signups % events)


def _signup(number: int, people: int, events: int) -> tuple[Any, ...]:
    # One after the other to each event, by the next person: no person meets an event twice while people >= events.
    arrival, event = divmod(number, events)
    person = number // OWN if number < READERS * OWN else READERS + (event + arrival) % (people - READERS)
    return (
        *(f"01BENCHENTRY{number:014d}", event_id(event + 1), user_id(person), "confirmed", arrival + 1, PARTY, SEATS),
        *(ANSWERS, 1, _NOW, _NOW),
    )


def _event(number: int) -> tuple[Any, ...]:
    starts = _NOW + timedelta(days=1, minutes=3 * number)
    return (
        *(event_id(number), f"邻里一家亲第{number}场", "和邻居一起包饺子、唱歌、聊天，老少都欢迎。", "活动安排。" * 60),
        *(
            community(number),
            "community",
            "社区活动室",
            "幸福路 8 号",
            25.09,
            104.9,
            starts,
            starts + timedelta(hours=2),
        ),
        *(_NOW - timedelta(days=1), starts, starts, starts, 5, "auto", "fit", 24, 1, "published", "[]", user_id(0)),
        *(_NOW, _NOW),
    )


def community(number: int) -> str:
    """Return the code of the community of a person, or of an event."""
    return f"522301{number % COMMUNITIES // 10 + 1:03d}{number % 10 + 1:03d}"


def _regions() -> Iterator[tuple[str, str | None, str, str]]:
    yield "5223", None, "city", "黔西南州"
    yield "522301", "5223", "county", "兴义市"
    for township in range(1, COMMUNITIES // 10 + 1):
        yield f"522301{township:03d}", "522301", "township", f"第{township}街道"
    for number in range(COMMUNITIES):
        yield community(number), community(number)[:9], "community", f"第{number}社区"
