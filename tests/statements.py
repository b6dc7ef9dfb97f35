"""How many statements does a request cost? Lists must cost the same for one row and for three."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from models.base import db
from models.lending import Lender, Lent
from tests.world import Person, World

THROUGH_THE_DRIVER = "through the driver"


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """Collect the statements that are sent to the database inside.

    A connection that is lent and given back without a statement of SQLAlchemy's was used through the driver.
    """
    seen: list[str] = []
    before: dict[int, int] = {}
    take, give_back = Lender.take, Lender.give_back

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    def taken(lender: Lender, engine: sa.Engine) -> Lent:
        lent = take(lender, engine)
        before[id(lent)] = len(seen)
        return lent

    def given_back(lender: Lender, lent: Lent) -> None:
        if before.pop(id(lent), None) == len(seen):
            seen.append(THROUGH_THE_DRIVER)
        give_back(lender, lent)

    engines = list(db.engines.values())
    for engine in engines:
        sa.event.listen(engine, "before_cursor_execute", note)
    Lender.take, Lender.give_back = taken, given_back  # type: ignore[method-assign]
    try:
        yield seen
    finally:
        Lender.take, Lender.give_back = take, give_back  # type: ignore[method-assign]
        for engine in engines:
            sa.event.remove(engine, "before_cursor_execute", note)


def statements(world: World, path: str, who: Person | None = None) -> int:
    """Count the statements of a read."""
    with counted_statements() as seen:
        assert world.get(path, who).status_code == 200
    return len(seen)
