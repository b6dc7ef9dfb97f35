from datetime import timedelta

import pytest
import sqlalchemy as sa

from backend.core.clock import now
from backend.core.transaction import transaction
from models.audit import AuditEntry
from models.user import User
from tests.world import CITY, COMMUNITY, COUNTY, FAR_COMMUNITY, NEXT_COMMUNITY, TOWNSHIP, World

BODY = {"nickname": "陈奶奶", "home_region_code": COMMUNITY}


def test_resident_without_a_phone_is_recorded_by_a_worker(world: World) -> None:
    worker = world.staff("community_worker", COMMUNITY)
    answer = world.post("/residents", worker, BODY)
    assert answer.status_code == 201
    assert answer.json == {"id": answer.json["id"], "nickname": "陈*奶", "home_region_code": COMMUNITY}
    with transaction() as session:
        resident = session.get_one(User, answer.json["id"])
        assert (resident.openid, resident.nickname, resident.home_region_code) == (None, "陈奶奶", COMMUNITY)
        entry = session.scalars(sa.select(AuditEntry)).one()
    assert (entry.action, entry.actor_id, entry.target_id) == ("resident.record", worker.id, resident.id)
    assert entry.details == {}


@pytest.mark.parametrize(
    ("role", "region", "status"),
    [
        ("community_worker", COMMUNITY, 201),
        ("township_reviewer", TOWNSHIP, 201),
        ("county_admin", COUNTY, 201),
        ("city_admin", CITY, 201),
        ("community_worker", NEXT_COMMUNITY, 403),
        ("community_worker", FAR_COMMUNITY, 403),
        ("auditor", CITY, 403),
    ],
)
def test_residents_are_recorded_in_the_own_regions_only(world: World, role: str, region: str, status: int) -> None:
    assert world.post("/residents", world.staff(role, region), BODY).status_code == status


def test_residents_are_not_recorded_by_others(world: World) -> None:
    assert world.post("/residents", None, BODY).status_code == 401
    assert world.post("/residents", world.resident(), BODY).status_code == 403
    former = world.staff("community_worker", COMMUNITY, ends_at=now() - timedelta(minutes=1))
    assert world.post("/residents", former, BODY).status_code == 403


@pytest.mark.parametrize("home", [TOWNSHIP, "522301001999"])
def test_resident_lives_in_a_known_community(world: World, home: str) -> None:
    answer = world.post("/residents", world.staff("county_admin", COUNTY), BODY | {"home_region_code": home})
    assert (answer.status_code, answer.json["fields"]) == (422, {"home_region_code": ["not_a_community"]})


def test_resident_sent_twice_with_one_key_is_recorded_once(world: World) -> None:
    worker = world.staff("community_worker", COMMUNITY)
    first = world.post("/residents", worker, BODY, Idempotency_Key="k1")
    again = world.post("/residents", worker, BODY, Idempotency_Key="k1")
    assert first.json == again.json
    with transaction() as session:
        assert session.scalar(sa.select(sa.func.count()).where(User.openid.is_(None))) == 1
