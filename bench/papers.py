"""G6: how fast are papers started, answered and handed in, against hello on the same workers?

Each paper is handed in once, by its own person, on a server that has not seen that paper before; in life it mostly has,
for the same server took the answers.
"""

import dataclasses
import tempfile
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import sqlalchemy as sa

from backend.quizzes.hand_in import HAND_IN_POSTGRESQL
from bench import contest, pgbench
from bench.contest import CERTIFICATE_FROM, FULL, ITEMS, LONGEST, MARKS, QUIZ, SAVED_ITEM, SHORTEST
from bench.load import Kind, burst
from bench.postgres import Cluster
from bench.scale import Scale
from bench.seed import COMMUNITIES, prepared
from bench.servers import Server, gunicorn
from bench.table import Row, at_least, for_information, ratio, settled

CLIENTS = 32
_NAMES: dict[Kind, str] = {"start": "starting", "save": "saving an answer", "submit": "handing in"}
_ANSWERED = {"save": SAVED_ITEM - 1, "submit": ITEMS}
_FAULTS: dict[Kind, Callable[..., int]] = {
    "start": contest.paper_faults,
    "save": contest.answer_faults,
    "submit": contest.end_faults,
}


@dataclass
class _Rounds:
    """Requests a second and processor time of each contestant, one for each round, and what was found wrong."""

    url: str
    file: Path
    scale: Scale
    speed: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    cpu_us: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    done: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    refused: int = 0
    faults: int = 0

    @property
    def papers(self) -> int:
        """How many papers are open: more than are handed in by the fastest burst, so that none is twice."""
        return self.scale.seated // 2

    def ours(self, kind: Kind, server: Server, turn: int) -> None:
        """Let people do one thing as fast as they are answered, and count afterwards."""
        self._put_back(kind)
        load = dataclasses.replace(
            self.scale.load(kind, clients=CLIENTS, path=str(self.file)), people=self.scale.seated
        ).by(self.scale.first_person(turn))
        figures = burst(server, load)
        self.speed[kind].append(figures.per_second)
        self.cpu_us[kind].append(figures.cpu_us)
        self.done[kind] += figures.requests
        self.refused += figures.refused + figures.broken
        found = contest.counted(self.url, before=_ANSWERED.get(kind, 0))
        self.faults += _FAULTS[kind](found, answered=figures.requests, under_way=CLIENTS)

    def say_hello(self, server: Server) -> None:
        """Ask the server that does nothing."""
        figures = burst(server, self.scale.load("get", clients=CLIENTS))
        self.speed["hello"].append(figures.per_second)
        self.cpu_us["hello"].append(figures.cpu_us)

    def pgbench(self) -> None:
        """Let pgbench hand papers in alone."""
        self._put_back("submit")
        self.speed["pgbench"].append(pgbench.run(self.url, _script(self.url), self.scale.seconds))
        if contest.end_faults(contest.counted(self.url), answered=0, under_way=self.papers - 1):
            raise RuntimeError("pgbench handed in more papers than there are, or counted them wrongly")

    def _put_back(self, kind: Kind) -> None:
        if kind == "start":
            contest.no_papers(self.url)
        else:
            contest.open_papers(self.url, count=self.papers, answered=_ANSWERED[kind])


def measure(cluster: Cluster | None, scale: Scale) -> list[Row]:
    """Return the lines of one database."""
    with ExitStack() as stack:
        url = stack.enter_context(prepared(cluster, people=scale.seated, events=scale.events))
        contest.open_contest(url)
        file = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="shiliu-bench-"))) / "papers"
        rounds = _Rounds(url, file, scale)
        contest.write_papers(file, count=rounds.papers)
        ours = stack.enter_context(gunicorn("wsgi:app", url))
        hello = stack.enter_context(gunicorn("bench.hello:app", url))
        for turn in range(scale.rounds):
            rounds.say_hello(hello)
            for kind in _NAMES:
                rounds.ours(kind, ours, turn)
            if cluster:
                rounds.pgbench()
    return _rows("PostgreSQL" if cluster else "SQLite", rounds)


def _rows(database: str, rounds: _Rounds) -> list[Row]:
    def times(kind: str, other: str) -> tuple[float, str]:
        ours, theirs = rounds.speed[kind], rounds.speed[other]
        return ratio(ours, theirs), f"{median(settled(ours)):,.0f}/s against {median(settled(theirs)):,.0f}/s"

    done = rounds.done
    rows = [
        Row(
            "G0",
            f"{database}: {done['start']} papers started, {done['save']} answers saved, {done['submit']} papers handed "
            "in, refused or lost answers, and papers, answers, bests, sums or tasks too many or too few",
            f"{rounds.refused} and {rounds.faults}",
            "0 and 0",
            rounds.refused == rounds.faults == 0,
        )
    ]
    for kind, name in _NAMES.items():
        what, (measured, note) = f"{database}: {name}, against hello on the same workers", times(kind, "hello")
        if kind == "save":
            rows.append(for_information("", what, f"{measured:.2f} x ({note})"))
        else:
            rows.append(at_least("G6", what, measured, 0.12, note=note))
    if rounds.speed["pgbench"]:
        measured, note = times("submit", "pgbench")
        rows.append(
            at_least(
                "G6", f"{database}: handing in, against pgbench with the same statement", measured, 0.10, note=note
            )
        )
    for kind, name in _NAMES.items():
        ours, hello = rounds.cpu_us[kind], rounds.cpu_us["hello"]
        shown = f"{ratio(ours, hello):.1f} x ({median(settled(ours)):.0f} against {median(settled(hello)):.0f} us)"
        rows.append(for_information("", f"{database}: processor time of {name} on the server, against hello", shown))
    return rows


_COMMUNITY = f"""'522301' || lpad((:person % {COMMUNITIES} / 10 + 1)::text, 3, '0')
 || lpad((:person % 10 + 1)::text, 3, '0')"""


def _script(url: str) -> str:
    """Return pgbench's script: each transaction hands another paper in, as somebody's first, with marks by chance."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        changed = connection.execute(
            sa.text("select extract(epoch from updated_at)::bigint from quiz where id = :id"), {"id": QUIZ}
        ).scalar_one()
    engine.dispose()
    number = "lpad(:person::text, 13, '0')"
    prefix = contest.attempt_id(0)[:13]
    certificate = f":score * 100 >= {FULL * CERTIFICATE_FROM}"
    values = {
        "id": f"'{prefix}' || {number}",
        "user_id": f"'01BENCHMEMBER' || {number}",
        "quiz_id": f"'{QUIZ}'",
        "updated_at": f"to_timestamp({changed})",
        "answers": f"'{contest.answers_text(ITEMS)}'",
        "better_id": "null",
        "first": "true",
        "shown": "true",
        "now": "now()",
        "finished_at": "now()",
        "late": "false",
        "score": ":score",
        "lost": f"{FULL} - :score",
        "duration": ":duration",
        "region_code": _COMMUNITY,
        "organisation_id": "null",
        "spans": "array[1, 60]",
        "seconds": "array[:duration / 1000, :duration / 60000 * 60]",
        "kinds": "array['community']",
        "keys": f"array[{_COMMUNITY}]",
        "entries": f"array['01BENCHTASK01' || {number}] || case when {certificate} then "
        f"array['01BENCHTASK02' || {number}] else '{{}}' end",
        "tasks": f"array['look_at_attempt'] || case when {certificate} then array['issue_quiz_certificate'] "
        "else '{}' end",
    }
    return (
        f"\\set turn :turn + 1\n\\set person :turn * {pgbench.CLIENTS} + :client_id\n"
        f"\\set score random_gaussian({ITEMS // 3}, {ITEMS}, 3) * {MARKS}\n"
        f"\\set duration random({SHORTEST * 1000}, {LONGEST * 1000})\n"
        f"{pgbench.with_values(HAND_IN_POSTGRESQL, values)};\n"
    )
