"""How large does one worker get, and does it go on growing?"""

from bench.load import burst
from bench.postgres import Cluster
from bench.reads import LIST, detail
from bench.scale import Scale
from bench.seed import prepared
from bench.servers import Server, gunicorn
from bench.table import Row, at_most

MOST_MIB = 150
MOST_GROWTH = 1.03
"""Memory comes in pages and arenas: three per cent more is no growth."""


def measure(server: Cluster, scale: Scale) -> list[Row]:
    """Return the lines of one worker's memory after half of the requests, and after all."""
    total = scale.requests_of_one_worker
    with (
        prepared(server, people=scale.people, events=scale.events) as url,
        gunicorn("wsgi:app", url, workers=1) as worker,
    ):
        at_half, turn = _load(worker, scale, total // 2, 0)
        at_end, _ = _load(worker, scale, total - total // 2, turn)
    what = f"resident memory of one worker after {total:,} requests"
    return [
        at_most("memory", what, at_end, MOST_MIB, unit="MiB"),
        at_most("memory", f"the same, against that after {total // 2:,}", at_end / at_half, MOST_GROWTH),
    ]


def _load(worker: Server, scale: Scale, requests: int, turn: int) -> tuple[float, int]:
    """Send that many requests, sign-ups and reads in turn; return the worker's memory in MiB, and the next turn."""
    done = 0
    while done < requests:
        for load in (scale.load("many"), scale.load("get", path=LIST), scale.load("get", path=detail())):
            done += burst(worker, load.by(scale.first_person(turn))).requests
            turn += 1
    return worker.worker_mebibytes(), turn
