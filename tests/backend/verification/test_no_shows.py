"""Which places were not used, as far as a verified sheet says?"""

from backend.signups.no_shows import no_shows_of
from models.base import db
from tests.backend.attendance.scene import check_in, code_of
from tests.backend.verification.scene import Scene, scene
from tests.backend.verification.test_corrections import correct
from tests.plans import plan

__all__ = ["scene"]


def test_unused_places_are_told_to_the_person_once_verified(scene: Scene) -> None:
    world = scene.world
    absent, sent_mother, came = world.resident(), world.resident(), world.resident()
    missed = scene.signed_up(absent, "妈妈")
    family = scene.signed_up(sent_mother, "妈妈")
    scene.signed_up(came)
    check_in(world, scene.event, scene.organiser, signup_id=family, member=1)
    check_in(world, scene.event, scene.organiser, code=code_of(world, came))
    scene.report()
    assert world.get("/me/no-shows", absent).json == {"items": [], "count": 0, "rule": None}
    scene.decide()
    shown = world.get("/me/no-shows", absent).json
    assert [(one["signup_id"], one["event"]["title"]) for one in shown["items"]] == [(missed, "社区包粽子")]
    assert shown["count"] == 1
    for person in (sent_mother, came):
        assert world.get("/me/no-shows", person).json["items"] == []
    correct(scene, add={"signup_id": missed, "member": 1})
    assert world.get("/me/no-shows", absent).json["items"] == []


def test_who_was_taken_off_the_sheet_was_not_there(scene: Scene) -> None:
    person, _ = scene.came()
    scene.report()
    scene.decide()
    assert scene.world.get("/me/no-shows", person).json["count"] == 0
    record = scene.world.get(f"/events/{scene.event}/roster", scene.verifier).json["people"][0]["present"][0]["id"]
    correct(scene, remove=record, reason="认错了人")
    assert scene.world.get("/me/no-shows", person).json["count"] == 1


def test_indexes_serve_the_search_for_unused_places(scene: Scene) -> None:
    person, _ = scene.came()
    way = plan(str(no_shows_of(person.id).compile(db.engine, compile_kwargs={"literal_binds": True})))
    assert "SCAN " not in way
    assert "Seq Scan" not in way
