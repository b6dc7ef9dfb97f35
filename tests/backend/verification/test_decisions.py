"""Who decides about a report, once, and what does everybody hear?"""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from backend.core.clock import now
from backend.core.transaction import transaction
from backend.events.states import TRANSITIONS, Action, State
from backend.jobs.worker import work_off
from models.event import Event
from tests.backend.events.writing import acts
from tests.backend.verification.scene import Scene, scene, told
from tests.statements import statements
from tests.world import CITY, COMMUNITY, COUNTY, FAR_COMMUNITY, NEXT_COMMUNITY, TOWNSHIP, Person

__all__ = ["scene"]

REPORTING = (Action.REPORT_HELD, Action.REPORT_NOT_HELD, Action.VERIFY, Action.RETURN)


def act(scene: Scene, action: Action) -> TestResponse:
    match action:
        case Action.REPORT_HELD:
            return scene.report()
        case Action.REPORT_NOT_HELD:
            return scene.world.post(f"/events/{scene.event}/not-held", scene.organiser, {"reason": "停电了"})
        case Action.VERIFY:
            return scene.decide("verified")
        case _:
            return scene.decide("returned", reason_code="photos_unclear")


@pytest.mark.parametrize(("state", "action"), list(product(State, REPORTING)))
def test_state_matrix_leads_where_it_says_and_nowhere_else(scene: Scene, state: State, action: Action) -> None:
    if state in {State.HELD_REPORTED, State.RETURNED, State.VERIFIED}:
        assert scene.report().status_code == 201
    with transaction() as session:
        session.execute(sa.update(Event).values(state=state))
    before = acts(scene.event)
    answer = act(scene, action)
    if (state, action) in TRANSITIONS:
        assert answer.status_code in {200, 201}, answer.json
        assert scene.state() == TRANSITIONS[state, action][0]
        assert acts(scene.event) == [*before, f"event.{action}"]
        return
    assert (answer.status_code, answer.json["code"]) == (409, "wrong_state")
    assert scene.state() == state
    assert acts(scene.event) == before


def test_nobody_verifies_the_own_event(scene: Scene) -> None:
    reporter = scene.world.staff()
    assert scene.report(reporter).status_code == 201
    for who in (scene.organiser, reporter):
        answer = scene.decide(who=who)
        assert (answer.status_code, answer.json["code"]) == (403, "not_your_own")
    assert scene.state() == "held_reported"
    assert scene.decide().status_code == 200


def test_rights_of_region_and_role(scene: Scene) -> None:
    world = scene.world
    scene.report()
    for who in (world.resident(), world.staff("auditor"), world.staff(region=FAR_COMMUNITY)):
        assert scene.decide(who=who).status_code == 403
    assert scene.decide(who=None).status_code == 200
    for role, region in (("township_reviewer", TOWNSHIP), ("county_admin", COUNTY), ("city_admin", CITY)):
        assert scene.decide(who=world.staff(role, region)).json["code"] == "wrong_state"


def test_right_next_door_or_over_by_now_decides_nothing(scene: Scene) -> None:
    world, ends_at = scene.world, now() + timedelta(minutes=10)
    scene.report()
    ended = world.staff("township_reviewer", TOWNSHIP, ends_at=ends_at)
    early = world.staff("township_reviewer", TOWNSHIP, starts_at=now() + timedelta(days=1))
    assert queue(scene, ended)["items"] != []
    scene.clock.move(minutes=10)
    correction = {"add": {"label": "张大爷"}, "reason": "漏签了"}
    for who in (ended, early, world.staff(region=NEXT_COMMUNITY)):
        assert scene.decide(who=who).json["code"] == "not_allowed"
        path = f"/events/{scene.event}/attendance-corrections"
        assert world.post(path, who, correction).json["code"] == "not_allowed"
    assert queue(scene, world.staff(region=NEXT_COMMUNITY))["items"] == []
    assert scene.state() == "held_reported"
    assert scene.decide(who=world.staff(region=COMMUNITY)).status_code == 200


def test_returned_report_is_followed_by_another_and_both_are_told(scene: Scene) -> None:
    first = scene.report().json
    returned = scene.decide("returned", reason_code="headcount_differs", text="照片上只有五个人")
    assert returned.status_code == 200, returned.json
    assert returned.json["verification"]["reason_code"] == "headcount_differs"
    again = scene.report(headcount=5, photo_ids=[first["photos"][0]["id"], scene.photo()])
    assert again.status_code == 201, again.json
    assert [one["id"] for one in again.json["history"]] == [first["id"]]
    assert again.json["history"][0]["verification"]["text"] == "照片上只有五个人"
    done = scene.decide()
    assert (done.json["verification"]["decision"], scene.state()) == ("verified", "verified")
    work_off()
    [(user_id, facts)] = told("report_returned")
    assert (user_id, facts["reason_code"], facts["reason"]) == (
        *(scene.organiser.id, "headcount_differs"),
        "照片上只有五个人",
    )
    assert [user_id for user_id, _ in told("event_verified")] == [scene.organiser.id]
    shown = scene.world.get("/me/messages", scene.organiser).json["items"]
    assert any("人数对不上（照片上只有五个人）" in one["body"] for one in shown)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"decision": "maybe"},
        {"decision": "returned"},
        {"decision": "returned", "reason_code": "bad"},
        {"decision": "returned", "reason_code": "other"},
        {"decision": "verified", "reason_code": "other"},
        {"decision": "verified", "text": "长" * 201},
    ],
)
def test_odd_decisions_change_nothing(scene: Scene, body: dict[str, Any]) -> None:
    scene.report()
    answer = scene.world.post(f"/events/{scene.event}/verification", scene.verifier, body)
    assert answer.status_code == 422
    assert scene.state() == "held_reported"


# the queue


def queue(scene: Scene, who: Person | None = None, **query: Any) -> Any:
    text = "&".join(f"{name}={value}" for name, value in query.items())
    answer = scene.world.get(f"/verifications?{text}", who or scene.verifier)
    assert answer.status_code == 200, answer.json
    return answer.json


def another(scene: Scene) -> str:
    """Report one more event of the organiser's, later than those before."""
    scene.clock.move(minutes=1)
    first, scene.event = scene.event, scene.world.event(created_by=scene.organiser.id, starts_at=scene.clock())
    assert scene.report().status_code == 201
    made, scene.event = scene.event, first
    return made


def test_queue_shows_what_waits_for_somebody_else(scene: Scene) -> None:
    scene.came("王小明", "妈妈", members=(0, 1))
    scene.report(headcount=9)
    later = another(scene)
    shown = queue(scene)["items"]
    assert [one["event"]["id"] for one in shown] == [scene.event, later]
    assert shown[0] | {"event": None} == {
        "event": None,
        "reported_at": "2026-11-25T04:01:00Z",
        "headcount": 9,
        "present": 2,
        "age_days": 0,
        "due_at_days": 3,
        "overdue": False,
        "level": "community",
    }
    assert queue(scene, scene.organiser)["items"] == []
    assert queue(scene, scene.world.staff(region=FAR_COMMUNITY))["items"] == []
    assert scene.world.get("/verifications", scene.world.staff("auditor")).status_code == 403
    scene.decide("returned", reason_code="wrong_event")
    assert [one["event"]["id"] for one in queue(scene)["items"]] == [later]


def test_queue_is_paged_at_the_same_cost(scene: Scene) -> None:
    scene.report()
    queue(scene)  # from now on the session is known
    one = statements(scene.world, "/verifications", scene.verifier)
    others = [another(scene), another(scene)]
    assert statements(scene.world, "/verifications", scene.verifier) == one
    first = queue(scene, limit=2)
    rest = queue(scene, limit=2, cursor=first["next_cursor"])
    assert [item["event"]["id"] for item in (*first["items"], *rest["items"])] == [scene.event, *others]
    assert rest["next_cursor"] is None


def test_queue_says_what_is_overdue_and_whose_turn_it_is(scene: Scene) -> None:
    scene.report()  # on a Wednesday
    seen = []
    for step in (0, 2, 2, 1, 1, 2):
        scene.clock.move(days=step)
        [shown] = queue(scene)["items"]
        seen.append((shown["age_days"], shown["overdue"], shown["level"]))
    assert seen == [
        (0, False, "community"),
        (2, False, "community"),
        (2, False, "community"),
        (3, False, "community"),
        (4, True, "township"),
        (6, True, "township"),
    ]


def test_whoever_reported_an_event_before_does_not_verify_it_later(scene: Scene) -> None:
    colleague = scene.world.staff()
    assert scene.report(colleague).status_code == 201
    scene.decide("returned", reason_code="summary_incomplete")
    assert scene.report().status_code == 201
    assert scene.world.get("/verifications", colleague).json["items"] == []
    assert scene.world.get(f"/events/{scene.event}/held-report", colleague).json["reported_by_me"] is True
    refused = scene.decide(who=colleague)
    assert (refused.status_code, refused.json["code"]) == (403, "not_your_own")
    assert scene.decide().status_code == 200
