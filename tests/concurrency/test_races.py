"""Two people do two things to the same event in the same instant; the counters stay right."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask import Flask

from backend.core.transaction import transaction
from backend.signups import waiting_list
from models.event import Event
from tests.invariants import broken_rules
from tests.world import Person, World

ROUNDS = 15


def at_once(app: Flask, *acts: Callable[[], object]) -> list[object]:
    """Start all acts together, each in a thread with an application context of its own; return what they return."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        with app.app_context():
            start.wait(timeout=10)
            return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def enter(world: World, event: str, person: Person, companions: int = 0) -> str:
    answer = world.post(f"/events/{event}/signups", person, {"party": [{"label": "家人"}] * companions})
    assert answer.status_code == 201, answer.json
    return answer.json["id"]


def calling(app: Flask, method: str, path: str, who: Person, json: object = None) -> Callable[[], int]:
    def call() -> int:
        headers = {"Authorization": f"Bearer {who.token}"}
        return app.test_client().open(f"/api/v1{path}", method=method, json=json, headers=headers).status_code

    return call


def test_cancel_twice_at_once_frees_the_places_once(world: World) -> None:
    people = world.people(3)
    for _ in range(ROUNDS):
        event = world.event(capacity=2)
        first = enter(world, event, people[0], companions=1)
        enter(world, event, people[1])
        enter(world, event, people[2])
        cancel = calling(world.app, "DELETE", f"/signups/{first}", people[0])
        assert sorted(at_once(world.app, cancel, cancel)) == [204, 409]
        assert broken_rules(event) == []


def test_cancel_against_cancel_of_the_one_who_moves_up(world: World) -> None:
    people = world.people(3)
    for _ in range(ROUNDS):
        event = world.event(capacity=1)
        ids = [enter(world, event, person) for person in people]
        at_once(
            world.app,
            *(calling(world.app, "DELETE", f"/signups/{ids[n]}", people[n]) for n in (0, 1)),
        )
        assert broken_rules(event) == []
        assert world.get(f"/signups/{ids[2]}", people[2]).json["state"] == "confirmed"


def test_newcomers_never_pass_those_who_wait_while_others_cancel(world: World) -> None:
    inside, outside, late = world.people(8), world.people(8), world.people(8)
    event = world.event(capacity=8, waiting_order="strict")
    ids = [enter(world, event, person) for person in inside]
    waiting = [enter(world, event, person) for person in outside]
    at_once(
        world.app,
        *(calling(world.app, "DELETE", f"/signups/{ids[n]}", inside[n]) for n in range(8)),
        *(calling(world.app, "POST", f"/events/{event}/signups", person, {}) for person in late),
    )
    assert broken_rules(event) == []
    states = {world.get(f"/signups/{waiting[n]}", outside[n]).json["state"] for n in range(8)}
    assert states == {"confirmed"}


def test_capacity_change_against_sign_ups(world: World) -> None:
    people = world.people(8)
    for round_ in range(ROUNDS):
        event = world.event(capacity=4)

        def set_capacity(event: str = event, places: int = 3 + round_ % 4) -> None:
            with transaction() as session:
                quota = waiting_list.lock_quota(session, event)
                if quota.taken > places:
                    return
                quota.capacity = places
                quota.version += 1
                session.flush()
                waiting_list.promote(session, session.get_one(Event, event), quota)

        at_once(
            world.app,
            set_capacity,
            *(calling(world.app, "POST", f"/events/{event}/signups", person, {}) for person in people),
        )
        assert broken_rules(event) == []


def test_accept_against_expiry_gives_the_place_to_one(world: World, time_stands) -> None:
    people = world.people(3)
    for _ in range(ROUNDS):
        event = world.event(capacity=1, waiting_mode="offer", offer_hours=1)
        ids = [enter(world, event, person) for person in people]
        assert world.delete(f"/signups/{ids[0]}", people[0]).status_code == 204
        time_stands.move(minutes=59, seconds=59)

        def expire() -> int:
            time_stands.move(seconds=1)
            return waiting_list.expire_offers()

        at_once(world.app, expire, calling(world.app, "POST", f"/signups/{ids[1]}/accept", people[1]))
        assert broken_rules(event) == []
        states = [world.get(f"/signups/{ids[n]}", people[n]).json["state"] for n in (1, 2)]
        assert states in (["confirmed", "waiting"], ["cancelled", "offered"])


def test_sign_up_against_cancelling_the_event(world: World) -> None:
    people = world.people(6)
    for _ in range(ROUNDS):
        event = world.event(capacity=10)

        def close(event: str = event) -> None:
            with transaction() as session:
                quota = waiting_list.lock_quota(session, event)
                session.get_one(Event, event).state = "cancelled"
                quota.open = False
                quota.version += 1

        statuses = at_once(
            world.app,
            close,
            *(calling(world.app, "POST", f"/events/{event}/signups", person, {}) for person in people),
        )
        assert set(statuses) <= {None, 201, 409}
        assert broken_rules(event) == []
        late = world.post(f"/events/{event}/signups", world.resident(), {})
        assert late.json["code"] == "event_cancelled"
