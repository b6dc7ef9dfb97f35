import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from backend.core.errors import ConflictError, InvalidError
from backend.core.transaction import reading, transaction
from backend.signups import waiting_list
from backend.signups.form import FormField, FormOption, check_answers, save_form
from models.event import Event, EventOption
from tests.invariants import broken_rules
from tests.world import World

MEALS = [{"key": "rice", "label": "米饭", "limit": 2}, {"key": "noodles", "label": "面条"}]
MEAL: dict[str, Any] = {"key": "meal", "kind": "one_of", "label": "想吃什么", "options": MEALS, "required": True}
TOYS: dict[str, Any] = {
    "key": "toys",
    "kind": "many_of",
    "label": "想带什么",
    "options": [{"key": "ball", "label": "球", "limit": 1}, {"key": "rope", "label": "跳绳", "limit": 1}],
}


def question(kind: str, **more: Any) -> FormField:
    return FormField(key="q", kind=kind, label="问题", **more)  # type: ignore[arg-type]


CHOICES = {"options": [FormOption(key="a", label="甲"), FormOption(key="b", label="乙")]}


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("short_text", ["好", "x" * 60, "👵🏽"], [1, "x" * 61, ["a"], "a\x00", True]),
        ("long_text", ["x" * 1000, "第一行\n第二行"], ["x" * 1001, {}, "\x1b[0m"]),
        ("number", [0, -3, 2.5], ["1", True, 1e13, float("inf"), float("nan"), 10**400]),
        ("one_of", ["a"], ["c", ["a"], 1, {}]),
        ("many_of", [["a"], ["b", "a"]], ["a", ["a", "a"], ["c"], [1], [["a"]]]),
        ("date", ["2026-11-23"], ["2026-02-30", "23.11.2026", "20261123", 20261123]),
        ("phone", ["13800001111", "+8685912345"], ["abc", "1", 13800001111, "138 0000 1111"]),
        ("yes_no", [True, False], ["yes", 1, 0]),
        ("consent", [True, False], ["true", 1]),
    ],
)
def test_answers_fit_their_question(kind: str, good: list[Any], bad: list[Any]) -> None:
    field = question(kind, **(CHOICES if kind in {"one_of", "many_of"} else {}))
    for value in good:
        assert check_answers([field], {"q": value}) == {"q": value}
    for value in bad:
        with pytest.raises(InvalidError) as caught:
            check_answers([field], {"q": value})
        assert list(caught.value.fields) == ["answers.q"]


def test_answers_required_and_unknown_are_named_together() -> None:
    fields = [question("consent", required=True), FormField(key="name", kind="short_text", label="称呼", required=True)]
    with pytest.raises(InvalidError) as caught:
        check_answers(fields, {"q": False, "extra": 1})
    assert caught.value.fields == {
        "answers.extra": ["unknown_question"],
        "answers.name": ["missing"],
        "answers.q": ["consent_needed"],
    }


@given(
    st.dictionaries(
        st.text(max_size=5),
        st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=5),
    )
)
def test_answers_of_any_shape_are_kept_or_named(answers: dict[str, Any]) -> None:
    fields = [question("number"), FormField(key="a", kind="many_of", label="选择", options=CHOICES["options"])]
    try:
        kept = check_answers(fields, answers)
    except InvalidError as exc:
        kept, named = {}, exc.fields
    else:
        named = {}
    assert kept.keys() <= {"q", "a"}
    assert all(name.startswith("answers.") for name in named)


@pytest.mark.parametrize(
    "field",
    [
        {"kind": "one_of"},
        {"kind": "short_text", "options": MEALS},
        {"kind": "one_of", "options": [MEALS[0], MEALS[0]]},
        {"kind": "photo"},
        {"kind": "short_text", "label": ""},
    ],
    ids=str,
)
def test_form_questions_that_make_no_sense_are_refused(field: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        FormField.model_validate({"key": "q", "label": "问题"} | field)


def test_form_limited_option_is_given_out_only_so_often(world: World) -> None:
    event = world.event(form=[MEAL])
    people = world.people(4)
    wish = {"answers": {"meal": "rice"}}
    ids = [world.post(f"/events/{event}/signups", person, wish).json["id"] for person in people[:2]]
    refused = world.post(f"/events/{event}/signups", people[2], wish)
    assert (refused.status_code, refused.json["code"]) == (409, "option_full")
    assert refused.json["fields"] == {"answers.meal": ["option_full"]}
    assert world.post(f"/events/{event}/signups", people[2], {"answers": {"meal": "noodles"}}).status_code == 201
    assert world.delete(f"/signups/{ids[0]}", people[0]).status_code == 204
    assert world.post(f"/events/{event}/signups", people[3], wish).status_code == 201
    assert broken_rules(event) == []


def test_form_changed_answers_move_the_option(world: World) -> None:
    event = world.event(form=[MEAL, TOYS])
    first, second = world.people(2)
    mine = world.post(f"/events/{event}/signups", first, {"answers": {"meal": "rice", "toys": ["ball", "rope"]}}).json
    other = world.post(f"/events/{event}/signups", second, {"answers": {"meal": "rice"}}).json
    taken = world.patch(f"/signups/{other['id']}", second, {"answers": {"meal": "rice", "toys": ["ball"]}})
    assert taken.json["fields"] == {"answers.toys": ["option_full"]}
    assert world.get(f"/signups/{other['id']}", second).json["answers"] == {"meal": "rice"}
    assert world.patch(f"/signups/{mine['id']}", first, {"answers": {"meal": "noodles"}}).status_code == 200
    assert (
        world.patch(f"/signups/{other['id']}", second, {"answers": {"meal": "rice", "toys": ["ball"]}}).status_code
        == 200
    )
    assert broken_rules(event) == []


def test_form_options_of_a_refused_sign_up_stay_free(world: World) -> None:
    event = world.event(capacity=1, waiting_max=0, form=[TOYS])
    first, second = world.people(2)
    world.post(f"/events/{event}/signups", first, {})
    assert world.post(f"/events/{event}/signups", second, {"answers": {"toys": ["ball"]}}).json["code"] == "event_full"
    with reading() as connection:
        assert connection.execute(sa.select(sa.func.sum(EventOption.taken))).scalar_one() == 0


def test_form_limited_option_is_not_given_out_twice_at_once(world: World) -> None:
    people = world.people(8)
    for _ in range(5):
        event = world.event(capacity=100, form=[TOYS])
        start = threading.Barrier(len(people))

        def sign_up(person: Any, event: str = event, start: threading.Barrier = start) -> int:
            client = world.app.test_client()
            start.wait(timeout=10)
            return client.post(
                f"/api/v1/events/{event}/signups",
                json={"answers": {"toys": ["ball", "rope"]}},
                headers={"Authorization": f"Bearer {person.token}"},
            ).status_code

        with ThreadPoolExecutor(len(people)) as pool:
            assert sorted(pool.map(sign_up, people)) == [201] + [409] * 7
        assert broken_rules(event) == []


def change_form(event_id: str, fields: list[dict[str, Any]]) -> None:
    with transaction() as session:
        quota = waiting_list.lock_quota(session, event_id)
        save_form(session, session.get_one(Event, event_id), quota, [FormField.model_validate(f) for f in fields])


def test_form_new_version_leaves_old_answers_readable(world: World) -> None:
    event = world.event(form=[MEAL])
    first, second = world.people(2)
    old = world.post(f"/events/{event}/signups", first, {"answers": {"meal": "rice"}, "form_version": 1}).json
    change_form(event, [TOYS])
    assert world.get(f"/signups/{old['id']}", first).json["answers"] == {"meal": "rice"}
    stale = world.post(f"/events/{event}/signups", second, {"answers": {"meal": "rice"}, "form_version": 1})
    assert (stale.status_code, stale.json["code"]) == (409, "form_changed")
    fresh = world.post(f"/events/{event}/signups", second, {"answers": {"toys": ["ball"]}, "form_version": 2})
    assert fresh.json["form_version"] == 2
    assert world.delete(f"/signups/{old['id']}", first).status_code == 204
    assert broken_rules(event) == []


def test_form_limit_may_not_fall_below_what_is_taken(world: World) -> None:
    event = world.event(form=[MEAL])
    for person in world.people(2):
        world.post(f"/events/{event}/signups", person, {"answers": {"meal": "rice"}})
    with pytest.raises(ConflictError) as caught:
        change_form(event, [MEAL | {"options": [{"key": "rice", "label": "米饭", "limit": 1}]}])
    assert caught.value.code == "option_limit_below_taken"
    assert broken_rules(event) == []
