"""Which schemas of the database has this code outgrown?

Told from the text of the migrations. Alembic, which runs them, would tell it too, and cost each server nine MiB.
"""

import re
from ast import literal_eval
from pathlib import Path

MIGRATIONS = Path(__file__).parent / "migrations"
_DOWN_REVISION = re.compile(r"^down_revision = (.+)$", re.MULTILINE)


def outgrown(folder: Path = MIGRATIONS) -> frozenset[str]:
    """Return the revisions that another migration goes on from."""
    texts = [file.read_text("utf-8") for file in (folder / "versions").glob("*.py")]
    return frozenset(before for text in texts for before in _before(text))


def _before(text: str) -> tuple[str, ...]:
    """Return what a migration goes on from: nothing, one revision, or several that it merges."""
    found = _DOWN_REVISION.search(text)
    before = literal_eval(found[1]) if found else None
    return () if before is None else (before,) if isinstance(before, str) else tuple(before)
