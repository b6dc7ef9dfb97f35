"""What happens to what a phone should not send?"""

from typing import Any

import pytest
from flask import Flask

from backend.quizzes import pool, sheets
from models.ids import new_id
from tests.backend.quizzes.taking import bank, published, right_options, save, start, submit
from tests.world import World


@pytest.fixture(autouse=True)
def _fresh(app: Flask) -> None:
    pool.forget()
    sheets.forget()


@pytest.mark.parametrize(
    "forged",
    [
        {"score": 1600},
        {"state": "final"},
        {"started_at": "2026-01-01T00:00:00Z"},
        {"deadline": "2030-01-01T00:00:00Z"},
        {"user_id": "01ARZ3NDEKTSV4RRFFQ69G5FAV"},
        {"paper": [[0, [0, 1, 2, 3]]]},
    ],
)
def test_phone_says_nothing_about_score_time_or_state(world: World, forged: dict[str, Any]) -> None:
    bank()
    quiz, who = published(world), world.resident()
    assert start(world, quiz, who, **forged).json["fields"] == {next(iter(forged)): ["extra_forbidden"]}
    attempt = start(world, quiz, who).json
    body = {"options": [], "seq": 1} | forged
    assert world.call("PUT", f"/attempts/{attempt['id']}/answers/1", who, body).status_code == 422
    assert submit(world, attempt["id"], who).json["score"] == 0


def test_score_sent_with_the_submit_counts_for_nothing(world: World) -> None:
    bank()
    quiz, who = published(world), world.resident()
    attempt = start(world, quiz, who).json
    sent = world.post(f"/attempts/{attempt['id']}/submit", who, {"score": 1600, "finished_at": "2020-01-01T00:00:00Z"})
    assert (sent.status_code, sent.json["score"]) == (200, 0)


def test_options_of_other_papers_and_items(world: World) -> None:
    bank()
    quiz, who, other = published(world), world.resident(), world.resident()
    attempt, theirs = start(world, quiz, who).json, start(world, quiz, other).json
    first, second = attempt["items"][:2]
    for options, problem in (
        (right_options(theirs["items"][0]), "unknown"),
        (right_options(second), "unknown"),
        (["AAAAAAAA"], "unknown"),
        ([option["id"] for option in first["options"]][:2], "too_many"),
        ([first["options"][0]["id"]] * 2, "repeated"),
    ):
        refused = save(world, attempt["id"], who, 1, options)
        assert (refused.status_code, refused.json["fields"]) == (422, {"options": [problem]})
    truth = attempt["items"][6]
    assert save(world, attempt["id"], who, 7, [o["id"] for o in truth["options"]]).status_code == 422
    several = attempt["items"][3]
    assert save(world, attempt["id"], who, 4, [o["id"] for o in several["options"]]).status_code == 200
    ids = [option["id"] for one in (attempt, theirs) for item in one["items"] for option in item["options"]]
    assert len(set(ids)) == len(ids)


def test_other_peoples_attempts_are_not_there(world: World) -> None:
    bank()
    quiz, who, other = published(world), world.resident(), world.resident()
    attempt = start(world, quiz, who).json
    item = attempt["items"][0]
    assert world.get(f"/attempts/{attempt['id']}", other).status_code == 404
    assert world.get(f"/attempts/{attempt['id']}/review", other).status_code == 404
    assert save(world, attempt["id"], other, 1, right_options(item)).status_code == 404
    assert submit(world, attempt["id"], other).status_code == 404
    assert submit(world, new_id(), who).status_code == 404
    assert world.get(f"/attempts/{attempt['id']}").status_code == 401


@pytest.mark.parametrize("item", [0, 8, 99_999_999_999])
def test_items_that_the_paper_does_not_have(world: World, item: int) -> None:
    bank()
    quiz, who = published(world), world.resident()
    attempt = start(world, quiz, who).json
    assert save(world, attempt["id"], who, item, []).status_code == 404


@pytest.mark.parametrize("seq", [0, -1, 2**31, "1", 1.5, None, True])
def test_sequences_that_are_none(world: World, seq: Any) -> None:
    bank()
    quiz, who = published(world), world.resident()
    attempt = start(world, quiz, who).json
    assert save(world, attempt["id"], who, 1, [], seq=seq).status_code == 422


def test_unknown_organisation(world: World) -> None:
    bank()
    quiz, who = published(world), world.resident()
    refused = start(world, quiz, who, organisation_id=new_id())
    assert (refused.status_code, refused.json["fields"]) == (422, {"organisation_id": ["unknown"]})
    assert start(world, quiz, who).status_code == 201
