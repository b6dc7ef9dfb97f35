"""How fast is the deciding statement alone? pgbench runs the product's own text of it, so that they cannot differ."""

import re
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from backend.signups.admission import SIGN_UP_POSTGRESQL
from bench.postgres import libpq
from bench.postgres import pgbench as program
from bench.seed import ANSWERS, PARTY
from bench.servers import REPOSITORY

CLIENTS = 16
_HASH = "7" * 64
_TAIL = (
    f',"party":{PARTY},"seats":2,"answers":{ANSWERS},"form_version":1,"offered_until":null,'
    '"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z"}'
)
_PERSON = "'01BENCHMEMBER' || lpad(:person::text, 13, '0')"
_EVENT = "'01BENCHEVENT' || lpad(:event::text, 14, '0')"


def _numbered(kind: str) -> str:
    return f"'01{kind}' || lpad(:number::text, {24 - len(kind)}, '0')"


_VALUES = {
    "id": _numbered("BENCHENTRY"),
    "audit_id": _numbered("BENCHAVDIT"),
    "outbox_id": _numbered("BENCHTASK"),
    "event_id": _EVENT,
    "user_id": _PERSON,
    "actor_id": _PERSON,
    "region_code": "'522301001001'",
    "key": "'key' || :number",
    "request_hash": f"'{_HASH}'",
    "head": f'\'{{"id":"\' || {_numbered("BENCHENTRY")} || \'","event_id":"\' || {_EVENT} || \'",\'',
    "tail": f"'{_TAIL}'",
    "party": f"'{PARTY}'",
    "answers": f"'{ANSWERS}'",
    "seats": "2",
    "version": "1",
    "form_version": "1",
    "waiting_room": "2147483647",
    "strict": "false",
    "now": "now()",
}
"""Parameter of the statement -> what pgbench puts there, by SQL of its own."""


def script(kind: Literal["hot", "many"], *, people: int, events: int, first: int) -> str:
    """Return pgbench's script: each transaction is the sign-up of another person."""
    event = "1" if kind == "hot" else f"random(1, {events})"
    return (
        f"\\set turn :turn + 1\n\\set number {first} + :turn * {CLIENTS} + :client_id\n"
        f"\\set person :number % {people}\n\\set event {event}\n{with_values(SIGN_UP_POSTGRESQL, _VALUES)};\n"
    )


def with_values(statement: str, values: Mapping[str, str]) -> str:
    """Return a statement on one line, with SQL of pgbench's own where the product has parameters."""
    statement = re.sub(r"%\((\w+)\)s", lambda found: f"({values[found[1]]})", statement)
    # pgbench takes every colon before a letter for one of its variables, also within quotes.
    statement = re.sub(r"'[^']*'", lambda text: re.sub(r":(?=\w)", ":' || '", text[0]), statement)
    return " ".join(statement.split())


def per_second(url: str, kind: Literal["hot", "many"], *, people: int, events: int, first: int, seconds: int) -> float:
    """Return how many sign-ups a second the statement alone reaches, prepared, by 16 clients."""
    return run(url, script(kind, people=people, events=events, first=first), seconds)


def run(url: str, text: str, seconds: int) -> float:
    """Return how many transactions of a script a second 16 clients reach, prepared."""
    with tempfile.TemporaryDirectory(prefix="shiliu-bench-") as folder:
        file = Path(folder) / "script.sql"
        file.write_text(text)
        command = [str(program()), "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "1", "-T", str(seconds)]
        command += ["-D", "turn=0", "-f", str(file), libpq(url)]
        done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=False)
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if done.returncode or not found:
        raise RuntimeError(f"pgbench failed: {done.stdout}{done.stderr}")
    return float(found[1])
