"""How is a long list read page by page, at the same cost for the first page and the thousandth?

A cursor names the sort key of the last row seen; the next page starts after it. Nothing is skipped or shown twice
when rows come and go in between.
"""

import base64
import binascii
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import orjson
import sqlalchemy as sa

from backend.core.errors import InvalidError

DEFAULT_LIMIT = 20
MAX_LIMIT = 100

_LARGEST_NUMBER = 2**31 - 1
_LAST_YEAR = 9999


def encode_cursor(*key: Any) -> str:
    """Write the sort key of a row as opaque text."""
    return base64.urlsafe_b64encode(orjson.dumps(key)).decode().rstrip("=")


def decode_cursor(cursor: str, *kinds: type) -> list[Any]:
    """Read a sort key back; anything that we did not write is an `InvalidError` on `cursor`."""
    try:
        raw = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(raw, list) or len(raw) != len(kinds) or not all(isinstance(v, str | int) for v in raw):
            raise ValueError(cursor)  # noqa: TRY301
        return [_key_part(value, kind) for value, kind in zip(raw, kinds, strict=True)]
    except (ValueError, TypeError, binascii.Error, UnicodeError) as exc:
        raise InvalidError({"cursor": ["cursor_unknown"]}) from exc


def _key_part(value: Any, kind: type) -> Any:
    if kind is datetime:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None or not 1 < moment.year < _LAST_YEAR:
            raise ValueError(value)
        return moment
    if kind is date:
        return date.fromisoformat(value)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise TypeError(value)
    if (isinstance(value, str) and "\x00" in value) or (isinstance(value, int) and abs(value) > _LARGEST_NUMBER):
        raise ValueError(value)  # no column could hold it: PostgreSQL would refuse the query
    return value


def after(columns: Sequence[sa.ColumnElement[Any]], key: Sequence[Any]) -> sa.ColumnElement[bool]:
    """Return the condition "comes after this key" for ascending columns, in a form that an index serves."""
    return sa.tuple_(*columns) > sa.tuple_(*(sa.literal(v, c.type) for v, c in zip(key, columns, strict=True)))


def cut(rows: Sequence[Any], limit: int, key: Any) -> tuple[Sequence[Any], str | None]:
    """Split `limit + 1` rows into a page and the cursor of the next one (None: this was the last).

    `key` takes a row and returns the tuple that the list is sorted by.
    """
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], encode_cursor(*key(rows[limit - 1]))
