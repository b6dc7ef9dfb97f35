"""G11: how fast are we against CTFd, on the same PostgreSQL server and with as many workers?

Asked is what people do most, by the same driver, as programs ask: with the token that each person has. The list: their
challenges, and our quizzes. Submitting: a right answer to one of their challenges, and the handing in of a paper of
ours with 20 of them: each marks, and moves its board at once; saving a single answer would do neither. The board: all
of theirs, where one finds oneself, and a page of ours with one's own rank.

Everybody has taken five before. Lists and boards are read as in a contest: one person after the other, hardly anybody
twice, while others submit. Each right answer makes CTFd forget its lists and boards. A line beside says how the lists
fare at CTFd's best: with the cookies of its own pages, by a few people again and again while nobody submits. None of
its limits is lifted: right answers are not limited.
"""

import http.client
import json
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from threading import Event
from typing import Any

from bench import ctfd_quizzes, ctfd_site
from bench.ctfd_site import UnavailableError
from bench.load import Figures, have_wrk
from bench.names import token
from bench.postgres import Cluster
from bench.scale import Scale
from bench.servers import Server, gunicorn
from bench.table import Row, at_least, for_information, ratio, settled

GOAL = 10
_PEOPLE, _FEW, _CLIENTS = 4_000, 100, 16
_SCRIPT = Path(__file__).with_name("ctfd.lua")
_LATE_SECONDS = 30
_SUBMITTED = 5
"""A second while others read, as when 3,000 people hand in a paper within ten minutes."""

_MOST_AT_ONCE = 32
_CHALLENGES = "/api/v1/challenges"

_KINDS = {
    "list": f"list of {ctfd_site.CHALLENGES} challenges / of {ctfd_quizzes.QUIZZES} quizzes",
    "submit": f"one answer marked / a paper of {ctfd_quizzes.QUESTIONS} answers handed in",
    "board": "the whole board / 50 places and one's own",
}


@dataclass(frozen=True)
class _Request:
    """A request that is ready to be sent, and what its answer must hold."""

    method: str
    path: str
    headers: dict[str, str]
    body: str = ""

    def line(self) -> str:
        """Return it as bench/ctfd.lua reads it."""
        headers = "|".join(f"{name}: {value}" for name, value in self.headers.items())
        return f"{self.method}\t{self.path}\t{headers}\t{self.body}"


Asked = Callable[[int], _Request]
"""From a number, which is of a person or of a submission, to a request."""


@dataclass
class _Contestant:
    """One of the two: its server, its requests, and how many submissions its database has."""

    server: Server
    asked: dict[str, Asked]
    counted: Callable[[], int]
    per_second: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    cpu_us: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: int = 0
    numbers: Iterator[int] = field(default_factory=lambda: iter(()))
    """Of what is submitted next, in this round."""

    def read(self, kind: str, people: int, scale: Scale) -> None:
        """Let so many people read in turn, after it was read once."""
        requests = [self.asked[kind](person) for person in range(people)]
        _answer(self.server, requests[0])
        self._note(kind, _burst(self.server, requests, scale.seconds))

    def read_while_others_submit(self, kind: str, people: int, scale: Scale) -> None:
        """Let people read in turn while others submit, and count what was submitted.

        They submit at fixed moments, whether or not those before them were answered.
        """
        before, ended = self.counted(), Event()
        with ThreadPoolExecutor(_MOST_AT_ONCE) as others:
            reading = others.submit(self.read, kind, people, scale)
            reading.add_done_callback(lambda _: ended.set())
            submitted = []
            while not ended.wait(1 / _SUBMITTED):
                submitted.append(others.submit(_answer, self.server, self.asked["submit"](next(self.numbers))))
        reading.result()
        answered = sum(one.exception() is None for one in submitted)
        self.faults += len(submitted) - answered + abs(self.counted() - before - answered)

    def submit(self, scale: Scale) -> None:
        """Let people submit, and count afterwards; some may have been under way when the burst ended."""
        before = self.counted()
        figures = _burst(self.server, [self.asked["submit"](number) for number in self.numbers], scale.seconds)
        self._note("submit", figures)
        written = self.counted() - before
        self.faults += max(0, figures.requests - written) + max(0, written - figures.requests - _CLIENTS)

    def _note(self, kind: str, figures: Figures) -> None:
        self.per_second[kind].append(figures.per_second)
        self.cpu_us[kind].append(figures.cpu_us)
        self.faults += figures.refused + figures.broken


def measure(cluster: Cluster | None, scale: Scale) -> list[Row]:
    """Return the lines against CTFd; one that says why, where it can't be had. It is measured on PostgreSQL only."""
    if cluster is None:
        return []
    if not have_wrk():
        return [_not_had("there is no wrk on this machine to ask both of them alike")]
    people = min(scale.people, _PEOPLE)
    with ExitStack() as stack:
        try:
            site = stack.enter_context(ctfd_site.running_site(cluster, ctfd_site.get(), people=people))
        except UnavailableError as exc:
            return [_not_had(str(exc))]
        url = stack.enter_context(ctfd_quizzes.prepared_quizzes(cluster, people=people))
        theirs = _Contestant(site.server, _theirs(site.cookies), site.solves)
        ours = _Contestant(stack.enter_context(gunicorn("wsgi:app", url)), _ours(people), lambda: _handed_in(url))
        threaded = replace(theirs, server=site.threaded, per_second=defaultdict(list), cpu_us=defaultdict(list))
        _check(theirs, ours, people)
        _contest(theirs, threaded, ours, people, scale)
        return [*_rows(theirs, ours, site.said), *_threaded_rows(threaded, ours)]


def _not_had(reason: str) -> Row:
    return Row("G11", f"CTFd could not be had: {reason}", "", f">= {GOAL} x", None)


def _contest(theirs: _Contestant, threaded: _Contestant, ours: _Contestant, people: int, scale: Scale) -> None:
    """Ask all in turn; each round goes on with papers and challenges that nobody has handed in."""
    submitters = ctfd_quizzes.submitters(people)
    readers = submitters.start
    left = len(submitters) * (ctfd_quizzes.QUIZZES - ctfd_quizzes.DONE) - 1
    share = left // scale.rounds
    for turn in range(scale.rounds):
        numbers = range(1 + turn * share, 1 + (turn + 1) * share)
        theirs.numbers, ours.numbers = iter(numbers), iter(numbers)
        for one in (theirs, ours):
            one.read_while_others_submit("list", readers, scale)
            one.read_while_others_submit("board", readers, scale)
            one.read("again", _FEW, scale)
        threaded.read("list", readers, scale)
        threaded.read("board", readers, scale)
        theirs.read_while_others_submit("top", readers, scale)
        for one in (theirs, ours):
            one.submit(scale)


def _theirs(cookies: list[str]) -> dict[str, Asked]:
    """Return CTFd's requests, as programs send them: with a token; the list also as its own pages do."""

    def let_in(person: int) -> dict[str, str]:
        user = person + 1
        return {"Authorization": f"Token {ctfd_site.api_token(user)}", "Content-Type": "application/json"}

    def reading(path: str) -> Asked:
        return lambda person: _Request("GET", path, let_in(person))

    def submit(number: int) -> _Request:
        solved, person = _submission(number, len(cookies))
        challenge = ctfd_site.SOLVED + 1 + solved
        body = json.dumps({"challenge_id": challenge, "submission": ctfd_site.flag(challenge)}, ensure_ascii=False)
        return _Request("POST", "/api/v1/challenges/attempt", let_in(person), body)

    return {
        "list": reading(_CHALLENGES),
        "again": lambda person: _Request("GET", _CHALLENGES, {"Cookie": f"session={cookies[person]}"}),
        "board": reading("/api/v1/scoreboard"),
        "top": reading("/api/v1/scoreboard/top/50"),
        "submit": submit,
    }


def _ours(people: int) -> dict[str, Asked]:
    def reading(path: str) -> Asked:
        return lambda person: _Request("GET", path, _bearer(person))

    def submit(number: int) -> _Request:
        done, person = _submission(number, people)
        attempt = ctfd_quizzes.attempt_id(ctfd_quizzes.DONE + 1 + done, person)
        return _Request("POST", f"/api/v1/attempts/{attempt}/submit", _bearer(person))

    quizzes = reading(f"/api/v1/quizzes?limit={ctfd_quizzes.QUIZZES}")
    return {
        "list": quizzes,
        "again": quizzes,
        "board": reading(f"/api/v1/quizzes/{ctfd_quizzes.quiz_id(1)}/board?limit=50"),
        "submit": submit,
    }


def _submission(number: int, people: int) -> tuple[int, int]:
    """Return how many this person has submitted before, and who it is."""
    submitters = ctfd_quizzes.submitters(people)
    before, place = divmod(number, len(submitters))
    return before, submitters[place]


def _bearer(person: int) -> dict[str, str]:
    return {"Authorization": f"Bearer {token(person)}"}


def _handed_in(url: str) -> int:
    """Return how many papers were handed in; the boards must rest on just these."""
    papers, bests = ctfd_quizzes.handed_in(url)
    if papers != bests:
        raise RuntimeError(f"{papers} papers were handed in, and the boards rest on {bests}")
    return papers


def _check(theirs: _Contestant, ours: _Contestant, people: int) -> None:
    """Make sure before anything counts that both answer what is meant, and not with a page that says something else."""
    found = {
        "challenges": len(_answer(theirs.server, theirs.asked["list"](0))["data"]) == ctfd_site.CHALLENGES,
        "scoreboard": len(_answer(theirs.server, theirs.asked["board"](0))["data"]) == people,
        "top": len(_answer(theirs.server, theirs.asked["top"](0))["data"]) == 50,
        "attempt": _answer(theirs.server, theirs.asked["submit"](0))["data"]["status"] == "correct",
        "quizzes": len(_answer(ours.server, ours.asked["list"](0))["items"]) == ctfd_quizzes.QUIZZES,
        "board": _answer(ours.server, ours.asked["board"](0))["me"]["rank"] in range(1, people + 1),
        "hand-in": _answer(ours.server, ours.asked["submit"](0))["state"] == "final",
    }
    if wrong := [name for name, right in found.items() if not right]:
        raise RuntimeError(f"what is answered is not what was asked for: {', '.join(wrong)}")


def _answer(server: Server, request: _Request) -> dict[str, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=_LATE_SECONDS)
    connection.request(request.method, request.path, request.body.encode(), request.headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    if response.status != 200:
        raise RuntimeError(f"{server.name} answered {request.path} with {response.status}: {body[:300]!r}")
    found: dict[str, Any] = json.loads(body)
    return found


def _burst(server: Server, requests: list[_Request], seconds: int) -> Figures:
    """Send these in turn as fast as they are answered."""
    before = server.cpu_seconds()
    with tempfile.TemporaryDirectory(prefix="shiliu-bench-") as folder:
        file = Path(folder) / "requests"
        file.write_text("".join(f"{request.line()}\n" for request in requests), "utf-8")
        command = ["wrk", "-t1", f"-c{_CLIENTS}", f"-d{seconds}s", "--timeout", f"{_LATE_SECONDS}s"]
        command += ["-s", str(_SCRIPT), f"http://127.0.0.1:{server.port}", "--", str(file)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith("FIGURES ")]
    if not lines:
        raise RuntimeError(f"wrk gave no figures: {done.stdout}{done.stderr}")
    figures = Figures(**json.loads(lines[0].removeprefix("FIGURES ")))
    server.wait_until_idle()
    return replace(figures, cpu_us=(server.cpu_seconds() - before) / max(figures.requests, 1) * 1e6)


def _threaded_rows(threaded: _Contestant, ours: _Contestant) -> Iterator[Row]:
    """Return the lines against CTFd on workers that are not its usual ones, of which nothing is promised."""
    for kind in ("list", "board"):
        pair = (ours.per_second[kind], [max(value, 0.5) for value in threaded.per_second[kind]])
        shown = " against ".join(f"{median(settled(values)):,.0f}/s" for values in pair)
        lost = f", {threaded.faults} lost" if threaded.faults else ""
        yield for_information(
            "",
            f"{kind}, against CTFd on 16 threads a worker where nobody submits",
            f"{ratio(*pair):.2f} x ({shown}){lost}",
        )


def _rows(theirs: _Contestant, ours: _Contestant, said: str) -> Iterator[Row]:
    def middle(values: list[float]) -> float:
        return median(settled(values))

    def against(kind: str, name: str) -> str:
        return f"{middle(ours.per_second[kind]):,.0f}/s against {middle(theirs.per_second[name]):,.0f}/s"

    lost = f"{theirs.faults} and {ours.faults}"
    what = "CTFd and we: refused or lost answers, and submissions without their row"
    yield Row("G0", what, lost, "0 and 0", theirs.faults == ours.faults == 0)
    for kind, words in _KINDS.items():
        # At less than one answer in a burst there is no ratio: it counts as one.
        slowest = [max(value, 0.5) for value in theirs.per_second[kind]]
        measured = ratio(ours.per_second[kind], slowest)
        yield at_least("G11", f"{said}: {words}", measured, GOAL, note=against(kind, kind))
    again = ratio(ours.per_second["again"], theirs.per_second["again"])
    words = f"the list at CTFd's best: with its cookies, by {_FEW} people again and again, nobody submits"
    yield for_information("", words, f"{again:.2f} x ({against('again', 'again')})")
    top = ratio(ours.per_second["board"], [max(value, 0.5) for value in theirs.per_second["top"]])
    yield for_information("", "the board, against CTFd's first 50 only", f"{top:.2f} x ({against('board', 'top')})")
    cpu = (f"{kind} {middle(theirs.cpu_us[kind]):,.0f} / {middle(ours.cpu_us[kind]):,.0f} us" for kind in _KINDS)
    yield for_information("", "processor time of a request on the servers, CTFd / we", ", ".join(cpu))
