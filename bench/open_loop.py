"""What becomes of requests that are sent at a fixed rate, whether or not those before were answered?

python -m bench.open_loop '{"port": ..., "kind": "sign-ups", ...}'     prints a line of JSON

People do not wait for each other before they tap. Each request has its moment, from which its time is counted, and
takes a connection that rests or a new one, as a reverse proxy does. What is open at once is bounded, and so is how long
anybody waits: a request beyond the first is turned away, and one beyond the second is given up.
"""

import json
import selectors
import socket
import subprocess
import sys
import time
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Literal

from bench import contest, gates
from bench.names import HOT, event_id, token
from bench.servers import REPOSITORY

MOST_OPEN = 6_000
"""Requests under way at once: more than a gunicorn of two workers takes and queues (2 x 1,000 and 2,048)."""

GIVES_UP_SECONDS = 10
_LEAD_SECONDS = 0.2
_OTHERS_SECONDS = 60


@dataclass(frozen=True)
class Plan:
    """Who sends what to which port, how often a second and how long."""

    port: int
    kind: Literal["check-ins", "sign-ups", "starts"]
    rate: float
    seconds: float
    first: int = 0
    people: int = 1


@dataclass
class Outcome:
    """What came of it. `took` holds the milliseconds of each answered request, from its moment to its last byte."""

    took: list[float] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)
    turned_away: int = 0
    given_up: int = 0
    broken: int = 0

    @property
    def sent(self) -> int:
        """How many were due."""
        return len(self.took) + self.lost

    @property
    def lost(self) -> int:
        """How many were not answered."""
        return self.turned_away + self.given_up + self.broken

    def quantile(self, part: float) -> float:
        """Return the milliseconds within which so many were answered; who was not counts as having waited long."""
        times = sorted(self.took) + [GIVES_UP_SECONDS * 1000.0] * self.lost
        return times[min(int(len(times) * part), len(times) - 1)] if times else 0.0


def together(*plans: Plan) -> list[Outcome]:
    """Carry out plans at the same time; each in a process of its own, lest one that is busy delays another's clock."""
    drivers = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.open_loop", json.dumps(asdict(plan))],
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for plan in plans
    ]
    for driver in drivers:
        assert driver.stdout is not None
        driver.stdout.readline()  # it has its requests ready
    begins = f"{time.monotonic() + _LEAD_SECONDS}\n"  # the clock is the machine's, the same for all processes
    for driver in drivers:
        assert driver.stdin is not None
        driver.stdin.write(begins)
        driver.stdin.flush()
    return [_outcome(driver, plan) for driver, plan in zip(drivers, plans, strict=True)]


def _outcome(driver: "subprocess.Popen[str]", plan: Plan) -> Outcome:
    said, complained = driver.communicate(timeout=plan.seconds + GIVES_UP_SECONDS + _OTHERS_SECONDS)
    if driver.returncode:
        raise RuntimeError(complained)
    return Outcome(**json.loads(said))


class _Request:
    """One request under way, and the connection that it is on."""

    __slots__ = ("answer", "due", "over", "socket", "text")

    def __init__(self, due: float, text: bytes) -> None:
        self.due = due
        self.text = text
        self.answer = b""
        self.over = False
        self.socket: socket.socket | None = None


class _Loop:
    """Sends what is due and reads what comes, in one thread."""

    def __init__(self, plan: Plan, texts: Sequence[bytes], begins: float) -> None:
        self._plan = plan
        self._texts = texts
        self._begins = begins
        self._selector = selectors.DefaultSelector()
        self._resting: list[socket.socket] = []
        self._under_way: deque[_Request] = deque()
        self._open = 0
        self._statuses: Counter[str] = Counter()
        self.outcome = Outcome()

    def run(self) -> Outcome:
        """Send everything, wait for the last answers, and return what came of it."""
        begins, rate = self._begins, self._plan.rate
        following = 0
        ends = begins + self._plan.seconds + GIVES_UP_SECONDS
        while following < len(self._texts) or self._open:
            moment = time.monotonic()
            if moment > ends:
                break
            while following < len(self._texts) and begins + following / rate <= moment:
                self._send(_Request(begins + following / rate, self._texts[following]))
                following += 1
            self._give_up(moment)
            due = begins + following / rate if following < len(self._texts) else moment + 0.05
            self._read(max(0.0, min(due - time.monotonic(), 0.05)))
        self.outcome.turned_away += len(self._texts) - following
        self.outcome.given_up += self._open
        self.outcome.statuses = dict(self._statuses)
        return self.outcome

    def _send(self, request: _Request) -> None:
        if self._open >= MOST_OPEN:
            self.outcome.turned_away += 1
            return
        self._open += 1
        self._under_way.append(request)
        while self._resting:
            rested = self._resting.pop()
            if not _is_open(rested):
                rested.close()
                continue
            request.socket = rested
            self._write(request)
            return
        request.socket = socket.socket()
        request.socket.setblocking(False)
        request.socket.connect_ex(("127.0.0.1", self._plan.port))
        self._selector.register(request.socket, selectors.EVENT_WRITE, request)

    def _write(self, request: _Request) -> None:
        assert request.socket is not None
        try:
            request.socket.send(request.text)  # a kilobyte: it fits into an empty buffer whole
        except OSError:
            self._end(request, "broken")
            return
        self._selector.register(request.socket, selectors.EVENT_READ, request)

    def _read(self, seconds: float) -> None:
        for key, events in self._selector.select(seconds):
            request = key.data
            if events & selectors.EVENT_WRITE:
                self._selector.unregister(key.fileobj)
                self._write(request)
                continue
            self._receive(request)

    def _receive(self, request: _Request) -> None:
        assert request.socket is not None
        try:
            received = request.socket.recv(65_536)
        except BlockingIOError:
            return
        except OSError:
            received = b""
        if not received:
            self._selector.unregister(request.socket)
            self._end(request, "broken")
            return
        request.answer += received
        head, found, body = request.answer.partition(b"\r\n\r\n")
        if not found or len(body) < _length(head):
            return
        self._selector.unregister(request.socket)
        self.outcome.took.append((time.monotonic() - request.due) * 1000)
        self._statuses[head[9:12].decode()] += 1
        self._end(request, None, keep=b"connection: close" not in head.lower())

    def _end(self, request: _Request, failure: Literal["broken", "given_up"] | None, *, keep: bool = False) -> None:
        assert request.socket is not None
        request.over = True
        self._open -= 1
        if failure:
            setattr(self.outcome, failure, getattr(self.outcome, failure) + 1)
        if keep:
            self._resting.append(request.socket)
        else:
            request.socket.close()

    def _give_up(self, moment: float) -> None:
        while self._under_way and (self._under_way[0].over or moment - self._under_way[0].due > GIVES_UP_SECONDS):
            request = self._under_way.popleft()
            if not request.over and request.socket is not None:
                self._selector.unregister(request.socket)
                self._end(request, "given_up")


def _is_open(rested: socket.socket) -> bool:
    """Tell whether the server has kept a connection; it closes those that rest too long, as a proxy knows as well."""
    try:
        rested.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    return 0


def _texts(plan: Plan) -> list[bytes]:
    count = int(plan.rate * plan.seconds)
    if plan.kind == "check-ins":
        shown = gates.codes(plan.first, count)
        path = f"/api/v1/events/{event_id(gates.GATE_EVENT)}/attendances"
        return [
            _text(path, n % gates.GATES, f"scan{plan.first + n}", {"code": code, "gate": "东门"})
            for n, code in enumerate(shown)
        ]
    if plan.kind == "starts":
        return [_text(contest.START_PATH, plan.first + contest.who(n), "", contest.START) for n in range(count)]
    path = f"/api/v1/events/{event_id(HOT)}/signups"
    party = [{"label": "家人", "child": False}]
    body = {"party": party, "answers": {"arrives": "bus", "note": "带着水杯"}, "form_version": 1}
    return [_text(path, (plan.first + n) % plan.people, f"flood{n}", body) for n in range(count)]


def _text(path: str, person: int, key: str, body: object) -> bytes:
    content = json.dumps(body, ensure_ascii=False).encode()
    own_key = f"Idempotency-Key: {key}\r\n" if key else ""
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token(person)}\r\n"
        f"Content-Type: application/json\r\n{own_key}Content-Length: {len(content)}\r\n\r\n"
    ).encode() + content


def main(plan: Plan) -> None:
    """Send what is planned and print what came of it."""
    texts = _texts(plan)
    print("ready", flush=True)
    begins = float(sys.stdin.readline())
    time.sleep(max(0.0, begins - time.monotonic()))
    print(json.dumps(asdict(_Loop(plan, texts, begins).run())))


if __name__ == "__main__":
    main(Plan(**json.loads(sys.argv[1])))
