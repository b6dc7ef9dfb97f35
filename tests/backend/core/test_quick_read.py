from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from backend.core.quick_read import QuickRead
from backend.core.transaction import reading, transaction
from models.event import Event, EventForm
from models.user import User
from tests.world import World

_QUESTIONS = [{"key": "note", "kind": "short_text", "label": "备注"}]

event_by_id = QuickRead(
    sa.select(
        Event.title,
        Event.starts_at,
        Event.cancel_reason,
        Event.latitude,
        EventForm.fields,
        sa.literal("x%s:y").label("constant"),
    )
    .join(EventForm, EventForm.event_id == Event.id)
    .where(Event.id == sa.bindparam("event_id"), Event.state != "draft")
)
users_by_name = QuickRead(sa.select(User.id).where(User.nickname == sa.bindparam("nickname")))

events_since = QuickRead(
    sa.select(Event.starts_at).where(Event.starts_at >= sa.bindparam("since", type_=Event.starts_at.type))
)


def test_values_are_those_of_an_ordinary_read(world: World) -> None:
    start = datetime(2027, 3, 1, 8, 30, tzinfo=UTC)
    event_id = world.event(
        form=_QUESTIONS, starts_at=start, ends_at=start.replace(hour=9), latitude=25.09, longitude=104.9
    )
    [row] = event_by_id(event_id=event_id)
    assert row == ("社区包粽子", start, None, 25.09, _QUESTIONS, "x%s:y")
    assert row.starts_at.tzinfo is UTC
    with reading() as connection:
        assert connection.execute(event_by_id._statement, {"event_id": event_id}).one() == row


def test_parameter_is_a_value_and_never_sql(world: World) -> None:
    world.people(2)
    assert users_by_name(nickname="' or 1=1 --") == []
    assert len(users_by_name(nickname="居民")) == 2


def test_moment_is_compared_as_a_moment_whatever_its_zone(world: World) -> None:
    start = datetime(2027, 3, 1, 8, 30, tzinfo=UTC)
    world.event(starts_at=start, ends_at=start + timedelta(hours=1))
    in_the_city = start.astimezone(ZoneInfo("Asia/Shanghai"))
    assert [row.starts_at for row in events_since(since=in_the_city)] == [start]
    assert events_since(since=in_the_city + timedelta(seconds=1)) == []


def test_inside_a_transaction_its_own_writes_are_seen(world: World) -> None:
    person = world.resident("从前")
    with transaction() as session:
        session.get_one(User, person.id).nickname = "如今"
        assert [row.id for row in users_by_name(nickname="如今")] == [person.id]
        assert users_by_name(nickname="从前") == []


def test_unknown_parameter_is_refused_and_leaves_the_connection_whole(world: World) -> None:
    world.resident("小明")
    for _ in range(50):  # more often than there are connections
        with pytest.raises(Exception, match="nickname"):
            users_by_name(name="小明")
    assert len(users_by_name(nickname="小明")) == 1
