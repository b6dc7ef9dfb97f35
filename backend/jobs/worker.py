"""How are tasks done, one after the other, and how does the process that does them start and stop?

One process: the main thread relays from the outbox to the queue, two threads of huey do the tasks, and one runs the
schedule. Nothing that fails in a task or an entry ends the process.
"""

import signal
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from flask import Flask
from huey.consumer import Consumer

from backend.config import Settings
from backend.core.clock import now
from backend.core.logs import where
from backend.core.transaction import transaction
from backend.jobs import relay, schedule
from backend.jobs.queue import open_queue
from backend.jobs.tasks import HANDLERS

THREADS = 2
POLL_SECONDS = 0.5
"""How often the relay looks for new tasks when it found none."""

_AGAIN_SECONDS = 0.02
_QUEUE_HOLDS = 500
"""Tasks in the queue at most: more would only wait there until they are sent a second time."""

_SCHEDULE_SECONDS = 1.0
_log = structlog.get_logger("jobs")


class UnknownTaskError(Exception):
    """No handler has this name: a newer version may know it."""


def attempt(task_id: str) -> bool:
    """Do a task that was claimed, unless it is done already; False when it failed and will be tried again."""
    try:
        task = relay.find_open(task_id)
    except Exception as exc:  # noqa: BLE001  # without the database; the task is due again later
        _log.error("task_unread", task_id=task_id, error=type(exc).__name__, where=where(exc))
        return False
    if task is None:
        return True
    try:
        _do(task)
    except Exception as exc:  # noqa: BLE001  # a task that fails must not end the worker
        _note_failure(task, exc)
        return False
    return True


def _do(task: relay.Task) -> None:
    handler = HANDLERS.get(task.name)
    if handler is None:
        raise UnknownTaskError(task.name)
    given = {**task.arguments, "cause_id": task.id, "caused_at": task.created_at}
    if handler.in_parts:
        handler.run(**given)
        relay.mark_done(task.id)
        return
    with transaction():
        if relay.mark_done(task.id):
            handler.run(**given)


def _note_failure(task: relay.Task, exc: Exception) -> None:
    error = type(exc).__name__
    _log.error("task_failed", task=task.name, task_id=task.id, tries=task.tries, error=error, where=where(exc))
    try:
        relay.mark_failed(task, error)
    except Exception as unmarked:  # noqa: BLE001  # the task is due again when its lease is over
        _log.error("task_unmarked", task_id=task.id, error=type(unmarked).__name__, where=where(unmarked))


def run_schedule() -> None:
    """Run the entries of the schedule that are due and that no other worker has taken."""
    for seconds, run in schedule.ENTRIES:
        _run_entry(seconds, run)


def _run_entry(seconds: int, run: Callable[[], int]) -> bool:
    """Run an entry if it is due; False when it is not, or when another worker has taken it."""
    name = run.__name__
    try:
        if not schedule.take(name, seconds):
            return False
        count = run()
    except Exception as exc:  # noqa: BLE001  # the next run makes up for it
        _log.error("entry_failed", entry=name, error=type(exc).__name__, where=where(exc))
        return True
    if count:
        _log.info("entry_run", entry=name, count=count)
    return True


def work_off() -> tuple[int, int]:
    """Do everything that waits now, here and in order; return how many tasks were done and how many failed.

    The schedule's entries come first, then all tasks, also those that these leave behind.
    """
    run_schedule()
    done = failed = 0
    while ids := relay.claim():
        outcomes = [attempt(task_id) for task_id in ids]
        done += sum(outcomes)
        failed += len(outcomes) - sum(outcomes)
    return done, failed


class _Consumer(Consumer):  # type: ignore[misc]  # huey carries no types
    """huey's threads, without its signal handlers: it would drop the task under way on SIGTERM."""

    def _set_signal_handlers(self) -> None:
        """Leave signals to `run_worker`."""


def run_worker(app: Flask, settings: Settings) -> None:
    """Work until SIGTERM, SIGINT or SIGHUP; then finish what is under way and return."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    queue = open_queue(settings)

    @queue.task(name="attempt")  # type: ignore[untyped-decorator]
    def send(task_id: str) -> None:
        with app.app_context():
            attempt(task_id)

    consumer = _Consumer(
        queue,
        workers=THREADS,
        periodic=False,
        initial_delay=0.05,
        backoff=1.3,
        max_delay=0.3,
        scheduler_interval=60,
    )
    entries = threading.Thread(target=_keep_schedule, args=(app, stop), name="schedule")
    consumer.start()
    entries.start()
    _log.info("worker_started", threads=THREADS)
    while not stop.is_set():
        stop.wait(_AGAIN_SECONDS if _relay_once(queue, send) else POLL_SECONDS)
        consumer.check_worker_health()
    consumer.stop(graceful=True)
    entries.join()
    _log.info("worker_stopped")


def _relay_once(queue: Any, send: Any) -> int:
    try:
        return relay.send_due(send, _QUEUE_HOLDS - queue.pending_count())
    except Exception as exc:  # noqa: BLE001  # the database or the queue is away for a while
        _log.error("relay_failed", error=type(exc).__name__, where=where(exc))
        return 0


def _keep_schedule(app: Flask, stop: threading.Event) -> None:
    """Run each entry about as often as it says. The row in the database decides; the time kept here saves asking."""
    due = {run.__name__: now() for _, run in schedule.ENTRIES}
    while not stop.wait(_SCHEDULE_SECONDS):
        for seconds, run in schedule.ENTRIES:
            if stop.is_set() or now() < due[run.__name__]:
                continue
            with app.app_context():
                ours = _run_entry(seconds, run)
            # Whose turn it is not looks more often: it may have come just before the time was over.
            due[run.__name__] = now() + timedelta(seconds=seconds if ours else seconds / 5)
