"""Does every answer tell the server's time, so that a phone with a wrong clock can go by it?"""

from datetime import UTC, datetime

import pytest

from tests.conftest import MovableClock
from tests.world import API, World


@pytest.mark.parametrize(
    ("path", "status"), [(f"{API}/events", 200), ("/healthz", 200), (f"{API}/me", 401), ("/nothing", 404)]
)
def test_answer_tells_the_time_in_whole_seconds(
    world: World, time_stands: MovableClock, path: str, status: int
) -> None:
    for moment in (datetime(2026, 11, 23, 4, 0, 0, tzinfo=UTC), datetime(2026, 11, 24, 4, 0, 0, 999_999, tzinfo=UTC)):
        time_stands.moment = moment
        answer = world.client.get(path)
        assert answer.status_code == status
        assert answer.headers["X-Server-Time"] == str(int(moment.timestamp()))
