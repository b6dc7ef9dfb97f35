"""Are the goals of checking in kept?

    python3 dev.py bench checkin [--quick] [--database sqlite|postgresql] [--rounds N] [--only PART]

As bench/signups.py measures: real gunicorn processes, ratios within each round, counts afterwards. What each line means
stands in docs/performance.md.
"""

import argparse
import dataclasses
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack

from bench import at_gates, flood, kept_rows, photos, postgres
from bench.load import have_wrk
from bench.postgres import Cluster
from bench.scale import FULL, QUICK, Scale
from bench.table import Row, markdown

Part = Callable[[], list[Row]]
_PARTS = {"speed": at_gates.measure, "flood": flood.measure, "offline": kept_rows.measure}
_MEGAPIXELS = 12


def main(argv: list[str]) -> int:
    """Print the table; 0 when every goal is kept. A quick run judges the counts only, not the speed."""
    options = _options(argv)
    scale = dataclasses.replace(
        QUICK if options.quick else FULL, **({"rounds": options.rounds} if options.rounds else {})
    )
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
    parser = argparse.ArgumentParser(prog="dev.py bench checkin")
    parser.add_argument("--quick", action="store_true", help="about a minute: does it run, and are the counts right?")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append", help="only this one")
    parser.add_argument("--rounds", type=int, help="rounds of each comparison, the first of which is left out")
    parser.add_argument("--only", action="append", choices=[*_PARTS, "photo"], help="this part")
    options = parser.parse_args(argv)
    options.database = options.database or ["sqlite", "postgresql"]
    return options


def _parts(cluster: Cluster | None, sqlite: bool, scale: Scale) -> Iterator[tuple[str, Part]]:
    for name, measure in _PARTS.items():
        if sqlite:
            yield name, lambda measure=measure: measure(None, scale)  # type: ignore[misc]
        if cluster:
            yield name, lambda measure=measure: measure(cluster, scale)  # type: ignore[misc]
    yield "photo", lambda: _photos(_MEGAPIXELS if scale.judges_speed else 1)


def _photos(megapixels: int) -> list[Row]:
    """Return the lines of a photo, by `bench photos`."""
    return [
        Row(
            "photo",
            f"{photo.kind} of {megapixels} megapixels, {photo.bytes / 1e6:.1f} MB",
            f"{photo.seconds:.2f} s, {photo.mebibytes:.0f} MiB",
            f"<= {photos.MOST_SECONDS} s, {photos.MOST_MIB} MiB",
            photo.kept,
        )
        for photo in photos.uploaded(megapixels)
    ]
