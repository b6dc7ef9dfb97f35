"""Who gets a proof, for how long, and what adds up to hours?"""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from backend.attendance.rules import EventSession
from backend.core.transaction import reading, transaction
from backend.jobs.worker import work_off
from backend.verification.rules import minutes_there
from backend.verification.tasks import issue_proofs
from models.event import Event
from models.ids import new_id
from models.verification import AttendanceProof
from tests.backend.attendance.scene import check_in, code_of
from tests.backend.verification.scene import Scene, scene, told
from tests.conftest import NOON
from tests.statements import statements

__all__ = ["scene"]


def issued() -> list[Any]:
    with reading() as connection:
        return list(connection.execute(sa.select(AttendanceProof.__table__)).all())


def set_event(scene: Scene, **values: Any) -> None:
    with transaction() as session:
        session.execute(sa.update(Event).where(Event.id == scene.event).values(**values))


def test_those_who_came_get_a_proof_once_the_event_is_verified(scene: Scene) -> None:
    person, _ = scene.came("王小明", "妈妈", members=(0, 1))
    guest, absent = scene.world.resident("李阿姨"), scene.world.resident()
    scene.signed_up(absent)
    walk_in = {"label": "李阿姨", "code": code_of(scene.world, guest)}
    check_in(scene.world, scene.event, scene.organiser, walk_in=walk_in)
    check_in(scene.world, scene.event, scene.organiser, walk_in={"label": "张大爷"})
    scene.report()
    work_off()
    assert issued() == []
    scene.decide()
    work_off()
    assert {row.user_id for row in issued()} == {person.id, guest.id}
    assert all(len(row.serial) == 12 for row in issued())
    [shown] = scene.world.get("/me/proofs", person).json["items"]
    links = {name: shown.pop(name) for name in ("verify_url", "pdf_url", "picture_url")}
    assert all(shown["serial"] in link for link in links.values())
    assert shown | {"serial": "", "event": None} == {
        "serial": "",
        "event": None,
        "minutes": 120,
        "volunteer": False,
        "issued_at": "2026-11-25T04:01:00Z",
        "revoked_at": None,
    }
    assert shown["event"] == {
        "id": scene.event,
        "title": "社区包粽子",
        "starts_at": "2026-11-25T04:00:00Z",
        "ends_at": "2026-11-25T06:00:00Z",
        "venue": "文化广场",
    }
    assert sorted(user_id for user_id, _ in told("proof_issued")) == sorted([person.id, guest.id])
    assert scene.world.get("/me/proofs", absent).json["items"] == []


def test_issuing_again_changes_nothing(scene: Scene) -> None:
    scene.came()
    scene.report()
    scene.decide()
    work_off()
    before = issued()
    for _ in range(2):
        issue_proofs(cause_id=new_id(), caused_at=NOON, event_id=scene.event)
    assert issued() == before
    assert len(told("proof_issued")) == 1
    set_event(scene, state="returned")
    issue_proofs(cause_id=new_id(), caused_at=NOON, event_id=scene.event)
    issue_proofs(cause_id=new_id(), caused_at=NOON, event_id=new_id())
    assert issued() == before


def test_proofs_are_paged_at_the_same_cost(scene: Scene) -> None:
    person, _ = scene.came()
    scene.report()
    scene.decide()
    work_off()
    scene.world.get("/me/proofs", person)
    one = statements(scene.world, "/me/proofs", person)
    for day in (1, 2):
        event = scene.world.event(state="verified")
        with transaction() as session:
            session.add(
                AttendanceProof(
                    serial=f"{day:012}",
                    event_id=event,
                    user_id=person.id,
                    minutes=5,
                    issued_at=scene.clock() - timedelta(days=day),
                )
            )
    assert statements(scene.world, "/me/proofs", person) == one
    first = scene.world.get("/me/proofs?limit=2", person).json
    rest = scene.world.get(f"/me/proofs?limit=2&cursor={first['next_cursor']}", person).json
    assert [item["serial"] for item in (*first["items"], *rest["items"])][1:] == ["000000000001", "000000000002"]
    assert rest["next_cursor"] is None


def test_hours_come_from_verified_volunteer_events(scene: Scene) -> None:
    set_event(scene, volunteer=True, tracks_leaving=True)
    person, signup = scene.came()
    scene.clock.move(minutes=89)
    check_in(scene.world, scene.event, scene.organiser, signup_id=signup, leaving=True)
    assert scene.world.get("/me/hours", person).json == {"years": []}
    scene.report()
    scene.decide()
    work_off()
    assert scene.world.get("/me/hours", person).json == {"years": [{"year": 2026, "minutes": 89, "events": 1}]}
    set_event(scene, volunteer=False)
    assert scene.world.get("/me/hours", person).json == {"years": []}


MORNING = EventSession(1, "", NOON, NOON + timedelta(hours=2), NOON, NOON)
EVENING = EventSession(2, "", NOON + timedelta(hours=6), NOON + timedelta(hours=7), NOON, NOON)


@pytest.mark.parametrize(
    ("came", "left", "tracks", "minutes"),
    [
        (0, 120, True, 120),
        (-30, 150, True, 120),
        (30, 90, True, 60),
        (30, None, True, 90),
        (30, 90, False, 120),
        (None, None, True, 120),
        (-60, -30, True, 0),
        (130, None, True, 0),
    ],
)
def test_minutes_lie_within_the_session(came: int | None, left: int | None, tracks: bool, minutes: int) -> None:
    at = None if came is None else NOON + timedelta(minutes=came)
    stay = SimpleNamespace(session=1, at=at, left_at=None if left is None else NOON + timedelta(minutes=left))
    assert minutes_there([MORNING, EVENING], [stay], tracks_leaving=tracks) == minutes
    both = [stay, SimpleNamespace(session=2, at=None, left_at=None)]
    assert minutes_there([MORNING, EVENING], both, tracks_leaving=tracks) == minutes + 60
