"""How does a demo city of real size come about? Thousands of rows at once, with counters that are right.

Chance always falls the same way: every demo city has the same events in the same places, and the same who wait.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.config import settings
from backend.core.clock import local, now
from backend.core.transaction import reading, transaction
from backend.demo import people
from backend.demo.city_past import what_became
from backend.demo.city_texts import BODY, CALLED, COMPANIONS, FIRST, PATTERNS
from backend.demo.marks import is_done, mark_done
from models.event import Event, EventQuota
from models.ids import new_id
from models.region import Region
from models.signup import Signup
from models.user import User

PART = "demo-city"
EVENTS, RESIDENTS = 1000, 20_000
_SEED = 5223
_FIRST_DAY, _DAYS = -14, 56
_WINDOW = timedelta(days=21)
_CLOSES_BEFORE = timedelta(hours=2)
_CAPACITIES = (30, 60, 90, 120, 200, None)
_HOURS = (9, 10, 14, 15, 19)
_PARTY_WEIGHTS = (50, 25, 15, 10)
_IN_CAMPAIGN = 0.2
_ENDINGS = ("居民委员会", "村民委员会", "居委会", "村委会")


@dataclass(slots=True)
class _Happening:
    """An event with those who came to sign up, in the order of their arrival."""

    row: dict[str, Any]
    capacity: int | None
    arrivals: list[tuple[str, list[dict[str, Any]]]] = field(default_factory=list)


def add_city(campaign_id: str | None) -> tuple[int, int, int]:
    """Add 1,000 events in all townships and 20,000 residents with their sign-ups, once; return how many of each."""
    if is_done(PART):
        return 0, 0, 0
    chance = random.Random(_SEED)  # noqa: S311  # nothing secret: the same city each time
    townships = _communities_by_township()
    shared = {"campaign_id": campaign_id, "created_by": people.actor_of(people.CITY_ADMIN).id}
    happenings = [_happening(chance, number, townships, shared) for number in range(EVENTS)]
    residents = [_resident(chance, communities) for communities in _dealt(townships, RESIDENTS)]
    _let_them_come(chance, happenings, residents)
    signups, quotas = _decided(happenings)
    events = [happening.row for happening in happenings]
    past = what_became(chance, events, signups)
    for event, quota in zip(events, quotas, strict=True):
        quota["open"] = event["state"] == "published"
    with transaction() as session:
        _insert(session, User, residents)
        _insert(session, Event, events)
        _insert(session, EventQuota, quotas)
        _insert(session, Signup, signups)
        for model, rows in past.of.items():
            _insert(session, model, rows)
        mark_done(session, PART)
    return len(happenings), len(residents), len(signups)


def _insert(session: Session, model: Any, rows: list[dict[str, Any]]) -> None:
    session.execute(sa.insert(model.__table__), rows)


def _communities_by_township() -> list[list[Any]]:
    with reading() as connection:
        rows = connection.execute(
            sa.select(Region.code, Region.name).where(Region.level == "community").order_by(Region.code)
        ).all()
    townships: dict[str, list[Any]] = {}
    for row in rows:
        townships.setdefault(row.code[:9], []).append(row)
    return list(townships.values())


def _dealt(townships: list[list[Any]], count: int) -> Iterator[list[Any]]:
    """Deal townships out in turn, so that none is left empty."""
    for number in range(count):
        yield townships[number % len(townships)]


def _happening(
    chance: random.Random, number: int, townships: list[list[Any]], shared: dict[str, str | None]
) -> _Happening:
    community = chance.choice(townships[number % len(townships)])
    kinds = list(PATTERNS)
    kind = kinds[number % len(kinds)]
    place = short_name(community.name)
    title, summary = chance.choice(PATTERNS[kind])
    starts_at = _start(chance)
    closes_at = starts_at - _CLOSES_BEFORE
    capacity = chance.choice(_CAPACITIES)
    row = {
        "id": new_id(),
        "title": title.format(place=place),
        "summary": summary,
        "body": BODY.format(summary=summary, place=place),
        "region_code": community.code,
        "place_kind": kind,
        "campaign_id": shared["campaign_id"] if chance.random() < _IN_CAMPAIGN else None,
        "venue": f"{place}活动室",
        "address": f"{place}居委会或村委会旁",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "signup_opens_at": starts_at - _WINDOW,
        "signup_closes_at": closes_at,
        "cancel_until": closes_at,
        "promotion_ends_at": closes_at,
        "party_max": 3,
        "form_version": 0,
        "state": "published",
        "cancel_reason": None,
        "created_by": shared["created_by"],
        "created_at": now(),
        "updated_at": now(),
    }
    return _Happening(row, capacity)


def short_name(name: str) -> str:
    """Return what people call a community: 街心社区居民委员会 -> 街心社区."""
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) > len(ending):
            return name.removesuffix(ending)
    return name


def _start(chance: random.Random) -> datetime:
    zone = settings().city_zone
    day = local(now(), zone).date() + timedelta(days=_FIRST_DAY + chance.randrange(_DAYS))
    return datetime.combine(day, time(chance.choice(_HOURS)), ZoneInfo(zone)).astimezone(UTC)


def _resident(chance: random.Random, communities: list[Any]) -> dict[str, Any]:
    return {
        "id": new_id(),
        "openid": None,
        "nickname": chance.choice(FIRST) + chance.choice(CALLED),
        "home_region_code": chance.choice(communities).code,
        "created_at": now(),
    }


def _let_them_come(chance: random.Random, happenings: list[_Happening], residents: list[dict[str, Any]]) -> None:
    """Let each resident come to one or two events of the own county that have opened their list."""
    near: dict[str, list[_Happening]] = {}
    for happening in happenings:
        if happening.row["signup_opens_at"] <= now():
            near.setdefault(happening.row["region_code"][:6], []).append(happening)
    for resident in residents:
        choice = near.get(resident["home_region_code"][:6], [])
        for happening in chance.sample(choice, k=min(chance.choice((1, 1, 2)), len(choice))):
            happening.arrivals.append((resident["id"], _party(chance)))


def _party(chance: random.Random) -> list[dict[str, Any]]:
    [size] = chance.choices(range(len(_PARTY_WEIGHTS)), _PARTY_WEIGHTS)
    return [{"label": label, "child": child} for label, child in chance.sample(COMPANIONS, k=size)]


def _decided(happenings: list[_Happening]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows of all sign-ups and of the quotas: whoever fits gets the places, the others wait."""
    signups: list[dict[str, Any]] = []
    quotas: list[dict[str, Any]] = []
    for happening in happenings:
        taken = waiting = 0
        admitted = False
        for seq, (user_id, party) in enumerate(happening.arrivals, 1):
            seats = 1 + len(party)
            admitted = happening.capacity is None or taken + seats <= happening.capacity
            taken, waiting = (taken + seats, waiting) if admitted else (taken, waiting + 1)
            signups.append(_signup(happening, user_id, party, seq, state="confirmed" if admitted else "waiting"))
        quotas.append(
            {
                "event_id": happening.row["id"],
                "open": True,
                "capacity": happening.capacity,
                "taken": taken,
                "waiting": waiting,
                "seq": len(happening.arrivals),
                "admitted": admitted,
            }
        )
    return signups, quotas


def _signup(
    happening: _Happening, user_id: str, party: list[dict[str, Any]], seq: int, *, state: str
) -> dict[str, Any]:
    opened = happening.row["signup_opens_at"]
    span = min(now(), happening.row["signup_closes_at"]) - opened
    moment = (opened + span * (seq / (len(happening.arrivals) + 1))).replace(microsecond=0)
    return {
        "id": new_id(),
        "event_id": happening.row["id"],
        "user_id": user_id,
        "state": state,
        "seq": seq,
        "party": party,
        "seats": 1 + len(party),
        "answers": {},
        "form_version": 0,
        "created_at": moment,
        "updated_at": moment,
    }
