"""How many statements does a request cost? Lists must cost the same for one row and for three."""

import sqlalchemy as sa

from models.base import db
from models.engine import READER
from tests.world import Person, World


def statements(world: World, path: str, who: Person | None = None) -> int:
    """Count the statements of a read."""
    seen: list[str] = []

    def note(_connection, _cursor, statement: str, *_rest) -> None:
        seen.append(statement)

    engines = {db.engine, db.engines[READER]}
    for engine in engines:
        sa.event.listen(engine, "before_cursor_execute", note)
    try:
        assert world.get(path, who).status_code == 200
    finally:
        for engine in engines:
            sa.event.remove(engine, "before_cursor_execute", note)
    return len(seen)
