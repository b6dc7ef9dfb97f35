"""Can the demo city's quizzes be taken at once?"""

from flask import Flask

from backend.demo import people
from backend.demo.quizzes import CONTEST, FULL, PRACTICE
from tests.backend.quizzes.taking import save, start, submit
from tests.conftest import MovableClock
from tests.world import World


def test_contest_and_practice_are_open(app: Flask, time_stands: MovableClock) -> None:
    for _ in range(2):
        result = app.test_cli_runner().invoke(args=["demo", "load"])
        assert result.exit_code == 0, result.output
    assert "答题：新增 0 个" in result.output
    world = World.__new__(World)
    world.app, world.client = app, app.test_client()
    [who] = world.people(1, home=people.COMMUNITY)
    shown = {item["title"]: item for item in world.get("/quizzes", who).json["items"]}
    assert {item["state"] for item in shown.values()} == {"open"}
    assert set(shown) == {CONTEST["title"], PRACTICE["title"]}
    for title, questions in ((CONTEST["title"], 20), (PRACTICE["title"], 10)):
        quiz = world.get(f"/quizzes/{shown[title]['id']}", who).json
        assert (quiz["questions"], quiz["full"]) == (questions, FULL)
        attempt = start(world, quiz["id"], who).json
        assert len(attempt["items"]) == questions
        first = attempt["items"][0]
        saved = save(world, attempt["id"], who, 1, [first["options"][0]["id"]]).json
        assert (saved["key"] is None) == (quiz["mode"] == "contest")
        assert submit(world, attempt["id"], who).json["full"] == FULL
