"""200 phones want 50 places at the same instant: through real server processes, on both databases."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
import sqlalchemy as sa

from backend.core.transaction import reading
from models.signup import Signup
from tests.invariants import broken_rules
from tests.world import Person, World

CLIENTS, PLACES = 200, 50


def rush(url: str, event: str, people: list[Person], pool: ThreadPoolExecutor) -> Counter[int]:
    """Let everybody sign up at once; return how often each status came back."""
    start = threading.Barrier(len(people))

    def sign_up(person: Person) -> int:
        with requests.Session() as session:
            start.wait(timeout=30)
            return session.post(
                f"{url}/api/v1/events/{event}/signups",
                json={},
                headers={"Authorization": f"Bearer {person.token}", "Idempotency-Key": f"rush-{event}"},
                timeout=30,
            ).status_code

    return Counter(pool.map(sign_up, people))


def seats_by_state(event: str) -> dict[str, int]:
    with reading() as connection:
        rows = connection.execute(
            sa.select(Signup.state, sa.func.sum(Signup.seats)).where(Signup.event_id == event).group_by(Signup.state)
        )
        return {state: int(seats) for state, seats in rows}


@pytest.mark.parametrize(
    ("waiting_max", "repeats"), [(None, 20), (0, 5)], ids=["20 times with a waiting list", "5 times without"]
)
def test_places_200_clients_get_exactly_50(
    world: World, serve: Callable[..., str], waiting_max: int | None, repeats: int
) -> None:
    people = world.people(CLIENTS)
    url = serve()
    with ThreadPoolExecutor(CLIENTS) as pool:
        for _ in range(repeats):
            event = world.event(capacity=PLACES, waiting_max=waiting_max)
            statuses = rush(url, event, people, pool)
            if waiting_max is None:
                assert statuses == {201: CLIENTS}
                assert seats_by_state(event) == {"confirmed": PLACES, "waiting": CLIENTS - PLACES}
            else:
                assert statuses == {201: PLACES, 409: CLIENTS - PLACES}
                assert seats_by_state(event) == {"confirmed": PLACES}
            assert broken_rules(event) == []


def test_places_are_oversold_without_the_guard(world: World, serve: Callable[..., str]) -> None:
    people = world.people(CLIENTS)
    url = serve("tests.concurrency.unguarded:app")
    with ThreadPoolExecutor(CLIENTS) as pool:
        for _ in range(5):
            event = world.event(capacity=PLACES)
            rush(url, event, people, pool)
            if seats_by_state(event)["confirmed"] > PLACES:
                assert any(rule.startswith("oversold") for rule in broken_rules(event))
                return
    pytest.fail("the race did not show: the guarded test proves nothing here")


def test_places_same_request_sent_ten_times_at_once_happens_once(world: World, serve: Callable[..., str]) -> None:
    url = serve()
    with ThreadPoolExecutor(10) as pool:
        for person in world.people(5):
            event = world.event(capacity=PLACES)
            start = threading.Barrier(10)

            def send(_: int, event: str = event, person: Person = person, start: threading.Barrier = start) -> bytes:
                start.wait(timeout=30)
                answer = requests.post(
                    f"{url}/api/v1/events/{event}/signups",
                    json={"party": [{"label": "奶奶"}]},
                    headers={"Authorization": f"Bearer {person.token}", "Idempotency-Key": "once"},
                    timeout=30,
                )
                assert answer.status_code == 201
                return answer.content

            assert len(set(pool.map(send, range(10)))) == 1
            assert seats_by_state(event) == {"confirmed": 2}
            assert broken_rules(event) == []
