"""How long does it take to bring a file of 5,000 questions into the bank, from the request to the answer?"""

import json
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from backend.quizzes.formats.draft import MOST_ROWS
from backend.quizzes.formats.xlsx import write_xlsx
from bench.names import token, user_id
from bench.postgres import Cluster
from bench.scale import Scale
from bench.seed import prepared, write
from bench.servers import Server, gunicorn, timed_post
from bench.table import Row, at_most, for_information

FEW = 300
"""Questions of a quick run."""

_MOST_SECONDS = 30
_CATEGORIES = {"geography": "地理", "history": "历史", "culture": "文化", "economy": "经济", "law": "法律"}
_DIFFICULTIES = ("easy", "medium", "hard")
_BOUNDARY = "----shiliu-bench"


def measure(cluster: Cluster | None, scale: Scale) -> list[Row]:
    """Return the lines of one database: the import, and how long its trial run took before."""
    name, count = ("PostgreSQL" if cluster else "SQLite"), (MOST_ROWS if scale.judges_speed else FEW)
    file = write_xlsx(question(number) for number in range(count))
    with ExitStack() as stack:
        url = stack.enter_context(prepared(cluster, people=1, events=1))
        prepare(url)
        server = stack.enter_context(gunicorn("wsgi:app", url))
        tried, trial = _send(server, file, dry_run=True)
        strays = faults(url, trial, said=count, kept=0)
        taken, outcome = _send(server, file, dry_run=False)
        strays += faults(url, outcome, said=count, kept=count)
    what = f"{name}: {count:,} questions imported, counts of the answer or of the bank that are off"
    file_is = f"an Excel file of {count:,} questions, {len(file) / 1e6:.1f} MB"
    return [
        Row("G0", what, str(strays), "0", strays == 0),
        at_most("import", f"{name}: {file_is}, into the bank", taken, _MOST_SECONDS, unit="s"),
        for_information("", f"{name}: its trial run, which writes nothing", f"{tried:.2f} s"),
    ]


def question(number: int) -> Any:
    """Return a question as a row of the bank shows it: of all types, categories and difficulties in turn."""
    kind = ("single", "multiple", "true_false")[number % 3]
    rights = {"single": {number % 4}, "multiple": {number % 4, (number + 1) % 4}}.get(kind, set())
    options = [
        {"text": f"第{number}题的第{place + 1}个选项，写得不长也不短", "right": place in rights} for place in range(4)
    ]
    return SimpleNamespace(
        code=f"bench-{number}",
        type=kind,
        category=list(_CATEGORIES)[number % len(_CATEGORIES)],
        difficulty=_DIFFICULTIES[number // 3 % len(_DIFFICULTIES)],
        stem=f"第{number}题：下面关于我们城市的说法，哪些是对的？请看清楚再选。",
        options=options if rights else [],
        truth=None if rights else number % 2 == 0,
        source=f"某法第{number % 90 + 1}条",
        explanation="这里说明为什么是这样，好让答题的人下次知道。" * 3,
    )


def prepare(url: str) -> None:
    """Write the categories, and make the first person an administrator of the city."""
    began = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    grant = ("01BENCHGRANT00000000000000", user_id(0), "city_admin", "5223", began, began)
    categories = [(key, name, place) for place, (key, name) in enumerate(_CATEGORIES.items(), 1)]
    write(
        url,
        [
            ("role_grant", ("id", "user_id", "role", "region_code", "starts_at", "created_at"), [grant]),
            ("question_category", ("id", "name", "position"), categories),
        ],
    )


def faults(url: str, outcome: dict[str, Any], *, said: int, kept: int) -> int:
    """Return by how much the answer and the bank differ from what they should: questions said, and questions kept."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        counts = "select (select count(*) from question), (select count(*) from question_version)"
        questions, versions = connection.exec_driver_sql(counts).one()
    engine.dispose()
    unlike = abs(outcome["new"] - said) + len(outcome["errors"]) + (outcome["written"] != (kept > 0))
    return int(unlike + abs(questions - kept) + abs(versions - kept))


def _send(server: Server, file: bytes, *, dry_run: bool) -> tuple[float, dict[str, Any]]:
    """Send the file; return the seconds until the answer, and the answer."""
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="bank.xlsx"\r\n\r\n'
    body = head.encode() + file + f"\r\n--{_BOUNDARY}--\r\n".encode()
    headers = {
        "Authorization": f"Bearer {token(0)}",
        "Content-Type": f"multipart/form-data; boundary={_BOUNDARY}",
    }
    path = f"/api/v1/questions/import?format=xlsx&dry_run={str(dry_run).lower()}"
    seconds, answer = timed_post(server, path, body, headers)
    outcome: dict[str, Any] = json.loads(answer)
    return seconds, outcome
