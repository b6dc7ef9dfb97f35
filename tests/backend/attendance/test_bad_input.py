"""Whatever is sent, is the answer clear, nothing lost and nothing counted twice?"""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from backend.attendance import codes
from backend.config import settings
from backend.core.clock import now
from backend.core.transaction import reading
from models.attendance import Attendance
from tests.backend.attendance.scene import check_in, code_of, present, sign_up
from tests.backend.attendance.test_checkin import Opened, opened
from tests.backend.attendance.test_offline import ALREADY, RECORDED, results, row, upload
from tests.backend.attendance.test_sessions import Day, day
from tests.conftest import MovableClock
from tests.world import COMMUNITY, NEXT_COMMUNITY, Person, World

__all__ = ["day", "opened"]

DAY = 24 * 60


def times() -> list[tuple[datetime, datetime | None]]:
    """Return when everybody on the sheet came and left."""
    with reading() as connection:
        rows = connection.execute(sa.select(Attendance.at, Attendance.left_at).order_by(Attendance.at))
        return [(row.at, row.left_at) for row in rows]


def forged(event: str, person: Person, neighbour: Person) -> dict[str, str]:
    """Return codes that look like ours, each made in another way."""
    ours, moment = settings().secret_key, now()
    good, theirs = (codes.resident_code(ours, who.id, moment) for who in (person, neighbour))
    return {
        "another installation's": codes.resident_code("another secret of another city", person.id, moment),
        "another installation's poster": codes.poster_code("another secret of another city", event),
        "the neighbour's signature": good[: good.rindex("-")] + theirs[theirs.rindex("-") :],
        "the neighbour's name": good.replace(person.id, neighbour.id),
        "a venue's instead": good.replace(codes.RESIDENT, codes.VENUE, 1),
        "a poster's instead": good.replace(codes.RESIDENT, codes.POSTER, 1),
        "a resident's from a poster": codes.poster_code(ours, event).replace(codes.POSTER, codes.RESIDENT, 1),
        "without a signature": good[: good.rindex("-") + 1],
        "one character short": good[:-1],
        "one character more": good + "A",
        "in small letters": good.lower(),
        "with a space": f" {good}",
    }


def test_forged_codes_bring_nobody_in(opened: Opened) -> None:
    world, event, worker, _ = opened
    person, neighbour = world.people(2)
    for who in (person, neighbour):
        sign_up(world, event, who)
    for what, code in forged(event, person, neighbour).items():
        for who in (worker, person):
            answer = check_in(world, event, who, code=code)
            assert (answer.status_code, answer.json["code"]) == (422, "code_invalid"), what
        assert check_in(world, event, worker, walk_in={"label": "张大爷", "code": code}).status_code == 422
        assert results(upload(world, event, worker, row("a", code=code))) == [("rejected", "code_invalid")], what
    assert present(world, event, worker) == 0


def test_what_belongs_to_another_event_is_refused(opened: Opened) -> None:
    world, event, worker, clock = opened
    clock.move(days=-2)
    other, person = world.event(), world.resident()
    foreign = sign_up(world, other, person)
    sign_up(world, event, person)
    clock.move(days=2)
    shown = world.get(f"/events/{other}/venue-code", worker).json
    for name in ("code", "poster_code"):
        assert check_in(world, event, person, code=shown[name]).json["code"] == "code_of_other_event"
    assert check_in(world, event, worker, signup_id=foreign).json["code"] == "not_signed_up"
    assert results(upload(world, event, worker, row("a", signup_id=foreign))) == [("rejected", "not_signed_up")]
    assert (present(world, event, worker), present(world, other, worker)) == (0, 0)


def test_poster_opens_nothing_outside_the_window(world: World, time_stands: MovableClock) -> None:
    event, worker, person = world.event(), world.staff(), world.resident()
    sign_up(world, event, person)
    poster = world.get(f"/events/{event}/venue-code", worker).json["poster_code"]
    steps = ({"days": 1}, {"days": 1, "minutes": -61}, {"minutes": 181}, {"days": 20})
    for step, code in zip(steps, ["checkin_not_open"] * 2 + ["checkin_closed"] * 2, strict=True):
        time_stands.move(**step)
        answer = check_in(world, event, person, code=poster)
        assert (answer.status_code, answer.json["code"]) == (409, code), step
    assert present(world, event, worker) == 0


def test_code_that_is_used_again_counts_once(opened: Opened) -> None:
    """A picture of somebody's code, scanned at other gates and kept by a phone without a network."""
    world, event, worker, clock = opened
    person, other = world.resident(), world.staff()
    sign_up(world, event, person)
    code = code_of(world, person)
    assert check_in(world, event, worker, code=code).status_code == 201
    kept = row("a", code=code)
    for who in (worker, other):
        assert check_in(world, event, who, code=code).json["code"] == "already_checked_in"
        again = check_in(world, event, who, walk_in={"label": "小明", "code": code})
        assert again.json["code"] == "already_checked_in"
        assert results(upload(world, event, who, kept)) == [ALREADY]
    clock.move(minutes=3)
    assert check_in(world, event, other, code=code).json["code"] == "code_expired"
    assert present(world, event, worker) == 1


def test_clock_a_day_wrong_neither_gives_nor_takes_time(day: Day) -> None:
    world, event, worker, clock = day
    signup = sign_up(world, event, world.resident())
    assert results(upload(world, event, worker, row("in", -5, signup_id=signup))) == [RECORDED]
    clock.move(hours=2)
    came = times()
    for name, minutes in (("ahead", DAY), ("behind", -DAY), ("years", 20 * 365 * DAY)):
        for session in ({}, {"session": 1}):
            leaving = row(name, minutes, signup_id=signup, leaving=True, **session)
            [(result, code)] = results(upload(world, event, worker, leaving))
            assert (result, code in {"outside_window", "not_checked_in"}) == ("conflict", True), (name, session)
            assert times() == came, (name, session)
    sent_at = (now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    leaving = row("ahead", DAY - 10, signup_id=signup, leaving=True)
    assert results(upload(world, event, worker, leaving, device_now=sent_at)) == [RECORDED]
    assert [left_at for _, left_at in times()] == [now() - timedelta(minutes=10)]


@pytest.mark.parametrize("scanned_at", ["2000-01-01T00:00:00+14:00", "2099-12-31T23:59:59-12:00"])
@pytest.mark.parametrize("device_now", ["2000-01-01T00:00:00+14:00", "2099-12-31T23:59:59-12:00", None])
def test_any_two_moments_are_borne(opened: Opened, scanned_at: str, device_now: str | None) -> None:
    world, event, worker, _ = opened
    kept = {"client_id": "a", "scanned_at": scanned_at, "walk_in": {"label": "张大爷"}}
    good = scanned_at == device_now
    for leaving in (False, True):
        answered = upload(world, event, worker, kept | {"leaving": leaving}, device_now=device_now)
        assert answered[0]["result"] == ("rejected" if leaving else "recorded" if good else "conflict")
    assert present(world, event, worker) == (1 if good else 0)


def test_code_in_a_link_is_known_again_whatever_the_host_is_called(opened: Opened) -> None:
    world, event, worker, _ = opened
    person = world.resident()
    sign_up(world, event, person)
    kept = row("a", code=f"https://shi-liu.example/c/{code_of(world, person)}")
    assert [one["result"] for one in upload(world, event, worker, kept, kept)] == ["recorded", "already"]
    assert upload(world, event, worker, kept)[0]["result"] == "already"


def test_phone_that_gives_two_people_one_name_loses_nobody(opened: Opened) -> None:
    world, event, worker, _ = opened
    person, neighbour = world.people(2)
    family, other = sign_up(world, event, person, "妈妈", "女儿"), sign_up(world, event, neighbour)
    reused = ("conflict", "client_id_reused")
    rows = [
        row("a", signup_id=family),
        row("a", signup_id=other),
        row("a", signup_id=family, member=1),
        row("a", walk_in={"label": "张大爷"}),
        row("b", walk_in={"label": "张大爷"}),
        row("b", walk_in={"label": "李阿姨"}),
        row("b", code=code_of(world, neighbour)),
        row("c", code=code_of(world, person), members=[1, 2]),
    ]
    first = results(upload(world, event, worker, *rows))
    assert first == [RECORDED, reused, RECORDED, reused, RECORDED, reused, reused, RECORDED]
    again = results(upload(world, event, worker, *rows))
    assert again == [reused if one == reused else ALREADY for one in first]
    assert present(world, event, worker) == 4
    assert results(upload(world, event, world.staff(), row("a", signup_id=other))) == [RECORDED]


@pytest.mark.parametrize(
    "body",
    [
        {"signup_id": "own", "members": [0, 1]},
        {"code": "own", "member": 1},
        {"walk_in": {"label": "张大爷"}, "member": 1},
        {"walk_in": {"label": "张大爷"}, "members": [0, 1]},
    ],
)
def test_nobody_named_in_the_wrong_place_is_silently_left_out(opened: Opened, body: dict[str, Any]) -> None:
    world, event, worker, _ = opened
    person = world.resident()
    own = {"signup_id": sign_up(world, event, person, "妈妈"), "code": code_of(world, person)}
    sent = {name: own.get(name, value) if value == "own" else value for name, value in body.items()}
    answer = check_in(world, event, worker, **sent)
    assert (answer.status_code, list(answer.json["fields"])) == (422, ["body"])
    assert results(upload(world, event, worker, row("a", **sent))) == [("rejected", "invalid")]
    assert present(world, event, worker) == 0


def test_rows_that_can_not_be_answered_are_named_in_our_words(opened: Opened) -> None:
    world, event, worker, _ = opened
    rows = [row("good", walk_in={"label": "张大爷"}), {}, None, {"client_id": "石榴"}, row("x" * 65)]
    answer = world.post(f"/events/{event}/attendances/batch", worker, {"items": rows})
    assert answer.status_code == 422
    assert set(answer.json["fields"]) == {
        *("items.1.client_id", "items.1.scanned_at", "items.2", "items.3.client_id", "items.3.scanned_at"),
        "items.4.client_id",
    }
    assert present(world, event, worker) == 0


def test_right_that_has_ended_or_lies_next_door_lets_nobody_in(opened: Opened) -> None:
    world, event, worker, clock = opened
    signup = sign_up(world, event, world.resident())
    leaving = world.staff(region=COMMUNITY, ends_at=now() + timedelta(minutes=10))
    made = check_in(world, event, leaving, signup_id=signup).json["items"][0]["id"]
    clock.move(minutes=10)
    for who in (leaving, world.staff(region=NEXT_COMMUNITY), world.staff("auditor")):
        rows = {"items": [row("a", walk_in={"label": "张大爷"})]}
        assert check_in(world, event, who, walk_in={"label": "张大爷"}).status_code == 403
        assert world.post(f"/events/{event}/attendances/batch", who, rows).status_code in {403, 404}
        assert world.delete(f"/attendances/{made}", who, {"reason": "点错了人"}).status_code in {403, 404}
    assert present(world, event, worker) == 1
