"""Do a board and the statistics leave as the Excel files that staff need, and for nobody else?"""

import io
from typing import Any

import pytest
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from backend.core.transaction import transaction
from models.user import User
from tests.backend.quizzes.scene import Scene, add_organisation, scene, show
from tests.backend.quizzes.test_item_statistics import fill, make_quiz
from tests.world import CITY, COMMUNITY, COUNTY, OTHER_COUNTY, World

__all__ = ["scene"]


def lines(answer: TestResponse) -> list[tuple[Any, ...]]:
    assert answer.status_code == 200, answer.json
    return list(load_workbook(io.BytesIO(answer.data)).worksheets[0].iter_rows(values_only=True))


def test_board_leaves_as_it_is_shown(scene: Scene) -> None:
    staff = scene.world.staff("city_admin", CITY)
    first, second, hidden = scene.world.people(3)
    with transaction() as session:
        session.get_one(User, first.id).nickname = "=1+1"
    school = add_organisation("一中", 8)
    scene.finish(first.id, 9950, 61_500, region_code=COMMUNITY, organisation_id=school)
    scene.finish(second.id, 8000, 50_000, region_code=COMMUNITY)
    scene.finish(hidden.id, 10_000, region_code=None)
    show(hidden.id, False)
    path = f"/quizzes/{scene.quiz}/board.xlsx"
    head, *people = lines(scene.world.get(path, staff))
    assert head == ("名次", "称呼", "社区", "得分", "用时（秒）")
    assert [(row[0], row[1], row[3], row[4]) for row in people] == [(1, "=1+1", 99.5, 61.5), (2, people[1][1], 80, 50)]
    [_, community] = lines(scene.world.get(f"{path}?by=community", staff))
    assert community[3:] == (2, 89.75, 55.75)
    [_, organisation] = lines(scene.world.get(f"{path}?by=organisation", staff))
    assert organisation[3:] == (1, 12.5, 99.5, 61.5)


def test_statistics_leave_as_a_file(world: World) -> None:
    quiz_id = make_quiz(world)
    fill(quiz_id, [person.id for person in world.people(40)])
    staff = world.staff("county_admin", COUNTY)
    shown = world.get(f"/quizzes/{quiz_id}/statistics", staff).json["items"]
    head, *rows = lines(world.get(f"/quizzes/{quiz_id}/statistics.xlsx", staff))
    assert len(head) == len(rows[0]) == 11
    assert [row[0] for row in rows] == [item["code"] for item in shown]
    assert rows[0][4] == pytest.approx(shown[0]["facility"])
    assert rows[0][10].startswith("✓一 ")


@pytest.mark.parametrize("file", ["board.xlsx", "statistics.xlsx"])
def test_files_are_for_staff_of_the_region(world: World, file: str) -> None:
    path = f"/quizzes/{make_quiz(world)}/{file}"
    assert world.get(path, world.staff("county_admin", OTHER_COUNTY)).status_code == 404
    assert world.get(path, world.resident()).status_code == 403
    assert world.get(path).status_code == 401
