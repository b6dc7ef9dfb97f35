from datetime import datetime, timedelta

import icalendar
import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from backend.core.clock import now
from backend.core.transaction import transaction
from models.base import db
from models.ids import new_id
from models.signup import Signup
from models.user import CalendarFeed
from tests.backend.events.writing import acts, published, sign_up
from tests.statements import counted_statements
from tests.world import API, Person, World


def entries(answer: TestResponse) -> list[icalendar.Event]:
    assert answer.status_code == 200, answer.data
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(answer.data).events


def feed(world: World, person: Person) -> str:
    """Return the path of a fresh private calendar."""
    answer = world.post("/me/calendar-feed", person)
    assert answer.status_code == 200
    address: str = answer.json["url"]
    assert address.startswith(f"http://127.0.0.1:8000{API}/calendar/")
    return address.removeprefix(f"http://127.0.0.1:8000{API}")


def titles(world: World, path: str) -> list[str]:
    return [str(entry["summary"]) for entry in entries(world.get(path))]


# one event


def test_calendar_file_of_an_event_reads_back(world: World) -> None:
    worker = world.staff()
    shown = published(
        world,
        worker,
        title="包粽子; 带围裙, 🥟\\n",
        summary="一起来" * 40,
        venue="活动室",
        address="街心路 1 号",
        point={"lat": 25.0912, "lon": 104.8965},
    )
    answer = world.get(f"/events/{shown['id']}/calendar.ics")
    (entry,) = entries(answer)
    assert max(len(line) for line in answer.data.split(b"\r\n")) <= 75
    assert str(entry["uid"]) == f"{shown['id']}@shiliu"
    assert str(entry["summary"]) == shown["title"]
    assert str(entry["description"]) == shown["summary"]
    assert str(entry["location"]) == "活动室 街心路 1 号"
    assert entry["dtstart"].dt == datetime.fromisoformat(shown["starts_at"])
    assert entry["dtend"].dt == datetime.fromisoformat(shown["ends_at"])
    assert (entry["geo"].latitude, entry["geo"].longitude) == (25.0912, 104.8965)
    assert str(entry["status"]) == "CONFIRMED"


def test_calendar_file_counts_changes_and_shows_the_cancellation(world: World) -> None:
    worker = world.staff()
    event_id = published(world, worker)["id"]
    (before,) = entries(world.get(f"/events/{event_id}/calendar.ics"))
    world.patch(f"/events/{event_id}", worker, {"venue": "二楼"})
    (moved,) = entries(world.get(f"/events/{event_id}/calendar.ics"))
    world.post(f"/events/{event_id}/cancel", worker, {"reason": "下大雨"})
    (cancelled,) = entries(world.get(f"/events/{event_id}/calendar.ics"))
    assert int(before["sequence"]) < int(moved["sequence"]) < int(cancelled["sequence"])
    assert before["uid"] == cancelled["uid"]
    assert (str(cancelled["status"]), str(cancelled["description"])) == ("CANCELLED", "下大雨")


def test_calendar_file_of_a_draft_is_for_staff(world: World) -> None:
    event_id = world.event(state="draft")
    assert world.get(f"/events/{event_id}/calendar.ics").status_code == 404
    assert len(entries(world.get(f"/events/{event_id}/calendar.ics", world.staff()))) == 1


def test_calendar_file_unchanged_is_not_sent_again(world: World) -> None:
    path = f"/events/{world.event()}/calendar.ics"
    tag = world.get(path).headers["ETag"]
    assert world.get(path, If_None_Match=tag).status_code == 304
    assert world.get(path, If_None_Match=f"W/{tag}").status_code == 304


# the private calendar


def test_feed_holds_the_own_confirmed_places(world: World) -> None:
    me, other = world.resident(), world.resident()
    for state in ("confirmed", "waiting"):
        sign_up(world.event(title=state), me, state=state)
    left = sign_up(world.event(title="left"), me)
    with transaction() as session:
        session.get_one(Signup, left).state = "cancelled"
    sign_up(world.event(title="of another"), other)
    assert titles(world, feed(world, me)) == ["confirmed"]


def test_feed_shows_what_was_called_off_and_forgets_what_is_long_over(world: World) -> None:
    me, worker = world.resident(), world.staff()
    called_off = world.event(title="包粽子")
    sign_up(called_off, me)
    world.post(f"/events/{called_off}/cancel", worker, {"reason": "下大雨"})
    for days, title in ((89, "上个月"), (91, "很久以前")):
        start = now() - timedelta(days=days)
        times = {
            "starts_at": start,
            "ends_at": start + timedelta(hours=1),
            "signup_opens_at": start - timedelta(days=1),
        }
        sign_up(world.event(title=title, **times), me)
    assert titles(world, feed(world, me)) == ["上个月", "（已取消）包粽子"]


def test_feed_new_address_ends_the_old_one(world: World) -> None:
    me = world.resident()
    old, new = feed(world, me), feed(world, me)
    assert world.get(old).status_code == 404
    assert entries(world.get(new)) == []
    assert world.delete("/me/calendar-feed", me).status_code == 204
    assert world.get(new).json["code"] == "not_found"
    assert world.delete("/me/calendar-feed", me).status_code == 204
    assert acts(me.id) == ["calendar_feed.make", "calendar_feed.make", "calendar_feed.remove"]


def test_feed_address_is_kept_nowhere(world: World) -> None:
    token = feed(world, world.resident()).removeprefix("/calendar/").removesuffix(".ics")
    assert len(token) >= 43
    with transaction() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(CalendarFeed)) == 1
    with db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            for row in connection.execute(sa.select(table)):
                assert token not in str(row)


@pytest.mark.parametrize("token", ["x", new_id(), "a" * 300, "%00", "a%2Fb"])
def test_feed_of_an_unknown_address_is_not_found(world: World, token: str) -> None:
    feed(world, world.resident())
    assert world.get(f"/calendar/{token}.ics").status_code == 404


def test_feed_needs_a_login_to_be_made(world: World) -> None:
    assert world.post("/me/calendar-feed").status_code == 401
    assert world.delete("/me/calendar-feed").status_code == 401


def test_feed_costs_the_same_for_one_and_three(world: World) -> None:
    me = world.resident()
    path = feed(world, me)
    counts = []
    for rows in (1, 3):
        while len(titles(world, path)) < rows:
            sign_up(world.event(), me)
        with counted_statements() as sent:
            assert len(titles(world, path)) == rows
        counts.append(len(sent))
    assert counts == [2, 2]
