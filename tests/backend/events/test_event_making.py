import json
from typing import Any

import pytest

from backend.core.clock import now
from backend.core.transaction import transaction
from models.event import EventOption
from models.region import PlaceKind
from tests.backend.events.writing import (
    QUESTION,
    acts,
    at,
    count_events,
    draft,
    event_in,
    text,
)
from tests.conftest import MovableClock
from tests.world import API, CITY, COUNTY, TOWNSHIP, World

# making


def test_create_fills_in_what_was_left_out(world: World, time_stands: MovableClock) -> None:
    made = draft(world, world.staff())
    expected = event_in() | {
        "summary": "",
        "body": "",
        "campaign_id": None,
        "venue": "",
        "address": "",
        "point": None,
        "signup_opens_at": text(now()),
        "signup_closes_at": at(days=2),
        "cancel_until": at(days=2),
        "promotion_ends_at": at(days=2),
        "capacity": None,
        "taken": 0,
        "waiting": 0,
        "party_max": 5,
        "waiting_mode": "auto",
        "waiting_order": "fit",
        "waiting_max": None,
        "offer_hours": 24,
        "checkin_opens_before": 60,
        "checkin_closes_after": 0,
        "sessions": [],
        "tracks_leaving": False,
        "volunteer": False,
        "audience_region_code": None,
        "form": None,
        "state": "draft",
        "series_id": None,
        "cancel_reason": None,
        "created_at": text(now()),
        "updated_at": text(now()),
    }
    assert {key: value for key, value in made.items() if key != "id"} == expected
    assert acts(made["id"]) == ["event.create"]


def test_create_keeps_all_that_was_written(world: World) -> None:
    campaign = world.post(
        "/campaigns",
        world.staff("county_admin", COUNTY),
        {"name": "宣传月", "region_code": COUNTY, "starts_on": "2026-11-01", "ends_on": "2026-11-30"},
    ).json
    written = event_in(
        title="包粽子 🎉👨‍👩‍👧",
        summary="一起来",
        body="带上围裙。\n\n🥟",
        campaign_id=campaign["id"],
        venue="社区活动室",
        address="街心路 1 号",
        point={"lat": 25.0912, "lon": 104.8965},
        signup_opens_at=at(hours=1),
        signup_closes_at=at(days=1),
        cancel_until=at(days=1),
        promotion_ends_at=at(days=1, hours=5),
        capacity=30,
        party_max=0,
        waiting_mode="offer",
        waiting_order="strict",
        waiting_max=0,
        offer_hours=6,
        checkin_opens_before=15,
        checkin_closes_after=30,
        sessions=[
            {"label": "上半场", "starts_at": at(days=2), "ends_at": at(days=2, hours=1)},
            {"label": "下半场", "starts_at": at(days=2, hours=1), "ends_at": at(days=2, hours=2)},
        ],
        tracks_leaving=True,
        volunteer=True,
        audience_region_code=TOWNSHIP,
    )
    made = draft(world, world.staff(), form=[QUESTION], **written)
    assert {key: made[key] for key in written} == written
    assert made["form"]["version"] == 1
    assert made["form"]["fields"] == [
        {
            **QUESTION,
            "help": "",
            "required": False,
            "options": [QUESTION["options"][0], QUESTION["options"][1] | {"limit": None}],
        }
    ]
    with transaction() as session:
        assert session.get_one(EventOption, (made["id"], "shirt:small")).places == 2


def test_create_rounds_the_point_to_ten_metres(world: World) -> None:
    made = draft(world, world.staff(), point={"lat": 25.09123456, "lon": 104})
    assert made["point"] == {"lat": 25.0912, "lon": 104.0}


def test_create_with_the_same_key_makes_one_event(world: World) -> None:
    worker, body = world.staff(), event_in()
    first = world.post("/events", worker, body, Idempotency_Key="k")
    again = world.post("/events", worker, body, Idempotency_Key="k")
    assert first.status_code == again.status_code == 201
    assert first.json["id"] == again.json["id"]
    assert count_events() == 1


BAD_FIELDS: list[tuple[dict[str, Any], str]] = [
    ({"title": ""}, "title"),
    ({"title": "  "}, "title"),
    ({"title": "长" * 61}, "title"),
    ({"title": None}, "title"),
    ({"title": 5}, "title"),
    ({"title": "a\x00b"}, "title"),
    ({"title": "a\x1bb"}, "title"),
    ({"title": "a\x7f"}, "title"),
    ({"summary": "长" * 201}, "summary"),
    ({"body": "长" * 5001}, "body"),
    ({"venue": "长" * 61}, "venue"),
    ({"address": ["路"]}, "address"),
    ({"region_code": "52"}, "region_code"),
    ({"region_code": 522301001001}, "region_code"),
    ({"region_code": "522301001٠٠١"}, "region_code"),
    ({"region_code": "522301001999"}, "region_code"),
    ({"place_kind": "moon"}, "place_kind"),
    ({"place_kind": "retired"}, "place_kind"),
    ({"place_kind": "A B"}, "place_kind"),
    ({"campaign_id": "x"}, "campaign_id"),
    ({"campaign_id": "01M8ZZZZZZZZZZZZZZZZZZZZZZ"}, "campaign_id"),
    ({"audience_region_code": "9999"}, "audience_region_code"),
    ({"point": {"lat": 91, "lon": 0}}, "point.lat"),
    ({"point": {"lat": "25", "lon": 0}}, "point.lat"),
    ({"point": {"lat": 25}}, "point.lon"),
    ({"point": {"lat": 1e400, "lon": 0}}, "point.lat"),
    ({"point": [25, 104]}, "point"),
    ({"starts_at": "2026-12-01"}, "starts_at"),
    ({"starts_at": "2026-12-01T09:00:00"}, "starts_at"),
    ({"starts_at": 1_800_000_000}, "starts_at"),
    ({"starts_at": "1999-12-01T09:00:00Z"}, "starts_at"),
    ({"starts_at": "9999-12-31T23:59:59-14:00"}, "starts_at"),
    ({"starts_at": "0001-01-01T00:00:00+14:00"}, "starts_at"),
    ({"starts_at": None}, "starts_at"),
    ({"ends_at": "gestern"}, "ends_at"),
    ({"capacity": 0}, "capacity"),
    ({"capacity": -1}, "capacity"),
    ({"capacity": 100_001}, "capacity"),
    ({"capacity": 10**30}, "capacity"),
    ({"capacity": 2.5}, "capacity"),
    ({"capacity": "10"}, "capacity"),
    ({"capacity": True}, "capacity"),
    ({"party_max": 21}, "party_max"),
    ({"party_max": -1}, "party_max"),
    ({"party_max": None}, "party_max"),
    ({"waiting_mode": "lottery"}, "waiting_mode"),
    ({"waiting_order": "random"}, "waiting_order"),
    ({"waiting_max": -1}, "waiting_max"),
    ({"waiting_max": 10**30}, "waiting_max"),
    ({"offer_hours": 0}, "offer_hours"),
    ({"offer_hours": 721}, "offer_hours"),
    ({"form": "x"}, "form"),
    ({"form": [{"key": "shirt", "label": "尺码"}]}, "form.0.kind"),
    ({"form": [{"key": f"q{n}", "kind": "number", "label": "几"} for n in range(13)]}, "form"),
    ({"state": "published"}, "state"),
    ({"taken": 0}, "taken"),
    ({"series_id": None}, "series_id"),
    ({"ethnic": "x"}, "ethnic"),
]


@pytest.mark.parametrize(("changes", "field"), BAD_FIELDS)
def test_bad_field_is_named_and_nothing_is_made_or_changed(world: World, changes: dict[str, Any], field: str) -> None:
    worker = world.staff("city_admin", CITY)
    with transaction() as session:
        session.add(PlaceKind(id="retired", name="旧领域", position=3, active=False))
    made = draft(world, worker)
    answers = [
        world.post("/events", worker, event_in(**changes)),
        world.patch(f"/events/{made['id']}", worker, changes),
        world.post("/series", worker, {"event": event_in(**changes), "repeat": {"every": "week", "count": 2}}),
    ]
    for answer in answers[:2]:
        assert (answer.status_code, answer.json["code"]) == (422, "invalid_fields"), answer.json
        assert list(answer.json["fields"]) == [field]
        assert set(answer.json) == {"code", "message", "fields", "request_id"}
    assert answers[2].status_code == 422
    assert count_events() == 1
    assert world.get(f"/events/{made['id']}", worker).json == made


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b'{"title": ', 400),
        (b"[1]", 422),
        (b"null", 422),
        (b"\xff\xfe", 400),
        (b'{"point": {"lat": NaN, "lon": 1}}', 422),
        (b'{"title": "\\ud800"}', 400),
        (b'{"capacity": 1' + b"0" * 5000 + b"}", 400),
        (b'{"title": "' + b"a" * 1_100_000 + b'"}', 413),
    ],
)
def test_bad_body_is_refused_in_the_one_shape(world: World, raw: bytes, status: int) -> None:
    worker, event_id = world.staff(), world.event()
    for method, path in (("POST", "/events"), ("PATCH", f"/events/{event_id}")):
        answer = world.client.open(
            API + path,
            method=method,
            data=raw,
            headers={"Authorization": f"Bearer {worker.token}", "Content-Type": "application/json"},
        )
        assert answer.status_code == status, answer.data
        assert set(json.loads(answer.data)) == {"code", "message", "fields", "request_id"}


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"ends_at": ("days", 2)}, {"ends_at": ["not_after_start"]}),
        ({"ends_at": ("days", 370)}, {"ends_at": ["too_long"]}),
        ({"signup_closes_at": ("days", -1)}, {"signup_closes_at": ["not_after_opening"]}),
        ({"signup_closes_at": ("days", 3)}, {"signup_closes_at": ["after_end"]}),
        ({"cancel_until": ("days", 3)}, {"cancel_until": ["after_end"]}),
        ({"promotion_ends_at": ("days", 3)}, {"promotion_ends_at": ["after_end"]}),
    ],
)
def test_times_out_of_order_are_named(
    world: World, time_stands: MovableClock, changes: dict[str, tuple[str, float]], fields: dict[str, list[str]]
) -> None:
    worker = world.staff()
    made = draft(world, worker)
    wrong = {name: at(**{unit: amount}) for name, (unit, amount) in changes.items()}
    for answer in (
        world.post("/events", worker, event_in(**wrong)),
        world.patch(f"/events/{made['id']}", worker, wrong),
    ):
        assert (answer.status_code, answer.json["fields"]) == (422, fields)
    assert world.get(f"/events/{made['id']}", worker).json == made
