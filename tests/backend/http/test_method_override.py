"""Can a phone change something, though WeChat sends no PATCH?"""

from tests.world import World


def test_post_that_says_patch_changes(world: World) -> None:
    person = world.resident("王小明")
    answer = world.post("/me", person, {"nickname": "小明"}, X_HTTP_Method_Override="PATCH")
    assert answer.status_code == 200
    assert world.get("/me", person).json["nickname"] == "小明"


def test_plain_post_is_still_refused(world: World) -> None:
    assert world.post("/me", world.resident(), {"nickname": "小明"}).status_code == 405


def test_nothing_else_is_overridden(world: World) -> None:
    person, event_id = world.resident(), world.event(20)
    signup = world.post(f"/events/{event_id}/signups", person, {"party": [], "answers": {}}).json
    for method, said in (("POST", "DELETE"), ("GET", "PATCH"), ("POST", "delete")):
        world.call(method, f"/signups/{signup['id']}", person, None, X_HTTP_Method_Override=said)
    assert world.get(f"/signups/{signup['id']}", person).json["state"] == "confirmed"
