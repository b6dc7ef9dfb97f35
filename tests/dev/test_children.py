"""Do child processes end with the command that started them, however that ends?"""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from tests.dev.calling import ROOT, assert_gone

# A command of its own: starts a child that starts a grandchild, tells their numbers, and stays.
PARENT = """
import os, sys, time
sys.path.insert(0, {root!r})
from pathlib import Path
from devtools.children import Children
from devtools.failure import Failure, Interrupted
from devtools.stop import StopRequest

stop = StopRequest()
stop.listen()
family = "import subprocess, sys, os; p = subprocess.Popen(['sleep', '300']); print(os.getpid(), p.pid, flush=True); "
try:
    with Children(stop, environment=os.environ) as children:
        child = children.start("family", [sys.executable, "-c", family + {then!r}], log=Path({log!r}))
        children.watch()
except Interrupted:
    sys.exit(0)
except Failure as failure:
    sys.exit(failure.sentence + failure.details)
"""


@contextmanager
def family(tmp_path: Path, then: str) -> Iterator[tuple[subprocess.Popen[str], list[psutil.Process]]]:
    """Start the command; give it, and its child and grandchild. Whatever a test finds, the command is gone after it."""
    log = tmp_path / "family.log"
    source = PARENT.format(root=str(ROOT), log=str(log), then=then)
    parent = subprocess.Popen([sys.executable, "-c", source], stderr=subprocess.PIPE, text=True)
    with parent:
        try:
            yield parent, _numbers_in(log)
        finally:
            parent.kill()


def _numbers_in(log: Path) -> list[psutil.Process]:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        numbers = log.read_text(encoding="utf-8").split() if log.exists() else []
        if len(numbers) == 2:
            return [psutil.Process(int(number)) for number in numbers]
        time.sleep(0.02)
    raise AssertionError("the family did not start")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_children_end_with_a_stopped_command(tmp_path: Path, number: signal.Signals) -> None:
    with family(tmp_path, "p.wait()") as (parent, processes):
        parent.send_signal(number)
        assert parent.wait(timeout=15) == 0
        assert_gone(processes)


def test_children_end_with_a_killed_command(tmp_path: Path) -> None:
    with family(tmp_path, "p.wait()") as (parent, processes):
        parent.kill()
        parent.wait(timeout=15)
        assert_gone(processes)


def test_deaf_child_is_ended_by_force(tmp_path: Path) -> None:
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); p.wait()"
    with family(tmp_path, deaf) as (parent, processes):
        time.sleep(0.3)  # until the child has gone deaf
        parent.terminate()
        time.sleep(0.3)
        parent.terminate()  # the second time means: now
        assert parent.wait(timeout=5) == 0
        assert_gone(processes)


def test_child_that_dies_is_named_with_its_last_lines(tmp_path: Path) -> None:
    with family(tmp_path, "import time; time.sleep(0.5); sys.exit('the cupboard is bare')") as (parent, processes):
        _, complaint = parent.communicate(timeout=15)
        assert parent.returncode == 1
        assert "The family ended by itself (exit code 1)" in complaint
        assert "the cupboard is bare" in complaint
        assert_gone(processes)
