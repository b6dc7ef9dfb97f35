"""Whose token is it, and how soon is it noticed that a session or a right has ended?"""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from backend.core.clock import now
from backend.core.transaction import driver_rows, transaction
from backend.security import sessions
from backend.security.tokens import derive_token, fingerprint, new_token
from models.user import RoleGrant, Session
from tests.conftest import MovableClock
from tests.statements import counted_statements
from tests.world import CITY, COUNTY, Person, World


@pytest.fixture
def memory_of_one_second(app: Flask) -> None:
    sessions.configure(1)


def end_elsewhere(person: Person) -> None:
    """End the session as another process would: this one's memory hears nothing of it."""
    with transaction() as session:
        session.execute(
            sa.update(Session).where(Session.token_hash == fingerprint(person.token)).values(revoked_at=now())
        )


@pytest.mark.usefixtures("memory_of_one_second")
def test_session_ended_elsewhere_is_noticed_after_the_memory_s_time(world: World) -> None:
    person = world.resident()
    assert world.get("/me", person).status_code == 200
    end_elsewhere(person)
    assert world.get("/me", person).status_code == 200  # the price of the memory, for a second
    time.sleep(1.1)
    assert world.get("/me", person).status_code == 401


def test_session_is_checked_each_time_without_a_memory(world: World) -> None:
    sessions.configure(0)
    person = world.resident()
    assert world.get("/me", person).status_code == 200
    end_elsewhere(person)
    assert world.get("/me", person).status_code == 401


def test_logout_here_is_noticed_at_once(world: World) -> None:
    person = world.resident()
    assert world.get("/me", person).status_code == 200
    assert world.post("/logout", person).status_code == 204
    assert world.get("/me", person).status_code == 401


def test_logout_ends_one_session_only(world: World) -> None:
    first, other = world.people(2)
    assert world.post("/logout", first).status_code == 204
    assert world.get("/me", other).status_code == 200


def test_session_expires_though_remembered(time_stands: MovableClock, world: World) -> None:
    person = world.resident()
    assert world.get("/me", person).status_code == 200
    time_stands.move(days=29, hours=23, minutes=59)
    assert world.get("/me", person).status_code == 200
    time_stands.move(minutes=1)
    assert world.get("/me", person).status_code == 401


def test_right_expires_though_remembered(time_stands: MovableClock, world: World) -> None:
    auditor = world.staff("auditor", CITY, ends_at=now() + timedelta(hours=1))
    assert world.get("/grants", auditor).status_code == 200
    time_stands.move(minutes=59)
    assert world.get("/grants", auditor).status_code == 200
    time_stands.move(minutes=1)
    assert world.get("/grants", auditor).status_code == 403


def test_right_begins_though_remembered(time_stands: MovableClock, world: World) -> None:
    auditor = world.staff("auditor", CITY, starts_at=now() + timedelta(hours=1))
    assert world.get("/grants", auditor).status_code == 403
    time_stands.move(hours=1)
    assert world.get("/grants", auditor).status_code == 200


@pytest.mark.usefixtures("memory_of_one_second")
def test_right_taken_elsewhere_is_noticed_after_the_memory_s_time(world: World) -> None:
    admin = world.staff("county_admin", COUNTY)
    assert world.get("/grants", admin).status_code == 200
    with transaction() as session:
        session.execute(sa.update(RoleGrant).where(RoleGrant.user_id == admin.id).values(revoked_at=now()))
    time.sleep(1.1)
    assert world.get("/grants", admin).status_code == 403


@pytest.fixture
def questions(world: World) -> Iterator[list[str]]:
    """Every time that somebody asks the database."""
    assert world
    with counted_statements() as asked:
        yield asked


def test_remembered_session_asks_nothing(world: World, questions: list[str]) -> None:
    person = world.resident()
    assert sessions.find_actor(fingerprint(person.token)) is not None
    questions.clear()
    assert sessions.find_actor(fingerprint(person.token)) is not None
    assert questions == []
    assert sessions.find_actor(fingerprint("unknown")) is None
    assert len(questions) == 1


def test_only_the_hash_of_a_token_is_kept(world: World) -> None:
    person = world.resident()
    kept = [str(value) for row in driver_rows("select * from session", {}) for value in row]
    assert fingerprint(person.token) in kept
    assert not any(person.token in value for value in kept)


def test_tokens_are_long_random_and_different() -> None:
    tokens = {new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert {len(token) for token in tokens} == {43}


def test_derived_token_depends_on_every_part() -> None:
    one = derive_token("secret", "login", "salt", "code")
    assert one == derive_token("secret", "login", "salt", "code")
    others = [
        derive_token("other", "login", "salt", "code"),
        derive_token("secret", "feed", "salt", "code"),
        derive_token("secret", "login", "salt2", "code"),
        derive_token("secret", "login", "saltc", "ode"),
        derive_token("secret", "login", "salt", "code2"),
    ]
    assert len({one, *others}) == 6
