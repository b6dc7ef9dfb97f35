"""Does a report close the sheet, and say what was there?"""

from typing import Any

import pytest
import sqlalchemy as sa

from backend.core.transaction import reading
from backend.files.keeping import key_of
from backend.files.removal import purge_unattached_files
from backend.files.rules import SIZES
from backend.integrations.storage.store import store
from backend.jobs.worker import work_off
from models.file import File
from models.ids import new_id
from tests.backend.attendance.scene import check_in, present
from tests.backend.attendance.test_offline import results, row, upload
from tests.backend.events.writing import acts, quota_of
from tests.backend.files.photos import encoded, look, photo
from tests.backend.files.photos import upload as upload_photo
from tests.backend.verification.scene import Scene, scene, told
from tests.world import FAR_COMMUNITY

__all__ = ["scene"]


def test_report_says_what_was_there_beside_the_sheet(scene: Scene) -> None:
    scene.came("王小明", "妈妈", "女儿", members=(0, 1))
    photo = scene.photo()
    answer = scene.report(photo_ids=[photo])
    assert answer.status_code == 201, answer.json
    shown = answer.json
    assert (shown["summary"], shown["headcount"], shown["present"], shown["expected"]) == ("包了三百个粽子", 12, 2, 3)
    assert (shown["reported_by_me"], shown["organised_by_me"], shown["verification"]) == (True, True, None)
    assert [one["id"] for one in shown["photos"]] == [photo]
    assert set(shown["photos"][0]["urls"]) == {"small", "medium", "large"}
    seen = scene.world.get(f"/events/{scene.event}/held-report", scene.verifier).json
    assert (seen["reported_by_me"], seen["organised_by_me"], seen["history"]) == (False, False, [])
    assert scene.state() == "held_reported"
    assert acts(scene.event)[-1] == "event.report_held"
    assert not quota_of(scene.event).open


def test_nobody_comes_or_goes_once_the_sheet_is_closed(scene: Scene) -> None:
    world, event, worker = scene.world, scene.event, scene.organiser
    person, signup = scene.came("王小明", "妈妈")
    made = world.get(f"/events/{event}/roster", worker).json["people"][0]["present"][0]["id"]
    assert scene.report().status_code == 201
    late = check_in(world, event, worker, signup_id=signup, member=1)
    assert (late.status_code, late.json["code"]) == (409, "sheet_closed")
    assert check_in(world, event, worker, walk_in={"label": "张大爷"}).json["code"] == "sheet_closed"
    assert world.delete(f"/attendances/{made}", worker, {"reason": "点错了"}).json["code"] == "sheet_closed"
    assert world.get(f"/events/{event}/venue-code", worker).json["code"] == "sheet_closed"
    rows = [row("a", -1, signup_id=signup), row("b", -1, signup_id=signup, member=1)]
    assert results(upload(world, event, worker, *rows)) == [("already", None), ("rejected", "sheet_closed")]
    assert acts(event).count("attendance.conflict") == 1
    assert world.delete(f"/signups/{signup}", worker).json["code"] == "change_closed"
    assert world.post(f"/events/{event}/signups", world.resident(), {}).json["code"] == "event_over"
    assert present(world, event, worker) == 1
    assert world.get(f"/me/signups?event_id={event}", person).json["items"][0]["event"]["state"] == "held_reported"


def test_report_comes_after_the_start(scene: Scene) -> None:
    scene.clock.move(minutes=-2)
    for path, body in (
        ("held-report", {"summary": "x", "headcount": 1, "photo_ids": [scene.photo()]}),
        ("not-held", {"reason": "下雨"}),
    ):
        answer = scene.world.post(f"/events/{scene.event}/{path}", scene.organiser, body)
        assert (answer.status_code, answer.json["code"]) == (409, "event_not_begun")
    assert scene.state() == "published"


def test_photos_are_the_reporters_own(scene: Scene) -> None:
    own, foreign = scene.photo(), scene.photo(scene.verifier)
    for ids in ([own, own], [foreign], [own, new_id()]):
        answer = scene.report(photo_ids=ids)
        assert (answer.status_code, list(answer.json["fields"])) == (422, ["photo_ids"])
    assert scene.state() == "published"


def test_photo_that_the_store_has_lost_loses_nothing_else(scene: Scene) -> None:
    world = scene.world
    lost, kept = (upload_photo(world, scene.organiser, encoded(photo(40, 30))).json["id"] for _ in range(2))
    with reading() as connection:
        revision = connection.execute(sa.select(File.revision).where(File.id == lost)).scalar_one()
    for size in SIZES:
        store().delete(key_of(lost, revision, size))
    assert scene.report(photo_ids=[lost, kept]).status_code == 201
    path = f"/events/{scene.event}/held-report"
    for decision in ({"decision": "returned", "reason_code": "photos_unclear"}, {"decision": "verified"}):
        shown = world.get(path, scene.verifier).json["photos"]
        assert [one["id"] for one in shown] == [lost, kept]
        missing, seen = (look(world, one["urls"]["large"]) for one in shown)
        assert (missing.status_code, missing.json["code"], seen.status_code) == (404, "file_missing", 200)
        assert world.post(f"/events/{scene.event}/verification", scene.verifier, decision).status_code == 200
        if decision["decision"] == "returned":
            assert scene.report(photo_ids=[lost, kept]).status_code == 201
    assert scene.state() == "verified"


def test_photo_that_nobody_used_in_time_is_asked_for_again(scene: Scene) -> None:
    gone = scene.photo()
    scene.clock.move(hours=25)
    assert purge_unattached_files() == 1
    answer = scene.report(photo_ids=[gone])
    assert (answer.status_code, answer.json["fields"]) == (422, {"photo_ids": ["not_yours"]})
    assert "重新上传" in answer.json["message"]
    assert scene.state() == "published"
    assert scene.report().status_code == 201


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"photo_ids": []}, "photo_ids"),
        ({"photo_ids": [new_id() for _ in range(10)]}, "photo_ids"),
        ({"photo_ids": ["x"]}, "photo_ids.0"),
        ({"summary": " "}, "summary"),
        ({"summary": "长" * 1001}, "summary"),
        ({"headcount": -1}, "headcount"),
        ({"headcount": 100_001}, "headcount"),
        ({"extra": 1}, "extra"),
    ],
)
def test_odd_reports_name_the_field_and_change_nothing(scene: Scene, change: dict[str, Any], field: str) -> None:
    answer = scene.report(**change)
    assert (answer.status_code, list(answer.json["fields"])) == (422, [field])
    assert scene.state() == "published"


def test_report_is_for_staff_of_the_region(scene: Scene) -> None:
    world, path = scene.world, f"/events/{scene.event}/held-report"
    assert scene.report(world.resident()).status_code == 403
    assert scene.report(world.staff(region=FAR_COMMUNITY)).status_code == 403
    assert scene.report(world.staff("auditor")).status_code == 403
    assert world.get(path, scene.verifier).json["code"] == "no_report"
    assert scene.report().status_code == 201
    assert world.get(path, world.staff("auditor")).status_code == 200
    assert world.get(path, world.staff(region=FAR_COMMUNITY)).status_code == 404
    assert world.get(path, world.resident()).status_code == 403


def test_not_held_tells_those_who_signed_up_and_why(scene: Scene) -> None:
    person = scene.world.resident()
    scene.signed_up(person)
    path = f"/events/{scene.event}/not-held"
    answer = scene.world.post(path, scene.organiser, {"reason": "停电了"})
    assert (answer.status_code, answer.json["state"], answer.json["cancel_reason"]) == (200, "not_held", "停电了")
    work_off()
    [(user_id, facts)] = told("event_not_held")
    assert (user_id, facts["reason"]) == (person.id, "停电了")
    assert told("signup_confirmed") == []
    assert scene.world.post(path, scene.organiser, {"reason": "停电了"}).json["code"] == "wrong_state"
    assert check_in(scene.world, scene.event, scene.organiser, walk_in={"label": "张大爷"}).status_code == 409


def test_staff_of_elsewhere_learn_nothing_of_a_closed_sheet(scene: Scene) -> None:
    world = scene.world
    _, signup = scene.came()
    roster = world.get(f"/events/{scene.event}/roster", scene.organiser).json
    [record] = [one["present"][0]["id"] for one in roster["people"] if one["signup_id"] == signup]
    scene.report()
    elsewhere = world.staff(region=FAR_COMMUNITY)
    assert world.delete(f"/attendances/{record}", elsewhere, {"reason": "认错了人"}).status_code == 404
    assert world.delete(f"/attendances/{record}", scene.organiser, {"reason": "认错了人"}).status_code == 409
