"""Is a closed sheet put right by entries beside it, and counted with them?"""

from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from backend.core.transaction import reading, transaction
from backend.jobs.worker import work_off
from models.attendance import Attendance
from models.event import Event
from models.ids import new_id
from tests.backend.events.writing import acts
from tests.backend.verification.scene import Scene, scene, told
from tests.world import FAR_COMMUNITY, Person

__all__ = ["scene"]


def correct(scene: Scene, who: Person | None = None, **body: Any) -> TestResponse:
    path = f"/events/{scene.event}/attendance-corrections"
    return scene.world.post(path, who or scene.verifier, {"reason": "漏签了"} | body)


def summary(scene: Scene) -> Any:
    return scene.world.get(f"/events/{scene.event}/attendance-summary", scene.verifier).json


def records(scene: Scene, signup: str) -> list[str]:
    with reading() as connection:
        return list(
            connection.scalars(
                sa.select(Attendance.id).where(Attendance.signup_id == signup).order_by(Attendance.member)
            )
        )


def test_corrections_stand_beside_the_sheet_and_count(scene: Scene) -> None:
    _, signup = scene.came("王小明", "妈妈", "女儿", members=(0, 1))
    scene.report(headcount=4)
    added = correct(scene, add={"signup_id": signup, "member": 2})
    assert added.status_code == 201, added.json
    assert (added.json["kind"], added.json["person"], added.json["session"]) == ("add", "女儿", 1)
    guest = correct(scene, add={"label": "张大爷"})
    assert guest.json["person"] == "张大爷"
    removed = correct(scene, remove=records(scene, signup)[0], reason="人没有来")
    assert (removed.json["kind"], removed.json["person"], removed.json["signup_id"]) == ("remove", "王*明", signup)
    shown = summary(scene)
    assert {name: shown[name] for name in ("present", "expected", "headcount")} == {
        "present": 3,
        "expected": 3,
        "headcount": 4,
    }
    assert shown["sessions"] == [{"number": 1, "label": "", "present": 3}]
    assert [one["kind"] for one in shown["corrections"]] == ["add", "add", "remove"]
    assert len(records(scene, signup)) == 2  # the sheet itself stays as it was
    assert acts(scene.event).count("attendance.correct") == 3
    back = correct(scene, add={"signup_id": signup, "member": 0}, reason="来了，看错了")
    assert back.status_code == 201
    assert summary(scene)["present"] == 4


def test_each_is_corrected_once(scene: Scene) -> None:
    _, signup = scene.came("王小明", "妈妈")
    scene.report()
    [record] = records(scene, signup)
    assert correct(scene, add={"signup_id": signup}).json["code"] == "already_checked_in"
    assert correct(scene, add={"signup_id": signup, "member": 1}).status_code == 201
    assert correct(scene, add={"signup_id": signup, "member": 1}).json["code"] == "already_checked_in"
    assert correct(scene, remove=record).status_code == 201
    assert correct(scene, remove=record).json["code"] == "already_corrected"
    assert summary(scene)["present"] == 1


def test_addition_that_was_wrong_is_undone(scene: Scene) -> None:
    person = scene.world.resident()
    signup = scene.signed_up(person)
    scene.report()
    scene.decide()
    wrong = correct(scene, add={"signup_id": signup}).json
    stranger = correct(scene, add={"label": "张大爷"}).json
    work_off()
    for one in (wrong, stranger):
        undone = correct(scene, remove=one["id"], reason="认错了人")
        assert (undone.status_code, undone.json["id"], undone.json["undo_reason"]) == (201, one["id"], "认错了人")
        again = correct(scene, remove=one["id"])
        assert (again.status_code, again.json["code"]) == (409, "already_corrected")
    assert summary(scene)["present"] == 0
    [proof] = scene.world.get("/me/proofs", person).json["items"]
    assert proof["revoked_at"] is not None
    assert told("proof_revoked") == []
    work_off()
    assert [user_id for user_id, _ in told("proof_revoked")] == [person.id]
    assert correct(scene, add={"signup_id": signup}, reason="还是来了").status_code == 201
    assert summary(scene)["present"] == 1
    assert [one["undone_at"] is None for one in summary(scene)["corrections"]] == [False, False, True]


def test_removal_that_was_wrong_is_undone(scene: Scene) -> None:
    person, signup = scene.came()
    scene.report()
    scene.decide()
    [record] = records(scene, signup)
    removed = correct(scene, remove=record, reason="认错了人").json
    back = correct(scene, remove=removed["id"], reason="没有认错")
    assert (back.status_code, back.json["undo_reason"]) == (201, "没有认错")
    assert summary(scene)["present"] == 1
    work_off()
    assert [one["revoked_at"] is None for one in scene.world.get("/me/proofs", person).json["items"]] == [True]
    assert told("proof_revoked") == []
    removed = correct(scene, remove=record, reason="真的没有来").json
    assert correct(scene, add={"signup_id": signup}).status_code == 201
    assert correct(scene, remove=removed["id"]).json["code"] == "already_checked_in"
    assert summary(scene)["present"] == 1


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({}, "invalid_fields", "body"),
        ({"add": {"label": "张大爷"}, "remove": new_id()}, "invalid_fields", "body"),
        ({"add": {}}, "invalid_fields", "add"),
        ({"add": {"label": "张大爷"}, "reason": "x"}, "invalid_fields", "reason"),
        ({"add": {"label": "张大爷"}, "session": 2}, "invalid_fields", "session"),
        ({"add": {"label": "张大爷"}, "session": 0}, "invalid_fields", "session"),
        ({"remove": new_id()}, "invalid_fields", "remove"),
        ({"add": {"signup_id": new_id()}}, "not_signed_up", None),
    ],
)
def test_odd_corrections_change_nothing(scene: Scene, body: dict[str, Any], code: str, field: str | None) -> None:
    scene.report()
    answer = correct(scene, **body)
    assert (answer.status_code, answer.json["code"]) == (409 if field is None else 422, code)
    assert list(answer.json["fields"]) == ([] if field is None else [field])
    assert summary(scene)["corrections"] == []


def test_open_sheet_needs_no_correction(scene: Scene) -> None:
    answer = correct(scene, add={"label": "张大爷"})
    assert (answer.status_code, answer.json["code"]) == (409, "sheet_open")


@pytest.mark.parametrize("state", ["draft", "cancelled", "not_held"])
def test_event_that_has_no_sheet_is_not_said_to_take_people(scene: Scene, state: str) -> None:
    with transaction() as session:
        session.execute(sa.update(Event).values(state=state))
    answer = correct(scene, add={"label": "张大爷"})
    assert (answer.status_code, answer.json["code"]) == (409, "wrong_state")
    assert "直接签到" not in answer.json["message"]
    assert summary(scene)["corrections"] == []


def test_verified_sheet_is_corrected_by_others_only(scene: Scene) -> None:
    scene.report()
    assert correct(scene, scene.organiser, add={"label": "张大爷"}).status_code == 201
    scene.decide()
    own = correct(scene, scene.organiser, add={"label": "李阿姨"})
    assert (own.status_code, own.json["code"]) == (403, "not_your_own")
    assert correct(scene, scene.world.staff(region=FAR_COMMUNITY), add={"label": "李阿姨"}).status_code == 403
    assert correct(scene, scene.world.resident(), add={"label": "李阿姨"}).status_code == 403
    assert correct(scene, add={"label": "李阿姨"}).status_code == 201


def test_proofs_follow_corrections(scene: Scene) -> None:
    person, signup = scene.came()
    missed = scene.world.resident()
    other = scene.signed_up(missed)
    scene.report()
    scene.decide()
    work_off()

    def proofs(who: Person) -> list[Any]:
        return list(scene.world.get("/me/proofs", who).json["items"])

    [first] = proofs(person)
    assert proofs(missed) == []
    correct(scene, remove=records(scene, signup)[0], reason="认错了人")
    [gone] = proofs(person)  # at once, before any job runs
    assert (gone["serial"], gone["revoked_at"]) == (first["serial"], "2026-11-25T04:01:00Z")
    correct(scene, add={"signup_id": other})
    correct(scene, add={"signup_id": signup}, reason="还是来了")
    work_off()
    assert [one["revoked_at"] for one in proofs(missed)] == [None]
    again = proofs(person)
    assert [one["revoked_at"] is None for one in again].count(True) == 1
    assert len({one["serial"] for one in again}) == 2
