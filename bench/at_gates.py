"""G6: how fast are people checked in, against hello on the same workers and against the statement alone?"""

import tempfile
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import sqlalchemy as sa

from backend.attendance.gate import let_in_postgresql
from bench import gates, pgbench
from bench.gates import GATE_EVENT, GATES
from bench.load import burst
from bench.names import event_id
from bench.postgres import Cluster
from bench.scale import Scale
from bench.seed import prepared
from bench.servers import Server, gunicorn
from bench.table import Row, at_least, for_information, ratio, settled

CLIENTS = 32


@dataclass
class _Rounds:
    """Requests a second and processor time of each contestant, one for each round, and what was found wrong."""

    speed: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    cpu_us: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refused: int = 0
    faults: int = 0
    people: int = 0

    def scan(self, url: str, server: Server, scale: Scale) -> None:
        """Let workers scan as fast as they are answered, and count afterwards."""
        gates.nobody_came(url)
        with tempfile.TemporaryDirectory(prefix="shiliu-bench-") as folder:
            file = Path(folder) / "codes"
            gates.write_codes(file, seated=scale.seated)
            figures = burst(server, scale.load("checkin", clients=CLIENTS, path=str(file)))
        self.speed["ours"].append(figures.per_second)
        self.cpu_us["ours"].append(figures.cpu_us)
        self.refused += figures.refused + figures.broken
        self.faults += gates.faults(url, answered=figures.requests, under_way=CLIENTS)
        self.people += gates.counted(url)["people"]

    def say_hello(self, server: Server, scale: Scale) -> None:
        """Ask the server that does nothing."""
        figures = burst(server, scale.load("get", clients=CLIENTS))
        self.speed["hello"].append(figures.per_second)
        self.cpu_us["hello"].append(figures.cpu_us)

    def pgbench(self, url: str, name: str, script: str, scale: Scale) -> None:
        """Let pgbench write alone."""
        gates.nobody_came(url)
        self.speed[name].append(pgbench.run(url, script, scale.seconds))


def measure(cluster: Cluster | None, scale: Scale) -> list[Row]:
    """Return the lines of checking in on one database."""
    rounds = _Rounds()
    with ExitStack() as stack:
        url = stack.enter_context(prepared(cluster, people=scale.seated, events=scale.events))
        gates.open_gates(url, seated=scale.seated)
        ours = stack.enter_context(gunicorn("wsgi:app", url))
        hello = stack.enter_context(gunicorn("bench.hello:app", url))
        for _ in range(scale.rounds):
            rounds.say_hello(hello, scale)
            rounds.scan(url, ours, scale)
            if cluster:
                for name, script in _scripts(url).items():
                    rounds.pgbench(url, name, script, scale)
    return _rows("PostgreSQL" if cluster else "SQLite", rounds)


def _rows(database: str, rounds: _Rounds) -> list[Row]:
    ours, hello = rounds.speed["ours"], rounds.speed["hello"]

    def middle(values: list[float]) -> float:
        return median(settled(values))

    def against(name: str) -> str:
        return f"{middle(ours):,.0f}/s against {middle(rounds.speed[name]):,.0f}/s"

    what = f"{database}: {rounds.people} people recorded, refused or lost answers, rows, acts or kept answers too many"
    rows = [
        Row("G0", what, f"{rounds.refused} and {rounds.faults}", "0 and 0", rounds.refused == rounds.faults == 0),
        at_least(
            "G6", f"{database}: check-in, against hello on the same workers", ratio(ours, hello), 0.15,
            note=against("hello"),
        ),
    ]  # fmt: skip
    if rounds.speed["statement"]:
        rows += [
            at_least(
                "G6",
                f"{database}: check-in, against pgbench with the same statement",
                ratio(ours, rounds.speed["statement"]),
                0.12,
                note=against("statement"),
            ),
            for_information(
                "",
                f"{database}: check-in, against pgbench that only inserts the bare row",
                f"{ratio(ours, rounds.speed['row']):.2f} x ({against('row')})",
            ),
        ]
    cpu = [middle(rounds.cpu_us[name]) for name in ("ours", "hello")]
    shown = f"{ratio(rounds.cpu_us['ours'], rounds.cpu_us['hello']):.1f} x ({cpu[0]:.0f} against {cpu[1]:.0f} us)"
    return [*rows, for_information("", f"{database}: processor time of a check-in on the server, against hello", shown)]


_ROW = """insert into attendance
  (id, event_id, session, signup_id, member, user_id, way, gate, at, recorded_at, recorded_by)
  values (%(id)s, %(event_id)s, 1, %(signup_id)s, 0, %(user_id)s, %(way)s, %(gate)s, now(), now(), %(actor_id)s)"""


def _scripts(url: str) -> dict[str, str]:
    """Return pgbench's scripts: the product's own statement, and the insert of the bare row."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        changed = connection.execute(
            sa.text("select extract(epoch from updated_at)::bigint from event where id = :id"),
            {"id": event_id(GATE_EVENT)},
        ).scalar_one()
    engine.dispose()
    number = "lpad(:person::text, 12, '0')"
    person, came = f"'01BENCHMEMBER0' || {number}", f"'01BENCHCAME000' || {number}"
    values = {
        "id": came,
        "people": f"jsonb_build_array(jsonb_build_object('id', {came}, 'audit_id', '01BENCHAVDIT00' || {number},"
        f" 'member', 0, 'begun', '{_BEGUN}'))",
        "last_member": "0",
        "who": person,
        "event_id": f"'{event_id(GATE_EVENT)}'",
        "updated_at": f"to_timestamp({changed})",
        "signup_id": f"'01BENCHSEAT{GATE_EVENT:03d}' || {number}",
        "user_id": person,
        "session": "1",
        "way": "'worker_scan'",
        "gate": "'东门'",
        "now": "now()",
        "actor_id": "'01BENCHMEMBER' || lpad((:client_id % 8)::text, 13, '0')",
        "region_code": "'522301001001'",
        "key": f"'scan' || {number}",
        "request_hash": f"'{'7' * 64}'",
    }
    begin = f"\\set turn :turn + 1\n\\set person {GATES} + :turn * {pgbench.CLIENTS} + :client_id\n"
    return {
        name: f"{begin}{pgbench.with_values(statement, values)};\n"
        for name, statement in (("statement", let_in_postgresql("user_id")), ("row", _ROW))
    }


_BEGUN = (
    '{"id":"01BENCHCAME000000000000001","member":0,"session":1,"way":"worker_scan","gate":"东门",'
    '"at":"2026-01-01T00:00:00Z","left_at":null,"recorded_at":"2026-01-01T00:00:00Z"'
)
