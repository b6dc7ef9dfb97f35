import base64

import orjson
import pytest
import sqlalchemy as sa

from backend.core.transaction import transaction
from models.region import Region
from tests.statements import statements
from tests.world import CITY, COMMUNITY, COUNTY, NEXT_COMMUNITY, OTHER_COUNTY, TOWNSHIP, World


def codes(answer) -> list[str]:
    assert answer.status_code == 200, answer.json
    return [item["code"] for item in answer.json["items"]]


def test_regions_without_question_are_the_roots(world: World) -> None:
    answer = world.get("/regions")
    assert answer.json == {
        "items": [
            {
                "code": CITY,
                "parent_code": None,
                "level": "city",
                "name": "黔西南州",
                "path": "黔西南州",
                "has_children": True,
            }
        ],
        "next_cursor": None,
    }


def test_regions_of_a_parent_are_its_children_by_code(world: World) -> None:
    assert codes(world.get(f"/regions?parent={CITY}")) == [COUNTY, OTHER_COUNTY]
    answer = world.get(f"/regions?parent={TOWNSHIP}")
    assert codes(answer) == [COMMUNITY, NEXT_COMMUNITY]
    assert [item["has_children"] for item in answer.json["items"]] == [False, False]
    assert answer.json["items"][0]["path"] == "黔西南州 兴义市 黄草街道 街心社区"
    assert codes(world.get("/regions?parent=9999")) == []


def test_regions_found_by_name_stay_inside_the_parent(world: World) -> None:
    assert len(codes(world.get("/regions?q=社区"))) == 3
    assert codes(world.get(f"/regions?q=社区&parent={COUNTY}")) == [COMMUNITY, NEXT_COMMUNITY]
    assert codes(world.get("/regions?q=黄草"))[0] == TOWNSHIP
    for pattern in ("%25", "_", "街%25社"):
        assert codes(world.get(f"/regions?q={pattern}")) == []


def test_regions_pages_hold_each_region_once(world: World) -> None:
    seen, cursor = [], ""
    while cursor is not None:
        page = world.get(f"/regions?q=社区&limit=2{cursor and '&cursor='}{cursor}")
        seen += codes(page)
        cursor = page.json["next_cursor"]
    assert seen == sorted(set(seen))
    assert len(seen) == 3


@pytest.mark.parametrize(
    "question", ["parent=52", "parent=x", "q=", "q=%00", "limit=0", "limit=101", "cursor=abc", "page=2"]
)
def test_regions_refuse_odd_questions(world: World, question: str) -> None:
    answer = world.get(f"/regions?{question}")
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_fields")


@pytest.mark.parametrize("key", [["\x00"], [1], [None], ["5223", "x"], "5223"])
def test_regions_refuse_forged_cursors(world: World, key) -> None:
    cursor = base64.urlsafe_b64encode(orjson.dumps(key)).decode().rstrip("=")
    assert world.get(f"/regions?cursor={cursor}").json["fields"] == {"cursor": ["cursor_unknown"]}


def test_region_shows_all_above_it(world: World) -> None:
    body = world.get(f"/regions/{TOWNSHIP}").json
    assert body["path"] == "黔西南州 兴义市 黄草街道"
    assert body["ancestors"] == [
        {"code": CITY, "level": "city", "name": "黔西南州"},
        {"code": COUNTY, "level": "county", "name": "兴义市"},
    ]


@pytest.mark.parametrize("code", ["522399", "52", "abc", "%00", "５２２３"])
def test_region_unknown_is_not_found(world: World, code: str) -> None:
    assert world.get(f"/regions/{code}").status_code == 404


def test_regions_unchanged_are_not_sent_again(world: World) -> None:
    first = world.get("/regions")
    assert first.headers["Cache-Control"] == "private, max-age=60"
    again = world.get("/regions", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    with transaction() as session:
        session.execute(sa.update(Region).where(Region.code == CITY).values(name="新名"))
    assert world.get("/regions", If_None_Match=first.headers["ETag"]).status_code == 200


def test_regions_cost_the_same_for_one_and_three(world: World) -> None:
    assert statements(world, f"/regions?parent={CITY}&limit=1") == statements(world, "/regions?q=社区") == 2
