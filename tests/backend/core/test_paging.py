"""Do the pages of a list, put together, make the whole list, whatever the page size and however many share a key?"""

import base64
from datetime import UTC, datetime, timedelta

import orjson
import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.core.errors import InvalidError
from backend.core.paging import after, cut, decode_cursor, encode_cursor
from backend.core.transaction import reading, transaction
from models.audit import AuditEntry
from models.ids import new_id

START = datetime(2026, 1, 1, tzinfo=UTC)
QUICK = settings(
    max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def pages(limit: int, between: object = None) -> list[str]:
    """Read the audit rows page by page, sorted by time and id; call `between` after each page."""
    found: list[str] = []
    cursor = None
    while True:
        wanted = [] if cursor is None else [after([AuditEntry.at, AuditEntry.id], decode_cursor(cursor, datetime, str))]
        query = sa.select(AuditEntry.id, AuditEntry.at).where(*wanted).order_by(AuditEntry.at, AuditEntry.id)
        with reading() as connection:
            rows, cursor = cut(connection.execute(query.limit(limit + 1)).all(), limit, lambda r: (r.at, r.id))
        assert len(rows) <= limit
        found += [row.id for row in rows]
        if callable(between):
            between(rows)
        if cursor is None:
            return found


def write(moments: list[int]) -> list[str]:
    """Write one row for each number of microseconds after the start; return the ids in the order of the list."""
    rows = sorted((START + timedelta(microseconds=moment), new_id()) for moment in moments)
    with transaction() as session:
        session.execute(sa.delete(AuditEntry))
        for at, name in rows:
            session.add(AuditEntry(id=name, at=at, action="test.row", target_id=name, details={}))
    return [name for _, name in rows]


@pytest.mark.usefixtures("app")
def test_pages_make_the_whole() -> None:
    @QUICK
    @given(moments=st.lists(st.integers(0, 5) | st.integers(0, 10**12), max_size=25), limit=st.integers(1, 7))
    def check(moments: list[int], limit: int) -> None:
        whole = write(moments)
        assert pages(limit) == whole

    check()


@pytest.mark.usefixtures("app")
def test_rows_that_come_and_go_hide_and_double_nothing() -> None:
    whole = write(list(range(12)))

    def disturb(rows: list[sa.Row[tuple[str, datetime]]]) -> None:
        with transaction() as session:
            session.execute(sa.delete(AuditEntry).where(AuditEntry.id == rows[0].id))
            early = new_id()
            at = START - timedelta(days=1)
            session.add(AuditEntry(id=early, at=at, action="test.row", target_id=early, details={}))

    assert pages(5, disturb) == whole


@QUICK
@given(
    text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40),
    number=st.integers(1 - 2**31, 2**31 - 1),
    moment=st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_cursor_reads_back_what_was_written(text: str, number: int, moment: datetime) -> None:
    cursor = encode_cursor(moment, text, number)
    assert decode_cursor(cursor, datetime, str, int) == [moment, text, number]


def _cursor(value: object) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(value)).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "", "!", "a", "é", "null", _cursor(None), _cursor({}), _cursor([]), _cursor(["2026-01-01"]), _cursor([1, 2]),
        _cursor(["2026-01-01T00:00:00", "x"]), _cursor(["no time", "x"]), _cursor([["2026"], "x"]),
        _cursor(["2026-01-01T00:00:00Z", 7]), _cursor(["2026-01-01T00:00:00Z", None]),
        _cursor(["2026-01-01T00:00:00Z", "x", "y"]), "W" * 300, "\x00", "\ud800",
    ],
)  # fmt: skip
def test_cursor_that_we_did_not_write_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidError) as refused:
        decode_cursor(cursor, datetime, str)
    assert refused.value.fields == {"cursor": ["cursor_unknown"]}


@QUICK
@given(st.text(max_size=300))
def test_cursor_of_any_text_is_read_or_refused(text: str) -> None:
    try:
        moment, name = decode_cursor(text, datetime, str)
    except InvalidError:
        return
    assert isinstance(moment, datetime)
    assert isinstance(name, str)


def test_last_page_has_no_cursor(app: Flask) -> None:
    assert app.name == "shiliu"
    rows = [(n,) for n in range(4)]
    assert cut(rows, 4, lambda row: row) == (rows, None)
    page, cursor = cut(rows, 3, lambda row: row)
    assert (page, decode_cursor(str(cursor), int)) == (rows[:3], [2])
