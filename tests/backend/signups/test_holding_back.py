"""Does whoever left places unused let others go first, where the city says so, and nobody else?"""

from datetime import timedelta
from typing import Any

import pytest

from backend.core.clock import now
from backend.jobs.worker import work_off
from backend.signups.waiting_list import end_holding_back
from tests.backend.events.writing import quota_of, state_of, tasks
from tests.backend.jobs.left import signed_up
from tests.backend.verification.scene import told
from tests.conftest import MovableClock
from tests.invariants import broken_rules
from tests.world import Person, World


@pytest.fixture
def city(world: World, time_stands: MovableClock, monkeypatch: pytest.MonkeyPatch) -> World:
    """A city that minds two unused places in 90 days."""
    given = world.app.config["SETTINGS"]
    monkeypatch.setitem(world.app.config, "SETTINGS", given.model_copy(update={"no_show_most": 2}))
    return world


def missed(world: World, person: Person, count: int = 2, days_ago: int = 10) -> None:
    """Let a person have had places that nobody used."""
    over = now() - timedelta(days=days_ago)
    for _ in range(count):
        times = {"starts_at": over - timedelta(hours=2), "ends_at": over, "signup_opens_at": over - timedelta(days=9)}
        signed_up(world.event(state="verified", signup_closes_at=over, **times), [person])


def enter(world: World, event: str, person: Person, **body: Any) -> Any:
    answer = world.post(f"/events/{event}/signups", person, body)
    assert answer.status_code == 201, answer.json
    assert broken_rules(event) == []
    return answer.json


@pytest.mark.parametrize("order", ["fit", "strict"])
def test_others_go_first_until_a_day_before(city: World, time_stands: MovableClock, order: str) -> None:
    event = city.event(capacity=3, waiting_order=order)
    absent, other, late = city.people(3)
    missed(city, absent)
    held = enter(city, event, absent, party=[{"label": "妈妈"}])
    assert (held["state"], held["position"], held["waits_until"]) == ("waiting", None, "2026-11-24T04:00:00Z")
    assert (quota_of(event).taken, quota_of(event).waiting) == (0, 0)
    assert enter(city, event, other)["state"] == "confirmed"
    time_stands.move(days=1, seconds=-1)
    assert end_holding_back() == 0
    time_stands.move(seconds=1)
    assert end_holding_back() == 1
    assert state_of(held["id"]) == "confirmed"
    assert broken_rules(event) == []
    assert enter(city, event, late)["state"] == "waiting"
    work_off()
    assert [facts["until"] for _, facts in told("signup_held_back")] == []  # it was no longer true by then
    assert [user for user, _ in told("signup_moved_up")] == [absent.id]


def test_person_is_told_why_and_then_the_position(city: World, time_stands: MovableClock) -> None:
    event = city.event(capacity=1)
    absent = city.resident()
    missed(city, absent)
    held = enter(city, event, absent)
    work_off()
    [(user, facts)] = told("signup_held_back")
    assert (user, facts["until"]) == (absent.id, "2026-11-24T04:00:00Z")
    enter(city, event, city.resident())
    later = enter(city, event, city.resident())
    assert later["position"] == 1
    time_stands.move(days=1)
    end_holding_back()
    work_off()
    assert told("signup_waiting")[-1][0] == absent.id
    assert city.get(f"/signups/{held['id']}", absent).json["position"] == 1  # who came first is first again
    assert broken_rules(event) == []


def test_rule_is_off_unless_the_city_switches_it_on(world: World, time_stands: MovableClock) -> None:
    person = world.resident()
    missed(world, person, count=5)
    assert enter(world, world.event(), person)["state"] == "confirmed"
    assert world.get("/me/no-shows", person).json["rule"] is None


def test_rule_counts_only_what_is_recent_and_enough(city: World, time_stands: MovableClock) -> None:
    once, long_ago, often = city.people(3)
    missed(city, once, count=1)
    missed(city, long_ago, days_ago=91)
    missed(city, often)
    event = city.event()
    assert [enter(city, event, person)["state"] for person in (once, long_ago, often)] == [
        *("confirmed", "confirmed"),
        "waiting",
    ]
    shown = city.get("/me/no-shows", long_ago).json
    assert (len(shown["items"]), shown["count"], shown["rule"]) == (2, 0, {"most": 2, "days": 90})
    assert city.get("/me/no-shows", often).json["count"] == 2


def test_nobody_is_held_back_when_it_is_late_or_no_place_would_be_given_out(
    city: World, time_stands: MovableClock
) -> None:
    person = city.resident()
    missed(city, person)
    early_end = city.event(promotion_ends_at=now() + timedelta(hours=20))
    assert enter(city, early_end, person)["state"] == "confirmed"
    event = city.event()
    time_stands.move(days=1)
    assert enter(city, event, person)["state"] == "confirmed"


def test_held_back_sign_up_can_be_changed_cancelled_and_moved_up(city: World, time_stands: MovableClock) -> None:
    event, worker = city.event(capacity=5), city.staff()
    people = city.people(3)
    ids = []
    for person in people:
        missed(city, person)
        ids.append(enter(city, event, person)["id"])
    assert city.patch(f"/signups/{ids[0]}", people[0], {"party": [{"label": "妈妈"}]}).status_code == 200
    assert city.delete(f"/signups/{ids[1]}", people[1]).status_code == 204
    up = city.post(f"/events/{event}/signups/{ids[2]}/move-up", worker, {"reason": "是志愿者"})
    assert (up.status_code, up.json["state"], up.json["waits_until"]) == (200, "confirmed", None)
    assert broken_rules(event) == []
    assert (quota_of(event).taken, quota_of(event).waiting) == (1, 0)
    moved = {"starts_at": "2026-11-29T04:00:00Z", "ends_at": "2026-11-29T06:00:00Z"}
    assert city.patch(f"/events/{event}", worker, moved).status_code == 200
    assert [state_of(one) for one in ids] == ["confirmed", "cancelled", "confirmed"]
    assert broken_rules(event) == []


def test_same_request_twice_is_one_sign_up_with_one_answer(city: World, time_stands: MovableClock) -> None:
    event, person = city.event(), city.resident()
    missed(city, person)
    path = f"/events/{event}/signups"
    first = city.post(path, person, {}, Idempotency_Key="k")
    again = city.post(path, person, {}, Idempotency_Key="k")
    assert (first.status_code, again.data, again.headers["Idempotency-Replayed"]) == (201, first.data, "true")
    assert city.post(path, person, {}).json["code"] == "already_signed_up"
    assert [task["kind"] for task in tasks("notify_signup")] == ["held_back"]


def test_limited_options_are_taken_while_held_back(city: World, time_stands: MovableClock) -> None:
    question = {"key": "shirt", "kind": "one_of", "label": "尺码", "options": [{"key": "s", "label": "小", "limit": 1}]}
    event = city.event(form=[question])
    people = city.people(2)
    for person in people:
        missed(city, person)
    held = enter(city, event, people[0], answers={"shirt": "s"})
    full = city.post(f"/events/{event}/signups", people[1], {"answers": {"shirt": "s"}})
    assert full.json["code"] == "option_full"
    assert city.delete(f"/signups/{held['id']}", people[0]).status_code == 204
    assert broken_rules(event) == []
