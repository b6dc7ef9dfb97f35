from datetime import timedelta

import pytest

from backend.core.clock import now
from backend.core.transaction import transaction
from models.event import EventOption
from models.ids import new_id
from models.region import PlaceKind
from tests.backend.events.writing import (
    QUESTION,
    acts,
    at,
    count_events,
    draft,
    event_in,
    published,
    quota_of,
    sign_up,
    state_of,
    tasks,
)
from tests.conftest import MovableClock
from tests.world import CITY, COMMUNITY, FAR_COMMUNITY, NEXT_COMMUNITY, TOWNSHIP, World

# changing


def test_change_touches_only_what_is_named(world: World) -> None:
    worker = world.staff()
    before = published(world, worker, venue="一楼", capacity=5, point={"lat": 25, "lon": 104})
    version = quota_of(before["id"]).version
    after = world.patch(f"/events/{before['id']}", worker, {"title": "包饺子", "point": None, "waiting_max": 3}).json
    assert after == before | {
        "title": "包饺子",
        "point": None,
        "waiting_max": 3,
        "updated_at": after["updated_at"],
    }
    assert quota_of(before["id"]).version > version
    assert acts(before["id"])[-1] == "event.change"
    assert tasks("notify_event_changed") == []


def test_change_to_the_same_changes_nothing(world: World) -> None:
    worker = world.staff()
    made = published(world, worker, venue="一楼", capacity=5)
    version = quota_of(made["id"]).version
    same = {"title": made["title"], "venue": "一楼", "starts_at": made["starts_at"], "capacity": 5, "point": None}
    for change in (same, {}):
        assert world.patch(f"/events/{made['id']}", worker, change).json == made
    assert quota_of(made["id"]).version == version
    assert tasks("notify_event_changed") == []


def test_change_of_time_or_place_is_told_once(world: World, time_stands: MovableClock) -> None:
    worker = world.staff()
    made = published(world, worker, venue="一楼", address="街心路 1 号")
    change = {
        "title": "包饺子",
        "starts_at": at(days=2, minutes=30),
        "ends_at": made["ends_at"],
        "venue": "二楼",
        "address": "街心路 1 号",
    }
    assert world.patch(f"/events/{made['id']}", worker, change).status_code == 200
    told = {"starts_at": at(days=2, minutes=30), "venue": "二楼"}
    assert tasks("notify_event_changed") == [{"event_id": made["id"], "changes": told}]


def test_change_of_a_draft_is_told_to_nobody(world: World) -> None:
    worker = world.staff()
    made = draft(world, worker)
    assert world.patch(f"/events/{made['id']}", worker, {"venue": "二楼"}).status_code == 200
    assert tasks("notify_event_changed") == []


def test_change_of_region_or_place_kind_only_while_draft(world: World) -> None:
    worker = world.staff("township_reviewer", TOWNSHIP)
    made = draft(world, worker)
    moved = world.patch(f"/events/{made['id']}", worker, {"region_code": NEXT_COMMUNITY, "place_kind": "school"})
    assert (moved.json["region_code"], moved.json["place_kind"]) == (NEXT_COMMUNITY, "school")
    world.post(f"/events/{made['id']}/publish", worker)
    for change in ({"region_code": COMMUNITY}, {"place_kind": "community"}):
        answer = world.patch(f"/events/{made['id']}", worker, change | {"title": "别的"})
        assert (answer.status_code, answer.json["code"]) == (409, "fixed_after_publishing")
    same = world.patch(f"/events/{made['id']}", worker, {"region_code": NEXT_COMMUNITY, "place_kind": "school"})
    assert same.status_code == 200
    assert same.json["title"] == made["title"]


def test_change_cannot_move_an_event_out_of_ones_regions(world: World) -> None:
    worker = world.staff()
    made = draft(world, worker)
    answer = world.patch(f"/events/{made['id']}", worker, {"region_code": FAR_COMMUNITY})
    assert answer.status_code == 403
    assert world.get(f"/events/{made['id']}", worker).json["region_code"] == COMMUNITY


def test_change_of_a_retired_place_kind_is_not_asked_for(world: World) -> None:
    worker = world.staff()
    made = draft(world, worker)
    with transaction() as session:
        session.get_one(PlaceKind, "community").active = False
    answer = world.patch(f"/events/{made['id']}", worker, {"title": "新", "place_kind": "community"})
    assert answer.json["title"] == "新"


def test_change_cannot_start_a_published_event_in_the_past(world: World) -> None:
    worker = world.staff()
    made = published(world, worker)
    answer = world.patch(
        f"/events/{made['id']}",
        worker,
        {"starts_at": at(hours=-1), "signup_opens_at": at(hours=-3), "signup_closes_at": at(hours=-1)},
    )
    assert (answer.status_code, answer.json["fields"]) == (422, {"starts_at": ["in_the_past"]})


def test_change_can_extend_what_is_under_way(world: World) -> None:
    worker = world.staff()
    begun = now() - timedelta(hours=1)
    times = dict.fromkeys(("starts_at", "signup_closes_at", "cancel_until", "promotion_ends_at"), begun)
    event_id = world.event(**times, ends_at=begun + timedelta(hours=2), signup_opens_at=begun - timedelta(days=1))
    ends_at = at(hours=3)
    assert world.patch(f"/events/{event_id}", worker, {"ends_at": ends_at}).json["ends_at"] == ends_at


def test_unknown_event_is_not_found(world: World) -> None:
    worker = world.staff("city_admin", CITY)
    for event_id in (new_id(), "nonsense", "0" * 27):
        for answer in (
            world.get(f"/events/{event_id}"),
            world.patch(f"/events/{event_id}", worker, {}),
            world.post(f"/events/{event_id}/publish", worker),
            world.post(f"/events/{event_id}/cancel", worker, {"reason": "没人来"}),
            world.get(f"/events/{event_id}/calendar.ics"),
        ):
            assert (answer.status_code, answer.json["code"]) == (404, "not_found")


# places


def test_capacity_lowered_under_what_is_taken_is_refused(world: World) -> None:
    worker = world.staff()
    event_id = world.event(capacity=10)
    sign_up(event_id, world.resident(), seats=4)
    answer = world.patch(f"/events/{event_id}", worker, {"capacity": 3, "title": "别的"})
    assert (answer.status_code, answer.json["code"]) == (409, "capacity_below_taken")
    assert answer.json["fields"] == {"capacity": ["below_taken"]}
    shown = world.get(f"/events/{event_id}").json
    assert (shown["capacity"], shown["taken"], shown["title"]) == (10, 4, "社区包粽子")
    assert world.patch(f"/events/{event_id}", worker, {"capacity": 4}).json["capacity"] == 4


@pytest.mark.parametrize(("capacity", "moved"), [(3, 1), (5, 2), (None, 2)])
def test_capacity_raised_moves_the_waiting_list_up(world: World, capacity: int | None, moved: int) -> None:
    worker = world.staff()
    event_id = world.event(capacity=2)
    sign_up(event_id, world.resident(), seats=2)
    waiting = [
        sign_up(event_id, world.resident(), seats=2, state="waiting", seq=2),
        sign_up(event_id, world.resident(), seats=1, state="waiting", seq=3),
    ]
    shown = world.patch(f"/events/{event_id}", worker, {"capacity": capacity}).json
    states = [state_of(signup_id) for signup_id in waiting]
    # Three places: the pair does not fit, the one behind it does.
    assert states == {1: ["waiting", "confirmed"], 2: ["confirmed", "confirmed"]}[moved]
    assert shown["taken"] == 2 + {1: 1, 2: 3}[moved]
    assert shown["waiting"] == 2 - moved
    assert [task["kind"] for task in tasks("notify_signup")] == ["moved_up"] * moved


def test_change_of_the_order_gives_out_what_it_left_free(world: World) -> None:
    worker = world.staff()
    event_id = world.event(capacity=2, waiting_order="strict")
    sign_up(event_id, world.resident())
    sign_up(event_id, world.resident(), seats=2, state="waiting", seq=2)
    fits = sign_up(event_id, world.resident(), state="waiting", seq=3)
    assert world.patch(f"/events/{event_id}", worker, {"waiting_order": "fit"}).json["taken"] == 2
    assert state_of(fits) == "confirmed"


# forms


def test_form_change_makes_a_new_version(world: World) -> None:
    worker = world.staff()
    made = draft(world, worker, form=[QUESTION])
    question = {"key": "children", "kind": "number", "label": "几个孩子"}
    after = world.patch(f"/events/{made['id']}", worker, {"form": [question]}).json
    assert (after["form"]["version"], [field["key"] for field in after["form"]["fields"]]) == (2, ["children"])
    with transaction() as session:
        assert session.get(EventOption, (made["id"], "shirt:small")) is None
    none_left = world.patch(f"/events/{made['id']}", worker, {"form": None}).json
    assert none_left["form"] == {"version": 3, "fields": []}


def test_form_with_the_same_key_twice_makes_nothing(world: World) -> None:
    answer = world.post("/events", world.staff(), event_in(form=[QUESTION, QUESTION]))
    assert (answer.status_code, answer.json["fields"]) == (422, {"form": ["key_twice"]})
    assert count_events() == 0
