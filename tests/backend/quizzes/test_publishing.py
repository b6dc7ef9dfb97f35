"""Who may make a quiz, and what stays as it is once people take it?"""

import pytest
import sqlalchemy as sa
from flask import Flask

from backend.core.transaction import reading
from models.audit import AuditEntry
from models.quiz import QuizPool
from tests.backend.quizzes.taking import QUOTA, bank, in_future, practice, published, quiz_in, start, submit
from tests.conftest import MovableClock
from tests.world import CITY, COMMUNITY, COUNTY, OTHER_COUNTY, World


def test_draft_until_it_is_published(world: World) -> None:
    bank()
    admin, who = world.staff("county_admin", COUNTY), world.resident()
    made = world.post("/quizzes", admin, quiz_in(region_code=COUNTY))
    assert made.status_code == 201, made.json
    quiz = made.json["id"]
    assert (made.json["state"], made.json["rules_version"]) == ("draft", 1)
    assert made.json["review"]["while_open"] == ["score"]
    assert world.get(f"/quizzes/{quiz}", who).status_code == 404
    assert start(world, quiz, who).status_code == 404
    assert world.get("/quizzes", who).json["items"] == []
    assert world.get("/quizzes?state=draft", who).status_code == 403
    auditor, elsewhere = world.staff("auditor", CITY), world.staff("county_admin", OTHER_COUNTY)
    assert [item["id"] for item in world.get("/quizzes?state=draft", auditor).json["items"]] == [quiz]
    assert world.get("/quizzes?state=draft", elsewhere).json["items"] == []
    assert world.get(f"/quizzes/{quiz}/settings", elsewhere).status_code == 404
    changed = world.patch(f"/quizzes/{quiz}", admin, {"title": "新题目", "quota": QUOTA[:1], "time_limit": 60})
    assert changed.status_code == 200, changed.json
    assert world.post(f"/quizzes/{quiz}/publish", admin).json["state"] == "published"
    assert world.post(f"/quizzes/{quiz}/publish", admin).json["code"] == "wrong_state"
    shown = world.get(f"/quizzes/{quiz}", who).json
    assert (shown["title"], shown["questions"], shown["full"], shown["state"]) == ("新题目", 3, 600, "open")
    assert len(start(world, quiz, who).json["items"]) == 3
    with reading() as connection:
        actions = connection.scalars(sa.select(AuditEntry.action).where(AuditEntry.target_id == quiz)).all()
    assert sorted(actions) == ["quiz.change", "quiz.create", "quiz.publish"]


@pytest.mark.parametrize(
    ("role", "region", "status"),
    [
        ("city_admin", CITY, 201),
        ("county_admin", COUNTY, 201),
        ("county_admin", OTHER_COUNTY, 403),
        ("township_reviewer", COUNTY, 403),
        ("community_worker", COMMUNITY, 403),
        ("auditor", CITY, 403),
        (None, CITY, 403),
    ],
)
def test_who_may_make_a_quiz(world: World, role: str | None, region: str, status: int) -> None:
    person = world.staff(role, region) if role else world.resident()
    assert world.post("/quizzes", person, quiz_in(region_code=COUNTY)).status_code == status


def test_short_cells_are_named_with_what_lacks(world: World) -> None:
    bank(per_cell=2)
    admin = world.staff("city_admin", CITY)
    more = [*QUOTA, {"category": "tea", "difficulty": "hard", "type": "single", "count": 4, "marks": 100}]
    quiz = world.post("/quizzes", admin, quiz_in(quota=more)).json["id"]
    refused = world.post(f"/quizzes/{quiz}/publish", admin)
    assert (refused.status_code, refused.json["code"]) == (409, "bank_too_small")
    assert refused.json["fields"] == {"quota.0": ["lacks_1"], "quota.3": ["lacks_4"]}
    assert "法律·易·单选还缺 1 题" in refused.json["message"]
    with reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(QuizPool)) == 0
    assert world.patch(f"/quizzes/{quiz}", admin, {"quota": QUOTA[1:]}).status_code == 200
    assert world.post(f"/quizzes/{quiz}/publish", admin).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"quota": QUOTA[:1]},
        {"time_limit": 900},
        {"tries_per_day": 9},
        {"tries_in_all": None},
        {"cooldown": 5},
        {"grace": 9},
        {"multiple_scoring": "per_option"},
        {"review": {"during": [], "while_open": ["key"]}},
        {"opens_at": "2026-11-25T00:00:00Z"},
    ],
)
def test_published_paper_stays(world: World, change: dict[str, object]) -> None:
    bank()
    admin = world.staff("city_admin", CITY)
    quiz = published(world, admin)
    refused = world.patch(f"/quizzes/{quiz}", admin, change)
    assert (refused.status_code, refused.json["code"]) == (409, "fixed_after_publishing")
    assert list(refused.json["fields"]) == list(change)


def test_published_words_and_closing_may_change(world: World, time_stands: MovableClock) -> None:
    bank()
    admin, who = world.staff("city_admin", CITY), world.resident()
    quiz = published(world, admin)
    first = start(world, quiz, who).json
    words = {"title": "改名", "description": "新的说明", "closes_at": in_future(minutes=4), "time_limit": 600}
    changed = world.patch(f"/quizzes/{quiz}", admin, words)
    assert (changed.status_code, changed.json["rules_version"]) == (200, 1)
    assert world.get(f"/attempts/{first['id']}", who).json["seconds_left"] == 240
    assert start(world, quiz, world.resident()).json["seconds_left"] == 240
    assert world.patch(f"/quizzes/{quiz}", admin, {"rules_text": "新规则"}).json["rules_version"] == 2
    assert world.patch(f"/quizzes/{quiz}", admin, {"rules_text": "新规则"}).json["rules_version"] == 2
    refused = world.patch(f"/quizzes/{quiz}", admin, {"closes_at": in_future(minutes=-4)})
    assert refused.json["fields"] == {"closes_at": ["in_the_past"]}
    submit(world, first["id"], who)
    time_stands.move(minutes=5)
    assert world.patch(f"/quizzes/{quiz}", admin, {"closes_at": in_future(days=1)}).json["code"] == "wrong_state"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"time_limit": None}, "time_limit"),
        ({"closes_at": "2026-01-01T00:00:00Z"}, "closes_at"),
        ({"quota": [*QUOTA, QUOTA[0]]}, "quota"),
        ({"quota": [QUOTA[0] | {"count": 150}, QUOTA[1] | {"count": 100}]}, "quota"),
        ({"quota": []}, "quota"),
        ({"review": {"during": ["key"]}}, "review.during"),
        ({"review": {"during": ["answers"]}}, "review.during.0"),
        ({"region_code": "9999"}, "region_code"),
        ({"campaign_id": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}, "campaign_id"),
        ({"tries_in_all": 0}, "tries_in_all"),
        ({"state": "published"}, "state"),
    ],
)
def test_quiz_that_makes_no_sense(world: World, changes: dict[str, object], field: str) -> None:
    refused = world.post("/quizzes", world.staff("city_admin", CITY), quiz_in(**changes))
    assert refused.status_code in {403, 422}, refused.json
    assert field in (refused.json["fields"] or {"region_code"})


def test_pages_of_quizzes(world: World, time_stands: MovableClock) -> None:
    bank()
    admin, who = world.staff("city_admin", CITY), world.resident()
    soon = published(world, admin, opens_at=in_future(hours=3))
    free = practice(world, admin)
    over = published(world, admin, closes_at=in_future(minutes=1), opens_at=in_future(hours=-9))
    running = published(world, admin, opens_at=in_future(hours=-2))
    world.post("/quizzes", admin, quiz_in())
    time_stands.move(minutes=2)
    shown, cursor = [], ""
    while True:
        page = world.get(f"/quizzes?limit=1{cursor}", who).json
        shown += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert shown == [running, free, soon]
    for query, expected in (
        ("state=soon", [soon]),
        ("state=open", [running, free]),
        ("state=over", [over]),
        ("mode=practice", [free]),
    ):
        assert [item["id"] for item in world.get(f"/quizzes?{query}", who).json["items"]] == expected


def test_commands_publish_and_close(world: World, app: Flask) -> None:
    bank()
    quiz = world.post("/quizzes", world.staff("city_admin", CITY), quiz_in()).json["id"]
    runner = app.test_cli_runner()
    assert runner.invoke(args=["quizzes", "close", quiz]).exit_code == 1
    assert runner.invoke(args=["quizzes", "open", quiz]).output == "已发布。\n"
    assert runner.invoke(args=["quizzes", "open", quiz]).exit_code == 1
    assert runner.invoke(args=["quizzes", "close", quiz]).output == "已关闭。\n"
    assert world.get(f"/quizzes/{quiz}", world.resident()).json["state"] == "over"
