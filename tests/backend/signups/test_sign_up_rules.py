"""What is refused, why, and that nothing changes by it."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from backend.core.clock import now
from backend.core.transaction import reading, transaction
from backend.signups import waiting_list
from models.audit import AuditEntry
from models.event import Event
from models.ids import new_id
from models.outbox import IdempotentAnswer, OutboxEntry
from models.signup import Signup
from models.user import User
from tests.conftest import MovableClock
from tests.invariants import broken_rules
from tests.world import CITY, COMMUNITY, COUNTY, FAR_COMMUNITY, OTHER_COUNTY, TOWNSHIP, World


def rows(table: type, *where: Any) -> int:
    with reading() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table).where(*where)).scalar_one()


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"state": "draft"}, 404, "not_found"),
        ({"state": "cancelled"}, 409, "event_cancelled"),
        ({"signup_opens_at": now() + timedelta(hours=1)}, 409, "signup_not_open"),
        ({"signup_closes_at": now() - timedelta(hours=1)}, 409, "signup_closed"),
        (
            {"starts_at": now() - timedelta(hours=3), "ends_at": now() - timedelta(hours=1)},
            409,
            "event_over",
        ),
        ({"audience_region_code": FAR_COMMUNITY}, 403, "not_in_audience"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_sign_up_closed_event_is_refused(world: World, changes: dict[str, Any], status: int, code: str) -> None:
    event = world.event(**changes)
    answer = world.post(f"/events/{event}/signups", world.resident(), {}, Idempotency_Key="k")
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert set(answer.json) == {"code", "message", "fields", "request_id"}
    assert rows(Signup) == rows(OutboxEntry) == rows(IdempotentAnswer) == 0


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"party": [{"label": "家人"}] * 6}, ["party"]),
        ({"party": [{"label": "家人"}] * 21}, ["party"]),
        ({"party": -1}, ["party"]),
        ({"party": [{"label": ""}]}, ["party.0.label"]),
        ({"party": [{"label": "长" * 21}]}, ["party.0.label"]),
        ({"party": [{"label": "a\x00b"}]}, ["party.0.label"]),
        ({"party": [{"label": "家人", "child": "yes"}]}, ["party.0.child"]),
        ({"party": [{"label": "家人", "age": 9}]}, ["party.0.age"]),
        ({"party": [{}]}, ["party.0.label"]),
        ({"answers": {"meal": "rice"}}, ["answers.meal"]),
        ({"answers": []}, ["answers"]),
        ({"seats": 3}, ["seats"]),
        ({"form_version": "1"}, ["form_version"]),
        ({"resident_id": "x"}, ["resident_id"]),
        ([], ["body"]),
    ],
    ids=str,
)
def test_sign_up_bad_fields_are_named(world: World, body: Any, fields: list[str]) -> None:
    event = world.event()
    answer = world.post(f"/events/{event}/signups", world.resident(), body)
    assert (answer.status_code, sorted(answer.json["fields"])) == (422, fields)
    assert rows(Signup) == 0
    assert broken_rules(event) == []


def test_sign_up_emoji_and_rare_characters_are_kept(world: World) -> None:
    answer = world.post(f"/events/{world.event()}/signups", world.resident(), {"party": [{"label": "👵🏽𠮷·é"}]})
    assert answer.json["party"] == [{"label": "👵🏽𠮷·é", "child": False}]


def test_sign_up_unknown_event_is_not_found(world: World) -> None:
    assert world.post(f"/events/{new_id()}/signups", world.resident(), {}).status_code == 404
    assert world.post("/events/nonsense/signups", world.resident(), {}).status_code == 404


def test_sign_up_writes_one_audit_row_and_one_task(world: World) -> None:
    answer = world.post(f"/events/{world.event()}/signups", world.resident(), {"party": [{"label": "妈妈"}]})
    with reading() as connection:
        audit = connection.execute(sa.select(AuditEntry.__table__)).one()
        task = connection.execute(sa.select(OutboxEntry.__table__)).one()
    assert (audit.action, audit.target_id) == ("signup.enter", answer.json["id"])
    assert audit.details == {"state": "confirmed", "seats": 2}
    assert (task.task, task.arguments) == ("notify_signup", {"signup_id": answer.json["id"], "kind": "confirmed"})


def test_sign_up_unlimited_event_is_never_full(world: World) -> None:
    event = world.event(capacity=None)
    for person in world.people(3):
        assert world.post(f"/events/{event}/signups", person, {"party": [{"label": "家人"}] * 5}).status_code == 201
    assert broken_rules(event) == []


def test_sign_up_after_promotion_ends_joins_no_list(world: World) -> None:
    event = world.event(capacity=1, promotion_ends_at=now() - timedelta(minutes=1))
    first, second = world.people(2)
    assert world.post(f"/events/{event}/signups", first, {}).status_code == 201
    assert world.post(f"/events/{event}/signups", second, {}).json["code"] == "event_full"


def test_sign_up_uses_no_remembered_event_that_has_changed(world: World) -> None:
    event = world.event(capacity=10, party_max=5)
    first, second, third = world.people(3)
    assert world.post(f"/events/{event}/signups", first, {}).status_code == 201
    with transaction() as session:
        waiting_list.lock_quota(session, event).version += 1
        session.get_one(Event, event).party_max = 0
    refused = world.post(f"/events/{event}/signups", second, {"party": [{"label": "家人"}]})
    assert refused.json["fields"] == {"party": ["too_long"]}
    with transaction() as session:
        waiting_list.lock_quota(session, event).version += 1
        session.get_one(Event, event).party_max = 3
    assert world.post(f"/events/{event}/signups", third, {"party": [{"label": "家人"}]}).status_code == 201


def test_cancel_after_the_deadline_is_for_workers(world: World) -> None:
    event = world.event(cancel_until=now() - timedelta(minutes=1))
    person, worker, far = world.resident(), world.staff(), world.staff(region=FAR_COMMUNITY)
    mine = world.post(f"/events/{event}/signups", person, {}).json["id"]
    assert world.delete(f"/signups/{mine}", person).json["code"] == "change_closed"
    assert world.patch(f"/signups/{mine}", person, {"party": []}).json["code"] == "change_closed"
    assert world.delete(f"/signups/{mine}", far).status_code == 404
    assert world.delete(f"/signups/{mine}", worker).status_code == 204
    assert world.delete(f"/signups/{mine}", worker).json["code"] == "not_live"
    assert broken_rules(event) == []


def test_cancel_leaves_the_list_at_any_time(world: World) -> None:
    event = world.event(capacity=1, cancel_until=now() - timedelta(minutes=1))
    first, second = world.people(2)
    world.post(f"/events/{event}/signups", first, {})
    waiting = world.post(f"/events/{event}/signups", second, {}).json["id"]
    assert world.delete(f"/signups/{waiting}", second).status_code == 204
    assert world.post(f"/events/{event}/signups", second, {}).json["position"] == 1


def test_other_peoples_sign_ups_do_not_exist(world: World) -> None:
    event = world.event()
    mine = world.post(f"/events/{event}/signups", world.resident(), {}).json["id"]
    stranger = world.resident()
    for method, path, body in (
        ("GET", "", None),
        ("PATCH", "", {"party": []}),
        ("DELETE", "", None),
        ("POST", "/accept", None),
        ("POST", "/decline", None),
    ):
        assert world.call(method, f"/signups/{mine}{path}", stranger, body).status_code == 404


@pytest.mark.parametrize(
    ("role", "region", "sees", "manages"),
    [
        ("community_worker", COMMUNITY, 200, 200),
        ("community_worker", FAR_COMMUNITY, 404, 403),
        ("township_reviewer", TOWNSHIP, 200, 200),
        ("county_admin", COUNTY, 200, 200),
        ("county_admin", OTHER_COUNTY, 404, 403),
        ("city_admin", CITY, 200, 200),
        ("auditor", CITY, 200, 403),
        (None, COMMUNITY, 403, 403),
    ],
)
def test_staff_rights_follow_role_and_region(
    world: World, role: str | None, region: str, sees: int, manages: int
) -> None:
    event = world.event(capacity=1)
    first, second = world.people(2, nickname="王小明")
    taken = world.post(f"/events/{event}/signups", first, {}).json["id"]
    waits = world.post(f"/events/{event}/signups", second, {}).json["id"]
    actor = world.staff(role, region) if role else world.resident()
    listed = world.get(f"/events/{event}/signups", actor)
    assert listed.status_code == sees
    if sees == 200:
        assert [item["person"] for item in listed.json["items"]] == ["王*明", "王*明"]
        assert "王小明" not in listed.text
    world.delete(f"/signups/{taken}", first)  # so that the waiting one has moved up, and another waits
    world.post(f"/events/{event}/signups", first, {})
    third = world.get("/me/signups?state=waiting", first).json["items"][0]["id"]
    moved = world.post(f"/events/{event}/signups/{third}/move-up", actor, {"reason": "行动不便"})
    assert moved.status_code == (409 if manages == 200 else manages)
    world.delete(f"/signups/{waits}", second)


def test_move_up_keeps_its_reason(world: World) -> None:
    event = world.event(capacity=2, waiting_order="strict")
    one, two, pair, single = world.people(4)
    first = world.post(f"/events/{event}/signups", one, {}).json["id"]
    world.post(f"/events/{event}/signups", two, {})
    world.post(f"/events/{event}/signups", pair, {"party": [{"label": "姐姐"}]})
    last = world.post(f"/events/{event}/signups", single, {}).json["id"]
    world.delete(f"/signups/{first}", one)
    worker = world.staff()
    assert world.post(f"/events/{event}/signups/{last}/move-up", worker, {"reason": ""}).status_code == 422
    moved = world.post(f"/events/{event}/signups/{last}/move-up", worker, {"reason": "行动不便，需要照顾"})
    assert moved.json["state"] == "confirmed"
    with reading() as connection:
        entry = connection.execute(sa.select(AuditEntry.__table__).where(AuditEntry.action == "signup.move_up")).one()
    assert (entry.actor_id, entry.details) == (worker.id, {"reason": "行动不便，需要照顾"})
    assert broken_rules(event) == []


def test_worker_signs_up_a_resident_without_a_phone(world: World) -> None:
    event, worker = world.event(), world.staff()
    resident = new_id()
    with transaction() as session:
        session.add(User(id=resident, openid=None, nickname="张奶奶", home_region_code=COMMUNITY, created_at=now()))
    answer = world.post(f"/events/{event}/signups", worker, {"resident_id": resident})
    assert answer.status_code == 201
    with reading() as connection:
        kept = connection.execute(sa.select(Signup.user_id)).scalar_one()
        actor = connection.execute(sa.select(AuditEntry.actor_id)).scalar_one()
    assert (kept, actor) == (resident, worker.id)
    again = world.post(f"/events/{event}/signups", worker, {"resident_id": resident})
    assert again.json["code"] == "already_signed_up"
    assert world.post(f"/events/{event}/signups", world.resident(), {"resident_id": resident}).status_code == 403
    far = world.resident("远方", FAR_COMMUNITY)
    assert world.post(f"/events/{event}/signups", worker, {"resident_id": far.id}).status_code == 422


def test_offer_is_held_then_passed_on(world: World, time_stands: MovableClock) -> None:
    event = world.event(capacity=1, waiting_mode="offer", offer_hours=2)
    first, second, third = world.people(3)
    taken = world.post(f"/events/{event}/signups", first, {}).json["id"]
    ids = [world.post(f"/events/{event}/signups", person, {}).json["id"] for person in (second, third)]
    world.delete(f"/signups/{taken}", first)
    offered = world.get(f"/signups/{ids[0]}", second).json
    assert (offered["state"], offered["offered_until"]) == ("offered", "2026-11-23T06:00:00Z")
    assert world.post(f"/events/{event}/signups", world.resident(), {}).json["state"] == "waiting"
    time_stands.move(hours=2)
    assert world.post(f"/signups/{ids[0]}/accept", second).json["code"] == "no_offer"
    assert waiting_list.expire_offers() == 1
    assert world.get(f"/signups/{ids[0]}", second).json["state"] == "cancelled"
    assert world.post(f"/signups/{ids[1]}/accept", third).json["state"] == "confirmed"
    assert rows(OutboxEntry, OutboxEntry.task == "notify_signup") == 4 + 2 + 1 + 1
    assert broken_rules(event) == []


def test_my_signups_page_without_gaps(world: World) -> None:
    person = world.resident()
    events = [world.event() for _ in range(5)]
    for event in events:
        world.post(f"/events/{event}/signups", person, {})
    seen, cursor = [], ""
    while cursor is not None:
        page = world.get(f"/me/signups?limit=2&cursor={cursor}" if cursor else "/me/signups?limit=2", person).json
        seen += [item["event"]["id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert seen == events[::-1]
    only = world.get(f"/me/signups?event_id={events[0]}", person).json["items"]
    assert [item["event_id"] for item in only] == [events[0]]
    assert world.get("/me/signups?cursor=zzz", person).json["fields"] == {"cursor": ["cursor_unknown"]}
