"""G0: does every count stay right when all come at once, and each phone asks three times?"""

from dataclasses import replace

from bench.invariants import broken_events, places_held
from bench.load import Figures, burst
from bench.postgres import Cluster
from bench.scale import Scale
from bench.seed import begin_again, prepared
from bench.servers import Server, gunicorn
from bench.table import Row

_CLIENTS = 64
_PLACES = 50
_FEW_PEOPLE = 500


def measure(server: Cluster | None, scale: Scale) -> list[Row]:
    """Rush at one event on one database; return a line for the sign-ups sent three times, and one for the mix."""
    with (
        prepared(server, people=scale.people, events=scale.events) as url,
        gunicorn("wsgi:app", url) as application,
    ):
        return [_three_times(url, application, scale), _mix(url, application, scale)]


def _three_times(url: str, application: Server, scale: Scale) -> Row:
    begin_again(url, _PLACES)
    figures = burst(application, scale.load("hot", clients=_CLIENTS, repeats=3, count_statuses=True))
    what = f"{_CLIENTS} clients, each request three times, {_PLACES} places, all given out"
    return _row(url, what, figures, {"201"}, all_given=places_held(url) == _PLACES)


def _mix(url: str, application: Server, scale: Scale) -> Row:
    begin_again(url, _PLACES)
    load = replace(scale.load("mix", clients=_CLIENTS, count_statuses=True), people=_FEW_PEOPLE)
    figures = burst(application, load)
    what = f"{_CLIENTS} clients sign up and cancel, others move up, {_PLACES} places"
    return _row(url, what, figures, {"201", "204", "409"})


def _row(url: str, what: str, figures: Figures, expected: set[str], *, all_given: bool = True) -> Row:
    begin = "SQLite" if url.startswith("sqlite") else "PostgreSQL"
    broken = broken_events(url)
    odd = {status: times for status, times in figures.statuses.items() if status not in expected}
    measured = f"{figures.requests} requests, events with something wrong: {len(broken)}, "
    measured += f"lost or unexpected answers: {figures.broken + sum(odd.values())}"
    if broken or odd:
        measured += f" {broken[:3]} {odd}"
    if not all_given:
        measured += ", not all places were given out"
    kept = all_given and not broken and not odd and not figures.broken and figures.requests > 0
    return Row("G0", f"{begin}: {what}", measured, "0 and 0", kept)
