import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from backend.accounts.login import log_in
from backend.accounts.queries import profile
from backend.app import create_app
from backend.config import WECHAT_API, Settings
from backend.core.clock import local, now
from backend.core.transaction import reading, transaction
from backend.demo import texts
from backend.demo.city import EVENTS, RESIDENTS, short_name
from backend.demo.city_texts import PATTERNS
from backend.demo.past_texts import HAPPENED
from backend.demo.people import PEOPLE
from backend.integrations.wechat.gateway import WeChatGateway
from backend.regions.place_kinds import FIFTEEN
from models.base import db
from models.event import Campaign, Event, EventQuota
from models.outbox import OutboxEntry
from models.region import Region
from models.signup import Signup
from models.user import RoleGrant, User
from tests.sandbox_server import SandboxWeChat, wechat_server

__all__ = ["wechat_server"]


def load(app: Flask, *args: str) -> Result:
    return app.test_cli_runner().invoke(args=["demo", "load", *args])


def rows_of_all_tables() -> dict[str, list[Any]]:
    with reading() as connection:
        return {
            table.name: sorted(connection.execute(sa.select(table)).all(), key=repr)
            for table in db.metadata.sorted_tables
        }


def test_small_city_has_one_event_of_each_kind_in_the_coming_weeks(app: Flask) -> None:
    result = load(app)
    assert result.exit_code == 0, result.output
    with transaction() as session:
        events = session.scalars(sa.select(Event).where(Event.title.in_([event.title for event in texts.SMALL]))).all()
        campaign = session.scalars(sa.select(Campaign)).one()
    assert sorted(event.place_kind for event in events) == sorted(kind for kind, _ in FIFTEEN)
    assert {event.state for event in events} == {"published"}
    assert all(now() < event.starts_at < now() + timedelta(days=28) for event in events)
    assert {local(event.starts_at, "Asia/Shanghai").hour for event in events} <= set(range(8, 20))
    assert campaign.name == "民族团结进步宣传月"
    assert sum(event.campaign_id == campaign.id for event in events) == sum(
        bool(event.more.get("campaign")) for event in texts.SMALL
    )


def test_small_city_has_a_full_event_with_families_waiting(app: Flask) -> None:
    load(app)
    with transaction() as session:
        full = session.scalars(sa.select(Event).where(Event.title == texts.FULL_EVENT)).one()
        quota = session.get_one(EventQuota, full.id)
        signups = session.scalars(sa.select(Signup).where(Signup.event_id == full.id).order_by(Signup.seq)).all()
    assert (quota.capacity, quota.taken, quota.waiting) == (20, 20, 3)
    assert [s.seats for s in signups if s.state == "confirmed"] == [4, 3, 4, 2, 4, 3]
    assert [s.seats for s in signups if s.state == "waiting"] == [3, 2, 2]


def test_second_load_changes_nothing(app: Flask, wechat_server: SandboxWeChat) -> None:
    load(app, "--wechat", wechat_server.url)
    before, people = rows_of_all_tables(), wechat_server.look("people")
    result = load(app, "--wechat", wechat_server.url)
    assert result.exit_code == 0
    assert set(re.findall(r"新增 (\d+)", result.output)) == {"0"}
    assert rows_of_all_tables() == before
    assert wechat_server.look("people") == people


def test_load_again_keeps_what_people_changed_since(app: Flask) -> None:
    load(app)
    with transaction() as session:
        session.scalars(sa.select(Event).where(Event.title == texts.FULL_EVENT)).one().title = "换了名字"
        session.scalars(sa.select(RoleGrant).where(RoleGrant.role == "auditor")).one().revoked_at = now()
    before = rows_of_all_tables()
    assert load(app).exit_code == 0
    assert rows_of_all_tables() == before


def test_load_that_broke_off_is_taken_up(app: Flask) -> None:
    load(app)
    with transaction() as session:
        full = sa.select(Event.id).where(Event.title == texts.FULL_EVENT).scalar_subquery()
        of_full = sa.select(Signup).where(Signup.event_id == full)
        lost = session.scalars(of_full.order_by(Signup.seq.desc()).limit(1)).one()
        session.delete(lost)
        session.execute(sa.update(EventQuota).where(EventQuota.event_id == lost.event_id).values(waiting=2))
        session.execute(sa.text("delete from audit_entry where target_id = 'demo-small-signups'"))
    assert "报名：新增 1 份" in load(app).output


def test_demo_people_log_in_with_their_roles(app: Flask, wechat_server: SandboxWeChat) -> None:
    load(app, "--wechat", wechat_server.url)
    shown = wechat_server.look("people")
    assert [person["openid"] for person in shown] == [person.openid for person in PEOPLE]
    gateway = WeChatGateway(wechat_server.appid, wechat_server.secret, wechat_server.url)
    for person in PEOPLE:
        login = log_in(wechat_server.login_code(person.openid), wechat=gateway)
        user = profile(login.user_id)
        assert (user.nickname, user.home_region_code) == (person.name, person.home)
        expected = [(person.role, person.region)] if person.role else []
        assert [(grant.role, grant.region_code) for grant in user.grants] == expected
        if person.role == "auditor":
            assert user.grants[0].ends_at - user.grants[0].starts_at <= timedelta(days=31)
    with transaction() as session:
        assert session.scalar(sa.select(sa.func.count()).where(User.openid.is_not(None))) == len(PEOPLE)


def test_load_without_an_answer_from_wechat_says_so(app: Flask) -> None:
    result = load(app, "--wechat", "http://127.0.0.1:9")
    assert result.exit_code == 1
    assert "没有回应" in result.output


def test_production_refuses_demo_data(migrated_app: Flask, settings: Settings) -> None:
    production = create_app(
        Settings(
            env="production",
            secret_key="s" * 32,
            wechat_api_base=WECHAT_API,
            data_dir=settings.data_dir,
            database_url=settings.database_url,
        )
    )
    result = load(production)
    assert (result.exit_code, "正式环境不能载入演示数据" in result.output) == (1, True)
    with migrated_app.app_context():
        assert not any(rows_of_all_tables().values())


def test_whole_city_counts_are_right(app: Flask) -> None:
    result = load(app, "--seed", "city")
    assert result.exit_code == 0, result.output
    with reading() as connection:

        def count(*conditions: Any) -> int:
            return connection.execute(sa.select(sa.func.count()).where(*conditions)).scalar_one()

        events, townships = connection.execute(
            sa.select(sa.func.count(), sa.func.count(sa.distinct(sa.func.substr(Event.region_code, 1, 9)))).where(
                Event.title.not_in([event.title for event in (*texts.SMALL, *(one.event for one in HAPPENED))])
            )
        ).one()
        assert events == EVENTS
        assert townships == count(Region.level == "township")
        assert count(User.openid.is_(None)) >= RESIDENTS
        quotas = connection.execute(sa.select(EventQuota.__table__)).mappings().all()
        signups = connection.execute(sa.select(Signup.__table__)).mappings().all()
    taken: dict[str, int] = {}
    waiting: dict[str, list[int]] = {}
    for signup in signups:
        assert signup["seats"] == 1 + len(signup["party"])
        if signup["state"] == "confirmed":
            taken[signup["event_id"]] = taken.get(signup["event_id"], 0) + signup["seats"]
        else:
            waiting.setdefault(signup["event_id"], []).append(signup["seats"])
    assert len(waiting) > 10
    assert len({signup["user_id"] for signup in signups}) >= RESIDENTS
    for quota in quotas:
        list_ = waiting.get(quota["event_id"], [])
        assert quota["taken"] == taken.get(quota["event_id"], 0)
        assert quota["waiting"] == len(list_)
        if list_:
            assert min(list_) > quota["capacity"] - quota["taken"]
    again = load(app, "--seed", "city")
    assert re.findall(r"(\d+) [个位场份]", again.output) == ["0"] * 10


def test_every_kind_of_place_has_patterns() -> None:
    assert set(PATTERNS) == {kind for kind, _ in FIFTEEN}


@pytest.mark.parametrize(
    ("official", "short"),
    [
        ("街心社区居民委员会", "街心社区"),
        ("东湖社区居委会", "东湖社区"),
        ("水景湾社区", "水景湾社区"),
        ("居委会", "居委会"),
    ],
)
def test_short_name_is_what_people_call_a_community(official: str, short: str) -> None:
    assert short_name(official) == short


def test_demo_texts_fit_their_fields() -> None:
    for event in texts.SMALL:
        assert len(event.title) <= 60
        assert len(event.summary) <= 200
        assert len(event.venue) <= 60
    assert len({event.title for event in texts.SMALL}) == 15


def test_demo_leaves_news_for_the_families(app: Flask) -> None:
    load(app)
    with transaction() as session:
        tasks = session.scalars(sa.select(OutboxEntry.task).where(OutboxEntry.done_at.is_(None))).all()
    assert tasks.count("notify_signup") == 9
