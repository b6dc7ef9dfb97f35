"""Do people come to each session by itself, and leave it?"""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from backend.core.clock import now
from backend.core.transaction import reading
from models.attendance import Attendance
from tests.backend.attendance.scene import check_in, code_of, present, sign_up
from tests.backend.attendance.test_offline import RECORDED, results, row, upload
from tests.conftest import MovableClock
from tests.world import Person, World

Day = tuple[World, str, Person, MovableClock]
HOUR = 3600


@pytest.fixture
def day(world: World, time_stands: MovableClock) -> Day:
    """An event of two sessions, the second two hours after the first ended; it is half an hour before the first."""
    start = now() + timedelta(days=2)
    event = world.event(
        starts_at=start,
        ends_at=start + timedelta(hours=6),
        sessions=[
            {"label": "上午", "starts": 0, "ends": 2 * HOUR},
            {"label": "下午", "starts": 4 * HOUR, "ends": 6 * HOUR},
        ],
        tracks_leaving=True,
    )
    worker = world.staff()
    time_stands.move(days=2, minutes=-30)
    return world, event, worker, time_stands


def test_person_comes_to_each_session_once(day: Day) -> None:
    world, event, worker, clock = day
    person = world.resident()
    signup = sign_up(world, event, person)
    assert check_in(world, event, worker, signup_id=signup).json["items"][0]["session"] == 1
    clock.move(hours=2, minutes=31)
    between = check_in(world, event, worker, signup_id=signup)
    assert (between.json["code"], "11-25 15:00" in between.json["message"]) == ("checkin_not_open", True)
    clock.move(hours=1)
    assert check_in(world, event, worker, code=code_of(world, person)).json["items"][0]["session"] == 2
    assert check_in(world, event, worker, signup_id=signup).json["code"] == "already_checked_in"
    assert check_in(world, event, worker, signup_id=signup, session=1).json["code"] == "checkin_closed"
    assert check_in(world, event, worker, signup_id=signup, session=3).json["fields"] == {"session": ["unknown"]}
    roster = world.get(f"/events/{event}/roster", worker).json
    assert [(one["number"], one["label"]) for one in roster["sessions"]] == [(1, "上午"), (2, "下午")]
    assert sorted(one["session"] for one in roster["people"][0]["present"]) == [1, 2]
    assert roster["counts"] == {"expected": 1, "present": 1}


def test_venue_code_is_of_one_session(day: Day) -> None:
    world, event, worker, clock = day
    path = f"/events/{event}/venue-code"
    shown = world.get(path, worker).json
    assert (shown["session"], shown["opens_at"], shown["closes_at"]) == (
        *(1, "2026-11-25T03:00:00Z"),
        "2026-11-25T06:00:00Z",
    )
    later = world.get(f"{path}?session=2", worker).json
    assert (later["session"], later["opens_at"]) == (2, "2026-11-25T07:00:00Z")
    assert world.get(f"{path}?session=3", worker).status_code == 422
    person = world.resident()
    sign_up(world, event, person)
    assert check_in(world, event, person, code=later["code"]).json["code"] == "checkin_not_open"
    # What the phone says of the session does not count against what the code says.
    assert check_in(world, event, person, code=shown["code"], session=2).json["items"][0]["session"] == 1
    clock.move(hours=4, minutes=30)
    assert world.get(path, worker).json["session"] == 2


def test_who_leaves_late_by_the_code_of_the_next_session_leaves_the_one_that_was(day: Day) -> None:
    world, event, worker, clock = day
    person = world.resident()
    signup = sign_up(world, event, person)
    check_in(world, event, worker, signup_id=signup)
    clock.move(hours=2, minutes=32)  # two minutes after the first session: the screen at the door shows the second
    shown = world.get(f"/events/{event}/venue-code", worker).json
    assert shown["session"] == 2
    left = check_in(world, event, person, code=shown["code"], leaving=True)
    assert (left.status_code, [one["session"] for one in left.json["items"]]) == (201, [1])


def test_poster_is_good_inside_the_window_of_any_session(day: Day) -> None:
    world, event, worker, clock = day
    poster = world.get(f"/events/{event}/venue-code", worker).json["poster_code"]
    person = world.resident()
    sign_up(world, event, person)
    clock.move(hours=3)
    assert check_in(world, event, person, code=poster).json["code"] == "checkin_not_open"
    clock.move(hours=1)
    assert check_in(world, event, person, code=poster).json["items"][0]["session"] == 2
    clock.move(hours=3)
    late = world.resident()
    assert check_in(world, event, late, code=poster).json["code"] in {"not_signed_up", "checkin_closed"}


def test_who_leaves_is_noted_once(day: Day) -> None:
    world, event, worker, clock = day
    person = world.resident()
    signup = sign_up(world, event, person, "妈妈")
    early = check_in(world, event, worker, signup_id=signup, leaving=True)
    assert (early.status_code, early.json["code"]) == (409, "not_checked_in")
    check_in(world, event, worker, code=code_of(world, person), members=[0, 1])
    clock.move(hours=2)
    left = check_in(world, event, worker, code=code_of(world, person), members=[0, 1], leaving=True)
    assert [one["left_at"] for one in left.json["items"]] == ["2026-11-25T05:30:00Z"] * 2
    again = check_in(world, event, worker, signup_id=signup, leaving=True)
    assert (again.status_code, again.json["code"]) == (409, "already_left")
    assert present(world, event, worker) == 2


def test_leaving_is_for_events_that_record_it(world: World, time_stands: MovableClock) -> None:
    event, worker = world.event(), world.staff()
    signup = sign_up(world, event, world.resident())
    time_stands.move(days=2, minutes=-10)
    check_in(world, event, worker, signup_id=signup)
    assert check_in(world, event, worker, signup_id=signup, leaving=True).json["code"] == "leaving_not_tracked"
    answered = upload(world, event, worker, row("a", signup_id=signup, leaving=True))
    assert results(answered) == [("rejected", "leaving_not_tracked")]


def test_phones_without_network_record_sessions_and_leaving(day: Day) -> None:
    world, event, worker, clock = day
    signup = sign_up(world, event, world.resident())
    other = world.staff()
    clock.move(hours=6)
    rows = [
        row("in-1", -360, signup_id=signup),
        row("out-1", -240, signup_id=signup, leaving=True),
        row("in-2", -120, signup_id=signup),
        row("odd", -200, signup_id=signup),
        row("none", -200, signup_id=signup, session=7),
    ]
    answered = results(upload(world, event, worker, *rows))
    assert answered == [RECORDED, RECORDED, RECORDED, ("conflict", "outside_window"), ("rejected", "invalid")]
    later = row("out-2", -230, signup_id=signup, leaving=True, session=1)
    assert results(upload(world, event, other, later)) == [RECORDED]
    assert results(upload(world, event, other, row("out-3", -235, signup_id=signup, leaving=True, session=1))) == [
        ("already", None)
    ]
    assert kept() == [(1, now() - timedelta(minutes=230)), (2, None)]


def test_leaving_that_comes_before_the_coming_waits_for_a_person(day: Day) -> None:
    world, event, worker, clock = day
    signup = sign_up(world, event, world.resident())
    clock.move(hours=3)
    leaving = row("out", -30, signup_id=signup, leaving=True)
    assert results(upload(world, event, worker, leaving)) == [("conflict", "not_checked_in")]
    assert results(upload(world, event, worker, row("in", -170, signup_id=signup), leaving)) == [RECORDED, RECORDED]
    assert kept() == [(1, now() - timedelta(minutes=30))]


def kept() -> list[Any]:
    with reading() as connection:
        rows = connection.execute(sa.select(Attendance.session, Attendance.left_at).order_by(Attendance.session))
        return [tuple(one) for one in rows]
