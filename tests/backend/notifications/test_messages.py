from datetime import timedelta

import pytest
import sqlalchemy as sa

from backend.core.clock import now
from backend.core.transaction import transaction
from models.base import db
from models.engine import READER
from models.ids import new_id
from models.message import Message
from tests.conftest import MovableClock
from tests.world import Person, World

FACTS = {"title": "社区包粽子", "starts_at": "2026-11-25T06:00:00Z", "venue": "文化广场", "seats": 2}


def tell(person: Person, count: int = 1) -> list[str]:
    """Put messages into an inbox; return their ids, newest first."""
    ids = sorted(new_id() for _ in range(count))
    with transaction() as session:
        for number, message_id in enumerate(ids):
            session.add(
                Message(
                    id=message_id,
                    user_id=person.id,
                    cause_id=new_id(),
                    kind="signup_confirmed",
                    facts=FACTS,
                    created_at=now() + timedelta(seconds=number),
                )
            )
    return ids[::-1]


def test_list_is_newest_first_page_by_page(world: World) -> None:
    person = world.resident()
    ids = tell(person, 5)
    tell(world.resident(), 2)
    first = world.get("/me/messages?limit=2", person).json
    second = world.get(f"/me/messages?limit=2&cursor={first['next_cursor']}", person).json
    third = world.get(f"/me/messages?limit=2&cursor={second['next_cursor']}", person).json
    assert [item["id"] for page in (first, second, third) for item in page["items"]] == ids
    assert third["next_cursor"] is None
    assert {page["unread"] for page in (first, second, third)} == {5}


def test_item_has_words_in_the_language_of_the_reader(world: World, time_stands: MovableClock) -> None:
    person = world.resident()
    (message_id,) = tell(person)
    (item,) = world.get("/me/messages", person).json["items"]
    assert item == {
        "id": message_id,
        "kind": "signup_confirmed",
        "title": "报名成功",
        "body": "您已报名“社区包粽子”，共 2 人。时间：11月25日（周三）14:00，地点：文化广场。"
        "期待与您相见！如果来不了，请提前取消，把名额留给邻居。",
        "event_id": None,
        "created_at": "2026-11-23T04:00:00Z",
        "read_at": None,
    }
    world.patch("/me", person, {"language": "en"})
    (item,) = world.get("/me/messages", person).json["items"]
    assert item["title"] == "You have a place"
    assert "2 people. Wed 25 Nov, 14:00, 文化广场." in item["body"]


def test_read_marks_those_named_and_counts_the_rest(world: World, time_stands: MovableClock) -> None:
    person = world.resident()
    newest, middle, oldest = tell(person, 3)
    answer = world.post("/me/messages/read", person, {"ids": [middle]})
    assert (answer.status_code, answer.json) == (200, {"unread": 2})
    time_stands.move(hours=1)
    assert world.post("/me/messages/read", person, {"up_to": middle}).json == {"unread": 1}
    listed = world.get("/me/messages?unread=true", person).json
    assert ([item["id"] for item in listed["items"]], listed["unread"]) == ([newest], 1)
    read_at = {item["id"]: item["read_at"] for item in world.get("/me/messages", person).json["items"]}
    assert read_at == {newest: None, middle: "2026-11-23T04:00:00Z", oldest: "2026-11-23T05:00:00Z"}


def test_read_of_somebody_elses_message_is_refused_and_changes_nothing(world: World) -> None:
    person, other = world.people(2)
    (mine,), (foreign,) = tell(person), tell(other)
    for ids in ([mine, foreign], [new_id()]):
        answer = world.post("/me/messages/read", person, {"ids": ids})
        assert (answer.status_code, answer.json["code"]) == (404, "not_found")
    world.post("/me/messages/read", person, {"up_to": foreign})
    assert world.get("/me/messages", other).json["unread"] == 1


def test_read_of_the_same_id_twice_is_one(world: World) -> None:
    person = world.resident()
    (mine,) = tell(person)
    assert world.post("/me/messages/read", person, {"ids": [mine, mine]}).json == {"unread": 0}


@pytest.mark.parametrize(
    "body", [{}, {"ids": []}, {"ids": ["x"]}, {"up_to": "x"}, {"ids": None}, {"ids": ["0" * 26], "up_to": "0" * 26}]
)
def test_read_without_a_clear_wish_is_refused(world: World, body: dict[str, object]) -> None:
    answer = world.post("/me/messages/read", world.resident(), body)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_fields")
    assert set(answer.json) == {"code", "message", "fields", "request_id"}


def test_messages_need_a_login(world: World) -> None:
    assert world.get("/me/messages").status_code == 401
    assert world.post("/me/messages/read", None, {"up_to": new_id()}).status_code == 401


def test_list_costs_the_same_for_one_and_for_three(world: World) -> None:
    counts = []
    for number in (1, 3):
        person = world.resident()
        tell(person, number)
        world.get("/me", person)  # the session is remembered from here on
        statements: list[str] = []

        def note(_c: object, _u: object, statement: str, *_rest: object, kept: list[str] = statements) -> None:
            kept.append(statement)

        for engine in (db.engine, db.engines[READER]):
            sa.event.listen(engine, "before_cursor_execute", note)
        assert len(world.get("/me/messages", person).json["items"]) == number
        for engine in (db.engine, db.engines[READER]):
            sa.event.remove(engine, "before_cursor_execute", note)
        counts.append(len(statements))
    assert counts == [2, 2]
