"""What would the product be without a part of it? Entries for gunicorn that take the part out before they start.

Only measurements use them: the product has no setting for this.
"""

from collections.abc import Callable, Hashable
from contextlib import nullcontext
from typing import Any

from flask import Flask

from backend.app import create_app
from backend.core import transaction
from backend.signups import admission


class _EachAlone:
    """Writes each item by itself, however many wait."""

    def __init__(self, write_all: Callable[[list[Any]], list[Any]]) -> None:
        """Take the function that writes."""
        self._write_all = write_all

    def do(self, _key: Hashable, item: Any) -> Any:
        """Write one item."""
        return self._write_all([item])[0]


def without_group_commit() -> Flask:
    """Return the product with a commit for each sign-up."""
    admission._together = _EachAlone(admission._write_all)  # type: ignore[assignment]  # noqa: SLF001
    return create_app()


def without_gate() -> Flask:
    """Return the product with a commit for each sign-up, and SQLite's own sleeping and trying again as its queue."""
    transaction._turn_to_write = nullcontext  # noqa: SLF001
    return without_group_commit()
