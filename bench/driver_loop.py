"""How fast does one process write the same sign-ups to SQLite, through the driver and nothing else?

python -m bench.driver_loop FILE SECONDS PEOPLE FIRST     prints sign-ups a second
"""

import sqlite3
import sys
import time
from contextlib import closing
from datetime import UTC, datetime

import orjson

from backend.signups import admission
from backend.signups.facts import NO_LIMIT
from bench.names import HOT, event_id, user_id
from bench.seed import ANSWERS, PARTY
from models import engine
from models.ids import new_id


def main(path: str, seconds: float, people: int, first: int) -> None:
    """Sign people up for the hot event, each in a transaction, until the time is over."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in engine._SQLITE_PRAGMAS:  # noqa: SLF001  # the very settings of the product
            connection.execute(pragma)
        began = time.monotonic()
        written = 0
        while time.monotonic() < began + seconds:
            entry = _entry((first + written) % people)
            connection.execute("begin immediate")
            admission._write_sqlite(connection, entry)  # noqa: SLF001  # the very statements of the product
            connection.execute("commit")
            written += 1
        print(written / (time.monotonic() - began))


def _entry(person: int) -> admission.Entry:
    signup, event = new_id(), event_id(HOT)
    return admission.Entry(
        id=signup,
        event_id=event,
        user_id=user_id(person),
        actor_id=user_id(person),
        region_code="522301001001",
        version=1,
        strict=False,
        waiting_room=NO_LIMIT,
        form_version=1,
        party=orjson.loads(PARTY),
        answers=orjson.loads(ANSWERS),
        options=[],
        now=datetime.now(UTC).replace(microsecond=0),
        audit_id=new_id(),
        outbox_id=new_id(),
        key=f"loop{signup}",
        request_hash="7" * 64,
        head=f'{{"id":"{signup}","event_id":"{event}",',
        tail=f',"party":{PARTY},"seats":2,"answers":{ANSWERS},"form_version":1,"offered_until":null}}',
    )


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
