"""When can people check in? No database, no clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Window:
    """The time in which people are checked in; it opens with `opens_at` and is over with `closes_at`."""

    opens_at: datetime
    closes_at: datetime

    def holds(self, moment: datetime) -> bool:
        """Tell whether people can check in at a moment."""
        return self.opens_at <= moment < self.closes_at


def window_of(starts_at: datetime, ends_at: datetime, opens_before: int, closes_after: int) -> Window:
    """Return the window of an event; the two numbers are minutes before its start and after its end."""
    return Window(starts_at - timedelta(minutes=opens_before), ends_at + timedelta(minutes=closes_after))
