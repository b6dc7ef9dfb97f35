"""Is each part of a paper shown at exactly those moments that the quiz names, and no key a moment earlier?"""

from itertools import product
from typing import Any

import pytest
from flask import Flask

from backend.http.spec import API
from backend.quizzes import pool, sheets
from backend.quizzes.rules import MOMENTS, PARTS
from tests.backend.quizzes.taking import (
    CANARY,
    answer_all,
    bank,
    in_future,
    practice,
    published,
    right_options,
    save,
    start,
    submit,
)
from tests.conftest import MovableClock
from tests.world import CITY, Person, World

SHOWN_BY = {
    "score": {"score"},
    "own_answers": {"answer"},
    "right_wrong": {"right", "item_score"},
    "key": {"key"},
    "explanation": {"explanation", "source"},
}


@pytest.fixture(autouse=True)
def _fresh(app: Flask) -> None:
    pool.forget()
    sheets.forget()


def bring_to(world: World, clock: MovableClock, moment: str, attempt: str, who: Person) -> None:
    """Let an attempt be at one of the four moments."""
    if moment == "during":
        return
    submit(world, attempt, who)
    clock.move(minutes={"after_submit": 1, "while_open": 3, "after_close": 60}[moment])


def seen(review: dict[str, Any]) -> set[str]:
    """Return what a review shows."""
    found = {"score"} if review["score"] is not None else set()
    for item in review["items"]:
        named = item | {"item_score": item["score"]}
        found |= {name for name in ("answer", "right", "item_score", "key", "explanation", "source")
                  if named[name] is not None}  # fmt: skip
    return found


@pytest.mark.parametrize(("part", "moment"), list(product(PARTS, MOMENTS)))
def test_each_cell_of_the_matrix(world: World, time_stands: MovableClock, part: str, moment: str) -> None:
    bank()
    who = world.resident()
    only, all_but = {moment: [part]}, {m: [p for p in PARTS if (p, m) != (part, moment)] for m in MOMENTS}
    quizzes = [practice(world, review=review, closes_at=in_future(minutes=30)) for review in (only, all_but)]
    attempts = [start(world, quiz, who).json for quiz in quizzes]
    for attempt in attempts:
        answer_all(world, attempt, who, wrong=1)
    for attempt in attempts:
        bring_to(world, time_stands, moment, attempt["id"], who)
        review = world.get(f"/attempts/{attempt['id']}/review", who)
        assert review.status_code == 200, review.json
        assert review.json["moment"] == moment
        if attempt is attempts[0]:
            assert seen(review.json) == SHOWN_BY[part]
            assert review.json["review_allowed"] == [part]
        else:
            assert seen(review.json) == set().union(*SHOWN_BY.values()) - SHOWN_BY[part]
        if moment != "after_close":
            time_stands.move(minutes=-{"during": 0, "after_submit": 1, "while_open": 3}[moment])


def test_usual_contest_shows_the_key_when_nobody_can_answer_any_more(world: World, time_stands: MovableClock) -> None:
    bank()
    quiz, who = published(world, closes_at=in_future(minutes=20)), world.resident()
    attempt = start(world, quiz, who).json
    answer_all(world, attempt, who, wrong=1)
    submit(world, attempt["id"], who)
    time_stands.move(minutes=20, seconds=2)  # others still have their seconds of grace
    early = world.get(f"/attempts/{attempt['id']}/review", who).json
    assert (early["items"], early["review_allowed"]) == ([], ["score"])
    time_stands.move(seconds=1)
    review = world.get(f"/attempts/{attempt['id']}/review", who).json
    assert review["moment"] == "after_close"
    assert [set(item["key"]) for item in review["items"]] == [set(right_options(item)) for item in attempt["items"]]
    assert [item["right"] for item in review["items"]] == [False] + [True] * 6
    assert review["items"][0]["explanation"] == f"{CANARY} explanation"
    assert sum(item["score"] for item in review["items"]) == review["score"]


def test_early_closing_shows_the_key_after_the_grace(world: World, time_stands: MovableClock) -> None:
    bank()
    admin, who = world.staff("city_admin", CITY), world.resident()
    quiz = published(world, admin)
    attempt = start(world, quiz, who).json
    submit(world, attempt["id"], who)
    time_stands.move(minutes=1)
    world.post(f"/quizzes/{quiz}/close", admin)
    assert world.get(f"/attempts/{attempt['id']}/review", who).json["moment"] == "after_submit"
    time_stands.move(seconds=3)
    assert world.get(f"/attempts/{attempt['id']}/review", who).json["moment"] == "after_close"


def crawled(world: World, who: Person | None, things: dict[str, str]) -> dict[str, str]:
    """Read every address that can be read, with real ids in the paths; return the answers' texts."""
    texts = {}
    for rule in world.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or not str(rule).startswith(API):
            continue
        known = {name: things.get(name, "1" if name == "item" else "x") for name in rule.arguments}
        with world.app.test_request_context():
            try:
                path = world.app.url_map.bind("").build(rule.endpoint, known)
            except Exception:  # noqa: BLE001  # a path of other things, for which there is no id here
                continue
        if path.endswith("openapi.json"):
            continue
        texts[path] = world.get(path.removeprefix(API), who).get_data(as_text=True)
    return texts


def test_no_resident_is_told_a_key_before_its_time(world: World, time_stands: MovableClock) -> None:
    """Whatever is read, by whoever takes part: no canary, and nothing that is called like a key, but null."""
    bank()
    quiz, who, other = published(world), world.resident(), world.resident()
    begun = start(world, quiz, who)
    attempt = begun.json
    texts = {"start": begun.get_data(as_text=True)}
    saved = save(world, attempt["id"], who, 1, right_options(attempt["items"][0]))
    texts["save"] = saved.get_data(as_text=True)
    things = {"quiz_id": quiz, "attempt_id": attempt["id"]}
    for moment in ("open", "final"):
        for name, reader in (("who", who), ("other", other), ("nobody", None)):
            texts |= {f"{moment} {name} {path}": text for path, text in crawled(world, reader, things).items()}
        if moment == "open":
            texts["submit"] = submit(world, attempt["id"], who).get_data(as_text=True)
    assert sum(f"/attempts/{attempt['id']}" in path for path in texts) >= 12
    for path, text in texts.items():
        assert CANARY not in text, path
        for word in ('"key":[', '"right":true', '"right":false', '"truth":', '"explanation":"'):
            assert word not in text, path


def test_canary_is_found_where_it_may_be_told(world: World, time_stands: MovableClock) -> None:
    """The test above would notice."""
    bank()
    quiz, who = practice(world), world.resident()
    attempt = start(world, quiz, who).json
    saved = save(world, attempt["id"], who, 1, right_options(attempt["items"][0])).get_data(as_text=True)
    assert CANARY in saved
    assert '"right":true' in saved
