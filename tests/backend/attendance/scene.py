"""What do tests of checking in prepare?"""

from typing import Any

from werkzeug.test import TestResponse

from tests.world import Person, World


def sign_up(world: World, event: str, who: Person, *party: str) -> str:
    """Sign somebody up with those who are named; return the id."""
    answer = world.post(f"/events/{event}/signups", who, {"party": [{"label": label} for label in party]})
    assert answer.status_code == 201, answer.json
    return str(answer.json["id"])


def code_of(world: World, who: Person) -> str:
    """Return the code that somebody's phone shows now."""
    return str(world.get("/me/checkin-code", who).json["code"])


def check_in(world: World, event: str, who: Person, **body: Any) -> TestResponse:
    return world.post(f"/events/{event}/attendances", who, body)


def present(world: World, event: str, worker: Person) -> int:
    return int(world.get(f"/events/{event}/roster", worker).json["counts"]["present"])
