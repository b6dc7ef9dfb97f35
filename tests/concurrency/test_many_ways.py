"""One person comes by every way in the same instant; one report and one sheet are decided upon twice at once."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
import requests
import sqlalchemy as sa
from flask import Flask

from backend.core.transaction import reading
from backend.jobs.worker import work_off
from backend.verification.tasks import issue_proofs
from models.attendance import Attendance, AttendanceCorrection
from models.ids import new_id
from models.verification import AttendanceProof, EventVerification
from tests.backend.attendance.scene import check_in, code_of
from tests.backend.verification.scene import Scene, told
from tests.concurrency.test_checkin import _text, event, standing
from tests.concurrency.test_races import at_once, enter
from tests.concurrency.test_verification import scene
from tests.conftest import NOON
from tests.world import API, Person, World

__all__ = ["event", "scene"]


@dataclass(frozen=True)
class Act:
    """Something that somebody posts."""

    who: Person
    path: str
    body: dict[str, Any]


Send = Callable[[Sequence[Act]], list[tuple[int, Any]]]


@pytest.fixture(params=["threads", "processes"])
def send(request: pytest.FixtureRequest, app: Flask) -> Send:
    """Post all of these in the same instant, to threads of this process or to two others; return the answers."""
    if request.param == "threads":
        return lambda acts: at_once(app, *(_to_this_process(app, act) for act in acts))  # type: ignore[return-value]
    url = request.getfixturevalue("serve")()

    def to_processes(acts: Sequence[Act]) -> list[tuple[int, Any]]:
        start = threading.Barrier(len(acts))

        def post(act: Act) -> tuple[int, Any]:
            start.wait(timeout=30)
            headers = {"Authorization": f"Bearer {act.who.token}"}
            answer = requests.post(f"{url}{API}{act.path}", json=act.body, headers=headers, timeout=30)
            return answer.status_code, answer.json()

        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(post, acts))

    return to_processes


def _to_this_process(app: Flask, act: Act) -> Callable[[], tuple[int, Any]]:
    def call() -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {act.who.token}"}
        answer = app.test_client().post(f"{API}{act.path}", json=act.body, headers=headers)
        return answer.status_code, answer.json

    return call


def ways(world: World, event: str, workers: Sequence[Person], person: Person, signup: str | None) -> list[Act]:
    """Return every way in which somebody with (or without) a sign-up comes in, each at another gate."""
    path, code = f"/events/{event}/attendances", code_of(world, person)
    shown = world.get(f"/events/{event}/venue-code", workers[0]).json
    kept = {"client_id": new_id(), "scanned_at": _text(), "walk_in": {"label": "小明", "code": code}}
    acts = [
        Act(workers[0], path, {"walk_in": {"label": "小明", "code": code}, "gate": "东门"}),
        Act(workers[1], path, {"walk_in": {"label": "明明", "code": code}, "gate": "西门"}),
        Act(workers[2], f"{path}/batch", {"items": [kept]}),
        Act(workers[3], f"{path}/batch", {"items": [kept]}),
    ]
    if signup is None:
        return acts
    return [
        *acts,
        Act(workers[0], path, {"signup_id": signup, "gate": "北门"}),
        Act(workers[1], path, {"code": code, "gate": "南门"}),
        Act(person, path, {"code": shown["code"]}),
        Act(person, path, {"code": shown["poster_code"]}),
        Act(workers[2], f"{path}/batch", {"items": [kept | {"client_id": new_id(), "walk_in": None, "code": code}]}),
    ]


def recorded(answers: Sequence[tuple[int, Any]]) -> int:
    """Return how many were told that they are the one who recorded; everybody else is told that it was done before."""
    for status, body in answers:
        assert (status, body.get("code")) in {(201, None), (200, None), (409, "already_checked_in")}, body
        assert status != 200 or body["items"][0]["result"] in {"recorded", "already"}, body
    return sum(
        status == 201 or (status == 200 and body["items"][0]["result"] == "recorded") for status, body in answers
    )


def test_person_who_comes_by_every_way_at_once_is_recorded_once(world: World, event: str, send: Send) -> None:
    workers = [world.staff() for _ in range(4)]
    for turn, person in enumerate(world.people(8), start=1):
        signup = enter(world, event, person) if turn % 2 else None
        assert recorded(send(ways(world, event, workers, person, signup))) == 1
        assert standing(event) == turn


def test_of_many_decisions_at_once_one_is_made(scene: Scene, send: Send) -> None:
    world, path = scene.world, f"/events/{scene.event}/verification"
    verifiers = [world.staff() for _ in range(3)]
    returned = {"decision": "returned", "reason_code": "wrong_event"}
    for turn in range(1, 5):
        assert scene.report().status_code == 201
        answers = send([Act(who, path, returned) for who in (*verifiers, *verifiers)])
        assert Counter((status, body.get("code")) for status, body in answers) == {
            (200, None): 1,
            (409, "wrong_state"): 5,
        }
        with reading() as connection:
            assert connection.execute(sa.select(sa.func.count(EventVerification.id))).scalar_one() == turn


def test_sheet_that_is_corrected_twice_at_once_is_corrected_once(scene: Scene, send: Send) -> None:
    world = scene.world
    person, missed = world.people(2)
    signup, other = enter(world, scene.event, person, companions=1), enter(world, scene.event, missed)
    assert check_in(world, scene.event, scene.organiser, signup_id=signup).status_code == 201
    with reading() as connection:
        record = connection.execute(sa.select(Attendance.id)).scalar_one()
    assert scene.report().status_code == 201
    assert scene.decide().status_code == 200
    work_off()
    path, staff = f"/events/{scene.event}/attendance-corrections", [world.staff() for _ in range(4)]
    for what, refused in (
        ({"add": {"signup_id": other}}, "already_checked_in"),
        ({"add": {"signup_id": signup, "member": 1}}, "already_checked_in"),
        ({"remove": record}, "already_corrected"),
        ({"add": {"signup_id": signup}}, "already_checked_in"),
    ):
        answers = send([Act(who, path, what | {"reason": "漏签了"}) for who in staff])
        assert Counter((status, body.get("code")) for status, body in answers) == {(201, None): 1, (409, refused): 3}
        work_off()
    with reading() as connection:
        assert connection.execute(sa.select(sa.func.count(AttendanceCorrection.id))).scalar_one() == 4
    summary = world.get(f"/events/{scene.event}/attendance-summary", scene.verifier).json
    assert summary["present"] == 3
    for who, proofs in ((person, [False, True]), (missed, [False])):
        shown = world.get("/me/proofs", who).json["items"]
        assert [one["revoked_at"] is not None for one in shown] == proofs


def test_proofs_that_are_issued_twice_at_once_are_issued_once(app: Flask, scene: Scene) -> None:
    world = scene.world
    for person in world.people(6):
        signup = enter(world, scene.event, person)
        assert check_in(world, scene.event, scene.organiser, signup_id=signup).status_code == 201
    assert scene.report().status_code == 201
    assert scene.decide().status_code == 200
    cause = new_id()

    def issue() -> None:
        issue_proofs(cause_id=cause, caused_at=NOON, event_id=scene.event)

    at_once(app, *(issue for _ in range(4)))
    with reading() as connection:
        assert connection.execute(sa.select(sa.func.count(AttendanceProof.serial))).scalar_one() == 6
    assert len(told("proof_issued")) == 6
