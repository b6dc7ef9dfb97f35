"""Does a right reach exactly its own region and all below it, in Python and as SQL alike, and only in its time?"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.core.actor import NOBODY, SYSTEM, Actor, Grant, Role
from backend.core.errors import ForbiddenError, NotFoundError
from backend.core.transaction import reading
from backend.security.permissions import ALLOWED, RANK, Permission
from backend.security.policy import may, require, require_visible, visible, within
from models.region import LEVELS
from tests.conftest import MovableClock
from tests.world import CITY, COMMUNITY, COUNTY, FAR_COMMUNITY, OTHER_COUNTY, TOWNSHIP

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
"""Where the stopped clock stands."""

# Few digits, so that codes are often each other's ancestors or neighbours; 9s, where counting up carries over.
CODES = st.sampled_from([4, 6, 9, 12]).flatmap(lambda size: st.text("0189", min_size=size, max_size=size))
HOURS = st.integers(-2, 2)


@st.composite
def grants(draw: st.DrawFn) -> Grant:
    begin = draw(HOURS)
    end = draw(st.none() | st.integers(begin + 1, 3))
    ends_at = None if end is None else NOW + timedelta(hours=end)
    return Grant(draw(st.sampled_from(Role)), draw(CODES), NOW + timedelta(hours=begin), ends_at)


def allowed_by_sql(codes: list[str], rule: Callable[[Any], sa.ColumnElement[bool]]) -> set[str]:
    """Return which codes a condition on a column of codes lets through."""
    column = sa.union_all(*(sa.select(sa.literal(code).label("code")) for code in codes)).subquery().c.code
    with reading() as connection:
        return set(connection.execute(sa.select(column).where(rule(column))).scalars())


@pytest.mark.usefixtures("app", "time_stands")
def test_sql_and_python_say_the_same() -> None:
    @settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(
        codes=st.lists(CODES, min_size=1, max_size=8),
        held=st.lists(grants(), max_size=4),
        permission=st.sampled_from(Permission),
    )
    def check(codes: list[str], held: list[Grant], permission: Permission) -> None:
        # half of the codes lie below a grant, or they would seldom meet
        codes += [grant.region_code + "1" * (12 - len(grant.region_code)) for grant in held]
        actor = Actor(user_id="x", grants=tuple(held))
        in_python = {code for code in codes if may(actor, permission, code)}
        assert allowed_by_sql(codes, lambda column: visible(actor, permission, column)) == in_python
        plain = {
            code
            for code in codes
            for grant in held
            if code.startswith(grant.region_code)
            and permission in ALLOWED[grant.role]
            and grant.starts_at <= NOW
            and (grant.ends_at is None or grant.ends_at > NOW)
        }
        assert in_python == plain

    check()


@pytest.mark.usefixtures("app")
def test_region_reaches_itself_and_below_only() -> None:
    codes = ["5223", "522301", "522309", "52231", "5224", "522301001", "522301001001", "5222", "9999", "999999"]
    codes = [code for code in codes if len(code) in LEVELS]
    codes += ["0099", "009999", "0100", "0001"]
    for wanted in ("5223", "522301", "9999", "0099", "0001"):
        below = {code for code in codes if code.startswith(wanted)}
        assert allowed_by_sql(codes, partial(within, region_code=wanted)) == below


def worker(region: str) -> Actor:
    return Actor(user_id="x", grants=(Grant(Role.COMMUNITY_WORKER, region, NOW - timedelta(days=1), None),))


@pytest.mark.usefixtures("time_stands")
def test_right_reaches_down_and_neither_up_nor_aside() -> None:
    actor = worker(TOWNSHIP)
    reached = [code for code in (CITY, COUNTY, TOWNSHIP, COMMUNITY, FAR_COMMUNITY, OTHER_COUNTY)
               if may(actor, Permission.EVENT_EDIT, code)]  # fmt: skip
    assert reached == [TOWNSHIP, COMMUNITY]


@pytest.mark.usefixtures("time_stands")
def test_outside_is_forbidden_or_not_there() -> None:
    require(worker(COMMUNITY), Permission.EVENT_EDIT, COMMUNITY)
    require_visible(worker(COMMUNITY), Permission.EVENT_EDIT, COMMUNITY)
    with pytest.raises(ForbiddenError):
        require(worker(COMMUNITY), Permission.EVENT_EDIT, FAR_COMMUNITY)
    with pytest.raises(NotFoundError):
        require_visible(worker(COMMUNITY), Permission.EVENT_EDIT, FAR_COMMUNITY)


def test_right_holds_from_its_first_moment_to_before_its_last(time_stands: MovableClock) -> None:
    grant = Grant(Role.AUDITOR, CITY, NOW, NOW + timedelta(hours=1))
    actor = Actor(user_id="x", grants=(grant,))
    held = []
    for minutes in (-1, 0, 59, 60):
        time_stands.moment = NOW + timedelta(minutes=minutes)
        held.append(may(actor, Permission.GRANT_SEE, COMMUNITY))
    assert held == [False, True, True, False]


@pytest.mark.parametrize("actor", [NOBODY, SYSTEM])
def test_nobody_may_anything(actor: Actor, app: Flask) -> None:
    assert not any(may(actor, permission, CITY) for permission in Permission)
    assert allowed_by_sql([CITY], lambda column: visible(actor, Permission.EVENT_EDIT, column)) == set()
    assert app.name == "shiliu"


def test_every_role_has_its_rights_and_rank() -> None:
    assert set(ALLOWED) == set(RANK) == set(Role)
    assert {permission for rights in ALLOWED.values() for permission in rights} == set(Permission)
    assert len(set(RANK.values())) == len(RANK)


def test_auditor_changes_nothing() -> None:
    changing = {p for p in Permission if p.rsplit(".", 1)[-1] not in {"see", "see_all", "see_drafts"}}
    assert ALLOWED[Role.AUDITOR] & changing == set()


def test_higher_role_lacks_nothing_of_the_lower() -> None:
    ladder = sorted((role for role in Role if role is not Role.AUDITOR), key=RANK.__getitem__)
    for lower, higher in pairwise(ladder):
        assert ALLOWED[lower] <= ALLOWED[higher]
