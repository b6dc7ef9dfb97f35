"""Does SQLite's write gate let one in at a time, over threads and processes, and nobody wait for ever?"""

import multiprocessing
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from models.engine import LOCK_WAIT_SECONDS, LockTimeoutError, WriteGate

PROCESSES, THREADS, TURNS = 3, 4, 25
SPAWN = multiprocessing.get_context("spawn")


def count_up(counter: Path, turns: int, *, guarded: bool) -> None:
    """Add one to the number in a file, again and again: read, hesitate, write."""
    gate = WriteGate(str(counter))

    def add_one(_: int) -> None:
        if guarded:
            with gate():
                _read_and_write(counter)
        else:
            _read_and_write(counter)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(add_one, range(turns)))


def _read_and_write(counter: Path) -> None:
    value = int(counter.read_text() or 0)
    time.sleep(0.0005)
    counter.write_text(str(value + 1))


def hold(database: str, holds: Event, ends: Event) -> None:
    """Stand in the gate until told to go."""
    with WriteGate(database)():
        holds.set()
        ends.wait(30)


@pytest.mark.parametrize("guarded", [True, False])
def test_gate_lets_one_in_at_a_time(guarded: bool, tmp_path: Path) -> None:
    counter = tmp_path / "counter"
    counter.write_text("0")
    sent = {"guarded": guarded}
    crowd = [SPAWN.Process(target=count_up, args=(counter, TURNS), kwargs=sent) for _ in range(PROCESSES)]
    for process in crowd:
        process.start()
    for process in crowd:
        process.join(60)
        assert process.exitcode in ({0} if guarded else {0, 1})  # without the gate one may read a half-written file
    counted = int(counter.read_text() or 0)
    assert (counted == PROCESSES * TURNS) == guarded


def test_gate_held_by_another_process_is_given_up_in_time(tmp_path: Path) -> None:
    database = str(tmp_path / "db")
    holds, ends = SPAWN.Event(), SPAWN.Event()
    holder = SPAWN.Process(target=hold, args=(database, holds, ends))
    holder.start()
    try:
        assert holds.wait(30)
        gate = WriteGate(database)
        began = time.monotonic()
        with pytest.raises(LockTimeoutError), gate():
            pytest.fail("two are in the gate")
        assert LOCK_WAIT_SECONDS - 0.5 < time.monotonic() - began < LOCK_WAIT_SECONDS + 1
    finally:
        ends.set()
        holder.join(30)
    with gate():
        assert True


def test_gate_held_by_another_thread_is_given_up_in_time(tmp_path: Path) -> None:
    gate = WriteGate(str(tmp_path / "db"))
    inside, leave = threading.Event(), threading.Event()

    def stay() -> None:
        with gate():
            inside.set()
            leave.wait(30)

    other = threading.Thread(target=stay)
    other.start()
    assert inside.wait(10)
    began = time.monotonic()
    with pytest.raises(LockTimeoutError), gate():
        pytest.fail("two are in the gate")
    assert time.monotonic() - began < LOCK_WAIT_SECONDS + 1
    leave.set()
    other.join()


def test_gate_given_up_is_not_taken_later(tmp_path: Path) -> None:
    """Whoever gave up still has a thread that waits: its turn must pass by."""
    database = str(tmp_path / "db")
    holds, ends = SPAWN.Event(), SPAWN.Event()
    holder = SPAWN.Process(target=hold, args=(database, holds, ends))
    holder.start()
    assert holds.wait(30)
    gate = WriteGate(database)
    with pytest.raises(LockTimeoutError), gate():
        pytest.fail("two are in the gate")
    ends.set()
    holder.join(30)
    time.sleep(0.2)
    with WriteGate(database)():  # another gate on the same file, as in another process
        assert True


def test_gate_of_a_process_that_dies_is_free(tmp_path: Path) -> None:
    database = str(tmp_path / "db")
    holds, ends = SPAWN.Event(), SPAWN.Event()
    holder = SPAWN.Process(target=hold, args=(database, holds, ends))
    holder.start()
    assert holds.wait(30)
    holder.kill()
    holder.join(30)
    began = time.monotonic()
    with WriteGate(database)():
        assert time.monotonic() - began < 1


def test_gate_is_free_again_after_an_error(tmp_path: Path) -> None:
    gate = WriteGate(str(tmp_path / "db"))
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), gate():
            raise ZeroDivisionError
