"""Does every failure reach the client with the same four keys, and say nothing of the inside?"""

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from backend.app import create_app
from backend.config import Settings
from backend.core.transaction import transaction
from tests.world import API, CITY, Person, World

FOUR_KEYS = {"code", "message", "fields", "request_id"}


def problem(answer: TestResponse) -> dict[str, Any]:
    """Return the body of a failure after checking its shape."""
    assert answer.content_type == "application/json"
    body = json.loads(answer.data)
    assert set(body) == FOUR_KEYS
    assert isinstance(body["code"], str)
    assert body["code"] == body["code"].lower()
    assert any("\u4e00" <= letter <= "\u9fff" for letter in body["message"]), "a sentence for people"
    assert all(isinstance(reasons, list) for reasons in body["fields"].values())
    assert body["request_id"] == answer.headers["X-Request-Id"]
    return body  # type: ignore[no-any-return]


def send(world: World, who: Person | None = None, **how: Any) -> TestResponse:
    headers = dict(how.pop("headers", {}))
    if who is not None:
        headers["Authorization"] = f"Bearer {who.token}"
    return world.client.open(API + how.pop("path", "/me"), headers=headers, **how)


KEY = "Idempotency-Key"
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("how", "status", "code"),
    [
        ({"method": "PATCH", "data": '{"nickname": ', "headers": JSON}, 400, "malformed_json"),
        ({"method": "PATCH", "data": b'{"nickname": "\xff\xfe"}', "headers": JSON}, 400, "malformed_json"),
        ({"method": "PATCH", "data": '{"nickname": "\\ud800"}', "headers": JSON}, 400, "malformed_json"),
        ({"method": "PATCH", "data": "[" * 100_000, "headers": JSON}, 400, "malformed_json"),
        ({"method": "PATCH", "data": '{"a":' * 100_000, "headers": JSON}, 400, "malformed_json"),
        ({"method": "PATCH", "data": "NaN", "headers": JSON}, 422, "invalid_fields"),
        ({"method": "PATCH", "data": "[]", "headers": JSON}, 422, "invalid_fields"),
        ({"method": "PATCH", "data": "null", "headers": JSON}, 422, "invalid_fields"),
        ({"path": "/nowhere"}, 404, "not_found"),
        ({"path": "/events/not-an-id"}, 404, "not_found"),
        ({"path": "/events/01M858TZ2AVJ4952HT9295S01H\x00"}, 404, "not_found"),
        ({"path": "/%00%ff%fe"}, 404, "not_found"),
        ({"method": "DELETE", "path": "/login"}, 405, "method_not_allowed"),
        ({"method": "PATCH", "data": "x" * 10_000_000, "headers": JSON}, 413, "too_large"),
        ({"method": "PATCH", "data": '{"nickname": "a"}', "headers": {"Content-Type": "text/plain"}}, 415, None),
        ({"method": "PATCH", "data": {"nickname": "a"}}, 415, None),
        ({"method": "PATCH", "json": {"nickname": 7}}, 422, "invalid_fields"),
        ({"method": "PATCH", "json": {"nickname": 10**400}}, 422, "invalid_fields"),
        ({"method": "PATCH", "json": {"nickname": "a\x00b"}}, 422, "invalid_fields"),
        ({"method": "PATCH", "json": {"nickname": "a" * 21}}, 422, "invalid_fields"),
        ({"method": "PATCH", "json": {"unknown": 1}}, 422, "invalid_fields"),
        ({"method": "PATCH", "json": {"home_region_code": "５２２３０１００１００１"}}, 422, "invalid_fields"),
        ({"path": "/me/signups?limit=101"}, 422, "invalid_fields"),
        ({"path": "/me/signups?limit=1e99"}, 422, "invalid_fields"),
        ({"path": "/me/signups?limit=" + "9" * 5000}, 422, "invalid_fields"),
        ({"path": "/me/signups?cursor=%00"}, 422, "invalid_fields"),
        ({"path": "/me/signups?cursor=%ff%fe"}, 422, "invalid_fields"),
        ({"path": "/me/signups?unknown=1"}, 422, "invalid_fields"),
        (
            {"method": "PATCH", "json": {}, "headers": {"Idempotency-Key": "with space"}},
            422,
            "idempotency_key_malformed",
        ),
        ({"method": "PATCH", "json": {}, "headers": {"Idempotency-Key": "x" * 65}}, 422, "idempotency_key_malformed"),
    ],
)
def test_bad_request_gets_the_four_keys(how: dict[str, Any], status: int, code: str | None, world: World) -> None:
    answer = send(world, world.resident(), **dict(how))
    body = problem(answer)
    assert (answer.status_code, body["code"]) == (status, code or "unsupported_media_type")
    assert (status == 422) == bool(body["fields"])


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer ", "Basic abc", "Bearer " + "x" * 201, "Bearer wrong", "Bearer wr ong", "Bearer \x80\xff", "x"],
)
def test_bad_token_is_401(header: str, world: World) -> None:
    answer = send(world, headers={"Authorization": header})
    assert answer.status_code == 401
    assert problem(answer)["code"] in {"login_needed", "session_ended"}


def test_no_token_is_401(world: World) -> None:
    answer = send(world)
    assert (answer.status_code, problem(answer)["code"]) == (401, "login_needed")


def test_no_right_is_403(world: World) -> None:
    answer = send(world, world.resident(), path="/grants")
    assert (answer.status_code, problem(answer)["code"]) == (403, "not_allowed")


def test_conflict_is_409(world: World) -> None:
    person, event_id = world.resident(), world.event(3)
    sent = [world.post(f"/events/{event_id}/signups", person, {"party": [], "answers": {}}) for _ in range(2)]
    assert sent[1].status_code == 409
    problem(sent[1])


def test_every_field_that_is_wrong_is_named(world: World) -> None:
    answer = send(world, world.resident(), method="PATCH", json={"nickname": "", "text_size": "huge", "x": 1})
    fields = problem(answer)["fields"]
    assert fields == {"nickname": ["string_too_short"], "text_size": ["literal_error"], "x": ["extra_forbidden"]}


def test_emoji_and_rare_characters_are_text(world: World) -> None:
    person = world.resident()
    for nickname in ("👨‍👩‍👧‍👦一家", "𠮷野家", "ئالىم", "ག་པ་"):
        assert world.patch("/me", person, {"nickname": nickname}).json["nickname"] == nickname


def test_wrong_method_names_the_right_ones(world: World) -> None:
    assert "POST" in send(world, path="/login", method="DELETE").headers["Allow"]


def test_request_id_of_the_client_is_kept_if_it_is_plain(world: World) -> None:
    assert send(world, headers={"X-Request-Id": "phone-7"}).headers["X-Request-Id"] == "phone-7"
    for strange in ("a b", "x" * 65, '"}', "<script>"):
        assert send(world, headers={"X-Request-Id": strange}).headers["X-Request-Id"] != strange


@pytest.fixture
def broken_app(tmp_path: Path) -> Flask:
    """The application on a database without any table."""
    return create_app(Settings(env="test", data_dir=tmp_path, log_level="ERROR"))


def test_what_nobody_expected_is_500_and_says_nothing_of_the_inside(broken_app: Flask) -> None:
    answer = broken_app.test_client().get(f"{API}/me", headers={"Authorization": "Bearer abc"})
    body = problem(answer)
    assert (answer.status_code, body["code"]) == (500, "internal_error")
    assert "no such table" not in answer.text


def test_not_ready_is_503(broken_app: Flask) -> None:
    answer = broken_app.test_client().get("/readyz")
    assert (answer.status_code, answer.json["status"]) == (503, "not_ready")


def test_ready_with_a_newer_schema_but_not_with_an_older_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(world.app.extensions, "older_migrations", frozenset({"0000"}))
    for version, status in (("0000", 503), ("9999", 200), ("0001", 200)):
        with transaction() as session:
            session.execute(sa.text("update alembic_version set version_num = :version"), {"version": version})
        assert world.client.get("/readyz").status_code == status


def test_healthy_and_ready(world: World) -> None:
    assert world.client.get("/healthz").json == {"status": "ok"}
    ready = world.client.get("/readyz")
    assert (ready.status_code, ready.json) == (200, {"status": "ok", "checks": {"database": "ok"}})


def test_nobody_changes_anything_by_a_refused_request(world: World) -> None:
    admin = world.staff("city_admin", CITY)
    before = world.get("/me", admin).json
    for body in ({"nickname": "新", "x": 1}, {"nickname": "新", "home_region_code": "522399"}, {"nickname": None}):
        assert world.patch("/me", admin, body).status_code == 422
    assert world.get("/me", admin).json == before
