"""Sessions of an event: in order, within it, and moving with it."""

import pytest

from tests.backend.events.writing import at, draft, event_in, published
from tests.world import World


def session(label: str, starts: float, ends: float, **day: float) -> dict[str, str]:
    """Return a session that begins and ends some hours after the start of the usual event."""
    days = {"days": 2} | day
    return {"label": label, "starts_at": at(hours=starts, **days), "ends_at": at(hours=ends, **days)}


@pytest.mark.parametrize(
    ("sessions", "fault"),
    [
        ([(1, 1)], "not_after_start"),
        ([(0, 1.5), (1, 2)], "overlap"),
        ([(1, 2), (0, 1)], "overlap"),
        ([(-1, 1)], "outside_event"),
        ([(1, 2.5)], "outside_event"),
    ],
)
def test_sessions_that_do_not_fit_are_refused(
    world: World, time_stands: object, sessions: list[tuple[float, float]], fault: str
) -> None:
    written = [session("场次", *hours) for hours in sessions]
    answer = world.post("/events", world.staff(), event_in(sessions=written))
    assert (answer.status_code, answer.json["fields"]["sessions"]) == (422, [fault])


def test_too_many_sessions_are_refused(world: World) -> None:
    answer = world.post("/events", world.staff(), event_in(sessions=[session("一", 0, 1)] * 21))
    assert (answer.status_code, list(answer.json["fields"])) == (422, ["sessions"])


def test_sessions_move_with_their_event(world: World, time_stands: object) -> None:
    worker = world.staff()
    made = published(world, worker, sessions=[session("上半场", 0, 1), session("下半场", 1, 2)])
    moved = {"starts_at": at(days=3), "ends_at": at(days=3, hours=2)}
    changed = world.patch(f"/events/{made['id']}", worker, moved)
    assert changed.status_code == 200, changed.json
    assert changed.json["sessions"] == [session("上半场", 0, 1, days=3), session("下半场", 1, 2, days=3)]
    shorter = world.patch(f"/events/{made['id']}", worker, {"ends_at": at(days=3, hours=1)})
    assert (shorter.status_code, shorter.json["fields"]) == (422, {"sessions": ["outside_event"]})
    assert world.patch(f"/events/{made['id']}", worker, {"sessions": []}).json["sessions"] == []


def test_sessions_of_a_series_keep_their_distance_from_the_start(world: World, time_stands: object) -> None:
    worker = world.staff()
    first = event_in(sessions=[session("上半场", 0, 1)])
    made = world.post("/series", worker, {"event": first, "repeat": {"every": "week", "count": 2}}).json
    second = world.get(f"/events/{made['events'][1]}", worker).json
    assert second["sessions"] == [session("上半场", 0, 1, days=9)]
    changed = {"starts_at": at(days=2, hours=1), "sessions": [session("下半场", 1.5, 2.5)]}
    assert world.patch(f"/series/{made['id']}", worker, {"sessions": []}).status_code == 422
    answer = world.patch(f"/series/{made['id']}", worker, changed)
    assert answer.status_code == 200, answer.json
    second = world.get(f"/events/{made['events'][1]}", worker).json
    assert second["sessions"] == [session("下半场", 1.5, 2.5, days=9)]


def test_draft_keeps_what_was_said_of_leaving_and_hours(world: World) -> None:
    made = draft(world, world.staff(), tracks_leaving=True)
    assert (made["tracks_leaving"], made["volunteer"]) == (True, False)
