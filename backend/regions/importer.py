"""How do the regions of a file get into the database? All of them, or none.

The rows stream into a temporary table, so that a file of the whole country needs little memory; what concerns more
than one row (twice the same code, a parent that is nowhere) is asked of the database there; one statement then takes
them over. While that runs nobody else can write on SQLite: import the whole country when the city sleeps.
"""

import codecs
import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backend.core.actor import Actor
from backend.core.audit import record
from backend.core.transaction import transaction
from backend.regions.rules import COLUMNS, Row, is_code, problem_of
from models.region import LEVELS

_TELL_EVERY = 100_000
_CHUNK = 1 << 20


class RegionFileError(Exception):
    """The file can't be taken as it is. `problems` names each bad line and what is wrong with it."""

    def __init__(self, problems: list[tuple[int, str]]) -> None:
        """Take line numbers, the header being line 1, and a sentence for each."""
        super().__init__(f"{len(problems)} bad rows")
        self.problems = sorted(problems)

    def lines(self) -> list[str]:
        """Return the problems as lines to show, in the order of the file."""
        return [f"第 {line} 行：{problem}" for line, problem in self.problems]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did, in rows."""

    read: int
    added: int
    changed: int


@dataclass(slots=True)
class _Reading:
    """What was seen of a file so far."""

    rows: int = 0
    problems: list[tuple[int, str]] = field(default_factory=list)


def import_regions(file: Path, *, actor: Actor, tell: Callable[[str], None] = lambda _line: None) -> Outcome:
    """Take over the regions of a CSV file (UTF-8 with or without BOM, or GBK); names are updated, nothing is deleted.

    Rows may stand in any order. `tell` gets a line now and then. Raises `RegionFileError` with every bad row, and
    then nothing is imported; `OSError` when the file can't be read.
    """
    seen = _Reading()
    with file.open(encoding=_encoding_of(file), newline="") as stream, transaction() as session:
        rows = _counted(_rows(stream, seen.problems), seen, tell)
        connection: Any = session.connection().connection.driver_connection
        dialect = session.get_bind().dialect.name
        connection.execute(_CREATE)
        _stage(dialect, connection, rows)
        seen.problems += _problems_between_rows(connection)
        if not seen.rows and not seen.problems:
            seen.problems.append((1, "文件里没有一行区划"))
        if seen.problems:
            raise RegionFileError(seen.problems)
        tell(f"已读完 {seen.rows} 行，正在写入…")
        outcome = _take_over(connection, seen.rows)
        connection.execute("drop table region_import")
        if outcome.added or outcome.changed:
            details = {"read": outcome.read, "added": outcome.added, "changed": outcome.changed}
            record(session, actor, "region.import", target="region", details=details)
    return outcome


def _encoding_of(file: Path) -> str:
    """Return how the file is written, found by reading it once; `RegionFileError` when it is neither."""
    if _decodes(file, "utf-8-sig"):
        return "utf-8-sig"
    if _decodes(file, "gb18030"):  # a superset of GBK
        return "gb18030"
    raise RegionFileError([(1, "文件既不是 UTF-8 也不是 GBK 编码，请另存为“CSV UTF-8”再试")])


def _decodes(file: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with file.open("rb") as stream:
        try:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _rows(stream: Iterable[str], problems: list[tuple[int, str]]) -> Iterator[Row]:
    """Read the rows of a file and note what is wrong with each.

    A bad row with a good code is handed on all the same: it spares its children the complaint that it is missing.
    """
    reader = csv.reader(stream)
    places = _columns(reader)
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            problems.append((reader.line_num, "这一行读不出来，请检查引号是否成对"))
            continue
        if cells is None:
            return
        if not any(cells):
            continue
        if len(cells) <= max(places):
            problems.append((reader.line_num, f"只有 {len(cells)} 列，至少应有 {max(places) + 1} 列"))
            continue
        code, parent_code, level, name = (cells[place].strip() for place in places)
        row = Row(reader.line_num, code, parent_code or None, level, name)
        problem = problem_of(row)
        if problem is None:
            yield row
            continue
        problems.append((row.line, problem))
        if is_code(code):
            yield Row(row.line, code, None, LEVELS[len(code)], "")


def _columns(reader: Any) -> list[int]:
    """Return at which places of a row the columns stand, from the header."""
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
    except csv.Error:
        header = []
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise RegionFileError([(1, f"表头应有 {','.join(COLUMNS)}，缺少 {'、'.join(missing)}")])
    return [header.index(name) for name in COLUMNS]


def _counted(rows: Iterable[Row], seen: _Reading, tell: Callable[[str], None]) -> Iterator[Row]:
    for row in rows:
        seen.rows += 1
        if seen.rows % _TELL_EVERY == 0:
            tell(f"已读 {seen.rows} 行…")
        yield row


def _stage(dialect: str, connection: Any, rows: Iterable[Row]) -> None:
    """Write the rows into the temporary table: the one place where the two databases differ.

    PostgreSQL has COPY, and must be told afterwards how large the table has become; SQLite takes them row by row.
    """
    values = ((r.line, r.code, r.parent_code, r.level, r.name) for r in rows)
    if dialect == "postgresql":
        with connection.cursor().copy("copy region_import from stdin") as copy:
            for value in values:
                copy.write_row(value)
        connection.execute("analyze region_import")
        return
    connection.executemany("insert into region_import values (?, ?, ?, ?, ?)", values)


def _problems_between_rows(connection: Any) -> list[tuple[int, str]]:
    twice = connection.execute(_TWICE).fetchall()
    orphans = connection.execute(_ORPHANS).fetchall()
    return [(line, f"代码 {code} 在第 {first} 行已经出现过") for line, code, first in twice] + [
        (line, f"上级 {parent} 既不在文件里，也不在系统里") for line, parent in orphans
    ]


def _take_over(connection: Any, read: int) -> Outcome:
    before = connection.execute(_COUNT).fetchone()[0]
    written = connection.execute(_UPSERT).rowcount
    added = connection.execute(_COUNT).fetchone()[0] - before
    return Outcome(read, added, written - added)


_CREATE = """
create temporary table region_import (
    line integer not null, code varchar(12) not null, parent_code varchar(12), level varchar(32), name text
)"""

_TWICE = """
select i.line, i.code, d.first
from region_import i
join (select code, min(line) as first from region_import group by code having count(*) > 1) d on d.code = i.code
where i.line > d.first"""

_ORPHANS = """
select line, parent_code
from region_import
where parent_code in (
    select parent_code from region_import where parent_code is not null
    except select code from region_import
    except select code from region
)"""

_COUNT = "select count(*) from region"

_UPSERT = """
insert into region (code, parent_code, level, name)
select code, parent_code, level, name from region_import where true
on conflict (code) do update set name = excluded.name, parent_code = excluded.parent_code
where region.name <> excluded.name or coalesce(region.parent_code, '') <> coalesce(excluded.parent_code, '')"""
