from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from backend.core.clock import now
from backend.core.transaction import reading, transaction
from backend.jobs.worker import work_off
from backend.notifications import tasks as handlers
from models.event import Event
from models.ids import new_id
from models.message import Message
from models.signup import Signup
from tests.backend.jobs.left import leave, news, signed_up
from tests.conftest import MovableClock
from tests.world import World


def messages() -> list[Any]:
    with reading() as connection:
        return list(connection.execute(sa.select(Message.__table__).order_by(Message.id)).all())


def set_signup(signup_id: str, **values: Any) -> None:
    with transaction() as session:
        session.execute(sa.update(Signup).where(Signup.id == signup_id).values(**values))


def set_event(event_id: str, **values: Any) -> None:
    with transaction() as session:
        session.execute(sa.update(Event).where(Event.id == event_id).values(**values))


def test_confirmed_keeps_facts_and_no_text(world: World, time_stands: MovableClock) -> None:
    person = world.resident()
    event = world.event(venue="文化广场")
    world.post(f"/events/{event}/signups", person, {"party": [{"label": "妈妈"}]})
    work_off()
    (message,) = messages()
    assert (message.user_id, message.kind, message.event_id) == (person.id, "signup_confirmed", event)
    assert message.facts == {
        "title": "社区包粽子",
        "starts_at": "2026-11-25T04:00:00Z",
        "venue": "文化广场",
        "seats": 2,
    }


def test_waiting_says_the_position(world: World) -> None:
    event = world.event(capacity=0)
    people = world.people(3)
    for person in people:
        world.post(f"/events/{event}/signups", person, {})
    work_off()
    assert [(m.kind, m.facts["position"]) for m in messages()] == [("signup_waiting", place) for place in (1, 2, 3)]


def test_offered_says_until_when(world: World, time_stands: MovableClock) -> None:
    (signup_id,) = signed_up(world.event(), [world.resident()], "offered", offered_until=now() + timedelta(hours=24))
    news([signup_id], "offered")
    work_off()
    assert messages()[0].facts["until"] == "2026-11-24T04:00:00Z"


def test_news_that_is_no_longer_true_is_not_told(world: World) -> None:
    event = world.event(capacity=None)
    confirmed, waiting, offered = (
        signed_up(event, [world.resident()], state, **extra)[0]
        for state, extra in (("confirmed", {}), ("waiting", {}), ("offered", {"offered_until": now()}))
    )
    news([confirmed], "confirmed")
    news([waiting], "waiting")
    news([offered], "offered")
    set_signup(confirmed, state="cancelled")
    set_signup(waiting, state="confirmed")
    set_signup(offered, state="confirmed", offered_until=None)
    news([new_id()], "confirmed")  # never was, or was erased
    assert work_off() == (4, 0)
    assert messages() == []


def test_news_of_a_cancelled_event_is_only_that_it_is_cancelled(world: World) -> None:
    event = world.event()
    news(signed_up(event, [world.resident()]))
    leave("notify_event_changed", event_id=event, changes={"venue": "文化广场"})
    set_event(event, state="cancelled", cancel_reason="天气不好")
    leave("notify_event_cancelled", event_id=event)
    assert work_off() == (3, 0)
    assert [(message.kind, message.facts["reason"]) for message in messages()] == [("event_cancelled", "天气不好")]


def test_cancelling_an_event_tells_every_live_signup_once(world: World) -> None:
    event = world.event(capacity=2)
    going, waiting, gone = world.people(3)
    worker = world.staff()
    for person in (going, gone, waiting):
        answer = world.post(f"/events/{event}/signups", person, {})
        if person is gone:
            world.delete(f"/signups/{answer.json['id']}", gone)
    signed_up(world.event(), [world.resident()])
    work_off()
    before = len(messages())
    answer = world.post(f"/events/{event}/cancel", worker, {"reason": "天气不好"})
    assert answer.status_code == 200, answer.json
    work_off()
    told = messages()[before:]
    assert sorted((m.user_id, m.kind) for m in told) == sorted((p.id, "event_cancelled") for p in (going, waiting))


def test_changing_an_event_tells_what_is_new(world: World) -> None:
    event = world.event()
    person = world.resident()
    world.post(f"/events/{event}/signups", person, {})
    work_off()
    answer = world.patch(f"/events/{event}", world.staff(), {"venue": "文化广场"})
    assert answer.status_code == 200, answer.json
    work_off()
    assert messages()[-1].facts["changes"] == {"venue": "文化广场"}


def test_change_is_not_told_to_those_who_signed_up_after_it(world: World, time_stands: MovableClock) -> None:
    event = world.event()
    before, after = world.people(2)
    signed_up(event, [before])
    leave("notify_event_changed", event_id=event, changes={"venue": "文化广场"})
    time_stands.move(minutes=2)
    signed_up(event, [after])
    work_off()
    assert [message.user_id for message in messages()] == [before.id]


def test_fan_out_done_twice_tells_each_person_once_over_all_chunks(world: World) -> None:
    event = world.event(capacity=None)
    people = world.people(1203)
    signed_up(event, people)
    cause = {"cause_id": new_id(), "caused_at": now()}
    for _ in range(2):
        handlers.notify_event_changed(**cause, event_id=event, changes={"venue": "文化广场"})
    assert sorted(message.user_id for message in messages()) == sorted(person.id for person in people)
    handlers.notify_event_changed(cause_id=new_id(), caused_at=now(), event_id=event, changes={"venue": "老地方"})
    assert len(messages()) == 2 * len(people)
