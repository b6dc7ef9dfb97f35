"""Does a write that is sent again happen once, and get the same answer, also when all come at once?"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from backend.core.transaction import reading
from models.audit import AuditEntry
from models.outbox import IdempotentAnswer
from tests.world import API, COMMUNITY, Person, World

Body = dict[str, object]


def at_once(app: Flask, count: int, who: Person, path: str, bodies: list[Body], key: str) -> list[TestResponse]:
    """Send the same key from many threads, all let go at the same moment."""
    start = Barrier(count)

    def send(turn: int) -> TestResponse:
        headers = {"Authorization": f"Bearer {who.token}", "Idempotency-Key": key}
        client = app.test_client()
        start.wait(10)
        return client.post(API + path, json=bodies[turn % len(bodies)], headers=headers)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(send, range(count)))


def audit_rows() -> int:
    with reading() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(AuditEntry)).scalar_one()


def test_ten_at_once_have_one_effect_and_one_answer(world: World) -> None:
    worker = world.staff("community_worker", COMMUNITY)
    body: Body = {"nickname": "王奶奶", "home_region_code": COMMUNITY}
    before = audit_rows()
    answers = at_once(world.app, 10, worker, "/residents", [body], "same")
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.data for answer in answers}) == 1
    assert audit_rows() - before == 1
    assert sum("Idempotency-Replayed" in answer.headers for answer in answers) == 9


def test_three_without_a_key_have_three_effects(world: World) -> None:
    """What the key protects from."""
    worker = world.staff("community_worker", COMMUNITY)
    before = audit_rows()
    for _ in range(3):
        world.post("/residents", worker, {"nickname": "王奶奶", "home_region_code": COMMUNITY})
    assert audit_rows() - before == 3


def test_ten_sign_ups_at_once_with_one_key_take_one_place(world: World) -> None:
    person, event_id = world.resident(), world.event(20)
    answers = at_once(world.app, 10, person, f"/events/{event_id}/signups", [{"party": [], "answers": {}}], "one")
    assert len({(answer.status_code, answer.data) for answer in answers}) == 1
    assert answers[0].status_code < 300
    assert world.get(f"/events/{event_id}").json["taken"] == 1


def test_two_bodies_at_once_under_one_key_have_one_effect(world: World) -> None:
    worker = world.staff("community_worker", COMMUNITY)
    bodies: list[Body] = [{"nickname": name, "home_region_code": COMMUNITY} for name in ("王", "李")]
    before = audit_rows()
    answers = at_once(world.app, 10, worker, "/residents", bodies, "k")
    assert sorted(answer.status_code for answer in answers) == [201] * 5 + [422] * 5
    assert {a.json["code"] for a in answers if a.status_code == 422} == {"idempotency_key_reused"}
    assert audit_rows() - before == 1


def test_same_key_of_another_person_is_another_key(world: World) -> None:
    first, second = world.resident("甲"), world.resident("乙")
    assert world.patch("/me", first, {"nickname": "丙"}, Idempotency_Key="k").json["id"] == first.id
    assert world.patch("/me", second, {"nickname": "丙"}, Idempotency_Key="k").json["id"] == second.id


def test_same_key_for_another_operation_is_refused(world: World) -> None:
    person = world.resident()
    assert world.patch("/me", person, {"nickname": "甲"}, Idempotency_Key="k").status_code == 200
    others = [("PATCH", "/me", {"nickname": "乙"}), ("POST", "/logout", None), ("POST", "/logout", {"nickname": "甲"})]
    for method, path, body in others:
        other = world.call(method, path, person, body, Idempotency_Key="k")
        assert (other.status_code, other.json["code"]) == (422, "idempotency_key_reused")


def test_refusal_is_not_kept(world: World) -> None:
    """A request that failed changed nothing: with the same key it may succeed later."""
    person = world.resident()
    assert world.patch("/me", person, {"home_region_code": "522301001999"}, Idempotency_Key="k").status_code == 422
    with reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(IdempotentAnswer)).scalar_one() == 0
    assert world.patch("/me", person, {"nickname": "甲"}, Idempotency_Key="k").status_code == 200


def test_kept_answer_looks_like_the_first(world: World) -> None:
    person = world.resident()
    first, again = (world.patch("/me", person, {"nickname": "甲"}, Idempotency_Key="k") for _ in range(2))
    assert (again.status_code, again.data, again.content_type) == (first.status_code, first.data, first.content_type)
    assert again.headers["Idempotency-Replayed"] == "true"


def test_kept_answer_without_a_body_looks_like_the_first(world: World) -> None:
    person = world.resident()
    second = world.post("/logout", person, Idempotency_Key="k")
    assert (second.status_code, second.data, second.content_type) == (204, b"", None)
