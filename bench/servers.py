"""How are the servers under test started, watched and ended? Real gunicorn processes on free ports of this machine."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

REPOSITORY = Path(__file__).parent.parent
_START_SECONDS, _STOP_SECONDS, _LATE_SECONDS, _IDLE_SECONDS = 30, 10, 60, 120


@dataclass(frozen=True)
class Server:
    """A running gunicorn with its workers."""

    name: str
    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """Return the processor time that its processes have used."""
        return cpu_seconds(self.pid)

    def wait_until_idle(self) -> None:
        """Wait until it has served what was still queued when the load ended: each such request holds a connection."""
        until = time.monotonic() + _IDLE_SECONDS
        while time.monotonic() < until:
            workers = psutil.Process(self.pid).children()
            open_now = [one for worker in workers for one in worker.net_connections("tcp4")]
            if not any(one.laddr and one.laddr.port == self.port and one.raddr for one in open_now):
                return
            time.sleep(0.05)
        raise RuntimeError(f"{self.name} is still busy long after the load ended")

    def worker_mebibytes(self) -> float:
        """Return the resident memory of its largest worker."""
        sizes: list[int] = [child.memory_info().rss for child in psutil.Process(self.pid).children()]
        return max(sizes) / 2**20


@contextmanager
def gunicorn(
    app: str, database_url: str, *, workers: int = 2, threads: int = 16, name: str = "", **settings: str
) -> Iterator[Server]:
    """Run `app` as `deploy/gunicorn.conf.py` says, until the block ends; `settings` go into the environment."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="shiliu-bench-") as folder:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("SHILIU_")}
        environment |= {
            "DATABASE_URL": database_url,
            "WEB_CONCURRENCY": str(workers),
            "SHILIU_THREADS": str(threads),
            "SHILIU_DATA_DIR": folder,
            **settings,
        }
        command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "-b", f"127.0.0.1:{port}", app]
        with running(command, port, name=name or app, folder=REPOSITORY, environment=environment) as server:
            yield server


@contextmanager
def running(
    command: Sequence[str], port: int, *, name: str, folder: Path, environment: Mapping[str, str]
) -> Iterator[Server]:
    """Run a server in a folder from when it answers on this port until the block ends."""
    with tempfile.TemporaryFile() as log:
        child = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            _wait_until_it_answers(child, port, log.fileno())
            yield Server(name, port, child.pid)
        finally:
            _end(child)


def timed_post(server: Server, path: str, body: bytes, headers: dict[str, str]) -> tuple[float, bytes]:
    """Send one request; return the seconds until the answer was there, and the answer. Anything but 200 is an error."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=_LATE_SECONDS)
    began = time.monotonic()
    connection.request("POST", path, body, headers)
    response = connection.getresponse()
    answer = response.read()
    seconds = time.monotonic() - began
    connection.close()
    if response.status != 200:
        raise RuntimeError(answer.decode(errors="replace"))
    return seconds, answer


def _wait_until_it_answers(child: "subprocess.Popen[bytes]", port: int, log: int) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and child.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.05)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError("the server did not start:\n" + os.pread(log, 20_000, 0).decode(errors="replace"))


def _end(child: "subprocess.Popen[bytes]") -> None:
    child.send_signal(signal.SIGTERM)
    try:
        child.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        for worker in psutil.Process(child.pid).children(recursive=True):
            worker.kill()
        child.kill()
        child.wait()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def cpu_seconds(pid: int) -> float:
    """Return the processor time of a process and all below it, from the scheduler's own account."""
    spent = 0
    for process in _tree(pid):
        for task in Path(f"/proc/{process}/task").glob("*/schedstat"):
            try:
                spent += int(task.read_text().split()[0])
            except OSError:  # it ended just now
                continue
    return spent / 1e9


def _tree(pid: int) -> Iterator[int]:
    try:
        process = psutil.Process(pid)
        yield from (pid, *(child.pid for child in process.children(recursive=True)))
    except psutil.NoSuchProcess:
        return
