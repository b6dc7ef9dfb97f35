from pathlib import Path

import pytest
from flask import Flask

from backend.config import Settings
from backend.jobs import relay
from backend.jobs.queue import QueueUnavailableError, open_queue
from tests.backend.jobs.left import leave, let_leases_end, news, signed_up
from tests.world import World


def test_once_says_what_was_done(world: World, app: Flask) -> None:
    news(signed_up(world.event(), world.people(2)))
    run = app.test_cli_runner()
    done = run.invoke(args=["jobs", "once"])
    assert (done.stdout, done.exit_code) == ("2 done, 0 failed.\n", 0)
    leave("of_a_newer_version")
    failed = run.invoke(args=["jobs", "once"])
    assert (failed.stdout, failed.exit_code) == ("0 done, 1 failed.\n", 1)


def test_status_names_what_was_given_up_and_why(app: Flask) -> None:
    run = app.test_cli_runner()
    leave("of_a_newer_version")
    fresh = run.invoke(args=["jobs", "status"])
    assert fresh.exit_code == 0
    assert "waiting    1" in fresh.output
    for _ in range(relay.MOST_TRIES):
        run.invoke(args=["jobs", "once"])
        let_leases_end()
    dead = run.invoke(args=["jobs", "status"])
    assert dead.exit_code == 1
    assert "1 x of_a_newer_version: UnknownTaskError" in dead.output
    assert run.invoke(args=["jobs", "revive"]).stdout == "1 will be tried again.\n"
    assert run.invoke(args=["jobs", "status"]).exit_code == 0


@pytest.mark.parametrize(("url", "words"), [("redis://127.0.0.1/0", "package `redis`"), ("amqp://x", "must be redis")])
def test_run_with_a_queue_that_cannot_be_used_says_why(url: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(QueueUnavailableError, match=words):
        open_queue(Settings(env="test", data_dir=tmp_path, queue_url=url))


def test_queue_refuses_messages_that_it_did_not_sign(tmp_path: Path) -> None:
    mine = open_queue(Settings(env="test", data_dir=tmp_path, secret_key="a" * 32))
    others = open_queue(Settings(env="test", data_dir=tmp_path, secret_key="b" * 32))
    for queue in (mine, others):
        queue.task(name="attempt")(print)
    others.enqueue(others._registry.string_to_task(next(iter(others._registry._registry)))(("x",), {}))
    assert mine.pending_count() == 1
    with pytest.raises(ValueError, match="mismatch"):
        mine.dequeue()
    for queue in (mine, others):
        queue.storage.close()
