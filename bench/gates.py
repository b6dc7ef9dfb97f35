"""Who stands at the gates? A few workers who scan, and thousands with a place and a code on their phone."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from backend.attendance.codes import resident_code
from backend.config import DEFAULT_SECRET
from bench.names import HOT, event_id, user_id
from bench.seed import ANSWERS, PARTY, SEATS, SIGNUP_COLUMNS, emptied, write
from models.engine import is_sqlite

GATES = 8
"""Workers who scan: the first people, by number."""

GATE_EVENT, KEPT_EVENT = HOT + 1, HOT + 2
"""Numbers of the event that takes people, and of the one whose check-ins a phone has kept."""

KEPT = 2_000
"""How many people have a place at the second."""

_SHOWN = 20_000
"""How many of those at the first show a code in a burst, at most."""

_WRITTEN = ("attendance_correction", "attendance", "audit_entry", "outbox_entry", "idempotent_answer")
_NOW = datetime.now(UTC).replace(microsecond=0)


def open_gates(url: str, *, seated: int) -> None:
    """Give workers their right and so many residents their places, at events that take people from now on."""
    write(url, _rows(seated))
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for number, people in ((GATE_EVENT, seated), (KEPT_EVENT, KEPT)):
            connection.execute(
                sa.text("update event set checkin_opens_before = 2880 where id = :event"), {"event": event_id(number)}
            )
            connection.execute(
                sa.text("update event_quota set capacity = null, taken = :taken, seq = :seq where event_id = :event"),
                {"taken": people * SEATS, "seq": people, "event": event_id(number)},
            )
    engine.dispose()


def nobody_came(url: str) -> None:
    """Take back who came and who signed up meanwhile, once the last of it is written."""
    with emptied(url, _WRITTEN) as connection:
        connection.exec_driver_sql(f"delete from signup where event_id = '{event_id(HOT)}'")
        connection.exec_driver_sql(f"update event_quota set taken = 0, seq = 0 where event_id = '{event_id(HOT)}'")
        if not is_sqlite(url):
            connection.exec_driver_sql("vacuum event_quota, signup")


def codes(first: int, count: int) -> list[str]:
    """Return the codes that so many residents show at this minute."""
    moment = datetime.now(UTC)
    return [resident_code(DEFAULT_SECRET, user_id(GATES + first + n), moment) for n in range(count)]


def write_codes(file: Path, *, seated: int) -> None:
    """Write the codes of those who may come, one a line."""
    file.write_text("\n".join(codes(0, min(_SHOWN, seated - GATES))) + "\n")


def seat_id(event: int, person: int) -> str:
    """Return the id of somebody's sign-up."""
    return f"01BENCHSEAT{event:03d}{person:012d}"


def _rows(people: int) -> Iterable[tuple[str, Sequence[str], Iterable[Sequence[Any]]]]:
    began = _NOW - timedelta(days=1)
    columns = ("id", "user_id", "role", "region_code", "starts_at", "created_at")
    grants = ((f"01BENCHGRANT{n:014d}", user_id(n), "community_worker", "5223", began, began) for n in range(GATES))
    yield "role_grant", columns, grants
    for event, seated in ((GATE_EVENT, people), (KEPT_EVENT, KEPT)):
        yield "signup", SIGNUP_COLUMNS, (_seat(event, person) for person in range(seated))


def _seat(event: int, person: int) -> tuple[Any, ...]:
    return (
        *(seat_id(event, person), event_id(event), user_id(person), "confirmed", person + 1, PARTY, SEATS),
        *(ANSWERS, 1, _NOW, _NOW),
    )


_COUNTED = """
select (select count(*) from attendance where undone_at is null) as people,
       (select count(distinct event_id || session || coalesce(signup_id, id) || member) from attendance
         where undone_at is null) as different,
       (select count(*) from audit_entry where action = 'attendance.record') as acts,
       (select count(*) from idempotent_answer where status = 201 and key like 'scan%') as answers,
       (select count(*) from attendance where signup_id is not null
           and not exists (select 1 from signup where signup.id = attendance.signup_id
                              and signup.state = 'confirmed' and signup.event_id = attendance.event_id
                              and attendance.member < signup.seats)) as astray
"""


def counted(url: str) -> dict[str, int]:
    """Count who came: rows, different people among them, acts, kept answers, and rows that no sign-up bears out."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        row = dict(connection.execute(sa.text(_COUNTED)).mappings().one())
    engine.dispose()
    return row


def faults(url: str, *, answered: int, under_way: int) -> int:
    """Return by how much the counts differ from those who were told 201; some may have been under way at the end."""
    found = counted(url)
    people = found["people"]
    differing = sum(abs(people - found[name]) for name in ("different", "acts", "answers"))
    return found["astray"] + differing + max(0, answered - people) + max(0, people - answered - under_way)
