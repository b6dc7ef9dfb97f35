"""Who lives in the demo city? Made-up people: some with a role, who log in through the sandbox WeChat server."""

from dataclasses import dataclass
from datetime import timedelta

import requests
import sqlalchemy as sa

from backend.accounts.grants import give_as_operator
from backend.accounts.residents import record_resident
from backend.accounts.schemas import ResidentIn
from backend.core.actor import Actor, Grant, Role
from backend.core.clock import now, standing_at
from backend.core.transaction import reading, transaction
from backend.demo.marks import is_done, mark_done
from models.user import RoleGrant, User

CITY, COUNTY, TOWNSHIP, COMMUNITY, NEXT_COMMUNITY = "5223", "522301", "522301001", "522301001001", "522301001002"
_WECHAT_SECONDS = 5
_FAMILIES_PART = "demo-families"
IN_OFFICE = timedelta(days=60)


class WeChatSilentError(Exception):
    """The sandbox WeChat server did not take the people."""


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody who can log in. `role` is empty for residents; `days` is how long a right lasts, None for good."""

    openid: str
    name: str
    home: str
    role: Role | None = None
    region: str = ""
    days: int | None = None


RESIDENT = DemoPerson("demo-resident-wang", "王小明", COMMUNITY)
NEIGHBOUR = DemoPerson("demo-resident-li", "李阿姨", NEXT_COMMUNITY)
WORKER = DemoPerson("demo-worker-zhou", "周社工", COMMUNITY, Role.COMMUNITY_WORKER, COMMUNITY)
SECOND_WORKER = DemoPerson("demo-worker-wu", "吴社工", NEXT_COMMUNITY, Role.COMMUNITY_WORKER, TOWNSHIP)
VERIFIER = DemoPerson("demo-worker-tang", "唐社工", COMMUNITY, Role.COMMUNITY_WORKER, COMMUNITY)
REVIEWER = DemoPerson("demo-reviewer-sun", "孙审核员", NEXT_COMMUNITY, Role.TOWNSHIP_REVIEWER, TOWNSHIP)
COUNTY_ADMIN = DemoPerson("demo-county-qian", "钱管理员", COMMUNITY, Role.COUNTY_ADMIN, COUNTY)
CITY_ADMIN = DemoPerson("demo-city-zhao", "赵管理员", COMMUNITY, Role.CITY_ADMIN, CITY)
AUDITOR = DemoPerson("demo-auditor-feng", "冯核验员", COMMUNITY, Role.AUDITOR, CITY, days=30)

PEOPLE = (RESIDENT, NEIGHBOUR, WORKER, SECOND_WORKER, VERIFIER, REVIEWER, COUNTY_ADMIN, CITY_ADMIN, AUDITOR)

FAMILIES = (
    ("陈奶奶", ("孙子", "孙女", "儿子")),
    ("罗大爷", ("老伴", "外孙")),
    ("韦叔", ("妻子", "女儿", "儿子")),
    ("杨老师", ("丈夫",)),
    ("岑大姐", ("母亲", "儿子", "女儿")),
    ("刘师傅", ("妻子", "女儿")),
    ("黄伯伯", ("老伴", "孙女")),
    ("何婶", ("儿子",)),
)
"""Residents without a phone, whom the worker signs up, and who comes along."""

CHILDREN = frozenset({"孙子", "孙女", "外孙", "儿子", "女儿"})


def register_with_wechat(wechat: str) -> None:
    """Tell the sandbox WeChat server who the people are; it takes the same ones again without a change."""
    for person in PEOPLE:
        body = {
            "name": person.name,
            "openid": person.openid,
            "role": person.role.value if person.role else "resident",
            "region_code": person.region or person.home,
        }
        try:
            response = requests.post(f"{wechat.rstrip('/')}/__sim__/users", json=body, timeout=_WECHAT_SECONDS)
            response.raise_for_status()
        except requests.RequestException as exc:
            raise WeChatSilentError(type(exc).__name__) from exc


def add_people() -> int:
    """Make accounts and rights for whoever has none yet; return how many accounts were made."""
    with transaction() as session:
        openids = [person.openid for person in PEOPLE]
        known = set(session.scalars(sa.select(User.openid).where(User.openid.in_(openids))))
        missing = [person for person in PEOPLE if person.openid not in known]
        session.add_all(
            User(openid=person.openid, nickname=person.name, home_region_code=person.home, created_at=now())
            for person in missing
        )
        session.flush()
        for person in missing:
            _give_right(person)
    return len(missing)


def _give_right(person: DemoPerson) -> None:
    """Give a person the right that goes with the role; one for good, before anything here took place."""
    if person.role is None:
        return
    user, since = {"openid": person.openid}, now() if person.days is not None else now() - IN_OFFICE
    with standing_at(since):
        give_as_operator(user, role=person.role, region_code=person.region, days=person.days)


def add_families() -> None:
    """Have the worker record the families without a phone, once."""
    if is_done(_FAMILIES_PART):
        return
    with transaction() as session:
        worker = actor_of(WORKER)
        for nickname, _ in FAMILIES:
            record_resident(ResidentIn(nickname=nickname, home_region_code=COMMUNITY), actor=worker)
        mark_done(session, _FAMILIES_PART)


def families() -> list[tuple[str, tuple[str, ...]]]:
    """Return the residents without a phone, in their order, with those who come along."""
    names = [name for name, _ in FAMILIES]
    with reading() as connection:
        rows = connection.execute(
            sa.select(User.nickname, User.id).where(
                User.openid.is_(None), User.home_region_code == COMMUNITY, User.nickname.in_(names)
            )
        ).all()
    ids = {row.nickname: row.id for row in rows}
    return [(ids[name], companions) for name, companions in FAMILIES]


def actor_of(person: DemoPerson) -> Actor:
    """Return a person as the use cases know one, with the rights that are stored."""
    statement = (
        sa.select(User.id, User.home_region_code, RoleGrant.role, RoleGrant.region_code, RoleGrant.starts_at)
        .outerjoin(RoleGrant, sa.and_(RoleGrant.user_id == User.id, RoleGrant.revoked_at.is_(None)))
        .where(User.openid == person.openid)
    )
    with reading() as connection:
        rows = connection.execute(statement).all()
    grants = tuple(Grant(Role(row.role), row.region_code, row.starts_at, None) for row in rows if row.role is not None)
    return Actor(user_id=rows[0].id, home_region_code=rows[0].home_region_code, grants=grants)
