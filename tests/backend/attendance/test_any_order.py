"""Whatever two phones kept, sent in any order and any number of times: the same people are there in the end."""

from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.core.transaction import reading, transaction
from models.attendance import Attendance
from tests.backend.attendance.scene import sign_up
from tests.backend.attendance.test_checkin import Opened, opened
from tests.backend.attendance.test_offline import row
from tests.world import Person

__all__ = ["opened"]

PEOPLE, PHONES = 3, 2


@dataclass(frozen=True)
class Scan:
    """Somebody of a family was seen by a phone so many minutes ago."""

    phone: int
    family: int
    member: int
    minutes: int


SCANS = st.lists(
    st.builds(Scan, st.integers(0, PHONES - 1), st.integers(0, PEOPLE - 1), st.integers(0, 1), st.integers(0, 29)),
    max_size=12,
)


@pytest.fixture
def families(opened: Opened) -> tuple[list[Person], list[str]]:
    """Two workers with their phones, and the sign-ups of some families of two."""
    world, event, worker, _ = opened
    return [worker, world.staff()], [sign_up(world, event, person, "妈妈") for person in world.people(PEOPLE)]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(scans=SCANS, data=st.data())
def test_any_order_and_repetition_gives_the_same_people(
    opened: Opened, families: tuple[list[Person], list[str]], scans: list[Scan], data: st.DataObject
) -> None:
    world, event, _, _ = opened
    phones, signups = families
    kept = [
        (scan.phone, row(f"{number}", -scan.minutes, signup_id=signups[scan.family], member=scan.member))
        for number, scan in enumerate(scans)
    ]
    batches = data.draw(st.lists(st.permutations(kept), min_size=1, max_size=3)) if kept else []
    sent = [item for batch in batches for item in batch]
    size = data.draw(st.integers(1, 5))
    for begin in range(0, len(sent), size):
        for phone in range(PHONES):
            rows = [item for whose, item in sent[begin : begin + size] if whose == phone]
            if rows:
                path = f"/events/{event}/attendances/batch"
                answer = world.post(path, phones[phone], {"items": rows})
                assert {one["result"] for one in answer.json["items"]} <= {"recorded", "already"}
    with reading() as connection:
        stored = connection.execute(sa.select(Attendance.signup_id, Attendance.member)).all()
    assert sorted(map(tuple, stored)) == sorted({(signups[scan.family], scan.member) for scan in scans})
    with transaction() as session:
        session.execute(sa.delete(Attendance))
