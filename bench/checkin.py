"""Are the goals of checking in kept?

    python3 dev.py bench checkin [--quick] [--database sqlite|postgresql] [--rounds N] [--only PART]

As bench/signups.py measures: real gunicorn processes, ratios within each round, counts afterwards. What each line means
stands in docs/performance.md.
"""

from collections.abc import Iterator

from bench import at_gates, flood, kept_rows, photos
from bench.judging import Part, judged, on_each_database
from bench.postgres import Cluster
from bench.scale import Scale
from bench.table import Row

_PARTS = {"speed": at_gates.measure, "flood": flood.measure, "offline": kept_rows.measure}
_MEGAPIXELS = 12


def main(argv: list[str]) -> int:
    """Print the table; 0 when every goal is kept."""
    return judged("checkin", argv, _parts, [*_PARTS, "photo"])


def _parts(cluster: Cluster | None, sqlite: bool, scale: Scale) -> Iterator[tuple[str, Part]]:
    yield from on_each_database(_PARTS, cluster, sqlite, scale)
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
