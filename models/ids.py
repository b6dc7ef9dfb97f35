"""What do our identifiers look like?"""

from ulid import ULID

ID_LENGTH = 26
"""Characters of an id: short enough for the 32 that a WeChat code's `scene` holds."""


def new_id() -> str:
    """Return a fresh id: a ULID, 26 characters, sorting by the time it was made."""
    return str(ULID())
