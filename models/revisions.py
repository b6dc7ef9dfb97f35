"""Which schemas of the database has this code outgrown?

Told from the text of the migrations. Alembic, which runs them, would tell it too, and cost each server nine MiB.
"""

import ast
from pathlib import Path

MIGRATIONS = Path(__file__).parent / "migrations"


def outgrown(folder: Path = MIGRATIONS) -> frozenset[str]:
    """Return the revisions that another migration goes on from."""
    named = [_named(file.read_text("utf-8")) for file in (folder / "versions").glob("*.py")]
    return frozenset(before for names in named for before in _as_tuple(names["down_revision"]))


def _named(text: str) -> dict[str, str | tuple[str, ...] | None]:
    """Return the constants of a migration."""
    assigned = [each for each in ast.parse(text).body if isinstance(each, ast.Assign)]
    return {ast.unparse(each.targets[0]): ast.literal_eval(each.value) for each in assigned}


def _as_tuple(before: str | tuple[str, ...] | None) -> tuple[str, ...]:
    if before is None:
        return ()
    return (before,) if isinstance(before, str) else before
