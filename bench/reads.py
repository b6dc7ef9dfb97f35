"""G5, and growth: what do list and detail cost against saying hello, and does a million sign-ups slow the list?"""

from collections import defaultdict
from contextlib import ExitStack
from statistics import median

from backend.app import create_app
from backend.config import Settings
from bench.load import Figures, burst
from bench.names import event_id, token
from bench.postgres import Cluster
from bench.scale import Scale
from bench.seed import prepared
from bench.servers import gunicorn
from bench.table import Row, at_least, at_most, for_information, ratio, settled
from models.base import db
from tests.statements import counted_statements

LIST = "/api/v1/events?limit=20"
_FEW_EVENTS = 10
_FEW_CLIENTS = 4


def detail(number: int = 1) -> str:
    """Return the address of an event."""
    return f"/api/v1/events/{event_id(number)}"


def measure(server: Cluster, scale: Scale) -> list[Row]:
    """Return the lines of list and detail against hello."""
    with ExitStack() as stack:
        url = stack.enter_context(prepared(server, people=scale.people, events=scale.events))
        hello = stack.enter_context(gunicorn("bench.hello:app", url))
        fresh = stack.enter_context(gunicorn("wsgi:app", url, SHILIU_LIST_MEMORY_SECONDS="0"))
        remembering = stack.enter_context(gunicorn("wsgi:app", url))
        contestants = {
            "hello": (hello, "/"),
            "detail": (fresh, detail()),
            "list": (fresh, LIST),
            "kept": (remembering, LIST),
        }
        speeds: dict[str, list[float]] = defaultdict(list)
        cpu_us: dict[str, list[float]] = defaultdict(list)
        refused = 0
        for _ in range(scale.rounds):
            for name, (contestant, path) in contestants.items():
                figures = burst(contestant, scale.load("get", clients=16, path=path))
                speeds[name].append(figures.per_second)
                cpu_us[name].append(figures.cpu_us)
                refused += figures.refused + figures.broken
    if refused:
        raise RuntimeError(f"{refused} reads were refused or lost")

    def line(what: str, names: tuple[str, str], least: float) -> Row:
        note = " against ".join(f"{median(settled(speeds[name])):,.0f}/s" for name in names)
        return at_least("G5", what, ratio(speeds[names[0]], speeds[names[1]]), least, note=note)

    return [
        line("detail of an event, against hello on the same workers", ("detail", "hello"), 0.25),
        line("list of 20 events, each page read afresh, against hello", ("list", "hello"), 0.18),
        line("list with its memory of one second, against hello", ("kept", "hello"), 0.30),
        line("list with its memory, against the list without", ("kept", "list"), 1.5),
        for_information(
            "",
            "processor time of a read on the server",
            ", ".join(f"{name} {median(settled(cpu_us[name])):.0f} us" for name in contestants),
        ),
    ]


def growth(server: Cluster | None, scale: Scale) -> list[Row]:
    """Return the lines of what must not grow: statements with the number of events, the list with that of sign-ups."""
    name = "PostgreSQL" if server else "SQLite"
    with ExitStack() as stack:
        tiny = stack.enter_context(prepared(server, people=20, events=_FEW_EVENTS))
        few, many = (
            stack.enter_context(prepared(server, people=scale.people, events=scale.events, signups=signups))
            for signups in (scale.few_signups, scale.many_signups)
        )
        rows = [_statements(name, tiny, many, scale)]
        servers = [
            stack.enter_context(gunicorn("wsgi:app", url, SHILIU_LIST_MEMORY_SECONDS="0")) for url in (few, many)
        ]
        for what, path in (("list", LIST), ("list of one's own events", f"{LIST}&mine=true"), ("detail", detail())):
            load = scale.load("get", clients=_FEW_CLIENTS, path=path)
            rounds = [[burst(one, load) for one in servers] for _ in range(scale.rounds)]
            rows.append(_p95(f"{name}: {what}", rounds, scale))
    return rows


def _p95(what: str, rounds: list[list[Figures]], scale: Scale) -> Row:
    few, many = ([figures[side].p95 for figures in rounds] for side in (0, 1))
    note = f"{median(settled(many)):.1f} ms against {median(settled(few)):.1f} ms"
    text = f"{what}, 95th percentile at {scale.many_signups:,} sign-ups against {scale.few_signups:,}"
    return at_most("growth", text, ratio(many, few), 1.5, note=note)


def _statements(name: str, tiny: str, large: str, scale: Scale) -> Row:
    """Compare how many statements list and detail cost on a tiny and on a large database."""
    counts = [[_count(url, path) for path in (LIST, detail())] for url in (tiny, large)]
    measured = " and ".join(f"{a} / {b}" for a, b in zip(*counts, strict=True))
    what = f"{name}: statements of list and of detail, at {_FEW_EVENTS} / {scale.events:,} events"
    return Row("growth", what, measured, "the same", counts[0] == counts[1])


def _count(url: str, path: str) -> int:
    """Return how many statements a read costs somebody whose session is not remembered."""
    app = create_app(Settings(env="test", database_url=url, list_memory_seconds=0, log_level="WARNING"))
    with app.app_context(), counted_statements() as seen:
        answer = app.test_client().get(path, headers={"Authorization": f"Bearer {token(1)}"})
        for engine in db.engines.values():
            engine.dispose()
    if answer.status_code != 200:
        raise RuntimeError(answer.text)
    return len(seen)
