"""Is the product's time aware, in UTC, and in one hand?"""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from backend.core import clock
from backend.core.transaction import reading, transaction
from models.audit import AuditEntry
from models.ids import new_id
from models.types import UtcDateTime, moment_text
from tests.conftest import MovableClock


def test_time_is_aware_and_in_utc() -> None:
    assert clock.now().utcoffset().total_seconds() == 0  # type: ignore[union-attr]
    assert abs((datetime.now(UTC) - clock.now()).total_seconds()) < 5


def test_time_moves_only_when_told(time_stands: MovableClock) -> None:
    before = clock.now()
    assert clock.now() == before
    time_stands.move(hours=1)
    assert (clock.now() - before).total_seconds() == 3600


def test_city_reads_its_own_time() -> None:
    moment = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
    assert clock.local(moment, "Asia/Shanghai").isoformat() == "2026-11-24T00:30:00+08:00"


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "UTC"])
def test_moment_comes_back_from_the_database_as_it_went(zone: str, app: Flask) -> None:
    moment = clock.local(datetime(2026, 11, 23, 4, 5, 6, 789, tzinfo=UTC), zone)
    name = new_id()
    with transaction() as session:
        session.add(AuditEntry(id=name, at=moment, action="test.row", target_id=name, details={}))
    with reading() as connection:
        found = connection.execute(sa.select(AuditEntry.at).where(AuditEntry.at == moment)).scalar_one()
    assert (found, found.tzinfo) == (moment, UTC)
    assert app.name == "shiliu"


def test_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), sa.create_engine("sqlite://").dialect)  # noqa: DTZ001


def test_moment_text_is_what_sqlite_keeps(app: Flask) -> None:
    moment = clock.local(datetime(2026, 11, 23, 4, 5, 6, 7, tzinfo=UTC), "Asia/Shanghai")
    name = new_id()
    with transaction() as session:
        session.add(AuditEntry(id=name, at=moment, action="test.row", target_id=name, details={}))
    with reading() as connection:
        kept = connection.execute(sa.text("select at from audit_entry")).scalar_one()
    assert kept == (moment_text(moment) if isinstance(kept, str) else moment)
    assert app.name == "shiliu"
