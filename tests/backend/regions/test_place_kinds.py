import base64
from datetime import timedelta

import orjson
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner

from backend.core.actor import NOBODY, SYSTEM
from backend.core.clock import now
from backend.core.errors import ForbiddenError
from backend.core.transaction import transaction
from backend.regions.place_kinds import FIFTEEN, create_place_kind, seed_place_kinds
from backend.regions.schemas import PlaceKindIn
from models.audit import AuditEntry
from models.region import PlaceKind
from tests.statements import statements
from tests.world import CITY, COUNTY, Person, World


@pytest.fixture
def editor(world: World) -> Person:
    return world.staff("city_admin", CITY)


def test_seed_adds_the_fifteen_once_and_keeps_what_was_edited(app: Flask) -> None:
    runner: FlaskCliRunner = app.test_cli_runner()
    assert "新增 15 个" in runner.invoke(args=["place-kinds", "seed"]).output
    with transaction() as session:
        session.get_one(PlaceKind, "park").name = "产业园区"
        session.delete(session.get_one(PlaceKind, "school"))
        session.flush()
        session.add(PlaceKind(id="schools", name="学校", position=40))
    assert seed_place_kinds(actor=SYSTEM) == 0
    with transaction() as session:
        names = {kind.id: kind.name for kind in session.scalars(sa.select(PlaceKind))}
    untouched = {kind: name for kind, name in FIFTEEN if kind not in {"park", "school"}}
    assert names == untouched | {"park": "产业园区", "schools": "学校"}


def test_place_kinds_are_listed_in_the_order_of_the_plan(app: Flask, world: World) -> None:
    seed_place_kinds(actor=SYSTEM)
    body = world.get("/place-kinds").json
    assert len(body["items"]) == 15
    assert body["next_cursor"] is None
    assert body["items"][0] == {"id": "community", "name": "村（社区）", "position": 1, "active": True, "version": 1}
    positions = [(item["position"], item["id"]) for item in body["items"]]
    assert positions == sorted(positions)


def test_place_kinds_come_page_by_page(world: World) -> None:
    seed_place_kinds(actor=SYSTEM)
    whole = [item["id"] for item in world.get("/place-kinds").json["items"]]
    first = world.get("/place-kinds?limit=7").json
    second = world.get(f"/place-kinds?limit=7&cursor={first['next_cursor']}").json
    assert [item["id"] for item in first["items"] + second["items"]] == whole[:14]


@pytest.mark.parametrize("key", [[2**31, "school"], [True, "school"], [1, "\x00"], ["1", "school"]])
def test_place_kinds_refuse_forged_cursors(world: World, key: list) -> None:
    cursor = base64.urlsafe_b64encode(orjson.dumps(key)).decode().rstrip("=")
    assert world.get(f"/place-kinds?cursor={cursor}").json["fields"] == {"cursor": ["cursor_unknown"]}


def test_place_kinds_cost_the_same_for_one_and_three(world: World) -> None:
    seed_place_kinds(actor=SYSTEM)
    assert statements(world, "/place-kinds?limit=1") == statements(world, "/place-kinds?limit=3") == 1


def test_create_place_kind_joins_the_end_of_the_list(world: World, editor: Person) -> None:
    answer = world.post("/place-kinds", editor, {"id": "market", "name": "农贸市场"})
    assert answer.status_code == 201
    assert answer.json == {"id": "market", "name": "农贸市场", "position": 3, "active": True, "version": 1}


@pytest.mark.parametrize("body", [{"id": "school", "name": "别的"}, {"id": "schools", "name": "学校"}])
def test_create_place_kind_twice_is_refused(world: World, editor: Person, body: dict) -> None:
    answer = world.post("/place-kinds", editor, body)
    assert (answer.status_code, answer.json["code"]) == (409, "place_kind_exists")


@pytest.mark.parametrize("bad", ["", "A", "1x", "x" * 27, "a-b", "学校"])
def test_create_place_kind_refuses_an_odd_id(world: World, editor: Person, bad: str) -> None:
    assert "id" in world.post("/place-kinds", editor, {"id": bad, "name": "某处"}).json["fields"]


def test_change_place_kind_counts_the_version_up_only_when_something_changed(world: World, editor: Person) -> None:
    renamed = world.patch("/place-kinds/school", editor, {"name": "学校和幼儿园", "version": 1})
    assert (renamed.json["name"], renamed.json["version"]) == ("学校和幼儿园", 2)
    same = world.patch("/place-kinds/school", editor, {"name": "学校和幼儿园"})
    assert same.json["version"] == 2
    retired = world.patch("/place-kinds/school", editor, {"active": False})
    assert (retired.json["active"], retired.json["version"]) == (False, 3)
    with transaction() as session:
        acts = session.scalars(sa.select(AuditEntry.details).order_by(AuditEntry.id)).all()
    assert acts == [{"fields": ["name"]}, {"fields": ["active"]}]


def test_change_place_kind_from_an_old_version_is_refused(world: World, editor: Person) -> None:
    world.patch("/place-kinds/school", editor, {"name": "中小学", "version": 1})
    late = world.patch("/place-kinds/school", editor, {"name": "大学", "version": 1})
    assert (late.status_code, late.json["code"]) == (409, "place_kind_changed")


def test_change_place_kind_refuses_what_makes_no_sense(world: World, editor: Person) -> None:
    assert world.patch("/place-kinds/school", editor, {"name": None}).json["fields"] == {"name": ["missing"]}
    assert world.patch("/place-kinds/school", editor, {"name": "村（社区）"}).status_code == 409
    for unknown in ("nowhere", "%00", "A", "x" * 40):
        assert world.patch(f"/place-kinds/{unknown}", editor, {"name": "某处"}).status_code == 404


@pytest.mark.parametrize(
    ("role", "region", "status"),
    [
        ("city_admin", CITY, 201),
        ("county_admin", COUNTY, 403),
        ("township_reviewer", COUNTY, 403),
        ("community_worker", COUNTY, 403),
        ("auditor", CITY, 403),
    ],
)
def test_place_kinds_are_edited_by_city_admins_only(world: World, role: str, region: str, status: int) -> None:
    person = world.staff(role, region)
    assert world.post("/place-kinds", person, {"id": "market", "name": "农贸市场"}).status_code == status


def test_place_kinds_are_not_edited_by_others(world: World) -> None:
    body = {"id": "market", "name": "农贸市场"}
    assert world.post("/place-kinds", None, body).status_code == 401
    assert world.post("/place-kinds", world.resident(), body).status_code == 403
    former = world.staff("city_admin", CITY, ends_at=now() - timedelta(minutes=1))
    assert world.post("/place-kinds", former, body).status_code == 403
    with pytest.raises(ForbiddenError):
        create_place_kind(PlaceKindIn.model_validate(body), actor=NOBODY)
