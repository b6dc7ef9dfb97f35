"""G10: how does SQLite bear a hot event, and what do the queue in front of it and the shared commits bring?"""

import subprocess
import sys
from collections import defaultdict
from contextlib import ExitStack
from statistics import median

import sqlalchemy as sa

from bench.invariants import broken_events
from bench.load import Figures, burst
from bench.scale import Scale
from bench.seed import begin_again, prepared
from bench.servers import REPOSITORY, gunicorn
from bench.table import Row, at_least, at_most, for_information, ratio, settled

_ENTRIES = {
    "ours": "wsgi:app",
    "gate only": "bench.variants:without_group_commit()",
    "neither": "bench.variants:without_gate()",
}


def measure(scale: Scale) -> list[Row]:
    """Return the lines of the sign-up on SQLite, at four workers of eight threads."""
    figures: dict[str, list[Figures]] = defaultdict(list)
    alone: list[float] = []
    faults = 0
    with ExitStack() as stack:
        url = stack.enter_context(prepared(None, people=scale.people, events=scale.events))
        servers = {
            name: stack.enter_context(gunicorn(entry, url, workers=4, threads=8, name=name))
            for name, entry in _ENTRIES.items()
        }
        for turn in range(scale.rounds):
            for place, (name, server) in enumerate(servers.items()):
                begin_again(url)
                first = scale.first_person(turn * len(servers) + place)
                figures[name].append(burst(server, scale.load("hot").by(first)))
                faults += len(broken_events(url))
            begin_again(url)
            alone.append(_one_process(url, scale))
            faults += len(broken_events(url))
    return _rows(figures, alone, faults)


def _one_process(url: str, scale: Scale) -> float:
    path = str(sa.make_url(url).database)
    command = [sys.executable, "-m", "bench.driver_loop", path, str(scale.seconds), str(scale.people), "0"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return float(done.stdout)


def _rows(figures: dict[str, list[Figures]], alone: list[float], faults: int) -> list[Row]:
    p99 = {name: [one.p99 for one in rounds] for name, rounds in figures.items()}
    speed = {name: [one.per_second for one in rounds] for name, rounds in figures.items()}
    lost = sum(one.refused + one.broken for name in ("ours", "gate only") for one in figures[name])

    def middle(values: list[float]) -> float:
        return median(settled(values))

    return [
        Row(
            "G10",
            "SQLite hot event, 4 workers x 8 threads: refused or lost answers, events with something wrong",
            f"{lost} and {faults}",
            "0 and 0",
            lost == 0 and faults == 0,
        ),
        at_most(
            "G10",
            "99th percentile, gate and shared commits, against SQLite's own waiting",
            ratio(p99["ours"], p99["neither"]),
            0.25,
            note=f"{middle(p99['ours']):.0f} ms against {middle(p99['neither']):.0f} ms; "
            f"with the gate alone {middle(p99['gate only']):.0f} ms",
        ),
        at_least(
            "G10",
            "shared commits, against a commit for each",
            ratio(speed["ours"], speed["gate only"]),
            1.2,
            note=f"{middle(speed['ours']):,.0f}/s against {middle(speed['gate only']):,.0f}/s",
        ),
        for_information(
            "",
            "SQLite: over HTTP, against one process that runs the same SQL through the driver",
            f"{ratio(speed['ours'], alone):.2f} x ({middle(speed['ours']):,.0f}/s against {middle(alone):,.0f}/s)",
        ),
    ]
