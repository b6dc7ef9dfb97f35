"""Are the goals of speed and size kept?

    python3 dev.py bench signups [--quick] [--database sqlite|postgresql] [--rounds N] [--only PART]

Real gunicorn processes are driven by wrk. All servers of a comparison are up together and hit in turn; each ratio is
the median of the ratios of the rounds, the first of which is left out. Afterwards the counts are checked. What each
line means stands in docs/performance.md.
"""

import argparse
import dataclasses
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack

from bench import embedded, memory, postgres, reads, rush, speed
from bench.load import have_wrk
from bench.postgres import Cluster
from bench.scale import FULL, QUICK, Scale
from bench.table import Row, markdown

Part = Callable[[], list[Row]]


def main(argv: list[str]) -> int:
    """Print the table; 0 when every goal is kept. A quick run judges the counts only, not the speed."""
    options = _options(argv)
    scale = QUICK if options.quick else FULL
    if options.rounds:
        scale = dataclasses.replace(scale, rounds=options.rounds)
    if scale.judges_speed and not have_wrk():
        print("Measuring needs wrk, which is not on this machine.", file=sys.stderr)
        return 2
    rows: list[Row] = []
    with ExitStack() as stack:
        cluster = stack.enter_context(postgres.cluster()) if "postgresql" in options.database else None
        if cluster:
            print(f"PostgreSQL {cluster.version()}", file=sys.stderr)
        for name, part in _parts(cluster, "sqlite" in options.database, scale):
            if options.only and name not in options.only:
                continue
            print(f"{name} …", file=sys.stderr, flush=True)
            found = part()
            rows += found
            print(markdown(found), file=sys.stderr, flush=True)
    if not scale.judges_speed:
        rows = [row if row.goal == "G0" else dataclasses.replace(row, kept=None) for row in rows]
    print(markdown(rows))
    return 1 if any(row.kept is False for row in rows) else 0


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py bench signups")
    parser.add_argument("--quick", action="store_true", help="under a minute: does it run, and are the counts right?")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append", help="only this one")
    parser.add_argument("--rounds", type=int, help="rounds of each comparison, the first of which is left out")
    parser.add_argument(
        "--only", action="append", choices=["rush", "speed", "reads", "growth", "embedded", "memory"], help="this part"
    )
    options = parser.parse_args(argv)
    options.database = options.database or ["sqlite", "postgresql"]
    return options


def _parts(cluster: Cluster | None, sqlite: bool, scale: Scale) -> Iterator[tuple[str, Part]]:
    if sqlite:
        yield "rush", lambda: rush.measure(None, scale)
    if cluster:
        yield "rush", lambda: rush.measure(cluster, scale)
        yield "speed", lambda: speed.measure(cluster, scale)
        yield "reads", lambda: reads.measure(cluster, scale)
        yield "growth", lambda: reads.growth(cluster, scale)
    if sqlite:
        yield "growth", lambda: reads.growth(None, scale)
        yield "embedded", lambda: embedded.measure(scale)
    if cluster:
        yield "memory", lambda: memory.measure(cluster, scale)
