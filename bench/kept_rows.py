"""How long does it take to record what a phone has kept without a network: 2,000 rows in one request?"""

import json
from contextlib import ExitStack
from datetime import UTC, datetime
from statistics import median

from bench import gates
from bench.gates import KEPT, KEPT_EVENT
from bench.names import event_id, token
from bench.postgres import Cluster
from bench.scale import Scale
from bench.seed import prepared
from bench.servers import Server, gunicorn, timed_post
from bench.table import Row, at_most, settled

MOST_SECONDS = 3


def measure(cluster: Cluster | None, scale: Scale) -> list[Row]:
    """Return the lines of one database: the first sending, and the same rows sent again."""
    first: list[float] = []
    again: list[float] = []
    faults = 0
    with ExitStack() as stack:
        url = stack.enter_context(prepared(cluster, people=scale.seated, events=scale.events))
        gates.open_gates(url, seated=scale.seated)
        server = stack.enter_context(gunicorn("wsgi:app", url))
        for turn in range(scale.rounds):
            gates.nobody_came(url)
            for took, result in ((first, "recorded"), (again, "already")):
                seconds, results = _send(server, f"{turn}{result}")
                took.append(seconds)
                faults += abs(KEPT - results.count(result))
            found = gates.counted(url)
            faults += abs(found["people"] - KEPT) + abs(found["acts"] - KEPT) + abs(found["different"] - KEPT)
    database = "PostgreSQL" if cluster else "SQLite"
    return [
        Row("G0", f"{database}: {KEPT:,} kept rows sent twice, rows with another fate", str(faults), "0", faults == 0),
        at_most(
            "offline",
            f"{database}: {KEPT:,} rows that a phone kept, in one request",
            median(settled(first)),
            MOST_SECONDS,
            unit="s",
            note=f"slowest {max(settled(first)):.2f} s; the same sent again {median(settled(again)):.2f} s",
        ),
    ]


def _send(server: Server, key: str) -> tuple[float, list[str]]:
    """Send everybody's row; return the seconds until the answer, and what became of each."""
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    rows = [
        {"client_id": f"kept-{person}", "scanned_at": moment, "signup_id": gates.seat_id(KEPT_EVENT, person)}
        for person in range(KEPT)
    ]
    body = json.dumps({"device_now": moment, "items": rows}).encode()
    headers = {
        "Authorization": f"Bearer {token(0)}",
        "Content-Type": "application/json",
        "Idempotency-Key": f"rows{key}",
    }
    seconds, answer = timed_post(server, f"/api/v1/events/{event_id(KEPT_EVENT)}/attendances/batch", body, headers)
    return seconds, [row["result"] for row in json.loads(answer)["items"]]
