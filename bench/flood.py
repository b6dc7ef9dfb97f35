"""How long do people wait at the gate while sign-ups of another event come three times as fast as they can be taken?

The layout of deploy/: a second gunicorn of the same application, to which the reverse proxy sends the check-in paths.
There is no proxy here: who is checked in asks the second port directly. Beside it stands what happens without that
pool, when check-ins queue up behind the sign-ups.
"""

from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median

from bench import gates
from bench.invariants import broken_events
from bench.load import burst
from bench.open_loop import Outcome, Plan, together
from bench.postgres import Cluster
from bench.scale import Scale
from bench.seed import prepared
from bench.servers import Server, gunicorn
from bench.table import Row, at_most, for_information, settled

TIMES, RATE, MOST_MS = 3, 40, 500
"""By how much the flood exceeds what is taken, check-ins a second at all gates, and the goal."""

OWN_WORKERS, OWN_THREADS = 1, 8
"""As deploy/shiliu-checkin.service has them."""

_LAYOUTS = ("nobody else", "own pool", "one pool")


@dataclass
class _Seen:
    """What the rounds have shown, by layout."""

    p95: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    lost: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    taken: list[float] = field(default_factory=list)
    flood: list[Outcome] = field(default_factory=list)
    faults: int = 0


def measure(cluster: Cluster | None, scale: Scale) -> list[Row]:
    """Return the lines of one database."""
    seen = _Seen()
    with ExitStack() as stack:
        people = max(scale.people, scale.seated)
        url = stack.enter_context(prepared(cluster, people=people, events=scale.events))
        gates.open_gates(url, seated=scale.seated)
        sign_ups = stack.enter_context(gunicorn("wsgi:app", url))
        own = stack.enter_context(gunicorn("wsgi:app", url, workers=OWN_WORKERS, threads=OWN_THREADS, name="own pool"))
        for turn in range(scale.rounds):
            gates.nobody_came(url)
            closed = burst(sign_ups, scale.load("hot").by(scale.first_person(turn)))
            seen.taken.append(closed.per_second)
            for layout in _LAYOUTS:
                server = sign_ups if layout == "one pool" else own
                first = scale.first_person(turn) + 7_000
                flood = Plan(sign_ups.port, "sign-ups", TIMES * closed.per_second, scale.flood_seconds, first, people)
                _round(url, seen, layout, (server, sign_ups), flood)
    return _rows("PostgreSQL" if cluster else "SQLite", seen, scale)


def _round(url: str, seen: _Seen, layout: str, servers: tuple[Server, Server], flood: Plan) -> None:
    gates.nobody_came(url)
    server, _ = servers
    scans = Plan(server.port, "check-ins", RATE, flood.seconds)
    came, *others = together(scans, *([flood] if layout != "nobody else" else []))
    seen.flood += others
    for one in servers:
        one.wait_until_idle()
    seen.p95[layout].append(came.quantile(0.95))
    seen.lost[layout] += came.lost + sum(times for status, times in came.statuses.items() if status != "201")
    # Who gave up waiting may have been recorded all the same.
    seen.faults += gates.faults(url, answered=came.statuses.get("201", 0), under_way=came.given_up + came.broken)
    seen.faults += len(broken_events(url))


def _rows(database: str, seen: _Seen, scale: Scale) -> list[Row]:
    def middle(values: list[float]) -> float:
        return median(settled(values))

    due = sum(one.sent for one in seen.flood)
    answered = sum(len(one.took) for one in seen.flood)
    p95 = {layout: middle(seen.p95[layout]) for layout in _LAYOUTS}
    told = f"{middle(seen.taken):,.0f} sign-ups a second are taken, {TIMES * middle(seen.taken):,.0f} come"
    return [
        Row(
            "G0",
            f"{database}: check-ins beside the flood, lost or refused in the own pool, and wrong counts in all",
            f"{seen.lost['own pool']} and {seen.faults}",
            "0 and 0",
            seen.lost["own pool"] == seen.faults == 0,
        ),
        at_most(
            "flood",
            f"{database}: check-in with a pool of its own, 95th percentile while sign-ups of another event come at "
            f"{TIMES} times what is taken",
            p95["own pool"],
            MOST_MS,
            unit="ms",
            note=f"{told}; slowest round {max(settled(seen.p95['own pool'])):.0f} ms, "
            f"without a flood {p95['nobody else']:.0f} ms",
        ),
        for_information(
            "",
            f"{database}: the same, with one pool for both",
            f"{p95['one pool']:,.0f} ms, lost or refused {seen.lost['one pool']}",
        ),
        for_information(
            "",
            f"{database}: what became of the flood, {scale.flood_seconds} s at a time",
            f"{due:,} were due, {answered:,} answered, {sum(one.turned_away for one in seen.flood):,} turned away, "
            f"{sum(one.given_up + one.broken for one in seen.flood):,} given up",
        ),
    ]
