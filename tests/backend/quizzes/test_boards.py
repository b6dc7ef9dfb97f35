"""What do the boards show, to whom, and what can staff do to them?"""

from datetime import timedelta
from typing import Any

import pytest

from backend.core import list_memory
from backend.core.transaction import transaction
from models.quiz import Quiz
from tests.backend.quizzes.scene import (
    Scene,
    add_attempt,
    add_organisation,
    add_quiz,
    audited,
    count,
    counted,
    from_scratch,
    scene,
)
from tests.conftest import NOON
from tests.statements import counted_statements
from tests.world import CITY, COMMUNITY, FAR_COMMUNITY, NEXT_COMMUNITY, OTHER_COUNTY, Person

__all__ = ["scene"]


def board(scene: Scene, who: Person, **query: Any) -> Any:
    words = "&".join(f"{name}={value}" for name, value in query.items())
    answer = scene.world.get(f"/quizzes/{scene.quiz}/board?{words}", who)
    assert answer.status_code == 200, answer.json
    return answer.json


def test_persons_stand_by_score_then_time(scene: Scene) -> None:
    names = ["阿依", "王小明", "李梅", "罗大山"]
    people = [scene.world.resident(name) for name in names]
    for person, score, duration in zip(people, (9000, 10_000, 10_000, 0), (50_000, 70_000, 60_000, 1), strict=True):
        scene.finish(person.id, score, duration)
    answer = board(scene, people[0])
    assert [(row["rank"], row["name"], row["score"], row["milliseconds"]) for row in answer["items"]] == [
        (1, "李梅", 10_000, 60_000),
        (2, "王小明", 10_000, 70_000),
        (3, "阿依", 9000, 50_000),
        (4, "罗大山", 0, 1),
    ]
    assert {row["place"] for row in answer["items"]} == {"街心社区"}
    assert answer["me"] == {"rank": 3, "score": 9000, "milliseconds": 50_000}
    assert (answer["voided"], answer["frozen_at"], answer["next_cursor"]) == (0, None, None)
    assert board(scene, scene.world.resident())["me"] is None


def test_pages_follow_each_other_with_right_ranks(scene: Scene) -> None:
    people = scene.world.people(7)
    for number, person in enumerate(people):
        scene.finish(person.id, 9000, 60_000 + 300 * (number // 2), finished_at=NOON + timedelta(seconds=number))
    first = board(scene, people[0], limit=3)
    scene.finish(scene.world.resident().id, 10_000)  # somebody overtakes them all in between
    second = board(scene, people[0], limit=3, cursor=first["next_cursor"])
    last = board(scene, people[0], limit=3, cursor=second["next_cursor"])
    ranks = [[row["rank"] for row in page["items"]] for page in (first, second, last)]
    assert ranks == [[1, 2, 3], [5, 6, 7], [8]]
    assert last["next_cursor"] is None
    assert scene.world.get(f"/quizzes/{scene.quiz}/board?cursor=abc", people[0]).status_code == 422


def test_page_costs_the_same_for_one_and_for_many(scene: Scene) -> None:
    me = scene.world.resident()
    scene.finish(me.id, 9000)
    board(scene, me)  # from here on the session is remembered
    costs = []
    for _ in range(2):
        for by in ("person", "community", "organisation"):
            with counted_statements() as seen:
                board(scene, me, by=by)
            costs.append(len(seen))
        for person in scene.world.people(3):
            scene.finish(person.id, 8000, organisation_id=add_organisation(f"单位{person.id}"))
    assert costs[:3] == costs[3:]
    assert max(costs) <= 6


def test_who_leaves_the_boards_vanishes_from_all_at_once(scene: Scene) -> None:
    list_memory.configure(60)
    other = Scene(scene.world, add_quiz())
    shy, me = scene.world.resident("阿依"), scene.world.resident()
    for quiz in (scene, other):
        quiz.finish(shy.id, 10_000)
        quiz.finish(me.id, 9000)
        assert board(quiz, me)["me"]["rank"] == 2
    assert scene.world.get("/me", shy).json["on_boards"] is True
    assert scene.world.patch("/me", shy, {"on_boards": False}).json["on_boards"] is False
    for quiz in (scene, other):
        answer = board(quiz, me)
        assert [(row["rank"], row["name"]) for row in answer["items"]] == [(1, "王小明")]
        assert "阿依" not in str(answer)
        assert answer["me"]["rank"] == 1
        assert board(quiz, shy)["me"] == {"rank": None, "score": 10_000, "milliseconds": 60_000}
        assert counted(quiz.quiz) == from_scratch(quiz.quiz)
    scene.finish(shy.id, 10_000, 1000)
    assert "阿依" not in str(board(scene, me))
    scene.world.patch("/me", shy, {"on_boards": True})
    assert board(scene, me)["items"][0]["name"] == "阿依"
    assert scene.world.patch("/me", shy, {"on_boards": None}).status_code == 422


def test_communities_stand_by_how_many_took_part(scene: Scene) -> None:
    with transaction() as session:
        session.get_one(Quiz, scene.quiz).group_minimum = 2
    for place, number in ((COMMUNITY, 2), (NEXT_COMMUNITY, 3), (FAR_COMMUNITY, 1)):
        for turn, person in enumerate(scene.world.people(number)):
            scene.finish(person.id, 8000 + 1000 * turn, 60_000 + 1000 * turn, region_code=place)
    answer = board(scene, scene.world.resident(), by="community")
    assert answer["me"] is None
    assert [(row["rank"], row["name"], row["participants"], row["mean"]) for row in answer["items"]] == [
        (1, "杨柳社区", 3, 9000),
        (2, "街心社区", 2, 8500),
    ]
    assert answer["items"][0]["mean_milliseconds"] == 61_000
    assert answer["items"][0]["place"] == "黄草街道"
    assert {row["rate"] for row in answer["items"]} == {None}


def test_organisations_stand_by_rate_and_those_without_headcount_behind(scene: Scene) -> None:
    schools = {"一中": 4, "二中": 3, "小学": None, "幼儿园": 1}
    for (name, headcount), number in zip(schools.items(), (2, 2, 3, 2), strict=True):
        organisation = add_organisation(name, headcount)
        for person in scene.world.people(number):
            scene.finish(person.id, 9000, organisation_id=organisation)
    me = scene.world.resident()
    rows = board(scene, me, by="organisation")["items"]
    assert [(row["rank"], row["name"], row["participants"], row["rate"]) for row in rows] == [
        (1, "幼儿园", 2, 10_000),
        (2, "二中", 2, 6666),
        (3, "一中", 2, 5000),
        (4, "小学", 3, None),
    ]
    paged, cursor = [], ""
    while cursor is not None:
        page = board(scene, me, by="organisation", limit=1, **({"cursor": cursor} if cursor else {}))
        paged += page["items"]
        cursor = page["next_cursor"]
    assert paged == rows


def test_frozen_board_shows_what_it_showed(scene: Scene, time_stands) -> None:
    staff, me, late = scene.world.staff("city_admin", CITY), scene.world.resident(), scene.world.resident("新来的")
    scene.finish(me.id, 9000)
    before = board(scene, me)
    time_stands.move(seconds=1)
    answer = scene.world.post(f"/quizzes/{scene.quiz}/freeze", staff)
    assert (answer.status_code, answer.json["participants"]) == (200, 1)
    frozen_at = answer.json["frozen_at"]
    time_stands.move(minutes=5)
    scene.finish(late.id, 10_000)
    scene.finish(me.id, 10_000)
    assert board(scene, me) == before | {"frozen_at": frozen_at}
    assert scene.world.post(f"/quizzes/{scene.quiz}/freeze", staff).json["frozen_at"] == frozen_at
    assert scene.world.post(f"/quizzes/{scene.quiz}/recount", staff).json["participants"] == 1
    assert board(scene, me) == before | {"frozen_at": frozen_at}
    assert audited("quiz.freeze") == [{}]
    assert audited("quiz.recount") == [{"count": 1}]


def test_void_attempt_gives_way_to_the_next_best_and_is_counted_openly(scene: Scene) -> None:
    staff, me = scene.world.staff("county_admin", "522301"), scene.world.resident()
    with transaction() as session:
        session.get_one(Quiz, scene.quiz).region_code = "522301"
    scene.finish(me.id, 7000)
    best = scene.finish(me.id, 10_000)
    path, body = f"/attempts/{best}/void", {"reason": "由他人代答"}
    for who, status in ((me, 403), (scene.world.staff("county_admin", OTHER_COUNTY), 404), (staff, 200)):
        assert scene.world.post(path, who, body).status_code == status
    again = scene.world.post(path, staff, body)
    assert (again.status_code, again.json["code"]) == (409, "attempt_void")
    answer = board(scene, me)
    assert (answer["voided"], answer["me"]["score"]) == (1, 7000)
    assert audited("attempt.void") == [{"quiz_id": scene.quiz, "user_id": me.id, "reason": "由他人代答"}]
    assert scene.world.post(path, staff, {"reason": " "}).status_code == 422
    assert scene.world.post(f"/attempts/{scene.quiz}/void", staff, body).status_code == 404


def test_recount_mends_what_is_wrong(scene: Scene) -> None:
    staff, me = scene.world.staff("city_admin", CITY), scene.world.resident()
    add_attempt(scene.quiz, me.id, 9000)
    assert board(scene, me)["items"] == []
    assert scene.world.post(f"/quizzes/{scene.quiz}/recount", staff).status_code == 200
    assert board(scene, me)["me"]["rank"] == 1
    for act in ("freeze", "recount"):
        assert scene.world.post(f"/quizzes/{scene.quiz}/{act}", me).status_code == 403
        assert scene.world.post(f"/quizzes/{scene.quiz}/{act}", scene.world.staff()).status_code == 403


@pytest.mark.parametrize(("changes", "code"), [({"state": "draft"}, "not_found"), ({"mode": "practice"}, "no_board")])
def test_draft_and_practice_have_no_board(scene: Scene, changes: dict[str, str], code: str) -> None:
    hidden = add_quiz(**changes)
    answer = scene.world.get(f"/quizzes/{hidden}/board", scene.world.resident())
    assert (answer.status_code, answer.json["code"]) == (404, code)
    staff = scene.world.staff("city_admin", CITY)
    assert scene.world.post(f"/quizzes/{hidden}/freeze", staff).status_code == 404
    assert scene.world.get(f"/quizzes/{scene.quiz}/board").status_code == 401


def test_kept_page_holds_nothing_of_the_reader(scene: Scene) -> None:
    first, second = scene.world.people(2)
    scene.finish(first.id, 10_000)
    scene.finish(second.id, 9000)
    list_memory.configure(60)
    assert board(scene, first)["me"]["rank"] == 1
    with counted_statements() as seen:
        assert board(scene, second)["me"]["rank"] == 2
    assert len(seen) == 2 + 1  # the session; nothing of the page
    assert count(add_attempt(scene.quiz, second.id, 10_000, 1)) is True
    kept = board(scene, second)
    assert (kept["items"][0]["milliseconds"], kept["me"]["rank"]) == (60_000, 1)  # the page may be a second old
    list_memory.configure(0)
    assert board(scene, second)["items"][0]["milliseconds"] == 1
