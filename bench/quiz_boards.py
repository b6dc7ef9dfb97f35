"""G7, G8: do boards and ranks cost the same with a million participants as with ten thousand, and are they right?

One contest of each size in one database: made-up attempts, written by the database itself and counted by the product's
own recount. Pages and standings are then read through the product's functions, without the second for which a process
remembers a first page; all sizes in turn, so that a busy machine is busy for all of them.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa

from backend.app import create_app
from backend.config import Settings
from backend.core.actor import Actor
from backend.core.paging import encode_cursor
from backend.core.transaction import reading, transaction
from backend.quizzes import boards, ranking
from backend.quizzes.boards_schemas import BoardQuery
from bench.load import burst
from bench.names import user_id
from bench.postgres import Cluster
from bench.scale import Scale
from bench.seed import READERS, prepared
from bench.servers import gunicorn
from bench.table import Row, at_least, at_most, for_information, ratio, settled
from models.base import db
from models.quiz import QuizAttempt, QuizBest, QuizGroupTotal

FULL, QUICK = (10_000, 100_000, 1_000_000), (100, 1_000, 10_000)
"""How many people the contests have."""

_FLAT, _QUICKER_RANK, _QUICKER_SUMS, _OF_HELLO = 1.5, 100, 50, 0.15
_CALLS, _SLOW_CALLS = 100, 3
_CLIENTS = 16
_QUIZ = "01BENCHQVZ{:016d}"
_NUMBERS = {
    "sqlite": "with recursive n(i) as (select 0 union all select i + 1 from n where i < {} - 1) ",
    "postgresql": "with n(i) as (select generate_series(0, {} - 1)) ",
}
_RANDOM = {"sqlite": "abs(random() % {})", "postgresql": "floor(random() * {})::int"}
_LATER = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%S', '2026-11-01', (i % 900000) || ' seconds') || '.000000'",
    "postgresql": "timestamptz '2026-11-01' + mod(i, 900000) * interval '1 second'",
}

_COMMUNITY = "1001 + (i / 10 - i / 100 * 10) * 1000 + i - i / 10 * 10"
"""The last digits of the hundred communities of bench/seed.py in turn, without the one sign that drivers read."""


def measure(cluster: Cluster | None, scale: Scale) -> list[Row]:
    """Return the lines of boards, ranks and sums on one database."""
    name, sizes = ("postgresql" if cluster else "sqlite"), (FULL if scale.judges_speed else QUICK)
    with ExitStack() as stack:
        url = stack.enter_context(prepared(cluster, people=READERS, events=1))
        with _product(url):
            contests = [held(name, number, size) for number, size in enumerate(sizes)]
            _gather_statistics()
            rows = _functions("PostgreSQL" if cluster else "SQLite", contests)
        ours = stack.enter_context(gunicorn("wsgi:app", url))
        hello = stack.enter_context(gunicorn("bench.hello:app", url))
        path = f"/api/v1/quizzes/{contests[-1].quiz_id}/board"
        speeds: dict[str, list[float]] = {"hello": [], "board": []}
        lost = 0
        for _ in range(scale.rounds):
            for contestant, server, asked in (("hello", hello, "/"), ("board", ours, path)):
                figures = burst(server, scale.load("get", clients=_CLIENTS, path=asked))
                speeds[contestant].append(figures.per_second)
                lost += figures.refused + figures.broken
    if lost:
        raise RuntimeError(f"{lost} reads were refused or lost")
    what = (
        f"{'PostgreSQL' if cluster else 'SQLite'}: board and own rank at {sizes[-1]:,} over HTTP, its first page "
        "remembered for a second, against hello on the same workers"
    )
    note = f"{median(settled(speeds['board'])):,.0f}/s against {median(settled(speeds['hello'])):,.0f}/s"
    return [*rows, at_least("G7", what, ratio(speeds["board"], speeds["hello"]), _OF_HELLO, note=note)]


@dataclass(frozen=True)
class Contest:
    """A contest that has been taken and counted, and some of its people with a place on its board each."""

    quiz_id: str
    size: int
    recount_seconds: float
    people: list[str]
    cursors: list[str]


def held(database: str, number: int, size: int) -> Contest:
    """Let so many people take a contest, and count them."""
    quiz_id = _QUIZ.format(number)
    seed(database, quiz_id, number, size)
    began = time.perf_counter()
    with transaction() as session:
        ranking.recount(session, quiz_id)
    seconds = time.perf_counter() - began
    random = Random(size)
    people = [user_id(random.randrange(size)) for _ in range(_CALLS)]
    return Contest(quiz_id, size, seconds, people, _cursors(quiz_id, people))


def _functions(name: str, contests: Sequence[Contest]) -> list[Row]:
    """Return the lines of what the product's functions cost, and of whether they are right."""
    largest = contests[-1]
    own, window = (
        _milliseconds(lambda person: own_rank(largest.quiz_id, person), largest.people),
        _milliseconds(lambda person: _by_window(largest.quiz_id, [person]), largest.people[:_SLOW_CALLS]),
    )
    group = _milliseconds(lambda _: boards.board(largest.quiz_id, BoardQuery(by="community")), range(_CALLS))
    live, joined = (
        _milliseconds(lambda _, read=read: read(largest.quiz_id), range(_SLOW_CALLS))  # type: ignore[misc]
        for read in (_people_of_groups, _sums_of_groups)
    )
    wrong_ranks = sum(misplaced(contest.quiz_id, contest.people) for contest in contests)
    wrong_sums = sum(unlike_live(contest.quiz_id) for contest in contests)
    at = f"{name}: at {largest.size:,}"
    checked = f"ranks of {_CALLS} people of each contest unlike the window function's, groups unlike the live aggregate"
    return [
        Row(
            "G0", f"{name}: {checked}", f"{wrong_ranks} and {wrong_sums}", "0 and 0", wrong_ranks == wrong_sums == 0
        ),
        *_flat(name, contests),
        at_least(
            "G7", f"{at}, own rank, against a window function over everybody", window / own, _QUICKER_RANK,
            note=f"{own:.2f} ms against {window:.0f} ms",
        ),
        at_least(
            "G8",
            f"{at}, board of communities from running totals, against summing all bests",
            joined / group,
            _QUICKER_SUMS,
            note=f"{group:.2f} ms against {joined:.0f} ms; only counting the bests of each {live:.0f} ms",
        ),
        for_information(
            "",
            f"{name}: recount of {' / '.join(f'{contest.size:,}' for contest in contests)}",
            " / ".join(f"{contest.recount_seconds:.1f} s" for contest in contests),
        ),
    ]  # fmt: skip


def _flat(name: str, contests: Sequence[Contest]) -> Iterator[Row]:
    reads: dict[str, Callable[[Contest, int], object]] = {
        "first page, read afresh": lambda contest, _: boards.board(contest.quiz_id, BoardQuery()),
        "later page": lambda contest, turn: boards.board(
            contest.quiz_id, BoardQuery(cursor=contest.cursors[turn % len(contest.cursors)])
        ),
        "own rank": lambda contest, turn: own_rank(contest.quiz_id, contest.people[turn]),
    }
    sizes = " / ".join(f"{contest.size:,}" for contest in contests)
    for what, read in reads.items():
        taken: dict[str, list[float]] = {contest.quiz_id: [] for contest in contests}
        # The first time round the pages are brought into memory: a disk would be measured otherwise.
        for warm, turn, contest in product((False, True), range(_CALLS), contests):
            began = time.perf_counter()
            read(contest, turn)
            if warm:
                taken[contest.quiz_id].append((time.perf_counter() - began) * 1000)
        medians = [median(each) for each in taken.values()]
        note = " / ".join(f"{each:.2f}" for each in medians)
        text = f"{name}: {what}, at {sizes} people, the slowest against the fewest people"
        yield at_most("flat", text, max(medians) / medians[0], _FLAT, note=f"{note} ms")


def own_rank(quiz_id: str, person: str) -> int | None:
    """Return somebody's rank as the product tells it."""
    standing = boards.own_standing(quiz_id, actor=Actor(user_id=person))
    return standing.rank if standing else None


def misplaced(quiz_id: str, people: Sequence[str]) -> int:
    """Count the people whose rank, or that of whoever comes next on the board, is not the window function's."""
    places = _by_window(quiz_id, people)
    wrong = sum(own_rank(quiz_id, person) != places[person] for person in people)
    for person, cursor in zip(sorted(places), _cursors(quiz_id, people), strict=True):
        page = boards.board(quiz_id, BoardQuery(cursor=cursor, limit=1)).items
        wrong += any(row.rank != places[person] + 1 for row in page)
    return wrong


def unlike_live(quiz_id: str) -> int:
    """Count the communities whose running totals are not what their people's bests add up to."""
    columns = (QuizGroupTotal.key, QuizGroupTotal.participants, QuizGroupTotal.score, QuizGroupTotal.duration)
    kept = sa.select(*columns).where(QuizGroupTotal.quiz_id == quiz_id, QuizGroupTotal.kind == "community")
    with reading() as connection:
        totals = {tuple(row) for row in connection.execute(kept) if row.participants}
    return len({key for key, *_ in totals ^ _sums_of_groups(quiz_id)})


def seed(database: str, quiz_id: str, number: int, size: int) -> None:
    """Write a contest with one attempt each: 21 possible scores, most in the upper half, one to ten minutes."""
    numbers, later = _NUMBERS[database], _LATER[database]
    person = _text(database, "01BENCHMEMBER", 13, "i")
    attempt = _text(database, f"01BENCHTRY{number}", 15, "i")
    home = _text(database, "522301", 6, _COMMUNITY)
    chance, points = _RANDOM[database].format(540_000), _RANDOM[database].format(11)
    false = "0" if database == "sqlite" else "false"
    moment = "'2026-11-01 00:00:00.000000'"
    with transaction() as session:
        run = session.connection().exec_driver_sql
        run("insert into region (code, level, name) values ('5223', 'city', '黔西南州') on conflict do nothing")
        run(
            f"insert into region (code, level, name) {numbers.format(100)}select {home}, 'community', '社区'"
            " from n where true on conflict do nothing"
        )
        run(
            "insert into quiz (id, title, summary, region_code, mode, state, rules, rules_version, opens_at, closes_at,"
            " time_limit, grace, cooldown, start_jitter, quota, multiple_scoring, review, group_minimum, created_at,"
            f" updated_at) values ('{quiz_id}', 'x', '', '5223', 'contest', 'published', '', 1, {moment},"
            f" '2026-12-01 00:00:00.000000', 600, 3, 0, 0, '[]', 'all_or_nothing', '{{}}', 10, {moment}, {moment})"
        )
        run(
            f"insert into user_account (id, nickname, language, text_size, created_at) {numbers.format(size)}"
            f"select {person}, '居民', 'zh-CN', 'normal', {moment} from n where true on conflict do nothing"
        )
        run(
            "insert into quiz_attempt (id, quiz_id, user_id, day, try_of_day, try_in_all, region_code, rules_version,"
            ' paper, answers, state, started_at, finished_at, late, score, "full", duration) '
            f"{numbers.format(size)}select {attempt}, '{quiz_id}', {person}, '2026-11-01', 1, 1, {home}, 1, '[]',"
            f" '{{}}', 'final', {moment}, {later}, {false}, ({points} + {points}) * 500, 10000, 60000 + {chance} from n"
        )


def _text(database: str, head: str, digits: int, number: str) -> str:
    """Return SQL that writes a number behind a head."""
    if database == "sqlite":
        return f"printf('{head}%0{digits}d', {number})"
    return f"'{head}' || lpad(({number})::text, {digits}, '0')"


@contextmanager
def _product(url: str) -> Iterator[None]:
    """Be a process of the product on this database."""
    with TemporaryDirectory(prefix="shiliu-bench-") as folder:
        app = create_app(Settings(env="test", data_dir=Path(folder), database_url=url, threads=2, log_level="WARNING"))
        with app.app_context():
            yield
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()


def _gather_statistics() -> None:
    """Let PostgreSQL know its tables, as it comes to by itself after a while; nobody asks SQLite to in the product."""
    if db.engine.dialect.name == "postgresql":
        with reading() as connection:
            connection.exec_driver_sql("vacuum analyze")


def _cursors(quiz_id: str, people: Sequence[str]) -> list[str]:
    """Return the places of these people on the board to go on from, by their ids."""
    columns = ranking.BOARD_ORDER
    statement = sa.select(*columns).where(QuizBest.quiz_id == quiz_id, QuizBest.user_id.in_(set(people)))
    with reading() as connection:
        return [encode_cursor(*row) for row in connection.execute(statement.order_by(QuizBest.user_id))]


def _by_window(quiz_id: str, people: Sequence[str]) -> dict[str, int]:
    place = sa.func.row_number().over(order_by=ranking.BOARD_ORDER).label("place")
    everybody = sa.select(QuizBest.user_id, place).where(QuizBest.quiz_id == quiz_id, ranking.ON_BOARD).subquery()
    with reading() as connection:
        statement = sa.select(everybody.c.user_id, everybody.c.place).where(everybody.c.user_id.in_(set(people)))
        return {row.user_id: row.place for row in connection.execute(statement)}


def _sums_of_groups(quiz_id: str) -> set[tuple[Any, ...]]:
    """Return community, people, score and time, by going through the bests of everybody."""
    sums = (sa.func.count(), sa.func.sum(QuizAttempt.score), sa.func.sum(QuizBest.duration))
    statement = (
        sa.select(QuizBest.region_code, *sums)
        .join(QuizAttempt, QuizAttempt.id == QuizBest.attempt_id)
        .where(QuizBest.quiz_id == quiz_id, QuizBest.region_code.is_not(None))
        .group_by(QuizBest.region_code)
    )
    with reading() as connection:
        return {tuple(row) for row in connection.execute(statement)}


def _people_of_groups(quiz_id: str) -> set[tuple[Any, ...]]:
    """Return community and people alone: less than the board shows, but nothing has to be joined."""
    statement = sa.select(QuizBest.region_code, sa.func.count()).where(QuizBest.quiz_id == quiz_id)
    with reading() as connection:
        return {tuple(row) for row in connection.execute(statement.group_by(QuizBest.region_code))}


def _milliseconds(call: Callable[[Any], object], over: Sequence[Any]) -> float:
    """Return the median of the calls."""
    taken = []
    for item in over:
        began = time.perf_counter()
        call(item)
        taken.append((time.perf_counter() - began) * 1000)
    return median(taken)
