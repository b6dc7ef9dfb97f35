import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from backend.core.transaction import transaction
from bench import open_loop
from bench.gates import counted, faults
from bench.open_loop import Outcome, Plan, together
from models.attendance import Attendance
from models.outbox import IdempotentAnswer
from tests.backend.attendance.scene import check_in, sign_up
from tests.backend.attendance.test_checkin import Opened, opened
from tests.bench.running import lines_of, quick

__all__ = ["opened"]


def test_quick_run_measures_everything_and_finds_all_counts_right(repository: Path) -> None:
    done = quick(repository, "checkin")
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(lines_of(done.stdout, "G0")) == 6
    assert all(line.endswith("| kept |") for line in lines_of(done.stdout, "G0"))
    for goal, lines in {"G6": 3, "flood": 2, "offline": 2, "photo": 2}.items():
        assert len(lines_of(done.stdout, goal)) == lines, f"{goal} is not in the table"


def test_without_wrk_a_client_of_our_own_scans(repository: Path, tmp_path: Path) -> None:
    done = quick(repository, "checkin", "--database", "sqlite", "--only", "speed", path=str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    assert all(line.endswith("| kept |") for line in lines_of(done.stdout, "G0"))


@pytest.fixture
def three_came(opened: Opened, database_url: str) -> str:
    """Return the address of a database in which three people were checked in, each with an answer that was kept."""
    world, event, worker, _ = opened
    for number, person in enumerate(world.people(3)):
        body = {"signup_id": sign_up(world, event, person)}
        answer = world.post(f"/events/{event}/attendances", worker, body, Idempotency_Key=f"scan{number}")
        assert answer.status_code == 201
    return database_url


def test_counts_of_those_who_came_must_agree(three_came: str, opened: Opened) -> None:
    assert counted(three_came) == {"people": 3, "different": 3, "acts": 3, "answers": 3, "astray": 0}
    assert faults(three_came, answered=3, under_way=0) == 0
    assert faults(three_came, answered=2, under_way=1) == 0
    assert faults(three_came, answered=2, under_way=0) == 1
    assert faults(three_came, answered=4, under_way=9) == 1
    with transaction() as session:
        session.execute(sa.delete(IdempotentAnswer).where(IdempotentAnswer.key == "scan1"))
    assert faults(three_came, answered=3, under_way=0) == 1
    world, event, worker, _ = opened
    check_in(world, event, worker, walk_in={"label": "李奶奶"})
    with transaction() as session:
        session.execute(sa.update(Attendance).where(Attendance.signup_id.is_not(None)).values(member=7))
    assert counted(three_came)["astray"] == 3


class _Deaf:
    """Takes connections and answers each only after a while, one at a time."""

    def __init__(self, seconds: float) -> None:
        self.asked: list[float] = []
        self._seconds = seconds
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=200)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            connection.recv(65_536)
            self.asked.append(time.monotonic())
            time.sleep(self._seconds)
            connection.sendall(b"HTTP/1.1 201 CREATED\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")

    def close(self) -> None:
        self._listener.close()


@pytest.fixture
def deaf() -> Iterator[_Deaf]:
    server = _Deaf(1)
    yield server
    server.close()


def test_requests_are_sent_at_their_moments_whether_or_not_others_are_answered(deaf: _Deaf) -> None:
    [came] = together(Plan(deaf.port, "sign-ups", rate=50, seconds=1, people=10))
    # Closed loops would have sent the next one only after a second.
    assert max(deaf.asked) - min(deaf.asked) < 5
    assert came.sent == len(deaf.asked) == 50
    assert came.statuses == {"201": 50}
    assert 1000 <= came.quantile(0.5) < 5000


def test_what_is_open_at_once_and_how_long_anybody_waits_is_bounded(
    deaf: _Deaf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_loop, "MOST_OPEN", 5)
    monkeypatch.setattr(open_loop, "GIVES_UP_SECONDS", 0.3)
    plan = Plan(deaf.port, "sign-ups", rate=40, seconds=0.25)
    outcome = open_loop._Loop(plan, open_loop._texts(plan), time.monotonic()).run()
    assert (outcome.turned_away, outcome.given_up, outcome.took) == (5, 5, [])
    assert outcome.quantile(0.95) == 300


def test_who_was_not_answered_counts_as_having_waited_long() -> None:
    outcome = Outcome(took=[10.0] * 90, given_up=4, broken=6)
    assert outcome.quantile(0.5) == 10
    assert outcome.quantile(0.95) == open_loop.GIVES_UP_SECONDS * 1000
