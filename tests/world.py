"""A small city to act in. People and events are made through the product's own ways in, or straight as rows where
a test needs many."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from backend.core.clock import now
from backend.core.transaction import transaction
from backend.security.tokens import fingerprint, new_token
from models.event import Event, EventForm, EventOption, EventQuota
from models.ids import new_id
from models.region import PlaceKind, Region
from models.user import RoleGrant, Session, User

CITY, COUNTY, OTHER_COUNTY = "5223", "522301", "522322"
TOWNSHIP, OTHER_TOWNSHIP = "522301001", "522322001"
COMMUNITY, NEXT_COMMUNITY, FAR_COMMUNITY = "522301001001", "522301001002", "522322001001"
API = "/api/v1"


@dataclass(frozen=True)
class Person:
    """Somebody who is logged in."""

    id: str
    token: str


class World:
    """The city, and short words for what tests do in it."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()
        with transaction() as session:
            for code, level, name in (
                (CITY, "city", "黔西南州"),
                (COUNTY, "county", "兴义市"),
                (OTHER_COUNTY, "county", "普安县"),
                (TOWNSHIP, "township", "黄草街道"),
                (OTHER_TOWNSHIP, "township", "盘水街道"),
                (COMMUNITY, "community", "街心社区"),
                (NEXT_COMMUNITY, "community", "杨柳社区"),
                (FAR_COMMUNITY, "community", "南湖社区"),
            ):
                parent = {4: None, 6: code[:4], 9: code[:6], 12: code[:9]}[len(code)]
                session.add(Region(code=code, parent_code=parent, level=level, name=name))
                session.flush()
            session.add(PlaceKind(id="community", name="村（社区）", position=1))
            session.add(PlaceKind(id="school", name="学校", position=2))

    # people

    def resident(self, nickname: str = "王小明", home: str | None = COMMUNITY) -> Person:
        return self.people(1, nickname=nickname, home=home)[0]

    def people(self, count: int, nickname: str = "居民", home: str | None = COMMUNITY) -> list[Person]:
        made = [Person(new_id(), new_token()) for _ in range(count)]
        with transaction() as session:
            session.add_all(
                User(id=p.id, openid=f"o{p.id}", nickname=nickname, home_region_code=home, created_at=now())
                for p in made
            )
            session.flush()
            session.add_all(
                Session(
                    token_hash=fingerprint(p.token),
                    user_id=p.id,
                    created_at=now(),
                    expires_at=now() + timedelta(days=30),
                )
                for p in made
            )
        return made

    def staff(self, role: str = "community_worker", region: str = COMMUNITY, **times: datetime) -> Person:
        person = self.resident("工作人员")
        with transaction() as session:
            session.add(
                RoleGrant(
                    user_id=person.id,
                    role=role,
                    region_code=region,
                    starts_at=times.get("starts_at", now() - timedelta(days=1)),
                    ends_at=times.get("ends_at"),
                    created_at=now(),
                )
            )
        return person

    # events, straight as rows

    def event(self, capacity: int | None = 10, *, form: list[dict[str, Any]] | None = None, **changes: Any) -> str:
        """Make a published event that starts in two days and takes sign-ups since yesterday; return its id."""
        start = (now() + timedelta(days=2)).replace(microsecond=0)
        values: dict[str, Any] = {
            "title": "社区包粽子",
            "region_code": COMMUNITY,
            "place_kind": "community",
            "starts_at": start,
            "ends_at": start + timedelta(hours=2),
            "signup_opens_at": start - timedelta(days=3),
            "signup_closes_at": start,
            "cancel_until": start,
            "promotion_ends_at": start,
            "state": "published",
            "created_by": new_id(),
            "created_at": now(),
            "updated_at": now(),
            "form_version": 1 if form else 0,
        }
        event = Event(**(values | changes))
        event.id = new_id()
        with transaction() as session:
            session.add(event)
            session.flush()
            session.add(EventQuota(event_id=event.id, capacity=capacity, open=event.state == "published"))
            if form:
                session.add(EventForm(event_id=event.id, version=1, fields=form, created_at=now()))
                for question in form:
                    for option in question.get("options", ()):
                        if option.get("limit") is not None:
                            key = f"{question['key']}:{option['key']}"
                            session.add(EventOption(event_id=event.id, option=key, places=option["limit"]))
        return event.id

    # requests

    def call(self, method: str, path: str, who: Person | None = None, json: Any = None, **headers: str) -> TestResponse:
        """Send a request to /api/v1; header names are written with underscores."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if who is not None:
            sent["Authorization"] = f"Bearer {who.token}"
        return self.client.open(API + path, method=method, json=json, headers=sent)

    def get(self, path: str, who: Person | None = None, **headers: str) -> TestResponse:
        return self.call("GET", path, who, **headers)

    def post(self, path: str, who: Person | None = None, json: Any = None, **headers: str) -> TestResponse:
        return self.call("POST", path, who, json, **headers)

    def patch(self, path: str, who: Person | None = None, json: Any = None, **headers: str) -> TestResponse:
        return self.call("PATCH", path, who, json, **headers)

    def delete(self, path: str, who: Person | None = None, json: Any = None, **headers: str) -> TestResponse:
        return self.call("DELETE", path, who, json, **headers)
