"""Does the bank keep every version, lose nobody's change, and show nothing to residents?"""

import threading

import pytest
import sqlalchemy as sa
from flask import Flask

from backend.core.actor import SYSTEM
from backend.core.transaction import transaction
from backend.quizzes.question_categories import FIVE, seed_categories
from models.audit import AuditEntry
from models.question import QuestionCategory, QuestionVersion
from tests.statements import statements
from tests.world import CITY, COMMUNITY, COUNTY, TOWNSHIP, Person, World

CANARY = "金丝雀答案七七四十九"
SINGLE = {
    "code": "t-1",
    "type": "single",
    "category": "geography",
    "difficulty": "easy",
    "stem": "黄河流入哪个海？",
    "options": [
        {"text": "渤海", "right": True},
        {"text": "东海", "right": False},
        {"text": "南海", "right": False},
    ],
    "source": "地图",
}
TRUTH = {
    "type": "true_false",
    "category": "geography",
    "difficulty": "hard",
    "stem": "黄河流入渤海。",
    "truth": True,
    "source": "地图",
    "explanation": "在山东东营。",
}


@pytest.fixture
def editor(world: World) -> Person:
    seed_categories(actor=SYSTEM)
    return world.staff("city_admin", CITY)


def versions(question_id: str) -> list[tuple[int, str]]:
    with transaction() as session:
        rows = session.execute(
            sa.select(QuestionVersion.version, QuestionVersion.stem)
            .where(QuestionVersion.question_id == question_id)
            .order_by(QuestionVersion.version)
        )
        return [tuple(row) for row in rows]


def test_question_is_made_and_shown(world: World, editor: Person) -> None:
    made = world.post("/questions", editor, SINGLE)
    assert made.status_code == 201, made.json
    assert made.json["version"] == 1
    shown = world.get(f"/questions/{made.json['id']}", editor).json
    assert shown == made.json
    assert {key: shown[key] for key in SINGLE} == SINGLE
    assert (shown["truth"], shown["retired_at"], shown["explanation"]) == (None, None, "")


def test_question_without_a_code_gets_one(world: World, editor: Person) -> None:
    codes = {world.post("/questions", editor, TRUTH).json["code"] for _ in range(3)}
    assert len(codes) == 3
    assert all(code.startswith("q-") for code in codes)


def test_question_with_a_known_code_is_refused(world: World, editor: Person) -> None:
    world.post("/questions", editor, SINGLE)
    again = world.post("/questions", editor, SINGLE)
    assert (again.status_code, again.json["code"]) == (409, "code_taken")


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"options": []}, {"options": ["few_options", "none_right"]}),
        ({"type": "multiple"}, {"options": ["one_right"]}),
        ({"options": [{"text": "渤海", "right": True}] * 2}, {"options": ["equal_options", "several_right"]}),
        ({"truth": True}, {"truth": ["not_wanted"]}),
        ({"type": "true_false"}, {"options": ["not_wanted"], "truth": ["missing"]}),
        ({"category": "unknown"}, {"category": ["unknown"]}),
    ],
)
def test_question_with_answers_that_do_not_fit_is_refused(
    world: World, editor: Person, change: dict, fields: dict
) -> None:
    answer = world.post("/questions", editor, SINGLE | change)
    assert (answer.status_code, answer.json["fields"]) == (422, fields)


def test_change_makes_a_version_and_keeps_the_old_one(world: World, editor: Person) -> None:
    made = world.post("/questions", editor, SINGLE).json
    changed = world.patch(f"/questions/{made['id']}", editor, {"version": 1, "stem": "黄河在哪里入海？"})
    assert (changed.status_code, changed.json["version"]) == (200, 2)
    assert changed.json["options"] == SINGLE["options"]
    assert versions(made["id"]) == [(1, "黄河流入哪个海？"), (2, "黄河在哪里入海？")]
    same = world.patch(f"/questions/{made['id']}", editor, {"version": 2, "stem": "黄河在哪里入海？"})
    assert same.json["version"] == 2
    with transaction() as session:
        acts = session.execute(
            sa.select(AuditEntry.action, AuditEntry.details)
            .where(AuditEntry.target_id == made["id"])
            .order_by(AuditEntry.id)
        ).all()
    assert [tuple(act) for act in acts] == [("question.create", {}), ("question.change", {"fields": ["stem"]})]


def test_change_of_the_type_says_all_that_it_takes(world: World, editor: Person) -> None:
    made = world.post("/questions", editor, SINGLE).json
    path = f"/questions/{made['id']}"
    assert world.patch(path, editor, {"version": 1, "type": "true_false"}).status_code == 422
    changed = world.patch(path, editor, {"version": 1, "type": "true_false", "options": [], "truth": False}).json
    assert (changed["type"], changed["options"], changed["truth"]) == ("true_false", [], False)
    assert world.patch(path, editor, {"version": 2, "stem": None}).json["fields"] == {"stem": ["missing"]}
    assert world.patch(path, editor, {"stem": "没有版本"}).json["fields"] == {"version": ["missing"]}


def test_change_from_an_old_version_is_refused(world: World, editor: Person) -> None:
    made = world.post("/questions", editor, SINGLE).json
    path = f"/questions/{made['id']}"
    world.patch(path, editor, {"version": 1, "source": "新地图"})
    late = world.patch(path, editor, {"version": 1, "stem": "黄河有多长？"})
    assert (late.status_code, late.json["code"]) == (409, "changed_meanwhile")
    assert world.get(path, editor).json["stem"] == SINGLE["stem"]


def test_two_editors_at_once_lose_nothing_silently(app: Flask, world: World, editor: Person) -> None:
    made = world.post("/questions", editor, SINGLE).json
    ready, seen = threading.Barrier(4), []

    def change(number: int) -> None:
        ready.wait()
        client = app.test_client()
        answer = client.patch(
            f"/api/v1/questions/{made['id']}",
            json={"version": 1, "stem": f"第{number}种问法？"},
            headers={"Authorization": f"Bearer {editor.token}"},
        )
        seen.append((answer.status_code, number))

    threads = [threading.Thread(target=change, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(status for status, _ in seen) == [200, 409, 409, 409]
    winner = next(number for status, number in seen if status == 200)
    assert versions(made["id"]) == [(1, SINGLE["stem"]), (2, f"第{winner}种问法？")]


def test_retired_question_is_kept_and_comes_back(world: World, editor: Person) -> None:
    made = world.post("/questions", editor, SINGLE).json
    path = f"/questions/{made['id']}"
    assert world.post(f"{path}/retire", editor).json["retired_at"] is not None
    assert world.post(f"{path}/retire", editor).status_code == 200
    assert world.get("/questions", editor).json["items"] == []
    assert [item["id"] for item in world.get("/questions?retired=true", editor).json["items"]] == [made["id"]]
    assert world.post(f"{path}/restore", editor).json["retired_at"] is None
    assert len(world.get("/questions", editor).json["items"]) == 1


def test_questions_are_filtered_and_paged(world: World, editor: Person) -> None:
    for number in range(5):
        world.post("/questions", editor, SINGLE | {"code": f"s-{number}", "stem": f"第{number}问"})
    world.post("/questions", editor, TRUTH | {"code": "x-1"})
    first = world.get("/questions?limit=4", editor).json
    second = world.get(f"/questions?limit=4&cursor={first['next_cursor']}", editor).json
    assert [item["code"] for item in first["items"] + second["items"]] == ["s-0", "s-1", "s-2", "s-3", "s-4", "x-1"]

    def codes(asked: str) -> list[str]:
        return [item["code"] for item in world.get(f"/questions?{asked}", editor).json["items"]]

    assert codes("type=true_false") == codes("difficulty=hard") == ["x-1"]
    assert codes("q=东海") == []
    assert codes("q=第3") == codes("q=S-3") == ["s-3"]
    assert codes("category=history") == []
    assert codes("q=%25") == []
    assert world.get("/questions?type=essay", editor).status_code == 422


def test_questions_cost_the_same_for_one_and_three(world: World, editor: Person) -> None:
    for number in range(3):
        world.post("/questions", editor, SINGLE | {"code": f"s-{number}"})
    assert statements(world, "/questions?limit=1", editor) == statements(world, "/questions?limit=3", editor)


def test_categories_are_seeded_once_listed_added_and_changed(world: World, editor: Person) -> None:
    assert seed_categories(actor=SYSTEM) == 0
    listed = world.get("/question-categories", editor).json["items"]
    assert [(item["id"], item["name"]) for item in listed] == list(FIVE)
    made = world.post("/question-categories", editor, {"id": "food", "name": "饮食"})
    assert (made.status_code, made.json["position"]) == (201, 6)
    assert world.post("/question-categories", editor, {"id": "food", "name": "吃"}).status_code == 409
    assert world.post("/question-categories", editor, {"id": "foods", "name": "饮食"}).status_code == 409
    assert world.patch("/question-categories/food", editor, {"position": 0}).json["position"] == 0
    assert world.patch("/question-categories/food", editor, {"name": "地理"}).status_code == 409
    assert world.patch("/question-categories/food", editor, {"name": None}).status_code == 422
    assert world.patch("/question-categories/none", editor, {"name": "没有"}).status_code == 404
    assert world.get("/question-categories?limit=1", editor).json["items"][0]["id"] == "food"


def test_seed_keeps_what_the_city_edited(world: World) -> None:
    with transaction() as session:
        session.add(QuestionCategory(id="maps", name="地理", position=9))
        session.add(QuestionCategory(id="history", name="旧事", position=8))
    assert seed_categories(actor=SYSTEM) == 4
    with transaction() as session:
        names = {category.id: category.name for category in session.scalars(sa.select(QuestionCategory))}
    assert (names["maps"], names["history"], names["geography"]) == ("地理", "旧事", "geography")


READS = ("/questions", "/questions/{id}", "/question-categories")


@pytest.mark.parametrize(
    ("role", "region", "reads", "writes"),
    [
        ("city_admin", CITY, 200, 201),
        ("county_admin", COUNTY, 200, 201),
        ("auditor", CITY, 200, 403),
        ("township_reviewer", TOWNSHIP, 403, 403),
        ("community_worker", COMMUNITY, 403, 403),
    ],
)
def test_bank_is_open_to_some_of_the_staff(
    world: World, editor: Person, role: str, region: str, reads: int, writes: int
) -> None:
    made = world.post("/questions", editor, SINGLE).json
    person = world.staff(role, region)
    for path in READS:
        assert world.get(path.format(id=made["id"]), person).status_code == reads
    assert world.post("/questions", person, TRUTH).status_code == writes
    assert world.post("/question-categories", person, {"id": "food", "name": "饮食"}).status_code == writes


def test_residents_never_see_a_word_of_the_bank(app: Flask, world: World, editor: Person) -> None:
    """Ask every address of the API that reads: nobody but the staff gets the canary."""
    options = [{"text": CANARY, "right": True}, {"text": "别的", "right": False}]
    made = world.post("/questions", editor, SINGLE | {"options": options, "explanation": CANARY, "stem": CANARY}).json
    resident = world.resident()
    rules = [str(rule) for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set())]
    paths = [rule.removeprefix("/api/v1") for rule in rules if rule.startswith("/api/v1/")]
    asked = [path.replace("<ulid:question_id>", made["id"]) for path in paths]
    asked = [path for path in asked if "<" not in path]
    assert f"/questions/{made['id']}" in asked
    for path in asked:
        for who in (None, resident):
            body = world.get(path, who).get_data(as_text=True)
            assert CANARY not in body, path
    assert CANARY in world.get("/questions", editor).get_data(as_text=True)
    for method, path, json in (
        ("POST", "/questions", SINGLE),
        ("PATCH", f"/questions/{made['id']}", {"version": 1, "stem": "改"}),
        ("POST", f"/questions/{made['id']}/retire", None),
        ("POST", f"/questions/{made['id']}/restore", None),
        ("POST", "/question-categories", {"id": "food", "name": "饮食"}),
        ("PATCH", "/question-categories/geography", {"name": "改"}),
    ):
        assert world.call(method, path, resident, json).status_code == 403
        assert world.call(method, path, None, json).status_code == 401
