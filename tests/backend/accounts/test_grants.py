import threading
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from backend.accounts.grants import give
from backend.accounts.schemas import GrantIn
from backend.core.actor import NOBODY, Role
from backend.core.clock import now
from backend.core.errors import ConflictError, ForbiddenError
from backend.core.transaction import transaction
from backend.security import sessions
from backend.security.tokens import fingerprint
from models.audit import AuditEntry
from models.ids import new_id
from models.user import RoleGrant
from tests.conftest import MovableClock
from tests.statements import statements
from tests.world import (
    CITY,
    COMMUNITY,
    COUNTY,
    FAR_COMMUNITY,
    OTHER_COUNTY,
    OTHER_TOWNSHIP,
    TOWNSHIP,
    Person,
    World,
)

ROLES = [role.value for role in Role]
REGIONS = [CITY, COUNTY, TOWNSHIP, COMMUNITY, OTHER_COUNTY, OTHER_TOWNSHIP, FAR_COMMUNITY]
MAY_GIVE = {
    ("city_admin", CITY): {
        "county_admin": set(REGIONS),
        "township_reviewer": set(REGIONS),
        "community_worker": set(REGIONS),
        "auditor": set(REGIONS),
    },
    ("county_admin", COUNTY): {
        "township_reviewer": {COUNTY, TOWNSHIP, COMMUNITY},
        "community_worker": {COUNTY, TOWNSHIP, COMMUNITY},
        "auditor": {COUNTY, TOWNSHIP, COMMUNITY},
    },
    ("county_admin", TOWNSHIP): {
        "township_reviewer": {TOWNSHIP, COMMUNITY},
        "community_worker": {TOWNSHIP, COMMUNITY},
        "auditor": {TOWNSHIP, COMMUNITY},
    },
    ("township_reviewer", TOWNSHIP): {},
    ("community_worker", COMMUNITY): {},
    ("auditor", CITY): {},
}
"""(giver's role, giver's region) -> role -> regions. What is not listed here must be refused."""


def asked(person: Person, role: str = "community_worker", region: str = COMMUNITY, **more: Any) -> dict[str, Any]:
    body = {"user_id": person.id, "role": role, "region_code": region, **more}
    if role == "auditor":
        body.setdefault("ends_at", text(now() + timedelta(days=30)))
    return body


def text(moment: Any) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize("giver", MAY_GIVE, ids="-".join)
def test_grants_are_given_only_below_the_own_one(world: World, giver: tuple[str, str]) -> None:
    boss = world.staff(*giver)
    for role in ROLES:
        for region in REGIONS:
            status = world.post("/grants", boss, asked(world.resident(), role, region)).status_code
            allowed = region in MAY_GIVE[giver].get(role, set())
            assert status == (201 if allowed else 403), (role, region)


@pytest.mark.parametrize("giver", MAY_GIVE, ids="-".join)
def test_grants_are_taken_back_only_below_the_own_one(world: World, giver: tuple[str, str]) -> None:
    boss = world.staff(*giver)
    gives = bool(MAY_GIVE[giver])
    for role in ROLES:
        for region in REGIONS:
            grant_id = grant_of(world.staff(role, region, ends_at=now() + timedelta(days=9)))
            status = world.delete(f"/grants/{grant_id}", boss).status_code
            if region in MAY_GIVE[giver].get(role, set()):
                expected = 204
            elif gives and not region.startswith(giver[1]):
                expected = 404
            else:
                expected = 403
            assert status == expected, (role, region)


def grant_of(person: Person) -> str:
    with transaction() as session:
        return session.scalars(sa.select(RoleGrant.id).where(RoleGrant.user_id == person.id)).one()


def test_rights_of_two_grants_do_not_add_up(world: World) -> None:
    """A city's auditor who is admin of one county gives nothing outside that county."""
    boss = world.staff("county_admin", COUNTY)
    with transaction() as session:
        session.add(RoleGrant(user_id=boss.id, role="auditor", region_code=CITY, starts_at=now(), created_at=now()))
    assert world.post("/grants", boss, asked(world.resident(), region=FAR_COMMUNITY)).status_code == 403


def test_a_right_that_has_ended_adds_nothing_to_one_in_force(world: World) -> None:
    boss = world.staff("county_admin", COUNTY)
    with transaction() as session:
        session.add(
            RoleGrant(
                user_id=boss.id,
                role="city_admin",
                region_code=CITY,
                starts_at=now() - timedelta(days=9),
                ends_at=now() - timedelta(days=1),
                created_at=now(),
            )
        )
    assert world.post("/grants", boss, asked(world.resident(), region=FAR_COMMUNITY)).status_code == 403


def test_grants_of_the_past_or_future_give_nothing(world: World) -> None:
    body = asked(world.resident())
    former = world.staff("city_admin", CITY, ends_at=now() - timedelta(minutes=1))
    coming = world.staff("city_admin", CITY, starts_at=now() + timedelta(minutes=1))
    for boss in (former, coming):
        assert world.post("/grants", boss, body).status_code == 403
    assert world.post("/grants", world.resident(), body).status_code == 403
    assert world.post("/grants", None, body).status_code == 401
    with pytest.raises(ForbiddenError):
        give(GrantIn.model_validate(body), actor=NOBODY)


def test_grant_reaches_the_person_at_once_and_ends_at_once(world: World) -> None:
    boss, worker = world.staff("county_admin", COUNTY), world.resident()
    assert world.get("/me", worker).json["grants"] == []
    given = world.post("/grants", boss, asked(worker)).json
    assert given["ends_at"] is None
    assert world.get("/me", worker).json["grants"] == [given]
    assert sessions.find_actor(fingerprint(worker.token)).grants[0].role == Role.COMMUNITY_WORKER
    assert world.delete(f"/grants/{given['id']}", boss).status_code == 204
    assert sessions.find_actor(fingerprint(worker.token)).grants == ()
    assert world.delete(f"/grants/{given['id']}", boss).status_code == 404


def test_grant_twice_is_refused_until_the_first_has_ended(world: World, time_stands: MovableClock) -> None:
    boss, worker = world.staff("county_admin", COUNTY), world.resident()
    body = asked(worker, ends_at=text(now() + timedelta(days=1)))
    first = world.post("/grants", boss, body).json
    again = world.post("/grants", boss, body)
    assert (again.status_code, again.json["code"]) == (409, "already_granted")
    world.delete(f"/grants/{first['id']}", boss)
    assert world.post("/grants", boss, body).status_code == 201
    time_stands.move(days=2)
    assert world.post("/grants", boss, asked(worker)).status_code == 201


def test_grants_at_the_same_moment_make_one(world: World) -> None:
    boss, worker = world.staff("county_admin", COUNTY), world.resident()
    actor = sessions.find_actor(fingerprint(boss.token))
    start, outcomes = threading.Barrier(6), []

    def run() -> None:
        with world.app.app_context():
            start.wait()
            try:
                give(GrantIn.model_validate(asked(worker)), actor=actor)
                outcomes.append("given")
            except ConflictError as exc:
                outcomes.append(exc.code)

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["already_granted"] * 5 + ["given"]


def test_grant_for_oneself_is_refused(world: World) -> None:
    boss = world.staff("county_admin", COUNTY)
    answer = world.post("/grants", boss, asked(boss))
    assert (answer.status_code, answer.json["code"]) == (403, "not_for_yourself")


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"user_id": new_id()}, {"user_id": ["unknown_user"]}),
        ({"region_code": "522301999"}, {"region_code": ["unknown_region"]}),
        ({"role": "auditor", "ends_at": None}, {"ends_at": ["missing"]}),
        ({"ends_at": "2020-01-01T00:00:00Z"}, {"ends_at": ["not_after_start"]}),
        ({"starts_at": "2031-01-02T00:00:00Z", "ends_at": "2031-01-01T00:00:00Z"}, {"ends_at": ["not_after_start"]}),
        ({"role": "mayor"}, {"role": ["enum"]}),
        ({"user_id": "x"}, {"user_id": ["string_pattern_mismatch"]}),
    ],
)
def test_grant_refuses_what_makes_no_sense(world: World, change: dict[str, Any], fields: dict[str, list[str]]) -> None:
    boss = world.staff("city_admin", CITY)
    answer = world.post("/grants", boss, asked(world.resident()) | change)
    assert (answer.status_code, answer.json["fields"]) == (422, fields)


def test_grant_is_never_dated_back(world: World, time_stands: MovableClock) -> None:
    boss = world.staff("city_admin", CITY)
    given = world.post("/grants", boss, asked(world.resident(), starts_at="2020-01-01T00:00:00Z")).json
    assert given["starts_at"] == text(now())


def test_grants_are_audited_without_names(world: World) -> None:
    boss, worker = world.staff("county_admin", COUNTY), world.resident("王小明")
    given = world.post("/grants", boss, asked(worker)).json
    world.delete(f"/grants/{given['id']}", boss)
    with transaction() as session:
        entries = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(e.action, e.actor_id, e.target_id, e.region_code) for e in entries] == [
        ("grant.give", boss.id, given["id"], COMMUNITY),
        ("grant.revoke", boss.id, given["id"], COMMUNITY),
    ]
    assert entries[0].details == {"user_id": worker.id, "role": "community_worker"}


def test_grants_are_listed_in_the_own_regions_only(world: World) -> None:
    boss = world.staff("county_admin", COUNTY)
    near, far = world.staff("community_worker", COMMUNITY), world.staff("community_worker", FAR_COMMUNITY)
    auditor = world.staff("auditor", CITY, ends_at=now() + timedelta(days=9))

    def listed(who: Person, question: str = "") -> set[str]:
        return {item["user_id"] for item in world.get(f"/grants{question}", who).json["items"]}

    assert listed(boss) == {boss.id, near.id}
    assert listed(boss, f"?region={TOWNSHIP}") == {near.id}
    assert listed(boss, f"?region={OTHER_COUNTY}") == set()
    assert listed(auditor) == {boss.id, near.id, far.id, auditor.id}
    assert world.get("/grants", near).status_code == 403
    assert world.get("/grants", world.resident()).status_code == 403
    assert world.get("/grants").status_code == 401


def test_grants_come_page_by_page_at_the_same_cost(world: World) -> None:
    boss = world.staff("city_admin", CITY)
    for _ in range(3):
        world.staff()
    world.get("/grants", boss)  # the session is remembered from here on
    first = world.get("/grants?limit=3", boss).json
    rest = world.get(f"/grants?limit=3&cursor={first['next_cursor']}", boss).json
    assert (len(first["items"]), len(rest["items"]), rest["next_cursor"]) == (3, 1, None)
    assert statements(world, "/grants?limit=1", boss) == statements(world, "/grants?limit=3", boss) == 1
