"""What load is put on a server, and what came of it? wrk drives; without it a small Python client does, more slowly."""

import json
import shutil
import subprocess
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from bench.servers import Server

_SCRIPT = Path(__file__).parent / "requests.lua"
Kind = Literal["hot", "many", "mix", "get", "checkin", "start", "save", "submit"]


@dataclass(frozen=True)
class Load:
    """Who sends what, and how long.

    `path` is what is read, or the file with the codes that are scanned
    or with the papers that are worked on.
    """

    kind: Kind
    people: int
    events: int
    clients: int = 32
    seconds: int = 2
    first_person: int = 0
    repeats: int = 1
    path: str = "/"
    count_statuses: bool = False

    def by(self, first_person: int) -> "Load":
        """Return the same load by people who begin with another number."""
        return replace(self, first_person=first_person % self.people)


@dataclass(frozen=True)
class Figures:
    """What came of a burst. Times are in milliseconds; `refused` counts answers of 400 and above."""

    requests: int
    seconds: float
    p50: float
    p95: float
    p99: float
    refused: int
    broken: int
    statuses: dict[str, int] = field(default_factory=dict)
    cpu_us: float = 0

    @property
    def per_second(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


def have_wrk() -> bool:
    """Tell whether wrk is on this machine."""
    return shutil.which("wrk") is not None


def burst(server: Server, load: Load) -> Figures:
    """Put the load on the server and return what came of it, with the server's processor time per request."""
    before = server.cpu_seconds()
    if have_wrk():
        figures = _wrk(server, load)
    else:
        from bench.client import drive

        figures = drive(server.port, load)
    server.wait_until_idle()
    return replace(figures, cpu_us=(server.cpu_seconds() - before) / max(figures.requests, 1) * 1e6)


def _wrk(server: Server, load: Load) -> Figures:
    arguments = [load.kind, load.first_person, load.people, load.events, load.repeats, load.path]
    command = ["wrk", "-t1", f"-c{load.clients}", f"-d{load.seconds}s", "--timeout", "10s", "-s", str(_SCRIPT)]
    command += [f"http://127.0.0.1:{server.port}", "--", *map(str, arguments), "yes" if load.count_statuses else "no"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=load.seconds + 30, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith("FIGURES ")]
    if not lines:
        raise RuntimeError(f"wrk gave no figures: {done.stdout}{done.stderr}")
    return Figures(**json.loads(lines[0].removeprefix("FIGURES ")))
