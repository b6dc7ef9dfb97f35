"""Real servers for tests that need many processes."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from backend.config import Settings

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def serve(settings: Settings) -> Iterator[Callable[..., str]]:
    """Start gunicorn on the test's database with an entry of one's choice; yield its address."""
    running: list[subprocess.Popen[bytes]] = []

    def start(entry: str = "wsgi:app", workers: int = 2, threads: int = 8) -> str:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environment = os.environ | {
            "DATABASE_URL": settings.database_url,
            "SHILIU_DATA_DIR": str(settings.data_dir),
            "SHILIU_ENV": "test",
            "SHILIU_LOG_LEVEL": "ERROR",
            "SHILIU_THREADS": str(threads),
            "WEB_CONCURRENCY": str(workers),
        }
        command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "-b", f"127.0.0.1:{port}", entry]
        running.append(subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True))
        url = f"http://127.0.0.1:{port}"
        _wait_until_ready(url, running[-1])
        return url

    yield start
    for process in running:
        process.terminate()
    for process in running:
        process.wait(timeout=20)


def _wait_until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        assert process.poll() is None, "the server did not start"
        try:
            if requests.get(f"{url}/readyz", timeout=10).status_code == 200:
                return
        except requests.RequestException:
            time.sleep(0.1)
    pytest.fail("the server did not get ready")
