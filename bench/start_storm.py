"""What happens when a contest opens? 3,000 people start it within ten seconds, and some of them tap twice.

They come at a fixed rate, whether or not those before were answered, to servers that have never seen this quiz.
"""

from dataclasses import dataclass, field
from statistics import median

from bench import contest
from bench.open_loop import Outcome, Plan, together
from bench.postgres import Cluster
from bench.scale import Scale
from bench.seed import prepared
from bench.servers import gunicorn
from bench.table import Row, for_information, settled

PEOPLE, SECONDS = 300, 10
"""Different people a second, and for how long."""

_RATE = PEOPLE * contest.TWICE / (contest.TWICE - 1)


@dataclass
class _Seen:
    """What the rounds have shown."""

    outcomes: list[Outcome] = field(default_factory=list)
    people: int = 0
    refused: int = 0
    double: int = 0


def measure(cluster: Cluster | None, scale: Scale) -> list[Row]:
    """Return the lines of one database."""
    seen, seconds = _Seen(), SECONDS if scale.judges_speed else 1
    with prepared(cluster, people=scale.rounds * PEOPLE * seconds, events=scale.events) as url:
        contest.open_contest(url)
        for turn in range(scale.rounds):
            contest.no_papers(url)
            _round(url, seen, turn * PEOPLE * seconds, seconds)
    return _rows("PostgreSQL" if cluster else "SQLite", seen, PEOPLE * seconds, seconds)


def _round(url: str, seen: _Seen, first: int, seconds: int) -> None:
    people = PEOPLE * seconds
    with gunicorn("wsgi:app", url) as server:
        [came] = together(Plan(server.port, "starts", _RATE, seconds, first))
        server.wait_until_idle()
    seen.outcomes.append(came)
    seen.people += people
    # Who taps twice gets the paper once as a new one, and once as the one that is open.
    seen.refused += came.lost + sum(times for status, times in came.statuses.items() if status not in {"200", "201"})
    seen.double += abs(came.statuses.get("201", 0) - people)
    seen.double += contest.paper_faults(contest.counted(url), answered=people, under_way=0)


def _rows(database: str, seen: _Seen, people: int, seconds: int) -> list[Row]:
    def middle(part: float) -> float:
        return median(one.quantile(part) for one in settled(seen.outcomes))

    sent = sum(one.sent for one in seen.outcomes)
    return [
        Row(
            "G0",
            f"{database}: {people:,} people start a contest within {seconds} s, refused or lost answers to "
            f"{sent:,} starts of {seen.people:,} people, and papers too many or too few",
            f"{seen.refused} and {seen.double}",
            "0 and 0",
            seen.refused == seen.double == 0,
        ),
        for_information(
            "storm",
            f"{database}: how long they wait for their paper, median, 95th percentile and longest",
            f"{middle(0.5):.0f}, {middle(0.95):.0f} and {middle(1):.0f} ms",
        ),
    ]
