"""Is what everybody sees of quizzes kept for a moment, and what is the reader's own always fresh?"""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import pytest

from backend.core import list_memory
from backend.core.actor import Actor
from backend.quizzes import quiz_list
from backend.quizzes.schemas import QuizzesQuery
from tests.backend.quizzes.scene import add_attempt, add_quiz
from tests.backend.quizzes.taking import bank, practice, published, quiz_in, start, submit
from tests.conftest import NOON, MovableClock
from tests.statements import counted_statements
from tests.world import CITY, Person, World


@pytest.fixture
def kept(world: World) -> World:
    """A city with a bank, whose lists are kept for longer than any test takes."""
    bank()
    list_memory.configure(60)
    return world


def items(world: World, who: Person, **query: Any) -> list[dict[str, Any]]:
    words = "&".join(f"{name}={value}" for name, value in query.items())
    answer = world.get(f"/quizzes?{words}", who)
    assert answer.status_code == 200, answer.json
    found: list[dict[str, Any]] = answer.json["items"]
    return found


def tries(shown: Sequence[dict[str, Any]]) -> list[tuple[int | None, int | None]]:
    return [(item["tries_left"], item["tries_left_today"]) for item in shown]


def test_what_staff_do_shows_at_once_though_the_page_is_kept(kept: World) -> None:
    admin, who = kept.staff("city_admin", CITY), kept.resident()
    assert items(kept, who) == []
    draft = kept.post("/quizzes", admin, quiz_in()).json["id"]
    assert items(kept, who) == []
    kept.post(f"/quizzes/{draft}/publish", admin)
    assert [(item["id"], item["state"]) for item in items(kept, who)] == [(draft, "open")]
    kept.patch(f"/quizzes/{draft}", admin, {"title": "新题目", "rules_text": "新规则"})
    assert [(item["title"], item["rules_version"]) for item in items(kept, who)] == [("新题目", 2)]
    kept.post(f"/quizzes/{draft}/close", admin)
    assert items(kept, who) == []
    assert [item["id"] for item in items(kept, who, state="over")] == [draft]


def test_tries_are_the_readers_own_and_of_this_moment(kept: World, time_stands: MovableClock) -> None:
    first, second = kept.people(2)
    quiz = published(kept, tries_per_day=1, tries_in_all=2)
    assert tries(items(kept, first)) == tries(items(kept, second)) == [(2, 1)]
    attempt = start(kept, quiz, first).json["id"]
    assert tries(items(kept, first)) == [(1, 0)]
    assert tries(items(kept, second)) == [(2, 1)]
    submit(kept, attempt, first)
    time_stands.move(hours=14)  # the city's next day
    assert tries(items(kept, first)) == [(1, 1)]
    assert tries(items(kept, second)) == [(2, 1)]


def test_list_and_quiz_say_the_same(kept: World) -> None:
    who = kept.resident()
    free, quiz = practice(kept), published(kept, tries_per_day=None, tries_in_all=3)
    start(kept, quiz, who)
    shown = {item["id"]: item for item in items(kept, who)}
    assert tries(list(shown.values())) in ([(None, None), (2, 2)], [(2, 2), (None, None)])
    for each in (free, quiz):
        whole = kept.get(f"/quizzes/{each}", who).json
        assert shown[each] == {name: whole[name] for name in shown[each]}


def test_kept_page_costs_one_statement_and_none_where_nothing_is_limited(kept: World) -> None:
    who = kept.resident()
    costs = []
    for add in (practice, published):
        add(kept)
        items(kept, who)
        with counted_statements() as seen:
            items(kept, who)
        costs.append(len(seen))
    assert costs == [0, 1]


def test_page_of_more_quizzes_than_one_statement_asks_about(world: World, time_stands: MovableClock) -> None:
    who = world.resident()
    for number in range(45):
        add_attempt(add_quiz(tries_in_all=60), who.id, 0, day=NOON.date(), try_in_all=number + 1)
    assert sorted(left for left, _ in tries(items(world, who, limit=50))) == list(range(15, 60))


def test_many_who_ask_at_once_are_each_told_their_own(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever comes while the first asks waits, and they are asked for together, as many as a statement holds."""
    people = world.people(20)
    quiz = add_quiz(tries_in_all=60)
    for number, person in enumerate(people):
        for each in range(number):
            add_attempt(quiz, person.id, 0, try_of_day=each + 1, try_in_all=each + 1)
    asked: list[int] = []
    read = quiz_list._read_used

    def noted(**parameters: Any) -> list[Any]:
        asked.append(len({value for name, value in parameters.items() if name.startswith("user_")}))
        until = time.monotonic() + 10
        while len(asked) == 1 and sum(map(len, quiz_list._together._queues.values())) < len(people) - 1:
            assert time.monotonic() < until
            time.sleep(0.001)
        return read(**parameters)

    monkeypatch.setattr(quiz_list, "_read_used", noted)

    def left(person: Person) -> int:
        with world.app.app_context():
            actor = Actor(user_id=person.id, home_region_code=None, grants=(), session_hash="")
            [item] = orjson.loads(quiz_list.quizzes(QuizzesQuery(), actor=actor))["items"]
            return int(item["tries_left"])

    with ThreadPoolExecutor(len(people)) as pool:
        assert list(pool.map(left, people)) == [60 - number for number in range(len(people))]
    assert asked == [1, 8, 8, 3]
