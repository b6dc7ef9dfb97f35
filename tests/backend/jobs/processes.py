"""Real processes of the product beside a test, on the test's database."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from backend.core.transaction import reading
from models.message import Message
from models.outbox import OutboxEntry

ROOT = Path(__file__).parents[3]
SECONDS = 40
"""After so long something is stuck: a worker is up in two, on a busy machine in ten."""


def environment(database_url: str, data_dir: Path) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": database_url,
        "SHILIU_ENV": "test",
        "SHILIU_DATA_DIR": str(data_dir),
        "FLASK_APP": "wsgi",
    }


@contextmanager
def worker(database_url: str, data_dir: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run `flask jobs run`; stopped at the end, if the test has not done so."""
    data_dir.mkdir(exist_ok=True)
    with (data_dir / "log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "jobs", "run"],
            cwd=ROOT,
            env=environment(database_url, data_dir),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        yield process
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            assert process.wait(SECONDS) == 0, said(data_dir)
    except BaseException:
        sys.stderr.write(said(data_dir))
        raise
    finally:
        process.kill()
        process.wait()


def said(data_dir: Path) -> str:
    return (data_dir / "log").read_text(encoding="utf-8")


def wait_until(true: Callable[[], Any], seconds: float = SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain"
        time.sleep(0.05)


def run_python(code: str, database_url: str, data_dir: Path) -> subprocess.CompletedProcess[str]:
    """Run code with `app` at hand, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", f"from wsgi import app\nwith app.app_context():\n    {code}"],
        cwd=ROOT,
        env=environment(database_url, data_dir),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def told() -> list[tuple[str, str]]:
    """Return who was told what, in the order of telling."""
    with reading() as connection:
        return [tuple(row) for row in connection.execute(sa.select(Message.user_id, Message.kind).order_by(Message.id))]


def open_tasks() -> int:
    with reading() as connection:
        return connection.execute(
            sa.select(sa.func.count()).select_from(OutboxEntry).where(OutboxEntry.done_at.is_(None))
        ).scalar_one()
