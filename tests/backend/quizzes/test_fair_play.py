"""What is flagged as odd, and does nothing follow from it by itself?"""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.core.transaction import reading, transaction
from backend.quizzes.fair_play import look_at_attempt
from models.quiz import QuizFlag
from models.user import User
from tests.backend.quizzes.scene import Scene, add_quiz, audited, counted, scene, void
from tests.conftest import NOON
from tests.statements import statements
from tests.world import CITY, OTHER_COUNTY

__all__ = ["scene"]


def account(scene: Scene, made_at: datetime) -> str:
    person = scene.world.resident().id
    with transaction() as session:
        session.get_one(User, person).created_at = made_at
    return person


def hand_in(scene: Scene, person: str, score: int = 10_000, duration: int = 60_000, **changes: Any) -> str:
    attempt = scene.finish(person, score, duration, **{"finished_at": NOON} | changes)
    look(attempt)
    return attempt


def look(attempt: str) -> None:
    look_at_attempt(cause_id=attempt, caused_at=NOON, attempt_id=attempt)


def flagged(kind: str) -> dict[str, Any]:
    """Return attempt -> facts."""
    with reading() as connection:
        rows = connection.execute(sa.select(QuizFlag.attempt_id, QuizFlag.facts).where(QuizFlag.kind == kind))
        return dict(rows.all())


@pytest.mark.parametrize(
    ("score", "duration", "odd"),
    [(10_000, 14_999, True), (9000, 14_999, True), (8999, 1000, False), (10_000, 15_000, False)],
)
def test_too_fast_is_who_needs_less_than_one_and_a_half_seconds(
    scene: Scene, score: int, duration: int, odd: bool
) -> None:
    attempt = hand_in(scene, account(scene, NOON - timedelta(days=30)), score, duration)
    facts = {"milliseconds_per_question": duration // 10, "questions": 10, "score": score}
    assert flagged("too_fast") == ({attempt: facts} if odd else {})
    look(attempt)
    assert len(flagged("too_fast")) == int(odd)


def test_new_account_is_flagged_at_its_first_full_score_only(scene: Scene) -> None:
    new = account(scene, NOON - timedelta(minutes=59))
    hand_in(scene, new, 9000)
    first = hand_in(scene, new)
    hand_in(scene, new, finished_at=NOON + timedelta(seconds=30))
    hand_in(scene, account(scene, NOON - timedelta(minutes=60)))
    assert flagged("new_account") == {first: {"account_minutes": 59}}


def test_burst_of_new_accounts_is_flagged_whole(scene: Scene) -> None:
    """The pattern seen elsewhere: new accounts, all right, within an hour. Each of them is flagged."""
    burst = [
        hand_in(
            scene,
            account(scene, NOON - timedelta(hours=2, minutes=number)),
            finished_at=NOON + timedelta(minutes=4 * number),
        )
        for number in range(14)
    ]
    old = [hand_in(scene, account(scene, NOON - timedelta(days=9))) for _ in range(3)]
    low = hand_in(scene, account(scene, NOON - timedelta(hours=2)), 9900)
    found = flagged("perfect_run")
    assert set(found) == set(burst)
    assert not {*old, low} & set(found)
    assert all(facts["accounts"] >= 10 for facts in found.values())
    assert all(set(facts) == {"accounts", "minutes"} for facts in found.values())


def test_nine_accounts_or_a_longer_time_are_no_burst(scene: Scene) -> None:
    people = [account(scene, NOON - timedelta(hours=3)) for _ in range(10)]
    for number, person in enumerate(people[:9]):
        hand_in(scene, person, finished_at=NOON + timedelta(minutes=number))
        hand_in(scene, person, finished_at=NOON + timedelta(minutes=number, seconds=1))  # the same account again
    assert flagged("perfect_run") == {}
    last = hand_in(scene, people[9], finished_at=NOON + timedelta(minutes=60, seconds=1))
    assert flagged("perfect_run") == {}
    other = Scene(scene.world, add_quiz())
    hand_in(other, people[9])
    assert flagged("perfect_run") == {}
    void(last)
    look(last)
    assert flagged("perfect_run") == {}


@given(minutes=st.lists(st.integers(0, 150), min_size=8, max_size=16), order=st.randoms(use_true_random=False))
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_burst_is_found_in_whatever_order_it_is_looked_at(scene: Scene, minutes: list[int], order: Any) -> None:
    quiz = Scene(scene.world, add_quiz())
    ends = [NOON + timedelta(minutes=minute) for minute in minutes]
    attempts = [(quiz.finish(account(quiz, NOON - timedelta(hours=5)), 10_000, finished_at=end), end) for end in ends]
    looked = list(attempts)
    order.shuffle(looked)
    for attempt, _ in looked:
        look(attempt)
    hour = timedelta(hours=1)
    windows = [[a for a, end in attempts if start <= end <= start + hour] for start in ends]
    expected = {attempt for window in windows if len(window) >= 10 for attempt in window}
    assert {attempt for attempt, _ in attempts} & set(flagged("perfect_run")) == expected


def test_flag_punishes_nobody_and_holds_numbers_only(scene: Scene) -> None:
    attempt = hand_in(scene, account(scene, NOON - timedelta(minutes=1)), duration=5000)
    assert set(flagged("too_fast")) == set(flagged("new_account")) == {attempt}
    with reading() as connection:
        facts = connection.execute(sa.select(QuizFlag.facts)).scalars().all()
    assert all(isinstance(value, int) for fact in facts for value in fact.values())
    assert len(counted(scene.quiz)[0]) == 1


def test_staff_look_at_flags_and_write_what_they_found(scene: Scene) -> None:
    hand_in(scene, account(scene, NOON - timedelta(minutes=1)), duration=5000)
    staff, far = scene.world.staff("city_admin", CITY), scene.world.staff("county_admin", OTHER_COUNTY)
    path = f"/quizzes/{scene.quiz}/flags"
    assert scene.world.get(path, scene.world.resident()).status_code == 403
    assert scene.world.get(path, far).status_code == 404
    first = scene.world.get(f"{path}?limit=1", staff).json
    second = scene.world.get(f"{path}?limit=1&cursor={first['next_cursor']}", staff).json
    kinds = {item["kind"]: item for item in first["items"] + second["items"]}
    assert set(kinds) == {"too_fast", "new_account"}
    assert statements(scene.world, f"{path}?limit=1", staff) == statements(scene.world, path, staff) == 2
    flag = kinds["too_fast"]["id"]
    for who, status in ((scene.world.staff("auditor", CITY), 403), (far, 404), (staff, 200)):
        assert scene.world.post(f"/quiz-flags/{flag}", who, {"outcome": "本人在活动现场答题"}).status_code == status
    [seen] = scene.world.get(f"{path}?seen=true", staff).json["items"]
    assert (seen["id"], seen["outcome"], seen["attempt_state"]) == (flag, "本人在活动现场答题", "final")
    assert len(scene.world.get(f"{path}?seen=false", staff).json["items"]) == 1
    assert scene.world.post("/quiz-flags/" + "0" * 26, staff, {"outcome": "没有问题"}).status_code == 404
    assert [details["kind"] for details in audited("quiz_flag.look")] == ["too_fast"]
