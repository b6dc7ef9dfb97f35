import pytest
import sqlalchemy as sa
from click.testing import Result

from backend.core.transaction import transaction
from models.audit import AuditEntry
from models.user import RoleGrant
from tests.world import CITY, Person, World


def run(world: World, *args: str) -> Result:
    return world.app.test_cli_runner().invoke(args=["grants", *args])


@pytest.fixture
def person(world: World) -> Person:
    return world.resident("王小明")


def test_operator_makes_the_first_admin(world: World, person: Person) -> None:
    result = run(world, "add", "--openid", f"o{person.id}", "--role", "city_admin", "--region", CITY)
    assert result.exit_code == 0, result.output
    [grant] = world.get("/me", person).json["grants"]
    assert (grant["role"], grant["region_code"], grant["ends_at"]) == ("city_admin", CITY, None)
    with transaction() as session:
        entry = session.scalars(sa.select(AuditEntry)).one()
        assert (entry.action, entry.actor_id, entry.target_id) == ("grant.give", None, grant["id"])
        assert session.scalars(sa.select(RoleGrant.granted_by)).one() is None


def test_operator_gives_an_end(world: World, person: Person) -> None:
    args = ("add", "--user-id", person.id, "--role", "auditor", "--region", CITY)
    refused = run(world, *args)
    assert refused.exit_code == 1
    assert "核验员的授权需要填写结束时间" in refused.output
    assert run(world, *args, "--days", "30").exit_code == 0
    assert world.get("/me", person).json["grants"][0]["ends_at"] is not None


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--openid", "nobody", "--role", "city_admin", "--region", CITY), "请先用小程序登录一次"),
        (("--role", "city_admin", "--region", CITY), "请填其中一个"),
        (("--openid", "a", "--user-id", "b", "--role", "city_admin", "--region", CITY), "请填其中一个"),
        (("--openid", "a", "--role", "mayor", "--region", CITY), "mayor"),
    ],
)
def test_operator_is_told_what_is_wrong(world: World, args: tuple[str, ...], says: str) -> None:
    result = run(world, "add", *args)
    assert result.exit_code != 0
    assert says in result.output


def test_operator_is_told_of_an_unknown_region_and_of_a_second_grant(world: World, person: Person) -> None:
    args = ("add", "--user-id", person.id, "--role", "city_admin", "--region")
    assert "没有这个行政区划" in run(world, *args, "9999").output
    assert run(world, *args, CITY).exit_code == 0
    again = run(world, *args, CITY)
    assert (again.exit_code, "已有这个角色" in again.output) == (1, True)


def test_operator_lists_rights_without_full_names_and_takes_one_back(world: World, person: Person) -> None:
    run(world, "add", "--user-id", person.id, "--role", "city_admin", "--region", CITY)
    listed = run(world, "list").output
    assert f"city_admin {CITY} 黔西南州 {person.id} 王*明 长期" in listed
    assert "王小明" not in listed
    grant_id = listed.split()[0]
    assert run(world, "revoke", grant_id).exit_code == 0
    assert world.get("/me", person).json["grants"] == []
    assert run(world, "list").stdout == "共 0 项授权。\n"
    assert run(world, "revoke", grant_id).exit_code == 1
