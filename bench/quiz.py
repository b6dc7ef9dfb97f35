"""Are the goals of quizzes kept?

    python3 dev.py bench quiz [--quick] [--database sqlite|postgresql] [--rounds N] [--only PART]

As bench/signups.py measures: real gunicorn processes, ratios within each round, counts afterwards. What each line means
stands in docs/performance.md.
"""

from collections.abc import Iterator

from bench import attempt_rows, ctfd, papers, question_import, quiz_boards, start_storm
from bench.judging import Part, judged, on_each_database
from bench.postgres import Cluster
from bench.scale import Scale

_PARTS = {
    "storm": start_storm.measure,
    "speed": papers.measure,
    "boards": quiz_boards.measure,
    "rows": attempt_rows.measure,
    "import": question_import.measure,
    "ctfd": ctfd.measure,
}


def main(argv: list[str]) -> int:
    """Print the table; 0 when every goal is kept."""
    return judged("quiz", argv, _parts, list(_PARTS))


def _parts(cluster: Cluster | None, sqlite: bool, scale: Scale) -> Iterator[tuple[str, Part]]:
    yield from on_each_database(_PARTS, cluster, sqlite, scale)
