"""Does an index serve a search? Without one, a table of a city's size would be read whole."""

from models.base import db


def plan(query: str) -> str:
    """Return how the database would go about a query, as text.

    PostgreSQL reads a table of a test's size whole, and sorts it, whatever indexes there are: it may do neither here,
    unless there is no other way.
    """
    with db.engine.begin() as connection:
        if db.engine.dialect.name == "sqlite":
            return str(connection.exec_driver_sql(f"explain query plan {query}").all())
        for way in ("seqscan", "bitmapscan", "sort"):
            connection.exec_driver_sql(f"set local enable_{way} = off")
        return str(connection.exec_driver_sql(f"explain {query}").all())


def assert_served_by(index: str, query: str) -> None:
    """Fail unless this index finds the rows, in the order that is asked for."""
    way = plan(query)
    assert index in way
    assert "TEMP B-TREE" not in way
    assert "Sort" not in way
