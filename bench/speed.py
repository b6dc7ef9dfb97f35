"""G1 to G4, G12: how fast is the sign-up against its own statement in pgbench, and against the usual way to do it?"""

from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median
from typing import Literal

from bench import pgbench
from bench.invariants import broken_events
from bench.load import Figures, burst
from bench.postgres import Cluster
from bench.scale import Scale
from bench.seed import begin_again, prepared
from bench.servers import Server, gunicorn
from bench.table import Row, at_least, for_information, ratio, settled

SLOW_COMMITS = {"commit_delay": "2000", "commit_siblings": "0"}
"""Every commit takes two milliseconds longer, as on a cloud disk."""

Crowd = Literal["hot", "many"]


@dataclass
class _Rounds:
    """The figures of each contestant, one for each round, and what was found broken."""

    of: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    cpu_us: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: int = 0


@dataclass
class _Contest:
    """Servers that are up together, and the database under them."""

    url: str
    scale: Scale
    ours: Server
    usual: Server
    hello: Server
    turn: int = 0

    def sign_up(self, server: Server, crowd: Crowd, rounds: _Rounds, name: str) -> None:
        """Let a crowd sign up at a server, on tables without sign-ups."""
        begin_again(self.url)
        self.turn += 1
        figures = burst(server, self.scale.load(crowd).by(self.scale.first_person(self.turn)))
        self._note(rounds, name, figures)
        rounds.faults += figures.refused + figures.broken
        rounds.faults += len(broken_events(self.url)) if server is not self.hello else 0

    def pgbench(self, crowd: Crowd, rounds: _Rounds, name: str) -> None:
        """Let pgbench run the statement alone, on tables without sign-ups."""
        begin_again(self.url)
        scale = self.scale
        speed = pgbench.per_second(
            self.url, crowd, people=scale.people, events=scale.events, first=0, seconds=scale.seconds
        )
        rounds.of[name].append(speed)
        rounds.faults += len(broken_events(self.url))

    def say_hello(self, rounds: _Rounds) -> None:
        """Ask the server that does nothing."""
        self._note(rounds, "hello", burst(self.hello, self.scale.load("get")))

    def _note(self, rounds: _Rounds, name: str, figures: Figures) -> None:
        rounds.of[name].append(figures.per_second)
        rounds.cpu_us[name].append(figures.cpu_us)


def measure(cluster: Cluster, scale: Scale) -> list[Row]:
    """Return the lines of the sign-up on PostgreSQL."""
    with ExitStack() as stack:
        url = stack.enter_context(prepared(cluster, people=scale.people, events=scale.events))
        contest = _Contest(
            url,
            scale,
            ours=stack.enter_context(gunicorn("wsgi:app", url)),
            usual=stack.enter_context(gunicorn("bench.baseline:create_app()", url)),
            hello=stack.enter_context(gunicorn("bench.hello:app", url)),
        )
        plain, slow = _Rounds(), _Rounds()
        for _ in range(scale.rounds):
            contest.say_hello(plain)
            for crowd in ("hot", "many"):
                contest.sign_up(contest.ours, crowd, plain, f"ours {crowd}")
                contest.pgbench(crowd, plain, f"pgbench {crowd}")
                contest.sign_up(contest.usual, crowd, plain, f"usual {crowd}")
        cluster.set(**SLOW_COMMITS)
        for _ in range(scale.rounds):
            contest.sign_up(contest.ours, "hot", slow, "ours hot")
            contest.pgbench("hot", slow, "pgbench hot")
        cluster.set(**dict.fromkeys(SLOW_COMMITS))
    return _rows(plain, slow)


def _rows(plain: _Rounds, slow: _Rounds) -> list[Row]:
    def against(rounds: _Rounds, goal: str, what: str, names: tuple[str, str], least: float) -> Row:
        ours, other = (rounds.of[name] for name in names)
        note = f"{median(settled(ours)):,.0f}/s against {median(settled(other)):,.0f}/s"
        return at_least(goal, what, ratio(ours, other), least, note=note)

    hot, many = ("ours hot", "pgbench hot"), ("ours many", "pgbench many")
    cost = ratio(plain.cpu_us["ours many"], plain.cpu_us["hello"])
    cpu = [median(settled(plain.cpu_us[name])) for name in ("ours hot", "ours many", "usual many", "hello")]
    return [
        against(plain, "G1", "hot event, against pgbench with the same statement", hot, 0.5),
        against(slow, "G2", "the same, with commits that take 2 ms", hot, 2.5),
        against(plain, "G3", "10,000 events, against pgbench", many, 0.10),
        against(plain, "G4", "hot event, against the usual way", ("ours hot", "usual hot"), 3),
        against(plain, "G4", "10,000 events, against the usual way", ("ours many", "usual many"), 3),
        for_information(
            "G12",
            "processor time of a sign-up, against hello",
            f"{cost:.1f} x (hot {cpu[0]:.0f}, many {cpu[1]:.0f}, usual way {cpu[2]:.0f}, hello {cpu[3]:.0f} us)",
        ),
        Row(
            "G0",
            "PostgreSQL: refused or lost answers, and events with something wrong, in all bursts above",
            str(plain.faults + slow.faults),
            "0",
            plain.faults + slow.faults == 0,
        ),
    ]
