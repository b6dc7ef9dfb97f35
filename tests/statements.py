"""How many statements does a request cost? Lists must cost the same for one row and for three."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from models.base import db
from tests.world import Person, World

THROUGH_THE_DRIVER = "through the driver"


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """Collect the statements that are sent to the database inside.

    A connection that is taken and given back without a statement of SQLAlchemy's was used through the driver.
    """
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    def taken(_connection: Any, record: Any, _proxy: Any) -> None:
        record.info["seen when taken"] = len(seen)

    def given_back(_connection: Any, record: Any) -> None:
        if record.info.pop("seen when taken", None) == len(seen):
            seen.append(THROUGH_THE_DRIVER)

    listeners: dict[str, Any] = {"before_cursor_execute": note, "checkout": taken, "checkin": given_back}
    engines = list(db.engines.values())
    for engine in engines:
        for name, listener in listeners.items():
            sa.event.listen(engine, name, listener)
    try:
        yield seen
    finally:
        for engine in engines:
            for name, listener in listeners.items():
                sa.event.remove(engine, name, listener)


def statements(world: World, path: str, who: Person | None = None) -> int:
    """Count the statements of a read."""
    with counted_statements() as seen:
        assert world.get(path, who).status_code == 200
    return len(seen)
