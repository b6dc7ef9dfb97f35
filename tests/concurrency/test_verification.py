"""Two verifiers decide in the same instant; people come while the sheet is closed."""

from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from backend.core.clock import now
from backend.core.transaction import reading
from models.verification import EventVerification
from tests.backend.verification.scene import Scene
from tests.concurrency.test_checkin import standing, ticking
from tests.concurrency.test_races import ROUNDS, at_once, calling, enter
from tests.world import World


@pytest.fixture
def scene(world: World) -> Scene:
    """An event that has just begun, by the real clock."""
    organiser, verifier = world.staff(), world.staff()
    return Scene(world, None, organiser, verifier, _event(world, organiser.id))  # type: ignore[arg-type]


def _event(world: World, organiser: str) -> str:
    start = now().replace(microsecond=0) - timedelta(minutes=1)
    closes = start + timedelta(hours=1)
    return world.event(
        capacity=None,
        created_by=organiser,
        starts_at=start,
        ends_at=closes,
        signup_closes_at=closes,
        signup_opens_at=start - timedelta(days=1),
        cancel_until=closes,
        promotion_ends_at=closes,
    )


def test_of_many_verifiers_at_once_one_decides(app: Flask, scene: Scene) -> None:
    path = f"/events/{scene.event}/verification"
    verifiers = [scene.world.staff() for _ in range(3)]
    for turn in range(1, 5):
        assert scene.report().status_code == 201
        returned = {"decision": "returned", "reason_code": "wrong_event"}
        statuses = at_once(app, *(calling(app, "POST", path, who, returned) for who in verifiers))
        assert Counter(statuses) == {200: 1, 409: 2}
        with reading() as connection:
            assert connection.execute(sa.select(sa.func.count(EventVerification.id))).scalar_one() == turn
    assert scene.report().status_code == 201
    bodies = [
        {"decision": "verified"},
        {"decision": "returned", "reason_code": "wrong_event"},
        {"decision": "verified"},
    ]
    acts = (calling(app, "POST", path, who, body) for who, body in zip(verifiers, bodies, strict=True))
    assert Counter(at_once(app, *acts)) == {200: 1, 409: 2}


def test_nobody_is_recorded_after_the_sheet_was_closed(app: Flask, scene: Scene) -> None:
    """The report is answered with what stands on the sheet: that must be all that ever will."""
    world = scene.world
    workers = [world.staff() for _ in range(4)]
    for _ in range(ROUNDS // 2):
        scene.event = _event(world, scene.organiser.id)
        signups = [enter(world, scene.event, person) for person in world.people(len(workers))]
        photo = scene.photo()

        def close(photo: str = photo) -> int:
            body = {"summary": "办完了", "headcount": 4, "photo_ids": [photo]}
            headers = {"Authorization": f"Bearer {scene.organiser.token}"}
            path = f"/api/v1/events/{scene.event}/held-report"
            answer = app.test_client().post(path, json=body, headers=headers)
            assert answer.status_code == 201, answer.json
            return int(answer.json["present"])

        scans = (ticking(app, scene.event, who, one) for who, one in zip(workers, signups, strict=True))
        closed_with, *statuses = at_once(app, close, *scans)
        assert set(statuses) <= {201, 409}
        assert closed_with == statuses.count(201) == standing(scene.event)
