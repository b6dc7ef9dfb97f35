"""Do child processes end with the command that started them, however that ends?"""

import signal
import subprocess
import sys
import time
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


def family(tmp_path: Path, then: str) -> tuple[subprocess.Popen[str], list[psutil.Process]]:
    """Start the command; return it, and its child and grandchild."""
    log = tmp_path / "family.log"
    source = PARENT.format(root=str(ROOT), log=str(log), then=then)
    parent = subprocess.Popen([sys.executable, "-c", source], stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        numbers = log.read_text(encoding="utf-8").split() if log.exists() else []
        if len(numbers) == 2:
            return parent, [psutil.Process(int(number)) for number in numbers]
        time.sleep(0.02)
    raise AssertionError("the family did not start")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_children_end_with_a_stopped_command(tmp_path: Path, number: signal.Signals) -> None:
    parent, processes = family(tmp_path, "p.wait()")
    with parent:
        parent.send_signal(number)
        assert parent.wait(timeout=15) == 0
        assert_gone(processes)


def test_children_end_with_a_killed_command(tmp_path: Path) -> None:
    parent, processes = family(tmp_path, "p.wait()")
    with parent:
        parent.kill()
        parent.wait(timeout=15)
        assert_gone(processes)


def test_deaf_child_is_ended_by_force(tmp_path: Path) -> None:
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); p.wait()"
    parent, processes = family(tmp_path, deaf)
    with parent:
        time.sleep(0.3)  # until the child has gone deaf
        parent.terminate()
        time.sleep(0.3)
        parent.terminate()  # the second time means: now
        assert parent.wait(timeout=5) == 0
        assert_gone(processes)


def test_child_that_dies_is_named_with_its_last_lines(tmp_path: Path) -> None:
    parent, processes = family(tmp_path, "import time; time.sleep(0.5); sys.exit('the cupboard is bare')")
    with parent:
        _, complaint = parent.communicate(timeout=15)
        assert parent.returncode == 1
        assert "The family ended by itself (exit code 1)" in complaint
        assert "the cupboard is bare" in complaint
        assert_gone(processes)
