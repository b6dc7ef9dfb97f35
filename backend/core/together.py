"""How do many threads that ask the database for the same kind of thing at once share one question?

While one thread asks, the others queue up; then one of them asks for the whole queue. Nobody waits longer than for the
question under way, and who is alone asks directly, as if this file were not here. So sign-ups for one event share a
commit, and sessions are looked up several at a time.
"""

import threading
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

LARGEST_BATCH = 64


class _Turn(Generic[Item, Result]):
    """One thread's item, and the lock it sleeps on until it is served or has to serve."""

    __slots__ = ("error", "item", "result", "served", "wake")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.result: Result
        self.error: BaseException | None = None
        self.served = False
        self.wake = threading.Lock()
        self.wake.acquire()

    def outcome(self) -> Result:
        if self.error is not None:
            raise self.error
        return self.result


class Together(Generic[Item, Result]):
    """Does items with the same key one after the other, and those that had to wait together.

    `do_all` does several items at once and returns a result for each, or raises and has done nothing; then each item
    is tried alone, so that a bad one fails only itself.
    """

    def __init__(self, do_all: Callable[[Sequence[Item]], Sequence[Result]]) -> None:
        """Take the function that does the items."""
        self._do_all = do_all
        self._guard = threading.Lock()
        self._queues: dict[Hashable, list[_Turn[Item, Result]]] = {}

    def do(self, key: Hashable, item: Item) -> Result:
        """Do one item, alone or with others of the same key; return its result or raise its error."""
        turn: _Turn[Item, Result] = _Turn(item)
        if self._must_wait(key, turn):
            turn.wake.acquire()
            if turn.served:
                return turn.outcome()
        try:
            self._serve(self._take_queue(key, turn))
        finally:
            self._hand_on(key)
        return turn.outcome()

    def _must_wait(self, key: Hashable, turn: _Turn[Item, Result]) -> bool:
        with self._guard:
            queue = self._queues.get(key)
            if queue is None:
                self._queues[key] = []
                return False
            queue.append(turn)
            return True

    def _take_queue(self, key: Hashable, turn: _Turn[Item, Result]) -> list[_Turn[Item, Result]]:
        """Return the turns to serve now: the own one first, then whoever else waits."""
        with self._guard:
            queue = self._queues[key]
            if turn in queue:
                queue.remove(turn)
            batch = [turn, *queue[: LARGEST_BATCH - 1]]
            del queue[: LARGEST_BATCH - 1]
        return batch

    def _serve(self, batch: list[_Turn[Item, Result]]) -> None:
        try:
            self._settle(batch)
        finally:
            for turn in batch[1:]:
                turn.served = True
                turn.wake.release()

    def _settle(self, batch: list[_Turn[Item, Result]]) -> None:
        try:
            results = self._do_all([turn.item for turn in batch])
        except BaseException as exc:  # noqa: BLE001  # every waiting thread has to hear of it
            if len(batch) == 1:
                batch[0].error = exc
                return
            for turn in batch:
                self._settle([turn])
            return
        for turn, result in zip(batch, results, strict=True):
            turn.result = result

    def _hand_on(self, key: Hashable) -> None:
        """Wake the next in the queue to serve it, or forget the key: nobody waits."""
        with self._guard:
            queue = self._queues[key]
            if queue:
                following = queue[0]
            else:
                del self._queues[key]
                return
        following.wake.release()
