"""One try is left and fifty phones start; twenty hand the same paper in; a worker dies. What is there afterwards?"""

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psutil  # type: ignore[import-untyped]
import pytest
import requests
import sqlalchemy as sa
from flask import Flask

from backend.core.clock import now
from backend.core.transaction import reading
from backend.quizzes import pool, sheets
from backend.quizzes.finalise import finish_overdue
from models.base import db
from models.ids import new_id
from models.quiz import QuizAttempt
from tests.backend.quizzes.taking import FULL, answer_all, bank, published, right_options, save, start, submit
from tests.conftest import MovableClock
from tests.world import API, CITY, Person, World

STARTS, SUBMITS = 50, 20
THREADS = 40


@pytest.fixture(autouse=True)
def _fresh(app: Flask) -> None:
    pool.forget()
    sheets.forget()


def at_once(count: int, act: Callable[[int], Any]) -> list[Any]:
    """Do something in many threads that start together: as many as a process has connections, the others follow."""
    together = min(count, THREADS)
    barrier = threading.Barrier(together)

    def run(number: int) -> Any:
        if number < together:
            barrier.wait(timeout=20)
        return act(number)

    with ThreadPoolExecutor(together) as threads:
        return list(threads.map(run, range(count)))


def headers(who: Person) -> dict[str, str]:
    return {"Authorization": f"Bearer {who.token}"}


def attempts_of(who: Person) -> list[Any]:
    with reading() as connection:
        return list(connection.execute(sa.select(*QuizAttempt.__table__.columns).where(QuizAttempt.user_id == who.id)))


def one_try_left(world: World) -> tuple[str, Person]:
    """Return a quiz, and somebody who has used all tries but one."""
    bank()
    quiz, who = published(world, tries_per_day=2, tries_in_all=2), world.resident()
    submit(world, start(world, quiz, who).json["id"], who)
    return quiz, who


def check_one_more(who: Person, answers: list[tuple[int, str]]) -> None:
    rows = attempts_of(who)
    assert Counter(status for status, _ in answers) == {201: 1, 200: STARTS - 1}, Counter(answers)
    assert sorted(row.try_in_all for row in rows) == [1, 2]
    [last] = [row for row in rows if row.state == "open"]
    assert {attempt_id for _, attempt_id in answers} == {last.id}


def test_fifty_threads_start_with_one_try_left(world: World) -> None:
    quiz, who = one_try_left(world)

    def begin(_: int) -> tuple[int, str]:
        answer = world.app.test_client().post(
            f"{API}/quizzes/{quiz}/attempts", json={"rules_version": 1}, headers=headers(who)
        )
        return answer.status_code, answer.json.get("id", answer.json.get("code"))

    check_one_more(who, at_once(STARTS, begin))


def test_fifty_requests_to_two_processes_with_one_try_left(world: World, serve: Callable[..., str]) -> None:
    quiz, who = one_try_left(world)
    url = serve(workers=2, threads=8)

    def begin(_: int) -> tuple[int, str]:
        answer = requests.post(
            f"{url}{API}/quizzes/{quiz}/attempts", json={"rules_version": 1}, headers=headers(who), timeout=30
        )
        return answer.status_code, answer.json().get("id", answer.json().get("code"))

    check_one_more(who, at_once(STARTS, begin))


@pytest.fixture
def bare_table(app: Flask) -> Iterator[str]:
    """The table of attempts without its constraints."""
    with db.engine.begin() as connection:
        connection.exec_driver_sql("create table bare_attempt as select * from quiz_attempt where 1 = 0")
    yield "bare_attempt"
    with db.engine.begin() as connection:
        connection.exec_driver_sql("drop table bare_attempt")


def start_by_reading_first(app: Flask, table: str, quiz: str, who: Person) -> bool:
    """Start as a naive program would: count the tries, and write if there is one left."""
    mine = sa.text(f"select count(*) from {table} where quiz_id = :quiz and user_id = :who")
    write = sa.text(
        f"""insert into {table} (id, quiz_id, user_id, day, try_of_day, try_in_all, rules_version, paper, answers,
                                 state, started_at, late, score, "full", duration)
            values (:id, :quiz, :who, :day, :next, :next, 1, '[]', '{{}}', 'open', :now, false, 0, 0, 0)"""
    )
    with app.app_context():
        with db.engine.connect() as connection:
            used = connection.execute(mine, {"quiz": quiz, "who": who.id}).scalar_one()
        time.sleep(0.1)
        if used > 0:
            return False
        values = {"id": new_id(), "quiz": quiz, "who": who.id, "day": now().date(), "next": used + 1, "now": now()}
        values |= {name: str(values[name]) for name in ("day", "now")} if db.engine.dialect.name == "sqlite" else {}
        try:
            with db.engine.begin() as connection:
                connection.execute(write, values)
        except sa.exc.IntegrityError:
            return False
        return True


def test_without_the_constraints_more_than_one_would_start(world: World, bare_table: str) -> None:
    """The race is real, and it is the constraints that hold: the same program writes one row into the real table."""
    bank()
    quiz, who = published(world, tries_per_day=1, tries_in_all=1), world.resident()
    naive = at_once(10, lambda _: start_by_reading_first(world.app, bare_table, quiz, who))
    assert sum(naive) > 1
    held = at_once(10, lambda _: start_by_reading_first(world.app, "quiz_attempt", quiz, who))
    assert sum(held) == 1
    assert len(attempts_of(who)) == 1


def test_twenty_hand_in_the_same_paper(world: World) -> None:
    bank()
    quiz, who = published(world), world.resident()
    attempt = start(world, quiz, who).json
    answer_all(world, attempt, who, wrong=1)

    def hand_in(_: int) -> tuple[int, bytes]:
        answer = world.app.test_client().post(f"{API}/attempts/{attempt['id']}/submit", headers=headers(who))
        return answer.status_code, answer.data

    answers = at_once(SUBMITS, hand_in)
    assert len(set(answers)) == 1, Counter(answers)
    [row] = attempts_of(who)
    assert (row.state, row.score) == ("final", FULL - 200)


def test_answer_that_is_saved_while_the_paper_is_handed_in_counts(world: World) -> None:
    """Whoever is told that an answer is saved finds it in the score; else it is refused."""
    bank()
    quiz, people = published(world), world.people(40)
    papers = [start(world, quiz, who).json for who in people]

    def act(number: int) -> int:
        (paper, who), client = (papers[number // 2], people[number // 2]), world.app.test_client()
        address, item = f"{API}/attempts/{paper['id']}", paper["items"][0]
        if number % 2:
            return client.post(f"{address}/submit", headers=headers(who)).status_code
        wish = {"options": right_options(item), "seq": 1}
        return client.put(f"{address}/answers/{item['item']}", json=wish, headers=headers(who)).status_code

    told = at_once(2 * len(people), act)
    for number, who in enumerate(people):
        saved, handed_in = told[2 * number : 2 * number + 2]
        assert (saved in {200, 409}, handed_in) == (True, 200)
        [row] = attempts_of(who)
        assert (row.state, row.score > 0, bool(row.answers)) == ("final", saved == 200, saved == 200)


def test_submit_read_and_job_at_the_same_time(world: World, time_stands: MovableClock) -> None:
    bank()
    quiz, people = published(world), world.people(6)
    attempts = [start(world, quiz, who).json for who in people]
    for attempt, who in zip(attempts, people, strict=True):
        answer_all(world, attempt, who, wrong=1)
    time_stands.move(minutes=11)

    def act(number: int) -> object:
        client, attempt = world.app.test_client(), attempts[number % 6]
        address, auth = f"{API}/attempts/{attempt['id']}", headers(people[number % 6])
        if number < 6:
            return client.get(address, headers=auth).status_code
        if number < 12:
            return client.post(f"{address}/submit", headers=auth).status_code
        with world.app.app_context():
            finish_overdue()
        return 200

    assert set(at_once(14, act)) == {200}
    for who in people:
        [row] = attempts_of(who)
        assert (row.state, row.score, row.duration, row.late) == ("final", FULL - 200, 600_000, False)


def test_last_of_many_saves_at_once_is_kept(world: World) -> None:
    bank()
    quiz, who = published(world), world.resident()
    attempt = start(world, quiz, who).json
    options = [option["id"] for option in attempt["items"][0]["options"]]

    def keep(number: int) -> int:
        return (
            world.app.test_client()
            .put(
                f"{API}/attempts/{attempt['id']}/answers/{1 + number % 2}",
                json={"options": options[number % 4 : number % 4 + 1] if number % 2 == 0 else [], "seq": number + 1},
                headers=headers(who),
            )
            .status_code
        )

    assert set(at_once(SUBMITS, keep)) <= {200, 409}
    first, second = world.get(f"/attempts/{attempt['id']}", who).json["items"][:2]
    assert (first["answer"], first["seq"]) == ([options[2]], 19)
    assert (second["answer"], second["seq"]) == ([], 20)


def test_worker_that_is_killed_loses_no_answer(world: World, serve: Callable[..., str]) -> None:
    bank()
    quiz, who = published(world), world.resident()
    url = serve(workers=1, threads=4)
    attempt = requests.post(
        f"{url}{API}/quizzes/{quiz}/attempts", json={"rules_version": 1}, headers=headers(who), timeout=30
    ).json()
    confirmed = []
    for item in attempt["items"]:
        address = f"{url}{API}/attempts/{attempt['id']}/answers/{item['item']}"
        if item["item"] == 4:
            assert kill_workers(url) == 1
        sent = send_until_answered(address, {"options": right_options(item), "seq": 1}, who)
        confirmed.append(sent["item"])
    assert confirmed == list(range(1, 8))
    assert submit(world, attempt["id"], who).json["score"] == FULL


def kill_workers(url: str) -> int:
    """Kill the worker processes of the server at an address, as a machine out of memory would; return how many."""
    own = psutil.Process(os.getpid())
    workers = [
        p for p in own.children(recursive=True) if url.removeprefix("http://") in p.cmdline() and p.parent() != own
    ]
    for process in workers:
        process.send_signal(signal.SIGKILL)
    return len(workers)


def send_until_answered(address: str, body: dict[str, Any], who: Person) -> dict[str, Any]:
    ends = time.monotonic() + 20
    while time.monotonic() < ends:
        try:
            answer = requests.put(address, json=body, headers=headers(who), timeout=10)
        except requests.RequestException:
            time.sleep(0.2)
            continue
        assert answer.status_code == 200, answer.text
        return dict(answer.json())
    pytest.fail("the server did not come back")


def test_answers_at_once_by_many_people(world: World) -> None:
    bank()
    quiz, people = published(world), world.people(16)
    attempts = [start(world, quiz, who).json for who in people]

    def work(number: int) -> int:
        client, attempt = world.app.test_client(), attempts[number]
        for item in attempt["items"]:
            sent = client.put(
                f"{API}/attempts/{attempt['id']}/answers/{item['item']}",
                json={"options": right_options(item), "seq": 1},
                headers=headers(people[number]),
            )
            assert sent.status_code == 200, sent.json
        result = client.post(f"{API}/attempts/{attempt['id']}/submit", headers=headers(people[number]))
        return int(result.json["score"])

    assert at_once(16, work) == [FULL] * 16
    assert save(world, attempts[0]["id"], people[0], 1, [], seq=9).json["code"] == "attempt_over"


def test_closing_while_papers_are_handed_in(world: World) -> None:
    """Whichever comes first: every paper ends with its answers, nobody starts afterwards, and no lock is waited for."""
    bank()
    admin, people = world.staff("city_admin", CITY), world.people(11)
    quiz = published(world, admin)
    attempts = [start(world, quiz, who).json for who in people[:-1]]
    for attempt, who in zip(attempts, people, strict=False):
        answer_all(world, attempt, who)

    def act(number: int) -> int:
        client = world.app.test_client()
        if number < len(attempts):
            address = f"{API}/attempts/{attempts[number]['id']}/submit"
            return client.post(address, headers=headers(people[number])).status_code
        address = f"{API}/quizzes/{quiz}/{'attempts' if number == len(attempts) else 'close'}"
        who = people[-1] if number == len(attempts) else admin
        return client.post(address, json={"rules_version": 1}, headers=headers(who)).status_code

    statuses = at_once(len(attempts) + 2, act)
    assert set(statuses[: len(attempts)]) == {200}
    assert statuses[-1] == 200
    assert statuses[-2] in {201, 409}
    rows = [row for who in people[:-1] for row in attempts_of(who)]
    assert {(row.state, row.score) for row in rows} == {("final", FULL)}
    assert start(world, quiz, world.resident()).json["code"] == "quiz_closed"
    for row in attempts_of(people[-1]):
        assert row.deadline <= now()
