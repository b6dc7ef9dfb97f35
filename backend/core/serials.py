"""Which numbers stand on what we issue, and which is meant by what somebody has typed? No database, no clock."""

import re
import secrets

from models.verification import SERIAL_LENGTH

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: nobody takes one for another."""

_TAKEN_FOR = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BETWEEN = re.compile(r"[\s\-‐‑–—－_.]+")
_SERIAL = re.compile(f"[{LETTERS}]{{{SERIAL_LENGTH}}}")
_LONGEST = 60


def new_serial() -> str:
    """Return a number that nobody can guess."""
    return "".join(secrets.choice(LETTERS) for _ in range(SERIAL_LENGTH))


def read_serial(typed: str) -> str | None:
    """Return the number that is meant, whichever case, spaces and look-alikes it is written with; None: it is none."""
    if len(typed) > _LONGEST:
        return None
    serial = _BETWEEN.sub("", typed).upper().translate(_TAKEN_FOR)
    return serial if _SERIAL.fullmatch(serial) else None


def grouped(serial: str) -> str:
    """Return a number in groups of four, as people read it."""
    return "-".join(serial[place : place + 4] for place in range(0, len(serial), 4))
