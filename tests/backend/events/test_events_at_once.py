from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.backend.events.writing import acts, published, quota_of, sign_up, tasks
from tests.world import API, Person, World

TIMES = 8


def at_once(world: World, who: Person, method: str, path: str, bodies: list[dict[str, object] | None]) -> list[int]:
    """Send requests from as many threads; return their statuses."""

    def send(body: dict[str, object] | None) -> int:
        headers = {"Authorization": f"Bearer {who.token}"}
        return world.app.test_client().open(API + path, method=method, json=body, headers=headers).status_code

    with ThreadPoolExecutor(len(bodies)) as threads:
        return list(threads.map(send, bodies))


def test_cancel_by_many_at_once_happens_once(world: World) -> None:
    worker, event_id = world.staff(), world.event()
    statuses = at_once(world, worker, "POST", f"/events/{event_id}/cancel", [{"reason": "下大雨"}] * TIMES)
    assert Counter(statuses) == {200: 1, 409: TIMES - 1}
    assert len(tasks("notify_event_cancelled")) == 1
    assert acts(event_id) == ["event.cancel"]


def test_publish_by_many_at_once_happens_once(world: World) -> None:
    worker, event_id = world.staff(), world.event(state="draft")
    statuses = at_once(world, worker, "POST", f"/events/{event_id}/publish", [None] * TIMES)
    assert Counter(statuses) == {200: 1, 409: TIMES - 1}
    assert quota_of(event_id).version == 2


def test_change_by_many_at_once_counts_every_version(world: World) -> None:
    worker = world.staff()
    event_id = published(world, worker, capacity=5)["id"]
    sign_up(event_id, world.resident(), seats=3)
    before = quota_of(event_id).version
    statuses = at_once(
        world, worker, "PATCH", f"/events/{event_id}", [{"capacity": 10 + number} for number in range(TIMES)]
    )
    assert statuses == [200] * TIMES
    after = quota_of(event_id)
    assert after.version == before + TIMES
    assert after.taken == 3


def test_feed_asked_for_by_many_at_once_is_made(world: World) -> None:
    person = world.resident()
    assert at_once(world, person, "POST", "/me/calendar-feed", [None] * TIMES) == [200] * TIMES
