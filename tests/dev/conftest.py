"""How is dev.py called in tests? As a person calls it: another process, in this checkout or in a bare copy of it."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.dev.calling import ROOT, DevCommand


@pytest.fixture
def dev() -> DevCommand:
    """Run dev.py of this checkout to its end, or of another folder."""

    def call(
        *arguments: str | Path, root: Path = ROOT, environment: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, root / "dev.py", *arguments],
            cwd=root,
            env=os.environ | (environment or {}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return call


@pytest.fixture
def bare_checkout(tmp_path: Path) -> Path:
    """A folder with dev.py and the requirement files, and no environment yet."""
    root = tmp_path / "checkout"
    root.mkdir()
    for name in ("dev.py", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, root)
    shutil.copytree(ROOT / "devtools", root / "devtools", ignore=shutil.ignore_patterns("__pycache__"))
    return root


@pytest.fixture
def port() -> int:
    """A port that is free, and so is the one after it."""
    for candidate in range(20000 + os.getpid() % 10000, 60000, 2):
        if not _taken(candidate) and not _taken(candidate + 1):
            return candidate
    raise AssertionError("no two free ports in a row")


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
