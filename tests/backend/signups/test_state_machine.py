"""Whatever residents and staff do to an event, in whatever order: the counters stay right, and the product agrees
with a plain simulation of the rules in product.md."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from backend.core.transaction import transaction
from backend.signups import waiting_list
from models.event import Event
from tests.conftest import NOON, MovableClock
from tests.invariants import broken_rules
from tests.world import Person, World

PEOPLE = 6


@dataclass
class Expected:
    """The rules once more, without a database."""

    capacity: int
    order: str
    mode: str
    live: dict[int, list[Any]] = field(default_factory=dict)  # person -> [state, seats], in the order of arrival

    @property
    def free(self) -> int:
        return self.capacity - sum(seats for state, seats in self.live.values() if state != "waiting")

    @property
    def waiting(self) -> list[int]:
        return [person for person, (state, _) in self.live.items() if state == "waiting"]

    def enter(self, person: int, seats: int) -> str:
        admitted = seats <= self.free and (self.order == "fit" or not self.waiting)
        self.live[person] = ["confirmed" if admitted else "waiting", seats]
        return self.live[person][0]

    def fill(self) -> None:
        while True:
            at_stake = self.waiting[:1] if self.order == "strict" else self.waiting
            fitting = [person for person in at_stake if self.live[person][1] <= self.free]
            if not fitting:
                return
            self.live[fitting[0]][0] = "offered" if self.mode == "offer" else "confirmed"


class Places(RuleBasedStateMachine):
    """Six people and a worker at one event of few places."""

    world: World
    clock: MovableClock
    people: list[Person]
    worker: Person

    @initialize(
        capacity=st.integers(1, 5), order=st.sampled_from(["fit", "strict"]), mode=st.sampled_from(["auto", "offer"])
    )
    def open_event(self, capacity: int, order: str, mode: str) -> None:
        self.clock.moment = NOON
        self.event = self.world.event(
            capacity=capacity, waiting_order=order, waiting_mode=mode, offer_hours=2, party_max=5
        )
        self.expected = Expected(capacity, order, mode)
        self.ids: dict[int, str] = {}

    @rule(person=st.integers(0, PEOPLE - 1), companions=st.integers(0, 3))
    def sign_up(self, person: int, companions: int) -> None:
        answer = self.world.post(
            f"/events/{self.event}/signups", self.people[person], {"party": [{"label": "家人"}] * companions}
        )
        if person in self.expected.live:
            assert answer.json["code"] == "already_signed_up"
            return
        assert answer.json["state"] == self.expected.enter(person, 1 + companions)
        self.ids[person] = answer.json["id"]

    @precondition(lambda self: self.expected.live)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        person = data.draw(st.sampled_from(sorted(self.expected.live)))
        assert self.world.delete(f"/signups/{self.ids[person]}", self.people[person]).status_code == 204
        del self.expected.live[person]
        self.expected.fill()

    @precondition(lambda self: self.expected.live)
    @rule(data=st.data(), companions=st.integers(0, 4))
    def change_party(self, data: st.DataObject, companions: int) -> None:
        person = data.draw(st.sampled_from(sorted(self.expected.live)))
        answer = self.world.patch(
            f"/signups/{self.ids[person]}", self.people[person], {"party": [{"label": "家人"}] * companions}
        )
        state, seats = self.expected.live[person]
        more = 1 + companions - seats
        blocked = self.expected.order == "strict" and self.expected.waiting
        if state != "waiting" and more > 0 and (more > self.expected.free or blocked):
            assert answer.json["code"] == "event_full"
            return
        assert answer.status_code == 200
        self.expected.live[person][1] += more
        self.expected.fill()

    @rule(capacity=st.integers(1, 8))
    def change_capacity(self, capacity: int) -> None:
        if capacity < self.expected.capacity - self.expected.free:
            return
        with transaction() as session:
            quota = waiting_list.lock_quota(session, self.event)
            quota.capacity = capacity
            quota.version += 1
            waiting_list.promote(session, session.get_one(Event, self.event), quota)
        self.expected.capacity = capacity
        self.expected.fill()

    @precondition(lambda self: any(state == "offered" for state, _ in self.expected.live.values()))
    @rule(data=st.data(), accepts=st.booleans())
    def answer_offer(self, data: st.DataObject, accepts: bool) -> None:
        offered = [person for person, (state, _) in self.expected.live.items() if state == "offered"]
        person = data.draw(st.sampled_from(offered))
        verb = "accept" if accepts else "decline"
        assert self.world.post(f"/signups/{self.ids[person]}/{verb}", self.people[person]).status_code < 300
        if accepts:
            self.expected.live[person][0] = "confirmed"
        else:
            del self.expected.live[person]
            self.expected.fill()

    @rule()
    def let_offers_expire(self) -> None:
        self.clock.move(hours=3)
        ended = waiting_list.expire_offers()
        over = [person for person, (state, _) in self.expected.live.items() if state == "offered"]
        assert ended == len(over)
        for person in over:
            del self.expected.live[person]
            self.expected.fill()

    @precondition(lambda self: self.expected.waiting)
    @rule(data=st.data())
    def move_up(self, data: st.DataObject) -> None:
        person = data.draw(st.sampled_from(self.expected.waiting))
        answer = self.world.post(
            f"/events/{self.event}/signups/{self.ids[person]}/move-up", self.worker, {"reason": "行动不便，需要照顾"}
        )
        if self.expected.live[person][1] > self.expected.free:
            assert answer.json["code"] == "not_enough_places"
            return
        assert answer.status_code == 200
        self.expected.live[person][0] = "confirmed"
        self.expected.fill()

    @invariant()
    def counters_are_right(self) -> None:
        if hasattr(self, "event"):
            assert broken_rules(self.event) == []

    def teardown(self) -> None:
        if not hasattr(self, "event"):
            return
        for person, (state, seats) in self.expected.live.items():
            shown = self.world.get(f"/signups/{self.ids[person]}", self.people[person]).json
            assert (shown["state"], shown["seats"]) == (state, seats)
            if state == "waiting":
                assert shown["position"] == 1 + self.expected.waiting.index(person)


@pytest.fixture
def places(world: World, time_stands: MovableClock) -> type[Places]:
    class PlacesHere(Places):
        pass

    PlacesHere.world = world
    PlacesHere.clock = time_stands
    PlacesHere.people = world.people(PEOPLE)
    PlacesHere.worker = world.staff()
    return PlacesHere


def test_places_agree_with_the_rules_in_any_order(places: type[Places]) -> None:
    run_state_machine_as_test(
        places,
        settings=settings(
            max_examples=80,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            print_blob=True,
        ),
    )
