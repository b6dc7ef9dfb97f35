"""What drives a server where wrk can't be had? A few threads of Python: slower than wrk, but the same requests."""

import http.client
import itertools
import json
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from bench import contest
from bench.gates import GATE_EVENT, GATES
from bench.load import Figures, Load
from bench.names import HOT, event_id, token

_LATE_SECONDS = 10


@dataclass
class _Drive:
    """One burst, shared by its threads."""

    port: int
    load: Load
    until: float
    turns: "itertools.count[int]" = field(default_factory=itertools.count)
    held: list[tuple[str, int]] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    broken: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self) -> None:
        """Send one request after the other until the time is over."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_LATE_SECONDS)
        while time.monotonic() < self.until:
            with self.lock:
                method, path, person, key, body = self._next()
            began = time.monotonic()
            try:
                status, answer = _send(connection, method, path, person, key, body)
            except (OSError, http.client.HTTPException):
                connection.close()
                self.broken += 1
                continue
            with self.lock:
                self.took.append((time.monotonic() - began) * 1000)
                self.statuses[status] += 1
                if self.load.kind == "mix" and method == "POST" and status == 201:
                    self.held.append((json.loads(answer)["id"], person))
        connection.close()

    @cached_property
    def codes(self) -> list[str]:
        """What residents show."""
        return Path(self.load.path).read_text("utf-8").split()

    @cached_property
    def papers(self) -> list[str]:
        """The papers that are worked on."""
        return Path(self.load.path).read_text("utf-8").splitlines()

    def _next(self) -> tuple[str, str, int, str, object]:
        load, turn = self.load, next(self.turns)
        if load.kind == "get":
            return "GET", load.path, (load.first_person + turn) % min(load.people, 100), "", None
        if load.kind == "checkin":
            scanned = {"code": self.codes[turn % len(self.codes)], "gate": "东门"}
            return "POST", f"/api/v1/events/{event_id(GATE_EVENT)}/attendances", turn % GATES, f"scan{turn}", scanned
        if load.kind == "start":
            return "POST", contest.START_PATH, (load.first_person + turn) % load.people, "", contest.START
        if load.kind in ("save", "submit"):
            paper = self.papers[(load.first_person + turn) % len(self.papers)]
            return contest.saving(paper) if load.kind == "save" else contest.handing_in(paper)
        if load.kind == "mix" and self.held and random.random() < 0.45:
            signup, person = self.held.pop(random.randrange(len(self.held)))
            return "DELETE", f"/api/v1/signups/{signup}", person, "", None
        number = load.first_person + turn // load.repeats
        person = random.randrange(load.people) if load.kind == "mix" else number % load.people
        event = 1 + number % load.events if load.kind == "many" else HOT
        party = [{"label": f"家人{person:08d}", "child": False}]
        wished = {"party": party, "answers": {"arrives": "bus", "note": "带着水杯"}, "form_version": 1}
        return "POST", f"/api/v1/events/{event_id(event)}/signups", person, f"{load.kind}{number}", wished


def _send(
    connection: http.client.HTTPConnection, method: str, path: str, person: int, key: str, body: object
) -> tuple[int, bytes]:
    headers = {"Authorization": f"Bearer {token(person)}"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    if key:
        headers["Idempotency-Key"] = key
    connection.request(method, path, None if body is None else json.dumps(body).encode(), headers)
    response = connection.getresponse()
    return response.status, response.read()


def drive(port: int, load: Load) -> Figures:
    """Put the load on a server, and return what came of it."""
    began = time.monotonic()
    shared = _Drive(port, load, began + load.seconds)
    threads = [threading.Thread(target=shared.run) for _ in range(load.clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(load.seconds + 2 * _LATE_SECONDS)
    took = sorted(shared.took) or [0.0]

    def quantile(part: float) -> float:
        return took[min(int(len(took) * part), len(took) - 1)]

    return Figures(
        requests=len(shared.took),
        seconds=time.monotonic() - began,
        p50=quantile(0.50),
        p95=quantile(0.95),
        p99=quantile(0.99),
        refused=sum(times for status, times in shared.statuses.items() if status >= 400),
        broken=shared.broken,
        statuses={str(status): times for status, times in shared.statuses.items()},
    )
