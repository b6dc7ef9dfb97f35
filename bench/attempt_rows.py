"""G9: what does it save to keep a whole attempt in one row, instead of an answer row for each question?

PostgreSQL only, by pgbench. Both ways use the product's own `quiz_attempt` with all its indexes and the product's own
START_POSTGRESQL; a script is an attempt, and each of its three statements commits by itself:

- one row: the start writes the paper, SAVE_POSTGRESQL merges all 20 answers into the row, an update makes it final.
- 20 answer rows: the start leaves the paper empty and writes a row for each question, with the order of its options;
  an update gives all 20 rows their answers, and one that adds up their marks makes the attempt final.

For information the same with each answer saved by itself, as phones do: 22 statements an attempt. What is the same both
ways is left out: bests, totals and tasks after the end.
"""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import median
from typing import Any

import orjson
import psycopg

from backend.quizzes.answers import SAVE_POSTGRESQL
from backend.quizzes.attempt import START_POSTGRESQL
from backend.quizzes.papers import Answer
from bench import pgbench
from bench.postgres import Cluster, libpq
from bench.scale import Scale
from bench.seed import emptied, prepared, write
from bench.table import Row, at_least, at_most, for_information, ratio, settled

ITEMS = 20

_QUICKER, _LEAST_WAL = 1.4, 1 / 3
_QUIZ = "01BENCHQVZ0000000000000000"
_OPENS = datetime(2026, 11, 1, tzinfo=UTC)
_WRITTEN = ("answer_row", "quiz_attempt", "quiz_best", "quiz_certificate", "quiz_flag")
_TABLE = """
create table answer_row (
  attempt_id varchar(26) not null references quiz_attempt, item smallint not null, position integer not null,
  options smallint[] not null, seq integer not null default 0, chosen smallint[], primary key (attempt_id, item))"""
_ROWS = f"""
with begun as ({START_POSTGRESQL})
insert into answer_row (attempt_id, item, position, options)
select begun.id, item, 37 * item, '{{2,0,3,1}}' from begun, generate_series(1, {ITEMS}) as item"""
_SAVE_ROWS = """
update answer_row set seq = 1, chosen = array[item % 4]::smallint[]
 where attempt_id = %(id)s and {which} and seq < 1
   and exists (select from quiz_attempt where id = %(id)s and state = 'open'
                  and (deadline is null or deadline > %(latest)s))"""
_END = """
update quiz_attempt set state = 'final', finished_at = %(now)s, score = {score}, duration = 60000
 where id = %(id)s and state = 'open'"""
_SCORE_OF_ROWS = "(select 500 * count(*) from answer_row where attempt_id = %(id)s and chosen = '{1}')"

_COUNTED = """
select count(*), count(*) filter (
  where state <> 'final'
     or (select count(*) from jsonb_object_keys(answers))
        + (select count(*) from answer_row where attempt_id = quiz_attempt.id and chosen is not null) <> %s)
  from quiz_attempt"""


def measure(cluster: Cluster | None, scale: Scale) -> list[Row]:
    """Return the lines of both ways to keep attempts; none for SQLite."""
    if cluster is None:
        return []
    speed: dict[str, list[float]] = defaultdict(list)
    wal: dict[str, list[float]] = defaultdict(list)
    attempts = faults = 0
    with prepared(cluster, people=scale.people, events=1) as url:
        prepare(url)
        for _ in range(scale.rounds):
            for name, script in scripts(scale.people).items():
                with emptied(url, _WRITTEN) as connection:
                    connection.exec_driver_sql("vacuum quiz, user_account")
                before = _wal_bytes(url)
                speed[name].append(pgbench.run(url, script, scale.seconds))
                made, wrong = counted(url)
                wal[name].append((_wal_bytes(url) - before) / max(made, 1))
                attempts, faults = attempts + made, faults + wrong + (made == 0)
    return _rows(speed, wal, attempts, faults)


def prepare(url: str) -> None:
    """Write the quiz that everybody takes, and make the table of answer rows."""
    quiz: dict[str, Any] = {
        "id": _QUIZ, "title": "知识竞赛", "summary": "", "region_code": "5223", "mode": "contest", "state": "published",
        "rules": "", "rules_version": 1, "opens_at": _OPENS, "closes_at": _OPENS + timedelta(days=30),
        "time_limit": 600, "grace": 3, "cooldown": 0, "start_jitter": 0, "quota": "[]",
        "multiple_scoring": "all_or_nothing", "review": "{}", "group_minimum": 10, "created_at": _OPENS,
        "updated_at": _OPENS,
    }  # fmt: skip
    write(url, [("quiz", list(quiz), [list(quiz.values())])])
    with psycopg.connect(libpq(url), autocommit=True) as connection:
        connection.execute(_TABLE)


def scripts(people: int) -> dict[str, str]:
    """Return pgbench's scripts: each transaction is another person's attempt."""
    answers = {str(item): Answer(1, [item % 4], 5000 * item).text for item in range(1, ITEMS + 1)}
    random = Random(ITEMS)
    paper = [(random.randrange(1000), random.sample(range(4), 4)) for _ in range(ITEMS)]
    end, end_of_rows = _END.format(score="500"), _END.format(score=_SCORE_OF_ROWS)
    one = [_bound(START_POSTGRESQL, paper=paper), _bound(SAVE_POSTGRESQL, answer=answers), _bound(end)]
    rows = [_bound(_ROWS, paper=[]), _bound(_SAVE_ROWS.format(which="true")), _bound(end_of_rows)]
    single = [_bound(SAVE_POSTGRESQL, answer={item: answer}) for item, answer in answers.items()]
    single_rows = [_bound(_SAVE_ROWS.format(which=f"item = {item}")) for item in answers]
    begin = (
        f"\\set turn :turn + 1\n\\set number :turn * {pgbench.CLIENTS} + :client_id\n\\set person :number % {people}\n"
    )
    ways = {
        "one row": one,
        "rows": rows,
        "one row, each": [one[0], *single, one[-1]],
        "rows, each": [rows[0], *single_rows, rows[-1]],
    }
    return {name: begin + "".join(f"{statement};\n" for statement in way) for name, way in ways.items()}


def _bound(statement: str, *, paper: object = None, answer: dict[str, Any] | None = None) -> str:
    """Return a statement with the attempt of this turn; `item` is the first of the answers."""
    return pgbench.with_values(
        statement,
        {
            "id": "'01BENCHPAPER' || lpad(:number::text, 14, '0')",
            "user_id": "'01BENCHMEMBER' || lpad(:person::text, 13, '0')",
            "quiz_id": f"'{_QUIZ}'",
            "day": "current_date",
            "region_code": "'522301001001'",
            "organisation_id": "null::text",
            "rules_version": "1",
            "paper": f"'{orjson.dumps(paper).decode()}'::json",
            "now": "now()",
            "deadline": "now() + interval '10 minutes'",
            "full": str(ITEMS * 500),
            "rested_since": "now() + interval '100 years'",
            "updated_at": f"to_timestamp({int(_OPENS.timestamp())})",
            "per_day": str(2**31 - 2),
            "in_all": str(2**31 - 2),
            "answer": f"'{orjson.dumps(answer).decode()}'",
            "item": f"'{next(iter(answer or {}), '')}'",
            "seq": "1",
            "latest": "now() - interval '3 seconds'",
        },
    )


def counted(url: str) -> tuple[int, int]:
    """Return how many attempts there are, and how many of them are not final with all their answers."""
    with psycopg.connect(libpq(url)) as connection:
        made, wrong = connection.execute(_COUNTED, (ITEMS,)).fetchone() or (0, 0)
    return int(made), int(wrong)


def _wal_bytes(url: str) -> int:
    with psycopg.connect(libpq(url), autocommit=True) as connection:
        row = connection.execute("select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint").fetchone()
    return int(row[0]) if row else 0


def _rows(speed: dict[str, list[float]], wal: dict[str, list[float]], attempts: int, faults: int) -> list[Row]:
    def middle(values: list[float]) -> float:
        return median(settled(values))

    def against(figures: dict[str, list[float]], unit: str, end: str = "") -> str:
        return f"{middle(figures[f'one row{end}']):,.0f}{unit} against {middle(figures[f'rows{end}']):,.0f}{unit}"

    each = [ratio(figures["one row, each"], figures["rows, each"]) for figures in (speed, wal)]
    ways = f"an attempt of {ITEMS} questions in one row, against {ITEMS} answer rows"
    return [
        Row(
            "G0",
            f"PostgreSQL: {attempts:,} attempts kept both ways, not final or without all their answers",
            str(faults),
            "0",
            faults == 0,
        ),
        at_least(
            "G9", f"PostgreSQL: attempts a second, {ways}", ratio(speed["one row"], speed["rows"]), _QUICKER,
            note=against(speed, "/s"),
        ),
        at_most(
            "G9", f"PostgreSQL: write-ahead log, {ways}", ratio(wal["one row"], wal["rows"]), round(_LEAST_WAL, 2),
            note=against(wal, " B"),
        ),
        for_information(
            "",
            "PostgreSQL: the same with a commit for each answer",
            f"{each[0]:.2f} x ({against(speed, '/s', ', each')}), log {each[1]:.2f} x ({against(wal, ' B', ', each')})",
        ),
    ]  # fmt: skip
