from typing import Any

import pytest

from models.ids import new_id
from tests.backend.events.writing import acts
from tests.statements import counted_statements
from tests.world import CITY, COMMUNITY, COUNTY, OTHER_COUNTY, Person, World


def campaign_in(**changes: Any) -> dict[str, Any]:
    body = {"name": "宣传月", "region_code": COUNTY, "starts_on": "2026-09-01", "ends_on": "2026-09-30"}
    return body | changes


def make(world: World, admin: Person, **changes: Any) -> str:
    answer = world.post("/campaigns", admin, campaign_in(**changes))
    assert answer.status_code == 201, answer.json
    return answer.json["id"]


@pytest.fixture
def admin(world: World) -> Person:
    return world.staff("city_admin", CITY)


def test_campaign_is_shown_as_written(world: World, admin: Person) -> None:
    campaign_id = make(world, admin, summary="一个月")
    assert world.get(f"/campaigns/{campaign_id}").json == campaign_in(summary="一个月", id=campaign_id)
    assert acts(campaign_id) == ["campaign.create"]


def test_campaign_changes_only_what_is_named(world: World, admin: Person) -> None:
    campaign_id = make(world, admin)
    answer = world.patch(f"/campaigns/{campaign_id}", admin, {"ends_on": "2026-10-07"})
    assert answer.json == campaign_in(id=campaign_id, summary="", ends_on="2026-10-07")
    assert acts(campaign_id) == ["campaign.create", "campaign.change"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "长" * 61}, "name"),
        ({"name": None}, "name"),
        ({"name": "a\x00"}, "name"),
        ({"summary": 5}, "summary"),
        ({"starts_on": "2026-13-01"}, "starts_on"),
        ({"starts_on": "2026-09-01T00:00:01Z"}, "starts_on"),
        ({"starts_on": None}, "starts_on"),
        ({"ends_on": "2026-08-31"}, "ends_on"),
        ({"color": "red"}, "color"),
    ],
)
def test_campaign_bad_field_is_named(world: World, admin: Person, changes: dict[str, Any], field: str) -> None:
    campaign_id = make(world, admin)
    for answer in (
        world.post("/campaigns", admin, campaign_in(**changes)),
        world.patch(f"/campaigns/{campaign_id}", admin, changes),
    ):
        assert (answer.status_code, list(answer.json["fields"])) == (422, [field])
    assert world.get(f"/campaigns/{campaign_id}").json == campaign_in(id=campaign_id, summary="")


def test_campaign_of_an_unknown_region_is_refused(world: World, admin: Person) -> None:
    answer = world.post("/campaigns", admin, campaign_in(region_code="522399"))
    assert (answer.status_code, answer.json["fields"]) == (422, {"region_code": ["unknown"]})


@pytest.mark.parametrize(
    ("role", "region", "status"),
    [
        ("city_admin", CITY, 200),
        ("county_admin", COUNTY, 200),
        ("county_admin", OTHER_COUNTY, 403),
        ("township_reviewer", COUNTY, 403),
        ("community_worker", COMMUNITY, 403),
        ("auditor", CITY, 403),
    ],
)
def test_campaign_rights_of_role_and_region(world: World, admin: Person, role: str, region: str, status: int) -> None:
    who, campaign_id = world.staff(role, region), make(world, admin)
    assert world.post("/campaigns", who, campaign_in()).status_code == (201 if status == 200 else status)
    assert world.patch(f"/campaigns/{campaign_id}", who, {"name": "新"}).status_code == status
    assert world.get(f"/campaigns/{campaign_id}", who).status_code == 200


def test_campaign_unknown_is_not_found(world: World, admin: Person) -> None:
    assert world.get(f"/campaigns/{new_id()}").status_code == 404
    assert world.patch(f"/campaigns/{new_id()}", admin, {"name": "新"}).status_code == 404
    assert world.patch(f"/campaigns/{new_id()}", None, {"name": "新"}).status_code == 401


def test_campaigns_are_listed_by_day_in_pages(world: World, admin: Person) -> None:
    made = [make(world, admin, starts_on=f"2026-0{month}-01") for month in (9, 3, 6, 6)]
    expected = [made[1], *sorted(made[2:]), made[0]]
    seen, cursor = [], ""
    while cursor is not None:
        page = world.get(f"/campaigns?limit=2&cursor={cursor}" if cursor else "/campaigns?limit=2").json
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert seen == expected


def test_campaigns_are_filtered_by_region_and_day(world: World, admin: Person) -> None:
    here, there = make(world, admin), make(world, admin, region_code=OTHER_COUNTY, ends_on="2026-12-31")
    assert [item["id"] for item in world.get(f"/campaigns?region={COUNTY}").json["items"]] == [here]
    assert [item["id"] for item in world.get("/campaigns?from=2026-10-01").json["items"]] == [there]
    assert {item["id"] for item in world.get("/campaigns?from=2026-09-30").json["items"]} == {here, there}
    for question, field in (("cursor=W10", "cursor"), ("cursor=WyJ4IiwieSJd", "cursor"), ("region=1", "region")):
        assert list(world.get(f"/campaigns?{question}").json["fields"]) == [field]


def test_campaigns_cost_the_same_for_one_and_three(world: World, admin: Person) -> None:
    counts = []
    for rows in (1, 3):
        while len(world.get("/campaigns").json["items"]) < rows:
            make(world, admin)
        with counted_statements() as sent:
            assert len(world.get("/campaigns").json["items"]) == rows
        counts.append(len(sent))
    assert counts == [1, 1]
