"""Are connections for small reads passed on, and let go of when the server has hung up?"""

from collections.abc import Iterator

import psycopg
import pytest
import sqlalchemy as sa

from models.engine import reader_options
from models.lending import Lender


@pytest.fixture
def engine(postgresql_url: str) -> Iterator[sa.Engine]:
    options = reader_options(postgresql_url, connections=4)
    made = sa.create_engine(options.pop("url"), **options)
    yield made
    made.dispose()


def backend_of(lender: Lender, engine: sa.Engine) -> int:
    lent = lender.take(engine)
    try:
        return int(lent.rows("select pg_backend_pid()", {})[0][0])
    finally:
        lender.give_back(lent)


def test_one_after_the_other_uses_the_same_connection(engine: sa.Engine) -> None:
    lender = Lender(engine)
    assert backend_of(lender, engine) == backend_of(lender, engine)


def test_two_at_once_have_one_each(engine: sa.Engine) -> None:
    lender = Lender(engine)
    first, second = lender.take(engine), lender.take(engine)
    assert first.driver is not second.driver
    lender.give_back(first)
    lender.give_back(second)


def test_server_that_hung_up_is_asked_once_in_vain(engine: sa.Engine) -> None:
    lender = Lender(engine)
    lents = [lender.take(engine) for _ in range(3)]
    pids = [lent.rows("select pg_backend_pid()", {})[0][0] for lent in lents]
    for lent in lents:
        lender.give_back(lent)
    with engine.connect() as other:
        for pid in pids:
            other.execute(sa.select(sa.func.pg_terminate_backend(pid)))
    with pytest.raises(psycopg.OperationalError):
        backend_of(lender, engine)
    assert backend_of(lender, engine) not in pids


def test_disposing_of_the_engine_closes_those_at_rest(engine: sa.Engine) -> None:
    lender = Lender(engine)
    lent = lender.take(engine)
    lender.give_back(lent)
    engine.dispose()
    assert lent.driver.closed
