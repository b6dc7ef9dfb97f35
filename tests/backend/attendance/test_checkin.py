"""Is everybody who came recorded once, whichever way they came in?"""

from typing import Any

import pytest
import sqlalchemy as sa

from backend.core.transaction import reading
from models.audit import AuditEntry
from tests.backend.attendance.scene import check_in, code_of, present, sign_up
from tests.conftest import MovableClock
from tests.statements import statements
from tests.world import FAR_COMMUNITY, Person, World


@pytest.fixture
def opened(world: World, time_stands: MovableClock) -> tuple[World, str, Person, MovableClock]:
    """A world with an event that begins in half an hour, and its worker."""
    event = world.event()
    worker = world.staff()
    time_stands.move(days=2, minutes=-30)
    return world, event, worker, time_stands


Opened = tuple[World, str, Person, MovableClock]


def test_worker_scans_a_family(opened: Opened) -> None:
    world, event, worker, _ = opened
    person = world.resident()
    signup = sign_up(world, event, person, "妈妈", "女儿")
    answer = check_in(world, event, worker, code=code_of(world, person), members=[0, 2], gate="东门")
    assert answer.status_code == 201, answer.json
    assert [(one["member"], one["person"], one["way"], one["gate"]) for one in answer.json["items"]] == [
        (0, "王*明", "worker_scan", "东门"),
        (2, "女儿", "worker_scan", "东门"),
    ]
    assert answer.json["already"] == []
    later = check_in(world, event, worker, code=code_of(world, person), members=[0, 1, 2])
    assert [one["member"] for one in later.json["items"]] == [1]
    assert [one["member"] for one in later.json["already"]] == [0, 2]
    [shown] = world.get(f"/events/{event}/roster", worker).json["people"]
    assert shown["signup_id"] == signup
    assert sorted(one["member"] for one in shown["present"]) == [0, 1, 2]


def test_second_scan_says_when_and_where_the_first_was(opened: Opened) -> None:
    world, event, worker, clock = opened
    person = world.resident()
    sign_up(world, event, person)
    check_in(world, event, worker, code=code_of(world, person), gate="东门")
    clock.move(minutes=3)
    again = check_in(world, event, worker, code=code_of(world, person), gate="西门")
    assert (again.status_code, again.json["code"]) == (409, "already_checked_in")
    assert again.json["message"] == "已在 11:30（东门）签到，不用再签"
    assert present(world, event, worker) == 1


def test_resident_scans_the_code_at_the_venue(opened: Opened) -> None:
    world, event, worker, clock = opened
    shown = world.get(f"/events/{event}/venue-code", worker).json
    for name, way in (("code", "venue_code"), ("poster_code", "poster")):
        person = world.resident()
        sign_up(world, event, person, "爸爸")
        answer = check_in(world, event, person, code=shown[name], members=[0, 1])
        assert [one["way"] for one in answer.json["items"]] == [way, way]
    clock.move(minutes=3)
    late = world.resident()
    sign_up(world, event, late)
    assert check_in(world, event, late, code=shown["code"]).json["code"] == "code_expired"
    assert check_in(world, event, late, code=shown["poster_code"]).status_code == 201


def test_worker_ticks_the_roster_and_adds_who_came_unasked(opened: Opened) -> None:
    world, event, worker, _ = opened
    person, guest = world.resident(), world.resident("李阿姨")
    signup = sign_up(world, event, person, "奶奶")
    assert check_in(world, event, worker, signup_id=signup, member=1).json["items"][0]["person"] == "奶奶"
    for _ in range(2):  # two neighbours may be called the same
        assert check_in(world, event, worker, walk_in={"label": "张大爷"}).status_code == 201
    known = check_in(world, event, worker, walk_in={"label": "李阿姨", "code": code_of(world, guest)})
    assert known.json["items"][0]["way"] == "walk_in"
    again = check_in(world, event, worker, walk_in={"label": "李阿姨", "code": code_of(world, guest)})
    assert again.json["code"] == "already_checked_in"
    roster = world.get(f"/events/{event}/roster", worker).json
    assert roster["counts"] == {"expected": 2, "present": 4}
    assert [one["person"] for one in roster["walk_ins"]] == ["张大爷", "张大爷", "李阿姨"]


def test_walk_in_is_told_of_nobody_else(opened: Opened) -> None:
    world, event, worker, clock = opened
    guest = world.resident("李阿姨")
    check_in(world, event, worker, walk_in={"label": "张大爷"}, gate="西门")
    clock.move(minutes=2)
    first = check_in(world, event, worker, walk_in={"label": "李阿姨", "code": code_of(world, guest)}, gate="东门")
    assert ([one["person"] for one in first.json["items"]], first.json["already"]) == (["李阿姨"], [])
    again = check_in(world, event, worker, walk_in={"label": "李阿姨", "code": code_of(world, guest)})
    assert again.json["message"] == "已在 11:32（东门）签到，不用再签"


def test_walk_in_who_is_signed_up_comes_in_by_the_signup(opened: Opened) -> None:
    world, event, worker, _ = opened
    person = world.resident()
    signup = sign_up(world, event, person)
    answer = check_in(world, event, worker, walk_in={"label": "小明", "code": code_of(world, person)})
    assert (answer.json["items"][0]["signup_id"], answer.json["items"][0]["way"]) == (signup, "worker_scan")


def test_window_opens_an_hour_before_and_closes_with_the_end(world: World, time_stands: MovableClock) -> None:
    event, worker, person = world.event(), world.staff(), world.resident()
    signup = sign_up(world, event, person)
    time_stands.move(days=2, minutes=-61)
    early = check_in(world, event, worker, signup_id=signup)
    assert (early.status_code, early.json["code"]) == (409, "checkin_not_open")
    assert "11-25 11:00" in early.json["message"]
    time_stands.move(minutes=3 * 60 + 1)
    assert check_in(world, event, worker, signup_id=signup).json["code"] == "checkin_closed"
    time_stands.move(minutes=-1)
    assert check_in(world, event, worker, signup_id=signup).status_code == 201


def test_event_may_say_otherwise(world: World, time_stands: MovableClock) -> None:
    event, worker = world.event(checkin_opens_before=0, checkin_closes_after=30), world.staff()
    shown = world.get(f"/events/{event}/venue-code", worker).json
    assert (shown["opens_at"], shown["closes_at"]) == ("2026-11-25T04:00:00Z", "2026-11-25T06:30:00Z")
    time_stands.move(days=2, minutes=-1)
    assert check_in(world, event, worker, walk_in={"label": "张大爷"}).json["code"] == "checkin_not_open"
    time_stands.move(hours=2, minutes=20)
    assert check_in(world, event, worker, walk_in={"label": "张大爷"}).status_code == 201


def test_who_waits_or_has_cancelled_or_never_signed_up_is_told_so(opened: Opened) -> None:
    world, _, worker, clock = opened
    clock.move(days=-2)
    event = world.event(capacity=1)
    holder, waiting, stranger = world.people(3)
    held, queued = sign_up(world, event, holder), sign_up(world, event, waiting)
    clock.move(days=2)
    shown = world.get(f"/events/{event}/venue-code", worker).json["code"]
    assert check_in(world, event, waiting, code=shown).json["code"] == "not_confirmed"
    assert check_in(world, event, worker, signup_id=queued).json["code"] == "not_confirmed"
    assert check_in(world, event, stranger, code=shown).json["code"] == "not_signed_up"
    assert check_in(world, event, worker, code=code_of(world, stranger)).json["code"] == "not_signed_up"
    clock.move(minutes=-10)
    assert world.delete(f"/signups/{held}", holder).status_code == 204
    assert check_in(world, event, worker, signup_id=held).json["code"] == "not_signed_up"
    assert present(world, event, worker) == 0


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body"),
        ({"code": "x", "signup_id": "01M8599999999999999999999Z"}, "body"),
        ({"walk_in": {"label": " "}}, "walk_in.label"),
        ({"code": "x" * 121}, "code"),
        ({"code": "SLR-1-2-3"}, "code"),
        ({"code": "x", "members": []}, "members"),
        ({"code": "x", "members": [-1]}, "members.0"),
        ({"walk_in": {"label": "张大爷"}, "gate": "门" * 21}, "gate"),
    ],
)
def test_odd_bodies_name_the_field_and_change_nothing(opened: Opened, body: dict[str, Any], field: str) -> None:
    world, event, worker, _ = opened
    answer = check_in(world, event, worker, **body)
    assert answer.status_code == 422, answer.json
    assert field in answer.json["fields"]
    assert present(world, event, worker) == 0


def test_nobody_of_a_party_is_made_up(opened: Opened) -> None:
    world, event, worker, _ = opened
    signup = sign_up(world, event, world.resident(), "妈妈")
    answer = check_in(world, event, worker, signup_id=signup, member=2)
    assert (answer.status_code, list(answer.json["fields"])) == (422, ["members"])


def test_codes_of_other_events_and_residents_are_refused(opened: Opened) -> None:
    world, event, worker, _ = opened
    other = world.event()
    person, neighbour = world.people(2)
    sign_up(world, event, person)
    foreign = world.get(f"/events/{other}/venue-code", worker)
    assert foreign.status_code == 200
    assert check_in(world, event, person, code=foreign.json["code"]).json["code"] == "code_of_other_event"
    # A resident may not check others in.
    assert check_in(world, event, neighbour, code=code_of(world, person)).status_code == 403
    assert present(world, event, worker) == 0


def test_rights_end_at_the_own_regions(opened: Opened) -> None:
    world, event, worker, _ = opened
    person, far = world.resident(), world.staff(region=FAR_COMMUNITY)
    signup = sign_up(world, event, person)
    made = check_in(world, event, worker, signup_id=signup).json["items"][0]["id"]
    assert check_in(world, event, far, signup_id=signup).status_code == 403
    assert world.get(f"/events/{event}/roster", far).status_code == 404
    assert world.get(f"/events/{event}/venue-code", far).status_code == 404
    assert world.delete(f"/attendances/{made}", far, {"reason": "看错了"}).status_code == 404
    assert world.delete(f"/attendances/{made}", person, {"reason": "看错了"}).status_code == 403
    auditor = world.staff("auditor")
    assert world.get(f"/events/{event}/roster", auditor).status_code == 200
    assert check_in(world, event, auditor, signup_id=signup).status_code == 403
    assert check_in(world, event, None, signup_id=signup).status_code == 401  # type: ignore[arg-type]


def test_undoing_keeps_the_reason_and_lets_the_person_in_again(opened: Opened) -> None:
    world, event, worker, _ = opened
    signup = sign_up(world, event, world.resident())
    made = check_in(world, event, worker, signup_id=signup).json["items"][0]["id"]
    assert world.delete(f"/attendances/{made}", worker, {"reason": "x"}).status_code == 422
    assert world.delete(f"/attendances/{made}", worker, {"reason": "点错了人"}).status_code == 204
    assert present(world, event, worker) == 0
    assert world.delete(f"/attendances/{made}", worker, {"reason": "点错了人"}).json["code"] == "already_undone"
    assert check_in(world, event, worker, signup_id=signup).status_code == 201
    with reading() as connection:
        acts = connection.execute(sa.select(AuditEntry.action, AuditEntry.details).order_by(AuditEntry.id)).all()
    told = [(act, details.get("reason")) for act, details in acts if act.startswith("attendance")]
    assert sorted(told, key=str) == [
        ("attendance.record", None),
        ("attendance.record", None),
        ("attendance.undo", "点错了人"),
    ]


def test_who_is_there_can_neither_cancel_nor_change_the_party(opened: Opened) -> None:
    world, event, worker, _ = opened
    person = world.resident()
    signup = sign_up(world, event, person, "妈妈")
    made = check_in(world, event, worker, signup_id=signup).json["items"][0]["id"]
    assert world.delete(f"/signups/{signup}", person).json["code"] == "already_checked_in"
    assert world.patch(f"/signups/{signup}", person, {"party": []}).json["code"] == "already_checked_in"
    world.delete(f"/attendances/{made}", worker, {"reason": "点错了人"})
    assert world.delete(f"/signups/{signup}", person).status_code == 204


def test_cancelled_event_and_draft_take_nobody(opened: Opened) -> None:
    world, event, worker, _ = opened
    assert world.post(f"/events/{event}/cancel", worker, {"reason": "下雨了"}).status_code == 200
    assert check_in(world, event, worker, walk_in={"label": "张大爷"}).json["code"] == "wrong_state"
    assert world.get(f"/events/{event}/venue-code", worker).status_code == 409
    draft = world.event(state="draft")
    assert check_in(world, draft, worker, walk_in={"label": "张大爷"}).status_code == 404


def test_same_key_gives_the_same_answer(opened: Opened) -> None:
    world, event, worker, _ = opened
    bodies = [
        world.post(f"/events/{event}/attendances", worker, {"walk_in": {"label": "张大爷"}}, Idempotency_Key="w1").data
        for _ in range(2)
    ]
    assert bodies[0] == bodies[1]
    assert present(world, event, worker) == 1


def test_roster_costs_the_same_for_one_as_for_three_and_has_a_tag(opened: Opened) -> None:
    world, event, worker, _ = opened
    path = f"/events/{event}/roster"
    first, *others = world.people(3)
    check_in(world, event, worker, signup_id=sign_up(world, event, first))
    one = statements(world, path, worker)
    for person in others:
        check_in(world, event, worker, signup_id=sign_up(world, event, person))
    assert statements(world, path, worker) == one
    tag = world.get(path, worker).headers["ETag"]
    assert world.get(path, worker, If_None_Match=tag).status_code == 304
    check_in(world, event, worker, walk_in={"label": "张大爷"})
    assert world.get(path, worker, If_None_Match=tag).status_code == 200
