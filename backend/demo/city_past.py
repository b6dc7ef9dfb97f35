"""What became of the events of a whole demo city that are over? Rows at once, as the use cases would leave them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from backend.core.actor import Role
from backend.core.clock import now
from backend.core.serials import new_serial
from backend.core.transaction import reading
from backend.demo import people
from backend.demo.city_texts import CALLED, FIRST, REPORTS
from backend.demo.pictures import drawn
from backend.files.keeping import keep_pictures
from backend.files.pictures import Pictures, make_pictures
from backend.files.upload import facts
from models.attendance import Attendance
from models.base import Base
from models.file import File
from models.ids import new_id
from models.region import Region
from models.user import RoleGrant, User
from models.verification import AttendanceProof, EventVerification, HeldReport

Row = dict[str, Any]

_COMES, _PARTY_COMES = 0.85, 0.9
_WAYS, _WAY_WEIGHTS = ("roster", "worker_scan", "venue_code"), (50, 30, 20)
_SCENES = ("room", "tea", "trees", "street", "stage", "people")
_SIZE = (640, 480)
_FATES = ("verified", "held_reported", "returned", "not_held", "published")
_LATELY, _LATELY_WEIGHTS = timedelta(days=3), (20, 40, 0, 5, 35)
_WEIGHTS = (82, 8, 4, 4, 2)
_LONGEST_DAY = timedelta(hours=24)


@dataclass(slots=True)
class Rows:
    """New rows of each table, parents first."""

    of: dict[type[Base], list[Row]] = field(
        default_factory=lambda: {
            model: [] for model in (User, RoleGrant, File, Attendance, HeldReport, EventVerification, AttendanceProof)
        }
    )


def what_became(chance: random.Random, events: Sequence[Row], signups: Sequence[Row]) -> Rows:
    """Return the rows about those events that are over; their `state` is changed in place.

    Pictures are put into the store as for every upload, so no transaction may be open.
    """
    rows = Rows()
    over = [event for event in events if event["ends_at"] < now()]
    deciders = _deciders(rows)
    album = [make_pictures(drawn(scene, "city", _SIZE)) for scene in _SCENES]
    confirmed: dict[str, list[Row]] = {event["id"]: [] for event in over}
    for signup in signups:
        if signup["state"] == "confirmed" and signup["event_id"] in confirmed:
            confirmed[signup["event_id"]].append(signup)
    for event in over:
        _one(chance, rows, event, confirmed[event["id"]], (deciders[event["region_code"][:6]], chance.choice(album)))
    return rows


def _deciders(rows: Rows) -> dict[str, str]:
    """Return county -> who decides there on the reports of the city's admin; whoever is missing is new."""
    with reading() as connection:
        counties = connection.execute(sa.select(Region.code, Region.name).where(Region.level == "county")).all()
    known = {people.COUNTY: people.actor_of(people.COUNTY_ADMIN).id}
    since = now() - people.IN_OFFICE
    for county in counties:
        if county.code in known:
            continue
        known[county.code] = user_id = new_id()
        nickname = f"{county.name}管理员"
        rows.of[User].append(
            {"id": user_id, "nickname": nickname, "home_region_code": county.code, "created_at": since}
        )
        right = {"role": Role.COUNTY_ADMIN.value, "region_code": county.code, "starts_at": since, "created_at": since}
        rows.of[RoleGrant].append({"id": new_id(), "user_id": user_id, **right})
    return known


def _one(chance: random.Random, rows: Rows, event: Row, signups: Sequence[Row], decided: tuple[str, Pictures]) -> None:
    lately = now() - event["ends_at"] < _LATELY
    [fate] = chance.choices(_FATES, _LATELY_WEIGHTS if lately else _WEIGHTS)
    event["state"] = fate
    if fate == "not_held":
        event["cancel_reason"] = "天气不好，改期再办"
        return
    came = [*_came(chance, event, signups), *_walked_in(chance, event)]
    rows.of[Attendance] += came
    if fate == "published":
        return
    decider, pictures = decided
    reported_at = min(event["ends_at"] + timedelta(hours=chance.randint(1, 20)), now())
    report = _report(chance, event, len(came), reported_at)
    rows.of[HeldReport].append(report)
    rows.of[File].append(_photo(report["photo_ids"][0], event, pictures, reported_at))
    if fate == "held_reported":
        return
    decided_at = min(reported_at + chance.random() * _LONGEST_DAY, now()).replace(microsecond=0)
    rows.of[EventVerification].append(_decision(report, fate, decider, decided_at))
    if fate == "verified":
        rows.of[AttendanceProof] += _proofs(event, came, decided_at)


def _came(chance: random.Random, event: Row, signups: Sequence[Row]) -> Iterator[Row]:
    for signup in signups:
        if chance.random() > _COMES:
            continue
        [way] = chance.choices(_WAYS, _WAY_WEIGHTS)
        by = signup["user_id"] if way == "venue_code" else event["created_by"]
        at = event["starts_at"] - timedelta(minutes=chance.randint(-10, 30))
        for member in range(signup["seats"]):
            if member == 0 or chance.random() < _PARTY_COMES:
                user_id = signup["user_id"] if member == 0 else None
                who = {"signup_id": signup["id"], "member": member, "user_id": user_id, "label": None}
                yield _attendance(event, at, by, way=way, **who)


def _walked_in(chance: random.Random, event: Row) -> Iterator[Row]:
    for _ in range(chance.choice((0, 0, 1, 2))):
        label = chance.choice(FIRST) + chance.choice(CALLED)
        who = {"signup_id": None, "member": 0, "user_id": None, "label": label}
        yield _attendance(event, event["starts_at"], event["created_by"], way="walk_in", **who)


def _attendance(event: Row, at: datetime, recorded_by: str, **who: Any) -> Row:
    times = {"at": at, "recorded_at": at, "recorded_by": recorded_by}
    return {"id": new_id(), "event_id": event["id"], "session": 1, "gate": "", **times, **who}


def _report(chance: random.Random, event: Row, came: int, reported_at: datetime) -> Row:
    return {
        "id": new_id(),
        "event_id": event["id"],
        "summary": chance.choice(REPORTS),
        "headcount": came + chance.choice((0, 0, 0, 1, 2)),
        "photo_ids": [new_id()],
        "reported_by": event["created_by"],
        "reported_at": reported_at,
    }


def _photo(file_id: str, event: Row, pictures: Pictures, at: datetime) -> Row:
    kept: Row = {"revision": keep_pictures(file_id, pictures), **facts(pictures), "blurred": []}
    attached = {"event_id": event["id"], "created_at": at, "attached_at": at}
    return {"id": file_id, "owner_id": event["created_by"], **kept, **attached}


def _decision(report: Row, fate: str, decided_by: str, decided_at: datetime) -> Row:
    returned = fate == "returned"
    return {
        "id": new_id(),
        "event_id": report["event_id"],
        "report_id": report["id"],
        "decision": fate,
        "reason_code": "summary_incomplete" if returned else None,
        "text": "请写清楚来了多少人、做了什么" if returned else "",
        "decided_by": decided_by,
        "decided_at": decided_at,
    }


def _proofs(event: Row, came: Sequence[Row], issued_at: datetime) -> Iterator[Row]:
    minutes = int((event["ends_at"] - event["starts_at"]).total_seconds()) // 60
    for row in came:
        if row["user_id"] is not None:
            of = {"event_id": event["id"], "user_id": row["user_id"], "minutes": minutes}
            yield {"serial": new_serial(), **of, "issued_at": issued_at}
