from tests.world import COMMUNITY, COUNTY, World


def test_profile_shows_the_own_person_and_rights(world: World) -> None:
    worker = world.staff("county_admin", COUNTY)
    body = world.get("/me", worker).json
    assert body["id"] == worker.id
    assert body["home_region_code"] == COMMUNITY
    assert [(g["role"], g["region_code"]) for g in body["grants"]] == [("county_admin", COUNTY)]


def test_profile_changes_only_what_is_named(world: World) -> None:
    person = world.resident("王小明")
    answer = world.patch("/me", person, {"text_size": "large"})
    assert answer.status_code == 200
    assert (answer.json["nickname"], answer.json["text_size"]) == ("王小明", "large")


def test_profile_home_must_be_a_known_community(world: World) -> None:
    person = world.resident()
    for wrong in (COUNTY, "522301001999"):
        answer = world.patch("/me", person, {"home_region_code": wrong})
        assert (answer.status_code, answer.json["fields"]) == (422, {"home_region_code": ["not_a_community"]})


def test_profile_same_key_changes_once_and_answers_the_same(world: World) -> None:
    person = world.resident()
    first = world.patch("/me", person, {"nickname": "小明"}, Idempotency_Key="k1")
    world.patch("/me", person, {"nickname": "大明"})
    again = world.patch("/me", person, {"nickname": "小明"}, Idempotency_Key="k1")
    assert again.json == first.json
    assert world.get("/me", person).json["nickname"] == "大明"
    other = world.patch("/me", person, {"nickname": "老明"}, Idempotency_Key="k1")
    assert (other.status_code, other.json["code"]) == (422, "idempotency_key_reused")


def test_logout_ends_the_session(world: World) -> None:
    person = world.resident()
    assert world.post("/logout", person).status_code == 204
    assert world.get("/me", person).json["code"] == "session_ended"
