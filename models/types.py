"""Which column types do we add to SQLAlchemy's own?"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware and in UTC on the Python side, whatever the database keeps.

    PostgreSQL keeps `timestamptz`. SQLite keeps text of one fixed shape, so that it sorts as time does.
    A naive datetime is refused: nobody can say which moment it means.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:  # noqa: ARG002
        """Hand an aware moment to the driver in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        """Give a moment back as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def moment_text(value: datetime) -> str:
    """Write a moment as SQLite's column keeps it (see `UtcDateTime`), for statements that go to the driver directly."""
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


JsonText = sa.JSON(none_as_null=True)
"""A JSON document that is read whole and never searched: as text, in a third of the room on PostgreSQL."""

Json = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""A JSON document: binary JSON on PostgreSQL, text on SQLite."""
