"""How large is a measurement? The full one for docs/performance.md, or a small one that only shows that it runs."""

from dataclasses import dataclass

from bench.load import Kind, Load


@dataclass(frozen=True)
class Scale:
    """Sizes of a run."""

    rounds: int
    seconds: int
    people: int
    events: int
    few_signups: int
    many_signups: int
    requests_of_one_worker: int
    judges_speed: bool
    flood_seconds: int = 6
    seated: int = 60_000
    """People with a place where others are checked in: more than come in the fastest burst, so that nobody comes twice.
    """

    def load(
        self, kind: Kind, *, clients: int = 32, repeats: int = 1, path: str = "/", count_statuses: bool = False
    ) -> Load:
        """Return a load of this size."""
        return Load(
            kind=kind,
            people=self.people,
            events=self.events,
            clients=clients,
            seconds=self.seconds,
            repeats=repeats,
            path=path,
            count_statuses=count_statuses,
        )

    def first_person(self, turn: int) -> int:
        """Return who begins a burst: others than in the bursts just before, so that nobody's session is remembered."""
        return turn * 20_011 % self.people


FULL = Scale(6, 2, 200_000, 10_000, 10_000, 1_000_000, 100_000, judges_speed=True)
QUICK = Scale(1, 1, 2_000, 50, 100, 1_000, 1_000, judges_speed=False, flood_seconds=1, seated=16_000)
