"""How are the processes of one command started, watched, waited for and stopped?

Each child leads a process group of its own: Ctrl-C in the terminal reaches dev.py alone, which then stops the children
in order, and what a child has started goes with it.
"""

import http.client
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from devtools import ROOT, console
from devtools.failure import Failure
from devtools.guard import signal_group
from devtools.stop import StopRequest

PROGRESS_SECONDS = 10
STOP_SECONDS = 8.0
TAIL_LINES = 20

# No proxy: what we ask is on this machine, whatever http_proxy says.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass
class Child:
    """One process of ours and where its output goes (None: to the terminal)."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path | None

    def said(self) -> str:
        """Return the whole log."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log else ""

    def last_lines(self, count: int = TAIL_LINES) -> str:
        """Return the end of the log, ready to be shown."""
        return "\n".join("  | " + line for line in self.said().splitlines()[-count:])


class Children:
    """The processes of one command. A context: whatever is left at its end is stopped, newest first."""

    def __init__(self, stop: StopRequest, *, environment: Mapping[str, str]) -> None:
        self.stop = stop
        self._environment = dict(environment)
        self._living: list[Child] = []
        self._guard: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._guard = subprocess.Popen(
            [sys.executable, "-m", "devtools.guard"], cwd=ROOT, stdin=subprocess.PIPE, start_new_session=True
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop_all()
        if self._guard and self._guard.stdin:
            self._guard.stdin.close()
            self._guard.wait()

    def start(self, name: str, command: Sequence[str], *, log: Path | None = None) -> Child:
        """Start a process from the checkout. The log of the time before is kept beside the new one as `.1`."""
        if log is None:
            process = self._popen(command, None)
        else:
            if log.exists():
                log.replace(log.with_name(log.name + ".1"))
            with log.open("wb") as output:
                process = self._popen(command, output.fileno())
        child = Child(name, process, log)
        self._living.append(child)
        self._tell_guard("+", child)
        return child

    def _popen(self, command: Sequence[str], output: int | None) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            list(command),
            cwd=ROOT,
            env=self._environment,
            stdin=subprocess.DEVNULL if output is not None else None,
            stdout=output,
            stderr=subprocess.STDOUT if output is not None else None,
            start_new_session=True,
        )

    def finish(self, child: Child) -> int:
        """Wait until a child ends by itself and return its exit code; show a line of progress now and then."""
        began = time.monotonic()
        shown = 0
        while child.process.poll() is None:
            self.stop.pause()
            tens = int((time.monotonic() - began) / PROGRESS_SECONDS)
            if child.log is not None and tens > shown:
                shown = tens
                console.progress(shown * PROGRESS_SECONDS, child.said())
        # What a step left running has no owner any more.
        signal_group(child.process.pid, signal.SIGKILL)
        self._forget(child)
        return child.process.returncode

    def run(self, name: str, command: Sequence[str], *, log: Path) -> None:
        """Run a step to its end. Raises Failure with the end of its log when it did not succeed."""
        child = self.start(name, command, log=log)
        code = self.finish(child)
        if code:
            raise Failure(
                f"The step “{name}” failed ({_ending(code)}); all it said is in {log}.", details=child.last_lines()
            )

    def wait_for(self, child: Child, url: str, *, seconds: float) -> None:
        """Wait until `url` answers 200. Raises Failure when any child ends before, or after `seconds`."""
        self._wait(child, lambda: answers(url), f"answer at {url}", seconds)

    def wait_for_words(self, child: Child, words: str, *, seconds: float) -> None:
        """Wait until a child without an address writes `words` into its log. Raises Failure as `wait_for` does."""
        self._wait(child, lambda: words in child.said(), f"say “{words}”", seconds)

    def _wait(self, child: Child, ready: Callable[[], bool], what: str, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not ready():
            self.check()
            if time.monotonic() > deadline:
                raise Failure(
                    f"The {child.name} did not {what} within {seconds:.0f} seconds; its log is {child.log}.",
                    details=child.last_lines(),
                )
            self.stop.pause()

    def watch(self) -> None:
        """Stay until somebody asks for the end (Interrupted) or a child ends (Failure)."""
        while True:
            self.check()
            self.stop.pause()

    def check(self) -> None:
        """Raise Failure when a child that should be living has ended."""
        for child in self._living:
            code = child.process.poll()
            if code is not None:
                raise Failure(
                    f"The {child.name} ended by itself ({_ending(code)}), so everything was stopped; "
                    f"its log is {child.log}.",
                    details=child.last_lines(),
                )

    def stop_all(self) -> None:
        """End every child and all that it started: first kindly, then, or when asked to stop a second time, at once."""
        asked = self.stop.count
        for child in reversed(self._living):
            _ask_to_end(child)
        deadline = time.monotonic() + STOP_SECONDS
        while any(child.process.poll() is None for child in self._living):
            if time.monotonic() > deadline or self.stop.count > max(asked, 1):
                break
            time.sleep(0.05)
        for child in self._living:
            signal_group(child.process.pid, signal.SIGKILL)
            child.process.wait()
        for child in list(self._living):
            self._forget(child)

    def _forget(self, child: Child) -> None:
        self._living.remove(child)
        self._tell_guard("-", child)

    def _tell_guard(self, sign: str, child: Child) -> None:
        if self._guard and self._guard.stdin:
            self._guard.stdin.write(f"{sign}{child.process.pid}\n".encode())
            self._guard.stdin.flush()


def _ask_to_end(child: Child) -> None:
    """Ask one child to end. Only the leader: gunicorn and pytest stop their own processes in good order.

    What talks to the terminal hears of Ctrl-C, since pytest then still cleans up and says how far it got.
    """
    if child.process.poll() is None:
        child.process.send_signal(signal.SIGTERM if child.log else signal.SIGINT)


def answers(url: str) -> bool:
    """Tell whether a page on this machine answers 200 within two seconds."""
    try:
        with _direct.open(url, timeout=2) as answer:
            return bool(answer.status == http.HTTPStatus.OK)
    except (OSError, http.client.HTTPException):
        # URLError and HTTPError are OSErrors; a server that is just starting may also close in mid-answer.
        return False


def fetch(url: str) -> bytes:
    """Return the body of a page on this machine. Raises Failure when there is none."""
    try:
        with _direct.open(url, timeout=10) as answer:
            body: bytes = answer.read()
            return body
    except (OSError, http.client.HTTPException) as problem:
        raise Failure(f"{url} did not answer as expected: {problem}.") from problem


def _ending(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"killed by signal {-code}"
