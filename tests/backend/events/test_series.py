from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from backend.core.transaction import transaction
from models.event import Event, Series
from models.ids import new_id
from tests.backend.events.writing import acts, at, event_in, quota_of, sign_up, state_of, tasks
from tests.conftest import MovableClock
from tests.world import CITY, COMMUNITY, COUNTY, FAR_COMMUNITY, NEXT_COMMUNITY, TOWNSHIP, Person, World

CLOCKS = ZoneInfo("Asia/Shanghai")


def local(text: str) -> str:
    """Return a moment of the city's clocks as clients write it."""
    return datetime.fromisoformat(text).replace(tzinfo=CLOCKS).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def there(text: str) -> str:
    """Return a moment that a client wrote as the city's clocks show it."""
    return datetime.fromisoformat(text).astimezone(CLOCKS).strftime("%Y-%m-%d %H:%M")


def series_in(every: str = "week", count: int = 3, interval: int = 1, **changes: Any) -> dict[str, Any]:
    """Return the body of a series that starts on Tuesday 1 December 2026, 09:00 to 11:00."""
    first = event_in(starts_at=local("2026-12-01 09:00"), ends_at=local("2026-12-01 11:00"), **changes)
    return {"event": first, "repeat": {"every": every, "count": count, "interval": interval}}


@pytest.fixture
def worker(world: World, time_stands: MovableClock) -> Person:
    """A community worker, at noon of 23 November 2026."""
    return world.staff()


def make(world: World, worker: Person, *, publish: bool = False, **changes: Any) -> tuple[str, list[str]]:
    answer = world.post("/series", worker, series_in(**changes))
    assert answer.status_code == 201, answer.json
    if publish:
        assert world.post(f"/series/{answer.json['id']}/publish", worker).status_code == 200
    return answer.json["id"], answer.json["events"]


def shown(world: World, worker: Person, event_ids: list[str]) -> list[dict[str, Any]]:
    return [world.get(f"/events/{event_id}", worker).json for event_id in event_ids]


def column(events: list[dict[str, Any]], name: str) -> list[Any]:
    return [event[name] for event in events]


# making


def test_series_weekly_keeps_the_time_of_the_citys_clocks(world: World, worker: Person) -> None:
    series_id, event_ids = make(world, worker)
    events = shown(world, worker, event_ids)
    assert [there(text) for text in column(events, "starts_at")] == [
        "2026-12-01 09:00",
        "2026-12-08 09:00",
        "2026-12-15 09:00",
    ]
    assert [there(text) for text in column(events, "ends_at")] == [
        "2026-12-01 11:00",
        "2026-12-08 11:00",
        "2026-12-15 11:00",
    ]
    assert column(events, "signup_closes_at") == column(events, "starts_at")
    assert set(column(events, "signup_opens_at")) == {at()}
    assert set(column(events, "series_id")) == {series_id}
    assert set(column(events, "state")) == {"draft"}
    assert acts(series_id) == ["series.create"]


def test_series_monthly_late_days_become_the_last_of_short_months(world: World, worker: Person) -> None:
    body = series_in("month", 3)
    body["event"] |= {"starts_at": local("2027-01-31 00:30"), "ends_at": local("2027-01-31 02:00")}
    events = shown(world, worker, world.post("/series", worker, body).json["events"])
    assert [there(text) for text in column(events, "starts_at")] == [
        "2027-01-31 00:30",
        "2027-02-28 00:30",
        "2027-03-31 00:30",
    ]


def test_series_named_moments_keep_their_distance(world: World, worker: Person) -> None:
    _, event_ids = make(
        world,
        worker,
        count=2,
        signup_opens_at=local("2026-11-28 08:00"),
        cancel_until=local("2026-11-30 20:00"),
        form=[{"key": "age", "kind": "number", "label": "几个孩子"}],
        capacity=12,
    )
    second = shown(world, worker, event_ids)[1]
    assert there(second["signup_opens_at"]) == "2026-12-05 08:00"
    assert there(second["cancel_until"]) == "2026-12-07 20:00"
    assert (second["capacity"], second["form"]["version"]) == (12, 1)


@pytest.mark.parametrize(
    ("repeat", "field"),
    [
        ({"every": "day", "count": 2}, "repeat.every"),
        ({"every": "week", "count": 1}, "repeat.count"),
        ({"every": "week", "count": 53}, "repeat.count"),
        ({"every": "week", "count": "3"}, "repeat.count"),
        ({"every": "week", "count": 10**30}, "repeat.count"),
        ({"every": "week", "count": 3, "interval": 0}, "repeat.interval"),
        ({"every": "week", "count": 3, "interval": 13}, "repeat.interval"),
        ({"every": "week"}, "repeat.count"),
        ({}, "repeat.every"),
    ],
)
def test_series_bad_repeat_is_named(world: World, worker: Person, repeat: dict[str, Any], field: str) -> None:
    answer = world.post("/series", worker, {"event": event_in(), "repeat": repeat})
    assert answer.status_code == 422
    assert field in answer.json["fields"]


def test_series_into_the_next_century_is_refused(world: World, worker: Person) -> None:
    body = series_in("month", 52, 12)
    body["event"] |= {"starts_at": "2060-01-01T00:00:00Z", "ends_at": "2060-01-01T01:00:00Z"}
    answer = world.post("/series", worker, body)
    assert (answer.status_code, answer.json["fields"]) == (422, {"repeat": ["too_far"]})
    with transaction() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Series)) == 0


def test_series_elsewhere_is_forbidden(world: World, worker: Person) -> None:
    body = series_in()
    body["event"]["region_code"] = FAR_COMMUNITY
    assert world.post("/series", worker, body).status_code == 403
    assert world.post("/series", world.resident(), body).status_code == 403
    assert world.post("/series", None, body).status_code == 401


# seeing


def test_series_shows_its_drafts_to_staff_only(world: World, worker: Person) -> None:
    series_id, event_ids = make(world, worker)
    assert [event["id"] for event in world.get(f"/series/{series_id}", worker).json["events"]] == event_ids
    assert world.get(f"/series/{series_id}").status_code == 404
    assert world.get(f"/series/{series_id}", world.staff(region=FAR_COMMUNITY)).status_code == 404
    world.post(f"/events/{event_ids[1]}/publish", worker)
    public = world.get(f"/series/{series_id}").json
    assert [(event["id"], event["occurrence"]) for event in public["events"]] == [(event_ids[1], 2)]
    assert (public["every"], public["interval"], public["count"]) == ("week", 1, 3)


# publishing


def test_series_publish_opens_the_drafts_that_have_not_begun(
    world: World, worker: Person, time_stands: MovableClock
) -> None:
    series_id, event_ids = make(world, worker)
    time_stands.move(days=9)
    answer = world.post(f"/series/{series_id}/publish", worker)
    assert column(answer.json["events"], "state") == ["draft", "published", "published"]
    assert [quota_of(event_id).open for event_id in event_ids] == [False, True, True]
    again = world.post(f"/series/{series_id}/publish", worker)
    assert (again.status_code, again.json["code"]) == (409, "wrong_state")
    assert acts(series_id) == ["series.create", "series.publish"]


# changing


def test_series_change_keeps_dates_and_moves_the_time_of_day(world: World, worker: Person) -> None:
    series_id, event_ids = make(world, worker, publish=True)
    change = {"title": "包饺子", "starts_at": local("2026-12-01 15:30"), "ends_at": local("2026-12-01 18:00")}
    assert world.patch(f"/series/{series_id}", worker, change).status_code == 200
    events = shown(world, worker, event_ids)
    assert set(column(events, "title")) == {"包饺子"}
    assert [there(text) for text in column(events, "starts_at")] == [
        "2026-12-01 15:30",
        "2026-12-08 15:30",
        "2026-12-15 15:30",
    ]
    assert there(events[2]["ends_at"]) == "2026-12-15 18:00"
    assert column(events, "cancel_until") == column(events, "starts_at")
    assert [(task["event_id"], set(task["changes"])) for task in tasks("notify_event_changed")] == [
        (event_id, {"starts_at", "ends_at"}) for event_id in event_ids
    ]
    assert [event["edited_alone"] for event in world.get(f"/series/{series_id}", worker).json["events"]] == [[]] * 3


def test_series_change_leaves_what_one_occurrence_changed_alone(world: World, worker: Person) -> None:
    series_id, event_ids = make(world, worker)
    moved = {"starts_at": local("2026-12-09 10:00"), "ends_at": local("2026-12-09 12:00")}
    world.patch(f"/events/{event_ids[1]}", worker, moved | {"title": "请专家来"})
    world.patch(
        f"/series/{series_id}", worker, {"starts_at": local("2026-12-01 14:00"), "title": "新", "venue": "新楼"}
    )
    first, second, third = shown(world, worker, event_ids)
    assert (second["title"], there(second["starts_at"]), there(second["ends_at"])) == (
        "请专家来",
        "2026-12-09 10:00",
        "2026-12-09 12:00",
    )
    assert {event["title"] for event in (first, third)} == {"新"}
    assert there(third["starts_at"]) == "2026-12-15 14:00"
    assert {event["venue"] for event in (first, second, third)} == {"新楼"}
    alone = [event["edited_alone"] for event in world.get(f"/series/{series_id}", worker).json["events"]]
    assert alone == [[], ["ends_at", "starts_at", "title"], []]


def test_series_change_reaches_what_is_to_come_and_not_cancelled(
    world: World, worker: Person, time_stands: MovableClock
) -> None:
    series_id, event_ids = make(world, worker, publish=True, count=4)
    world.post(f"/events/{event_ids[2]}/cancel", worker, {"reason": "下大雨"})
    time_stands.move(days=9)
    world.patch(f"/series/{series_id}", worker, {"title": "新"})
    assert column(shown(world, worker, event_ids), "title") == ["社区包粽子", "新", "社区包粽子", "新"]
    time_stands.move(days=20)
    answer = world.patch(f"/series/{series_id}", worker, {"title": "更新"})
    assert (answer.status_code, answer.json["code"]) == (409, "series_over")


def test_series_capacity_under_what_is_taken_anywhere_changes_nothing(world: World, worker: Person) -> None:
    series_id, event_ids = make(world, worker, publish=True, capacity=10)
    sign_up(event_ids[2], world.resident(), seats=5)
    answer = world.patch(f"/series/{series_id}", worker, {"capacity": 4, "title": "新"})
    assert (answer.status_code, answer.json["code"]) == (409, "capacity_below_taken")
    events = shown(world, worker, event_ids)
    assert column(events, "capacity") == [10, 10, 10]
    assert set(column(events, "title")) == {"社区包粽子"}
    assert world.patch(f"/series/{series_id}", worker, {"capacity": 5}).status_code == 200
    assert [quota_of(event_id).capacity for event_id in event_ids] == [5, 5, 5]


def test_series_capacity_raised_moves_every_waiting_list_up(world: World, worker: Person) -> None:
    series_id, event_ids = make(world, worker, publish=True, capacity=1, count=2)
    waiting = []
    for event_id in event_ids:
        sign_up(event_id, world.resident())
        waiting.append(sign_up(event_id, world.resident(), state="waiting", seq=2))
    assert world.patch(f"/series/{series_id}", worker, {"capacity": 2}).status_code == 200
    assert [state_of(signup_id) for signup_id in waiting] == ["confirmed", "confirmed"]


def test_series_change_that_one_occurrence_cannot_take_changes_none(world: World, worker: Person) -> None:
    series_id, event_ids = make(world, worker)
    world.patch(f"/events/{event_ids[1]}", worker, {"cancel_until": local("2026-12-08 10:59")})
    change = {"starts_at": local("2026-12-01 08:00"), "ends_at": local("2026-12-01 10:00")}
    answer = world.patch(f"/series/{series_id}", worker, change)
    assert (answer.status_code, answer.json["fields"]) == (422, {"cancel_until": ["after_end"]})
    assert "第 2 次" in answer.json["message"]
    assert {there(text)[11:] for text in column(shown(world, worker, event_ids), "starts_at")} == {"09:00"}


@pytest.mark.parametrize("name", ["ends_at", "signup_opens_at", "signup_closes_at", "cancel_until"])
def test_series_moments_need_the_day_they_belong_to(world: World, worker: Person, name: str) -> None:
    series_id, _ = make(world, worker)
    answer = world.patch(f"/series/{series_id}", worker, {name: local("2026-12-01 08:00")})
    assert (answer.status_code, answer.json["fields"]) == (422, {name: ["needs_starts_at"]})


def test_series_place_changes_only_while_all_are_drafts(world: World, time_stands: MovableClock) -> None:
    reviewer = world.staff("township_reviewer", TOWNSHIP)
    series_id, event_ids = make(world, reviewer)
    moved = world.patch(f"/series/{series_id}", reviewer, {"region_code": NEXT_COMMUNITY})
    assert (moved.status_code, moved.json["region_code"]) == (200, NEXT_COMMUNITY)
    world.post(f"/events/{event_ids[2]}/publish", reviewer)
    back = world.patch(f"/series/{series_id}", reviewer, {"region_code": COMMUNITY})
    assert (back.status_code, back.json["code"]) == (409, "fixed_after_publishing")
    assert set(column(shown(world, reviewer, event_ids), "region_code")) == {NEXT_COMMUNITY}


@pytest.mark.parametrize(
    ("role", "region", "status"),
    [
        ("community_worker", COMMUNITY, 200),
        ("county_admin", COUNTY, 200),
        ("city_admin", CITY, 200),
        ("community_worker", FAR_COMMUNITY, 404),
        ("auditor", CITY, 403),
    ],
)
def test_series_rights_of_role_and_region(world: World, worker: Person, role: str, region: str, status: int) -> None:
    series_id, _ = make(world, worker)
    who = world.staff(role, region)
    assert world.patch(f"/series/{series_id}", who, {"title": "新"}).status_code == status
    assert world.post(f"/series/{series_id}/publish", who).status_code == status
    published = world.patch(f"/series/{series_id}", who, {"title": "新"}).status_code
    assert published == status


def test_series_unknown_is_not_found(world: World, worker: Person) -> None:
    for answer in (
        world.get(f"/series/{new_id()}"),
        world.patch(f"/series/{new_id()}", worker, {"title": "新"}),
        world.post(f"/series/{new_id()}/publish", worker),
    ):
        assert (answer.status_code, answer.json["code"]) == (404, "not_found")


def test_series_occurrences_are_events_of_their_own(world: World, worker: Person) -> None:
    _, event_ids = make(world, worker, publish=True)
    world.post(f"/events/{event_ids[0]}/cancel", worker, {"reason": "下大雨"})
    with transaction() as session:
        states = session.execute(sa.select(Event.id, Event.state).order_by(Event.occurrence)).all()
    assert [tuple(row) for row in states] == list(zip(event_ids, ["cancelled", "published", "published"], strict=True))
