"""Are the goals of speed and size kept?

    python3 dev.py bench signups [--quick] [--database sqlite|postgresql] [--rounds N] [--only PART]

Real gunicorn processes are driven by wrk. All servers of a comparison are up together and hit in turn; each ratio is
the median of the ratios of the rounds, the first of which is left out. Afterwards the counts are checked. What each
line means stands in docs/performance.md.
"""

from collections.abc import Iterator

from bench import embedded, memory, reads, rush, speed
from bench.judging import Part, judged
from bench.postgres import Cluster
from bench.scale import Scale

_PARTS = ("rush", "speed", "reads", "growth", "embedded", "memory")


def main(argv: list[str]) -> int:
    """Print the table; 0 when every goal is kept."""
    return judged("signups", argv, _parts, _PARTS)


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
