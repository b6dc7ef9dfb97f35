"""How are the people and events of a measurement called?

By number, so that the seed, pgbench, wrk's script and the Python client name the same ones without a list of them.
"""

HOT = 1
"""Number of the event that everybody wants."""


def event_id(number: int) -> str:
    """Return the id of an event."""
    return f"01BENCHEVENT{number:014d}"


def user_id(number: int) -> str:
    """Return the id of a resident."""
    return f"01BENCHMEMBER{number:013d}"


def token(number: int) -> str:
    """Return the session token of a resident."""
    return f"bench-token-{number:08d}"
