"""Do the parts of the measurement of quizzes run, and would they notice if something were wrong?"""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from backend.core.transaction import transaction
from bench import attempt_rows, postgres, question_import, quiz_boards
from bench.postgres import Cluster
from bench.scale import QUICK
from bench.seed import prepared
from bench.table import Row
from models.base import db
from models.quiz import QuizGroupTotal, QuizLostTotal
from models.region import Region

CONTEST = "01BENCHQVZ0000000000000007"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("TEST_POSTGRES_URL", raising=False)
        with postgres.cluster() as server:
            yield server


def goals(rows: list[Row]) -> list[str]:
    return [row.goal for row in rows]


def right(rows: list[Row]) -> bool:
    """Whether all that is counted, however fast it was, is as it should be."""
    return all(row.kept for row in rows if row.goal == "G0")


@pytest.mark.parametrize("on_postgresql", [False, True])
def test_quick_run_measures_boards_and_finds_them_right(cluster: Cluster, *, on_postgresql: bool) -> None:
    rows = quiz_boards.measure(cluster if on_postgresql else None, QUICK)
    assert goals(rows) == ["G0", "flat", "flat", "flat", "G7", "G8", "", "G7"]
    assert right(rows)
    assert all(row.what.startswith("PostgreSQL" if on_postgresql else "SQLite") for row in rows)


def test_wrong_sums_are_noticed(app: Flask) -> None:
    assert app
    with transaction() as session:
        session.add(Region(code="5223", level="city", name="黔西南州"))
    contest = quiz_boards.held(db.engine.dialect.name, 7, 500)
    assert (contest.quiz_id, contest.size) == (CONTEST, 500)
    assert quiz_boards.misplaced(CONTEST, contest.people) == 0
    assert quiz_boards.unlike_live(CONTEST) == 0
    with transaction() as session:
        session.execute(sa.update(QuizGroupTotal).where(QuizGroupTotal.key == "522301001001").values(score=1))
        session.execute(sa.delete(QuizGroupTotal).where(QuizGroupTotal.key == "522301001002"))
        session.execute(sa.update(QuizLostTotal).where(QuizLostTotal.lost == 0).values(n=QuizLostTotal.n + 1))
        session.execute(sa.update(QuizLostTotal).where(QuizLostTotal.lost == 500).values(n=QuizLostTotal.n + 1))
    assert quiz_boards.misplaced(CONTEST, contest.people) > 0
    assert quiz_boards.unlike_live(CONTEST) == 2


def test_quick_run_measures_both_ways_to_keep_attempts(cluster: Cluster) -> None:
    rows = attempt_rows.measure(cluster, QUICK)
    assert goals(rows) == ["G0", "G9", "G9", ""]
    assert right(rows)
    assert attempt_rows.measure(None, QUICK) == []


def test_attempts_that_did_not_end_or_lost_an_answer_are_counted(cluster: Cluster) -> None:
    with prepared(cluster, people=16, events=1) as url:
        attempt_rows.prepare(url)
        assert attempt_rows.counted(url) == (0, 0)
        engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for person, name in enumerate(attempt_rows.scripts(16)):
                run(connection, attempt_rows.scripts(16)[name], person)
            assert attempt_rows.counted(url) == (4, 0)
            connection.exec_driver_sql("update answer_row set chosen = null where item = 7")
            assert attempt_rows.counted(url) == (4, 2)
            connection.exec_driver_sql("update quiz_attempt set state = 'void', void_reason = 'x'")
            assert attempt_rows.counted(url) == (4, 4)
        engine.dispose()


def run(connection: sa.Connection, script: str, person: int) -> None:
    """Do what pgbench does with a script, once."""
    statements = [line for line in script.splitlines() if not line.startswith("\\")]
    for statement in statements:
        bound = statement.replace(":number", str(person)).replace(":person", str(person))
        connection.exec_driver_sql(bound.replace("%", "%%").rstrip(";"))


@pytest.mark.parametrize("on_postgresql", [False, True])
def test_quick_run_measures_the_import_of_questions(cluster: Cluster, *, on_postgresql: bool) -> None:
    rows = question_import.measure(cluster if on_postgresql else None, QUICK)
    assert goals(rows) == ["G0", "import", ""]
    assert right(rows)


def test_question_that_did_not_arrive_is_noticed(app: Flask, database_url: str) -> None:
    assert app
    empty = {"new": 0, "errors": [], "written": False}
    assert question_import.faults(database_url, empty, said=0, kept=0) == 0
    assert question_import.faults(database_url, empty | {"new": 1, "written": True}, said=1, kept=1) == 2
    assert question_import.faults(database_url, empty | {"errors": ["x"]}, said=0, kept=0) == 1
