"""What do tests of reports and decisions prepare?"""

from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from backend.core.clock import now
from backend.core.transaction import reading, transaction
from models.event import Event, EventQuota
from models.file import File
from models.ids import new_id
from models.message import Message
from tests.backend.attendance.scene import check_in, sign_up
from tests.conftest import MovableClock
from tests.world import Person, World


@dataclass
class Scene:
    """An event of the organiser's that has just begun, and somebody else who may verify it."""

    world: World
    clock: MovableClock
    organiser: Person
    verifier: Person
    event: str

    def photo(self, owner: Person | None = None) -> str:
        """Keep a photo as if it had been uploaded; return its id."""
        photo_id = new_id()
        with transaction() as session:
            session.add(
                File(
                    id=photo_id,
                    owner_id=(owner or self.organiser).id,
                    sha256="0" * 64,
                    revision="abc",
                    width=4,
                    height=3,
                    bytes=9,
                    created_at=now(),
                )
            )
        return photo_id

    def report(self, who: Person | None = None, **changes: Any) -> TestResponse:
        """Report the event as held."""
        who = who or self.organiser
        body = {"summary": "包了三百个粽子", "headcount": 12} | changes
        body.setdefault("photo_ids", [self.photo(who)])
        return self.world.post(f"/events/{self.event}/held-report", who, body)

    def decide(self, decision: str = "verified", who: Person | None = None, **more: Any) -> TestResponse:
        body = {"decision": decision, **more}
        return self.world.post(f"/events/{self.event}/verification", who or self.verifier, body)

    def came(self, nickname: str = "王小明", *party: str, members: tuple[int, ...] = (0,)) -> tuple[Person, str]:
        """Sign somebody up who then comes; return the person and the sign-up."""
        person = self.world.resident(nickname)
        signup = self.signed_up(person, *party)
        for member in members:
            answer = check_in(self.world, self.event, self.organiser, signup_id=signup, member=member)
            assert answer.status_code == 201, answer.json
        return person, signup

    def signed_up(self, person: Person, *party: str) -> str:
        with transaction() as session:  # the sign-up has closed by now
            session.execute(sa.update(Event).where(Event.id == self.event).values(signup_closes_at=Event.ends_at))
            session.execute(
                sa.update(EventQuota)
                .where(EventQuota.event_id == self.event)
                .values(version=EventQuota.version + 1, capacity=None)
            )
        return sign_up(self.world, self.event, person, *party)

    def state(self) -> str:
        with reading() as connection:
            return str(connection.execute(sa.select(Event.state).where(Event.id == self.event)).scalar_one())


@pytest.fixture
def scene(world: World, time_stands: MovableClock) -> Scene:
    organiser, verifier = world.staff(), world.staff()
    event = world.event(created_by=organiser.id, venue="文化广场")
    time_stands.move(days=2, minutes=1)
    return Scene(world, time_stands, organiser, verifier, event)


def told(kind: str) -> list[tuple[str, dict[str, Any]]]:
    """Return who was told this, and the facts."""
    with reading() as connection:
        rows = connection.execute(
            sa.select(Message.user_id, Message.facts).where(Message.kind == kind).order_by(Message.id)
        )
        return [(user_id, facts) for user_id, facts in rows]
