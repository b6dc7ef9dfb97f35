import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from backend.core.together import LARGEST_BATCH, Together


class Store:
    """Writes numbers; refuses odd company and slow enough that others have to wait."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.busy = threading.Lock()

    def write_all(self, items: Sequence[int]) -> list[int]:
        assert self.busy.acquire(blocking=False), "two writes to one key at once"
        try:
            time.sleep(0.002)
            if any(item < 0 for item in items):
                raise ValueError(list(items))
            self.batches.append(list(items))
            return [item * 2 for item in items]
        finally:
            self.busy.release()


def test_together_lone_item_is_written_directly() -> None:
    store = Store()
    assert Together(store.write_all).do("event", 21) == 42
    assert store.batches == [[21]]


def test_together_every_thread_gets_its_own_result() -> None:
    store = Store()
    group = Together(store.write_all)
    with ThreadPoolExecutor(40) as pool:
        results = list(pool.map(lambda n: group.do("event", n), range(2000)))
    assert results == [n * 2 for n in range(2000)]
    assert sorted(n for batch in store.batches for n in batch) == list(range(2000))
    assert 1 < max(map(len, store.batches)) <= LARGEST_BATCH
    assert group._queues == {}


def test_together_bad_item_fails_only_itself() -> None:
    store = Store()
    group = Together(store.write_all)

    def write(n: int) -> object:
        try:
            return group.do("event", n)
        except ValueError as exc:
            return exc.args[0]

    numbers = [n if n % 7 else -n - 1 for n in range(300)]
    with ThreadPoolExecutor(30) as pool:
        results = list(pool.map(write, numbers))
    assert results == [n * 2 if n >= 0 else [n] for n in numbers]
    assert group._queues == {}


def test_together_keys_do_not_wait_for_each_other() -> None:
    inside = threading.Barrier(2, timeout=5)

    def write_all(items: Sequence[str]) -> list[str]:
        inside.wait()  # passes only when both keys are being written at the same time
        return list(items)

    group = Together(write_all)
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lambda key: group.do(key, key), ["a", "b"])) == ["a", "b"]


def test_together_error_of_a_lone_item_reaches_its_thread() -> None:
    group = Together(Store().write_all)
    with pytest.raises(ValueError, match="-1"):
        group.do("event", -1)
    assert group.do("event", 1) == 2
