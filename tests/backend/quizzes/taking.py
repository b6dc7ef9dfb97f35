"""What do tests of quizzes prepare? A bank whose right answers can be told by their texts, and quizzes on it."""

from datetime import timedelta
from typing import Any

from werkzeug.test import TestResponse

from backend.core.clock import now
from backend.core.transaction import transaction
from models.ids import new_id
from models.question import Question, QuestionCategory, QuestionVersion
from tests.world import CITY, Person, World

CANARY = "CANARY"
"""Stands in everything that nobody may see before it is time."""

QUOTA = [
    {"category": "law", "difficulty": "easy", "type": "single", "count": 3, "marks": 200},
    {"category": "law", "difficulty": "hard", "type": "multiple", "count": 2, "marks": 400},
    {"category": "map", "difficulty": "easy", "type": "true_false", "count": 2, "marks": 100},
]
FULL = 3 * 200 + 2 * 400 + 2 * 100


def bank(per_cell: int = 6) -> None:
    """Fill the bank: in each cell of the usual quota so many questions. Options that are right are called so."""
    with transaction() as session:
        session.add_all(
            QuestionCategory(id=name, name=word, position=1) for name, word in (("law", "法律"), ("map", "地理"))
        )
        session.flush()
        for cell in QUOTA:
            for number in range(per_cell):
                add_question(session, f"{cell['type'].replace('_', '-')}-{number}", **_kind(cell))


def _kind(cell: dict[str, Any]) -> dict[str, Any]:
    return {name: cell[name] for name in ("category", "difficulty", "type")}


def add_question(session: Any, code: str, *, version: int = 1, **kind: Any) -> None:
    """Add a question, or its next version."""
    question = Question(id=new_id(), code=code, version=version, created_at=now(), updated_at=now())
    session.add(question)
    session.flush()
    session.add(QuestionVersion(id=new_id(), question_id=question.id, version=version, **_said(code), **_by(kind)))


def _said(code: str) -> dict[str, Any]:
    return {
        "stem": f"问 {code}？",
        "source": f"{CANARY} source",
        "explanation": f"{CANARY} explanation",
        "made_at": now(),
    }


def _by(kind: dict[str, Any]) -> dict[str, Any]:
    right = {"single": "A", "multiple": "AB", "true_false": ""}[kind["type"]]
    options = [{"text": f"{'对' if c in right else '错'}的 {c}", "right": c in right} for c in "ABCD"]
    known = kind["type"] == "true_false"
    return kind | {"options": [] if known else options, "truth": True if known else None}


def quiz_in(**changes: Any) -> dict[str, Any]:
    """Return what staff send to make a contest that has been open for an hour and closes tomorrow."""
    return {
        "title": "石榴籽知识竞赛",
        "rules_text": "每人限时作答。",
        "region_code": CITY,
        "mode": "contest",
        "opens_at": _text(now() - timedelta(hours=1)),
        "closes_at": _text(now() + timedelta(days=1)),
        "time_limit": 600,
        "tries_per_day": 2,
        "tries_in_all": 3,
        "quota": QUOTA,
    } | changes


def _text(moment: Any) -> str:
    return str(moment.strftime("%Y-%m-%dT%H:%M:%SZ"))


def in_future(**step: float) -> str:
    """Return a moment from now, as a phone writes it."""
    return _text(now() + timedelta(**step))


def published(world: World, admin: Person | None = None, **changes: Any) -> str:
    """Make a quiz and publish it; return its id."""
    admin = admin or world.staff("city_admin", CITY)
    made = world.post("/quizzes", admin, quiz_in(**changes))
    assert made.status_code == 201, made.json
    quiz_id = str(made.json["id"])
    shown = world.post(f"/quizzes/{quiz_id}/publish", admin)
    assert shown.status_code == 200, shown.json
    return quiz_id


def practice(world: World, admin: Person | None = None, **changes: Any) -> str:
    free = {"mode": "practice", "time_limit": None, "tries_per_day": None, "tries_in_all": None}
    return published(world, admin, **(free | changes))


def start(world: World, quiz_id: str, who: Person, **body: Any) -> TestResponse:
    return world.post(f"/quizzes/{quiz_id}/attempts", who, {"rules_version": 1} | body)


def save(world: World, attempt_id: str, who: Person, item: int, options: list[str], seq: int = 1) -> TestResponse:
    path = f"/attempts/{attempt_id}/answers/{item}"
    return world.call("PUT", path, who, {"options": options, "seq": seq})


def submit(world: World, attempt_id: str, who: Person) -> TestResponse:
    return world.post(f"/attempts/{attempt_id}/submit", who)


def right_options(item: dict[str, Any]) -> list[str]:
    """Return the right options of an item as a phone shows it, by their texts."""
    return [option["id"] for option in item["options"] if option["text"].startswith("对")]


def wrong_options(item: dict[str, Any]) -> list[str]:
    return [option["id"] for option in item["options"] if option["text"].startswith("错")]


def answer_all(world: World, attempt: dict[str, Any], who: Person, *, wrong: int = 0) -> None:
    """Answer all items of an attempt, the first ones wrong."""
    for item in attempt["items"]:
        chosen = wrong_options(item)[:1] if item["item"] <= wrong else right_options(item)
        saved = save(world, attempt["id"], who, item["item"], chosen, seq=item["seq"] + 1)
        assert saved.status_code == 200, saved.json
