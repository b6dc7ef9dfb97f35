"""How are the parts of a measurement run one after the other, and what does it return when a goal was missed?"""

import argparse
import dataclasses
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial

from bench import postgres
from bench.load import have_wrk
from bench.postgres import Cluster
from bench.scale import FULL, QUICK, Scale
from bench.table import Row, markdown

Part = Callable[[], list[Row]]
Parts = Callable[[Cluster | None, bool, Scale], Iterator[tuple[str, Part]]]
"""From PostgreSQL (if it is asked for), whether SQLite is, and the scale: names and what they measure."""


def on_each_database(
    measures: Mapping[str, Callable[[Cluster | None, Scale], list[Row]]],
    cluster: Cluster | None,
    sqlite: bool,
    scale: Scale,
) -> Iterator[tuple[str, Part]]:
    """Yield parts that measure the same on SQLite and on PostgreSQL, one after the other."""
    for name, measure in measures.items():
        if sqlite:
            yield name, partial(measure, None, scale)
        if cluster:
            yield name, partial(measure, cluster, scale)


def judged(program: str, argv: list[str], parts: Parts, names: Sequence[str]) -> int:
    """Print the table; 0 when every goal is kept. A quick run judges the counts only, not the speed."""
    options = _options(program, argv, names)
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
        for name, part in parts(cluster, "sqlite" in options.database, scale):
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


def _options(program: str, argv: list[str], names: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"dev.py bench {program}")
    parser.add_argument("--quick", action="store_true", help="about a minute: does it run, and are the counts right?")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append", help="only this one")
    parser.add_argument("--rounds", type=int, help="rounds of each comparison, the first of which is left out")
    parser.add_argument("--only", action="append", choices=names, help="this part")
    options = parser.parse_args(argv)
    options.database = options.database or ["sqlite", "postgresql"]
    return options
