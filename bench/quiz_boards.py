"""Does a board cost the same with a million participants as with ten thousand?

    python -m bench quiz_boards [--database sqlite|postgresql] [--people 10000,100000,1000000]

One contest for each size, in one database: made-up attempts, written by the database itself and counted by the
product's own recount. Then, as medians: the first page, a page further down with its rank, and the own standing, all
through the product's functions; and the same rank by a window function over everybody.
"""

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import sqlalchemy as sa
from flask_migrate import upgrade

from backend.app import create_app
from backend.config import Settings
from backend.core.actor import Actor
from backend.core.transaction import reading, transaction
from backend.quizzes import boards, ranking
from backend.quizzes.boards_schemas import BoardQuery
from models.base import db
from models.quiz import QuizBest
from tests.databases import fresh_database, postgresql_server

FLAT, QUICKER = 1.5, 100
_CALLS, _WINDOWS = 200, 3
_QUIZ = "01BENCHQVZ{:016d}"
_NUMBERS = {
    "sqlite": "with recursive n(i) as (select 1 union all select i + 1 from n where i < {}) ",
    "postgresql": "with n(i) as (select generate_series(1, {})) ",
}
_PRINTF = {"sqlite": "printf('{}%0{}d', i)", "postgresql": "'{}' || lpad(i::text, {}, '0')"}
_RANDOM = {"sqlite": "abs(random() % {})", "postgresql": "floor(random() * {})::int"}
_LATER = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%S', '2026-11-01', (i % 900000) || ' seconds') || '.000000'",
    "postgresql": "timestamptz '2026-11-01' + mod(i, 900000) * interval '1 second'",
}


def main(argv: list[str]) -> int:
    """Print the table; 0 when it is as flat and as quick as promised."""
    parser = argparse.ArgumentParser(prog="bench quiz_boards")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--people", default="10000,100000,1000000")
    options = parser.parse_args(argv)
    sizes = [int(size) for size in options.people.split(",")]
    print("| database | people | recount, s | first page, ms | later page, ms | own rank, ms | window, ms | quicker |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|", flush=True)
    kept = True
    for database in options.database or ["sqlite", "postgresql"]:
        with _product(database):
            rows = [_measure(database, number, size) for number, size in enumerate(sizes)]
        flat = all(
            max(column) <= FLAT * rows[0][place] for place, column in enumerate(zip(*rows, strict=True)) if place < 3
        )
        kept = kept and flat and rows[-1][3] >= QUICKER * rows[-1][2]
    print(f"\nPromised: flat within {FLAT}x, {QUICKER}x quicker at the most. {'Kept.' if kept else 'NOT KEPT.'}")
    return 0 if kept else 1


@contextmanager
def _product(database: str) -> Iterator[None]:
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="shiliu-bench-"))
        stack.callback(shutil.rmtree, folder)
        url = f"sqlite:///{folder / 'bench.sqlite3'}"
        if database == "postgresql":
            url = stack.enter_context(fresh_database(stack.enter_context(postgresql_server())))
        app = create_app(Settings(env="test", data_dir=folder, database_url=url, threads=2, log_level="WARNING"))
        with app.app_context():
            upgrade()
            yield
            for engine in db.engines.values():
                engine.dispose()


def _measure(database: str, number: int, size: int) -> tuple[float, float, float, float]:
    quiz_id = _QUIZ.format(number)
    seed(database, quiz_id, number, size)
    began = time.perf_counter()
    with transaction() as session:
        ranking.recount(session, quiz_id)
    recount = time.perf_counter() - began
    if database == "postgresql":
        with reading() as connection:
            connection.exec_driver_sql("vacuum analyze quiz_best, quiz_lost_total, quiz_attempt, user_account")
    random = Random(size)
    people = [f"01BENCHMEMBER{random.randint(1, size):013d}" for _ in range(_CALLS)]
    cursors = [boards.board(quiz_id, BoardQuery(cursor=cursor)) and cursor for cursor in _cursors(quiz_id, people)]
    first = _median(lambda _: boards.board(quiz_id, BoardQuery()), cursors)
    later = _median(lambda cursor: boards.board(quiz_id, BoardQuery(cursor=cursor)), cursors)
    own = _median(lambda person: boards.own_standing(quiz_id, actor=Actor(user_id=person)), people)
    window = _median(lambda person: _window(quiz_id, person), people[:_WINDOWS])
    for person in people[:_WINDOWS]:
        standing = boards.own_standing(quiz_id, actor=Actor(user_id=person))
        assert standing is not None
        assert standing.rank == _window(quiz_id, person)
    print(
        f"| {database} | {size:,} | {recount:.1f} | {first:.2f} | {later:.2f} | {own:.2f} | {window:.0f} "
        f"| {window / own:,.0f}x |",
        flush=True,
    )
    return first, later, own, window


def seed(database: str, quiz_id: str, number: int, size: int) -> None:
    """Write a contest with one attempt each: 21 possible scores, most in the upper half, one to ten minutes."""
    numbers, later = _NUMBERS[database].format(size), _LATER[database]
    person = _PRINTF[database].format("01BENCHMEMBER", 13)
    attempt = _PRINTF[database].format(f"01BENCHTRY{number}", 15)
    chance, points = _RANDOM[database].format(540_000), _RANDOM[database].format(11)
    false = "0" if database == "sqlite" else "false"
    true = "1" if database == "sqlite" else "true"
    moment = "'2026-11-01 00:00:00.000000'"
    with transaction() as session:
        run = session.connection().exec_driver_sql
        run("insert into region (code, level, name) values ('5223', 'city', '黔西南州') on conflict do nothing")
        run(
            "insert into quiz (id, title, summary, region_code, mode, state, rules, rules_version, opens_at, closes_at,"
            " time_limit, grace, cooldown, start_jitter, quota, multiple_scoring, review, group_minimum, created_at,"
            f" updated_at) values ('{quiz_id}', 'x', '', '5223', 'contest', 'published', '', 1, {moment},"
            f" '2026-12-01 00:00:00.000000', 600, 3, 0, 0, '[]', 'all_or_nothing', '{{}}', 10, {moment}, {moment})"
        )
        run(
            f"insert into user_account (id, nickname, language, text_size, created_at) {numbers}"
            f"select {person}, '居民', 'zh-CN', 'normal', {moment} from n where true on conflict do nothing"
        )
        run(
            "insert into quiz_attempt (id, quiz_id, user_id, day, try_of_day, try_in_all, region_code, rules_version,"
            f' paper, answers, state, started_at, finished_at, late, score, "full", duration) {numbers}'
            f"select {attempt}, '{quiz_id}', {person}, '2026-11-01', 1, 1, '5223', 1, '[]', '{{}}', 'final', {moment},"
            f" {later}, {false}, ({points} + {points}) * 500, 10000, 60000 + {chance} from n where {true}"
        )


def _cursors(quiz_id: str, people: list[str]) -> list[str]:
    """Return places to go on from, anywhere on the board."""
    from backend.core.paging import encode_cursor

    statement = sa.select(*ranking.BOARD_ORDER).where(QuizBest.quiz_id == quiz_id, QuizBest.user_id.in_(people))
    with reading() as connection:
        return [encode_cursor(*row) for row in connection.execute(statement)]


def _window(quiz_id: str, person: str) -> int:
    place = sa.func.row_number().over(order_by=ranking.BOARD_ORDER).label("place")
    everybody = sa.select(QuizBest.user_id, place).where(QuizBest.quiz_id == quiz_id, ranking.ON_BOARD).subquery()
    with reading() as connection:
        statement = sa.select(everybody.c.place).where(everybody.c.user_id == person)
        return int(connection.execute(statement).scalar_one())


def _median(call: Callable[[Any], object], over: list[Any]) -> float:
    """Return the median of the calls, in milliseconds."""
    taken = []
    for item in over:
        began = time.perf_counter()
        call(item)
        taken.append((time.perf_counter() - began) * 1000)
    return median(taken)
