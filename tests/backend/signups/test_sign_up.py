import pytest

from tests.world import World


def test_sign_up_takes_places_for_the_whole_party(world: World) -> None:
    event = world.event(capacity=4)
    family = world.resident()
    answer = world.post(
        f"/events/{event}/signups", family, {"party": [{"label": "妈妈"}, {"label": "女儿", "child": True}]}
    )
    assert answer.status_code == 201, answer.json
    assert (answer.json["state"], answer.json["seats"], answer.json["position"]) == ("confirmed", 3, None)
    waiting = world.post(f"/events/{event}/signups", world.resident(), {"party": [{"label": "爸爸"}]})
    assert (waiting.json["state"], waiting.json["position"]) == ("waiting", 1)
    shown = world.get(f"/signups/{waiting.json['id']}", None)
    assert shown.status_code == 401


def test_sign_up_same_key_gives_the_same_answer(world: World) -> None:
    event = world.event(capacity=1)
    person = world.resident()
    first = world.post(f"/events/{event}/signups", person, {}, Idempotency_Key="a")
    again = world.post(f"/events/{event}/signups", person, {}, Idempotency_Key="a")
    assert first.status_code == again.status_code == 201
    assert first.data == again.data
    other = world.post(f"/events/{event}/signups", person, {"party": [{"label": "哥"}]}, Idempotency_Key="a")
    assert other.json["code"] == "idempotency_key_reused"
    assert world.post(f"/events/{event}/signups", person, {}).json["code"] == "already_signed_up"


@pytest.mark.parametrize("order", ["fit", "strict"])
def test_cancel_moves_up_by_the_order_of_the_event(world: World, order: str) -> None:
    event = world.event(capacity=2, waiting_order=order)
    one, two, pair, single = world.people(4)
    first = world.post(f"/events/{event}/signups", one, {})
    world.post(f"/events/{event}/signups", two, {})
    big = world.post(f"/events/{event}/signups", pair, {"party": [{"label": "姐姐"}]})
    small = world.post(f"/events/{event}/signups", single, {})
    assert (big.json["position"], small.json["position"]) == (1, 2)
    assert world.delete(f"/signups/{first.json['id']}", one).status_code == 204
    states = [world.get(f"/signups/{s.json['id']}", p).json["state"] for s, p in ((big, pair), (small, single))]
    assert states == (["waiting", "confirmed"] if order == "fit" else ["waiting", "waiting"])
