"""How do organisations come about, and what do residents choose from?"""

from typing import Any

import pytest

from tests.backend.quizzes.scene import add_organisation, audited
from tests.statements import statements
from tests.world import CITY, COMMUNITY, COUNTY, FAR_COMMUNITY, OTHER_COUNTY, World

SCHOOL = {"region_code": COUNTY, "place_kind": "school", "name": "兴义市第一中学", "headcount": 1200}


def test_staff_make_and_change_an_organisation(world: World) -> None:
    staff = world.staff("county_admin", COUNTY)
    made = world.post("/organisations", staff, SCHOOL)
    assert made.status_code == 201, made.json
    assert made.json == SCHOOL | {"id": made.json["id"], "active": True}
    path = f"/organisations/{made.json['id']}"
    assert world.patch(path, staff, {"headcount": 1250}).json["headcount"] == 1250
    assert world.patch(path, staff, {"headcount": 1250}).status_code == 200
    assert world.patch(path, staff, {"headcount": None, "name": "一中"}).json["headcount"] is None
    assert audited("organisation.create") == [{"headcount": 1200}]
    assert audited("organisation.change") == [
        {"fields": ["headcount"], "headcount": 1250, "headcount_before": 1200},
        {"fields": ["headcount", "name"], "headcount": None, "headcount_before": 1250},
    ]
    assert "一中" not in str(audited("organisation.change"))


def test_name_is_taken_once_in_a_region(world: World) -> None:
    staff = world.staff("city_admin", CITY)
    first = world.post("/organisations", staff, SCHOOL).json["id"]
    again = world.post("/organisations", staff, SCHOOL)
    assert (again.status_code, again.json["code"]) == (409, "organisation_exists")
    assert world.post("/organisations", staff, SCHOOL | {"region_code": OTHER_COUNTY}).status_code == 201
    other = world.post("/organisations", staff, SCHOOL | {"name": "二中"}).json["id"]
    assert world.patch(f"/organisations/{other}", staff, {"name": SCHOOL["name"]}).status_code == 409
    assert world.patch(f"/organisations/{first}", staff, {"name": SCHOOL["name"]}).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [{"region_code": "522399"}, {"place_kind": "moon"}, {"headcount": 0}, {"headcount": 1_000_001}, {"name": ""}],
)
def test_organisation_with_wrong_values_is_refused(world: World, wrong: dict[str, Any]) -> None:
    answer = world.post("/organisations", world.staff("city_admin", CITY), SCHOOL | wrong)
    assert answer.status_code == 422
    assert list(answer.json["fields"]) == list(wrong)


def test_only_staff_of_the_region_may_write(world: World) -> None:
    for who in (world.resident(), world.staff("community_worker"), world.staff("county_admin", OTHER_COUNTY)):
        assert world.post("/organisations", who, SCHOOL).status_code == 403
    organisation = add_organisation("一中")
    far = world.staff("county_admin", OTHER_COUNTY)
    assert world.patch(f"/organisations/{organisation}", far, {"name": "x"}).status_code == 404
    near = world.staff("county_admin", COUNTY)
    assert world.patch(f"/organisations/{organisation}", near, {"name": None}).status_code == 422
    assert world.patch("/organisations/" + "0" * 26, near, {"name": "x"}).status_code == 404


def test_residents_choose_by_region_and_name(world: World) -> None:
    me = world.resident()
    for name, place in (("一中", COMMUNITY), ("二中", COMMUNITY), ("百货公司", COMMUNITY), ("三中", FAR_COMMUNITY)):
        add_organisation(name, region_code=place)
    add_organisation("旧中学", active=False)

    def found(query: str) -> list[str]:
        return [row["name"] for row in world.get(f"/organisations?{query}", me).json["items"]]

    assert set(found(f"region={COUNTY}&q=中")) == {"一中", "二中"}
    assert found("q=三中") == ["三中"]
    assert len(found(f"region={CITY}")) == 4
    pages, cursor = [], ""
    while cursor is not None:
        page = world.get(f"/organisations?limit=1{cursor and '&cursor=' + cursor}", me).json
        pages += [row["name"] for row in page["items"]]
        cursor = page["next_cursor"]
    assert sorted(pages) == sorted(found(""))
    assert len(pages) == 4
    assert statements(world, "/organisations?limit=1", me) == statements(world, "/organisations?limit=4", me) == 1
    assert world.get("/organisations").status_code == 401
