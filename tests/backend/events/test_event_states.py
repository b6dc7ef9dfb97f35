from datetime import timedelta
from itertools import product

import pytest

from backend.core.clock import now
from backend.events.states import TRANSITIONS, Action, State
from tests.backend.events.writing import acts, at, draft, quota_of, sign_up, tasks
from tests.world import (
    CITY,
    COMMUNITY,
    COUNTY,
    FAR_COMMUNITY,
    NEXT_COMMUNITY,
    OTHER_COUNTY,
    TOWNSHIP,
    Person,
    World,
)


def act(world: World, action: Action, event_id: str, who: Person | None):
    match action:
        case Action.CHANGE:
            return world.patch(f"/events/{event_id}", who, {"title": "新名字"})
        case Action.PUBLISH:
            return world.post(f"/events/{event_id}/publish", who)
        case Action.CANCEL:
            return world.post(f"/events/{event_id}/cancel", who, {"reason": "下大雨"})


ALLOWED = {
    ("draft", "change"): "draft",
    ("draft", "publish"): "published",
    ("published", "change"): "published",
    ("published", "cancel"): "cancelled",
    ("published", "report_held"): "held_reported",
    ("published", "report_not_held"): "not_held",
    ("returned", "report_held"): "held_reported",
    ("returned", "report_not_held"): "not_held",
    ("held_reported", "verify"): "verified",
    ("held_reported", "return"): "returned",
}
"""Said a second time on purpose: who adds a row to the product's table has to add it here."""


def test_state_table_has_the_rows_of_the_matrix() -> None:
    assert {key: row[0] for key, row in TRANSITIONS.items()} == ALLOWED


EDITING = (Action.CHANGE, Action.PUBLISH, Action.CANCEL)
"""What is done here; reports and decisions are walked in tests/backend/verification."""


@pytest.mark.parametrize(("state", "action"), list(product(State, EDITING)))
def test_state_matrix_leads_where_it_says_and_nowhere_else(world: World, state: State, action: Action) -> None:
    worker = world.staff()
    event_id = world.event(state=str(state))
    answer = act(world, action, event_id, worker)
    if (state, action) in ALLOWED:
        assert answer.status_code == 200, answer.json
        assert answer.json["state"] == ALLOWED[state, action]
        assert acts(event_id) == [f"event.{action}"]
        return
    assert (answer.status_code, answer.json["code"]) == (409, "wrong_state")
    assert world.get(f"/events/{event_id}", worker).json["state"] == state
    assert acts(event_id) == []


REGIONS = (CITY, COUNTY, TOWNSHIP, COMMUNITY, NEXT_COMMUNITY, OTHER_COUNTY, FAR_COMMUNITY)
EDITORS = {"community_worker", "township_reviewer", "county_admin", "city_admin"}


@pytest.mark.parametrize("role", sorted({*EDITORS, "auditor"}))
def test_rights_table_of_role_and_region(world: World, role: str) -> None:
    for region in REGIONS:
        who = world.staff(role, region)
        covers = COMMUNITY.startswith(region)
        edits = role in EDITORS
        for state, action in [pair for pair in ALLOWED if pair[1] in EDITING]:
            event_id = world.event(state=state)
            expected = 200 if covers and edits else 404 if state == "draft" and edits else 403
            assert act(world, Action(action), event_id, who).status_code == expected, (role, region, state, action)
        made = world.post(
            "/events", who, {"title": "新", "region_code": COMMUNITY, "place_kind": "school"} | _tomorrow()
        )
        assert made.status_code == (201 if covers and edits else 403), (role, region)
        seen = world.get(f"/events/{world.event(state='draft')}", who)
        assert seen.status_code == (200 if covers else 404), (role, region)


def _tomorrow() -> dict[str, str]:
    return {"starts_at": at(days=1), "ends_at": at(days=1, hours=1)}


@pytest.mark.parametrize("action", EDITING)
def test_rights_residents_and_visitors_have_none(world: World, action: Action) -> None:
    event_id = world.event()
    assert act(world, action, event_id, world.resident()).status_code == 403
    assert act(world, action, event_id, None).status_code == 401


def test_rights_that_are_over_do_not_count(world: World) -> None:
    former = world.staff(ends_at=now() - timedelta(minutes=1))
    assert act(world, Action.CHANGE, world.event(), former).status_code == 403


def test_publish_opens_the_places(world: World) -> None:
    worker = world.staff()
    event_id = draft(world, worker, capacity=20)["id"]
    before = quota_of(event_id)
    assert (before.open, before.capacity, before.taken) == (False, 20, 0)
    assert act(world, Action.PUBLISH, event_id, worker).json["state"] == "published"
    after = quota_of(event_id)
    assert after.open
    assert after.version > before.version


def test_publish_refuses_what_has_begun(world: World) -> None:
    worker = world.staff()
    begun = draft(world, worker, starts_at=at(hours=-1), ends_at=at(hours=1), signup_opens_at=at(hours=-2))
    answer = act(world, Action.PUBLISH, begun["id"], worker)
    assert (answer.status_code, answer.json["fields"]) == (422, {"starts_at": ["in_the_past"]})
    assert not quota_of(begun["id"]).open


def test_cancel_closes_tells_why_and_keeps_the_signups(world: World) -> None:
    worker, person = world.staff(), world.resident()
    event_id = world.event()
    signup_id = sign_up(event_id, person, seats=2)
    before = quota_of(event_id)
    answer = act(world, Action.CANCEL, event_id, worker)
    assert (answer.json["state"], answer.json["cancel_reason"], answer.json["taken"]) == ("cancelled", "下大雨", 2)
    after = quota_of(event_id)
    assert (after.open, after.version, after.taken) == (False, before.version + 1, 2)
    assert tasks("notify_event_cancelled") == [{"event_id": event_id}]
    assert acts(signup_id) == []
    assert world.get(f"/events/{event_id}").json["cancel_reason"] == "下大雨"


def test_cancel_and_change_refuse_what_is_over(world: World) -> None:
    worker = world.staff()
    event_id = world.event(
        starts_at=now() - timedelta(hours=3), ends_at=now() - timedelta(hours=1), signup_closes_at=now()
    )
    for action in (Action.CHANGE, Action.CANCEL):
        answer = act(world, action, event_id, worker)
        assert (answer.status_code, answer.json["code"]) == (409, "event_ended")


@pytest.mark.parametrize("reason", [None, "", "x", "很" * 201, "a\x00b", 5])
def test_cancel_needs_a_reason_in_words(world: World, reason: object) -> None:
    worker, event_id = world.staff(), world.event()
    answer = world.post(f"/events/{event_id}/cancel", worker, {"reason": reason})
    assert (answer.status_code, list(answer.json["fields"])) == (422, ["reason"])
    assert tasks("notify_event_cancelled") == []
