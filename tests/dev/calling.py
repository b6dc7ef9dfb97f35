"""Where is dev.py, what counts as one clear sentence, and when is a process gone?"""

import time
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import psutil  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parents[2]

DevCommand = Callable[..., CompletedProcess[str]]


def one_sentence(text: str) -> str:
    """Return what was complained about, having made sure that it is one line and no traceback."""
    lines = text.strip().splitlines()
    assert len(lines) == 1, text
    assert "Traceback" not in text
    return lines[0]


def assert_gone(processes: list[psutil.Process]) -> None:
    """Make sure that processes have ended or do so within ten seconds. One that only waits to be counted has ended."""
    assert processes
    deadline = time.monotonic() + 10
    while alive := [process for process in processes if not _ended(process)]:
        assert time.monotonic() < deadline, alive
        time.sleep(0.05)


def _ended(process: psutil.Process) -> bool:
    try:
        return not process.is_running() or bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True
