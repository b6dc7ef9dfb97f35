"""Does the demo city show who came, what was reported and verified, and what can be tried at once?"""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from backend.attendance import codes
from backend.attendance.checkin import check_in
from backend.attendance.schemas import CheckinIn
from backend.attendance.sheet import expected, present
from backend.config import settings
from backend.core.clock import now
from backend.core.transaction import reading, transaction
from backend.demo import past, people
from backend.demo.past_texts import HAPPENED, Happened
from backend.demo.pictures import drawn
from backend.files import queries as files
from backend.files.keeping import key_of
from backend.files.rules import SIZES
from backend.http.schemas import PageQuery
from backend.integrations.storage.store import store
from backend.verification import mine, proofs, queries
from backend.verification.decide import decide
from backend.verification.schemas import HeldReportOut, ProofQuery, VerificationIn
from models.attendance import Attendance
from models.audit import AuditEntry
from models.event import Event
from models.file import File
from models.message import Message
from models.outbox import OutboxEntry
from models.signup import Signup
from models.verification import AttendanceProof, EventVerification, HeldReport
from tests.backend.demo.test_demo import load, rows_of_all_tables
from tests.invariants import broken_rules


def event_of(key: str) -> Event:
    [happened] = [one for one in HAPPENED if one.key == key]
    with transaction() as session:
        return session.scalars(sa.select(Event).where(Event.title == happened.event.title)).one()


def report_of(key: str) -> HeldReportOut:
    return queries.held_report(event_of(key).id, actor=people.actor_of(people.VERIFIER))


def test_every_outcome_is_there_and_every_rule_holds(app: Flask) -> None:
    load(app)
    states = {one.outcome: event_of(one.key).state for one in HAPPENED}
    assert states == {
        "verified": "verified",
        "waiting": "held_reported",
        "returned": "returned",
        "not_held": "not_held",
        "unreported": "published",
        "on": "published",
    }
    for happened in HAPPENED:
        assert broken_rules(event_of(happened.key).id) == [], happened.key


def test_people_came_in_every_way_and_some_did_not(app: Flask) -> None:
    load(app)
    with reading() as connection:
        ways = set(connection.execute(sa.select(Attendance.way)).scalars())
        late = sa.select(sa.func.count()).where(Attendance.at != Attendance.recorded_at)
        assert connection.execute(late).scalar_one() == 0
    assert ways == {"worker_scan", "roster", "venue_code", "walk_in"}
    held = [event_of(one.key).id for one in HAPPENED if one.outcome == "verified"]
    counted = present(held)
    assert all(0 < counted[event_id] < expected(event_id) for event_id in held)


def test_verified_events_give_proofs_and_volunteer_hours(app: Flask) -> None:
    load(app)
    resident = people.actor_of(people.RESIDENT)
    mine_all = mine.proofs(ProofQuery(), actor=resident).items
    assert [proof.event.title for proof in mine_all] == [
        "老街清扫志愿半日",
        "敬老义剪和家常茶",
        "志愿者急救培训（两场）",
    ]
    full = 180 + 150 + 150  # the halves of the training count up to the moment of leaving, ten minutes early
    assert sum(year.minutes for year in mine.hours(actor=resident).years) == full - 20
    assert [one.event.title for one in mine.no_shows(actor=people.actor_of(people.NEIGHBOUR)).items] == [
        "敬老义剪和家常茶"
    ]


def test_reports_have_photos_that_are_really_there(app: Flask) -> None:
    load(app)
    for happened in HAPPENED:
        if not happened.report:
            continue
        report = report_of(happened.key)
        assert len(report.photos) == len(happened.photos), happened.key
        assert 0 <= report.headcount - report.present <= 2, happened.key  # some counted by eye
        with transaction() as session:
            kept = session.scalars(sa.select(File).where(File.id.in_([photo.id for photo in report.photos]))).all()
        for file in kept:
            assert file.event_id == report.event_id
            assert all(store().get(key_of(file.id, file.revision, size)) for size in SIZES)


def test_a_second_worker_finds_two_reports_one_of_them_overdue(app: Flask) -> None:
    load(app)
    verifier = people.actor_of(people.VERIFIER)
    waiting = queries.waiting_reports(PageQuery(), actor=verifier).items
    assert [(one.event.title, one.overdue) for one in waiting] == [("社区种树日", True), ("邻里歌会", False)]
    decide(waiting[1].event.id, VerificationIn(decision="verified"), actor=verifier)
    assert queries.waiting_reports(PageQuery(), actor=people.actor_of(people.WORKER)).items == []


def test_whoever_tries_it_can_check_in_at_once(app: Flask) -> None:
    load(app)
    event, resident = event_of("tea"), people.actor_of(people.RESIDENT)
    assert now() < event.starts_at < now() + timedelta(hours=1)
    code = codes.venue_code(settings().secret_key, event.id, now())
    came = check_in(event.id, CheckinIn(code=code, members=[0, 1, 2]), actor=resident)
    assert [one.person for one in came.items] == ["王*明", "妈妈", "孩子"]
    with reading() as connection:
        signed_up = connection.execute(sa.select(sa.func.count()).where(Signup.event_id == event.id)).scalar_one()
    assert signed_up == 15


def test_an_event_with_sessions_is_on_and_records_who_leaves(app: Flask) -> None:
    load(app)
    event, resident = event_of("walk"), people.actor_of(people.RESIDENT)
    assert (len(event.sessions), event.tracks_leaving, event.starts_at <= now() < event.ends_at) == (2, True, True)
    code = codes.venue_code(settings().secret_key, event.id, now())
    left = check_in(event.id, CheckinIn(code=code, leaving=True), actor=resident)
    assert [one.left_at is not None for one in left.items] == [True]


def test_the_past_bears_its_own_time(app: Flask) -> None:
    load(app)
    old = now() - timedelta(hours=1)
    with reading() as connection:
        told = connection.execute(
            sa.select(Message.kind, Message.created_at)
            .where(Message.user_id == people.actor_of(people.RESIDENT).id)
            .order_by(Message.id)
        ).all()
        decided = sa.select(AuditEntry.at).where(AuditEntry.action.in_(["event.verify", "attendance.record"]))
        assert all(at < now() for at in connection.execute(decided).scalars())
        assert connection.execute(sa.select(sa.func.count(AttendanceProof.serial))).scalar_one() >= 9
        undone = sa.select(OutboxEntry.task).where(OutboxEntry.done_at.is_(None), OutboxEntry.created_at < old)
        assert set(connection.execute(undone).scalars()) <= {"delete_pictures"}
    assert all(row.created_at < old for row in told)
    assert [row.created_at for row in told] == sorted(row.created_at for row in told)
    assert {"signup_confirmed", "proof_issued", "event_not_held"} <= {row.kind for row in told}


def test_a_past_that_broke_off_is_taken_up(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    [happened] = [one for one in HAPPENED if one.key == "songs"]
    with monkeypatch.context() as broken:
        broken.setattr(past, "HAPPENED", (Happened("songs", happened.event, happened.guests, "unreported"),))
        broken.setattr(past, "_conclude", _breaks)
        assert load(app).exit_code == 1
    with reading() as connection:
        assert connection.execute(sa.select(sa.func.count(Attendance.id))).scalar_one() == 0
    assert load(app).exit_code == 0
    with reading() as connection:
        assert connection.execute(sa.select(sa.func.count(HeldReport.id))).scalar_one() == 6
    before = rows_of_all_tables()
    load(app)
    assert rows_of_all_tables() == before


def _breaks(*_: object) -> None:
    raise KeyboardInterrupt


def test_drawn_pictures_are_the_same_each_time() -> None:
    assert drawn("tea", "a") == drawn("tea", "a") != drawn("tea", "b")


def test_links_lead_to_the_photos(app: Flask) -> None:
    load(app)
    [photo] = report_of("songs").photos
    assert photo.urls == files.links([photo.id])[photo.id]


def test_what_is_over_in_the_whole_city_keeps_every_rule(app: Flask) -> None:
    assert load(app, "--seed", "city").exit_code == 0
    with reading() as connection:
        over = connection.execute(sa.select(Event.id, Event.state).where(Event.ends_at < now())).all()
        photos = connection.execute(sa.select(File.event_id)).scalars().all()
        wrong = sa.or_(Attendance.at > now(), Attendance.member >= Signup.seats, Signup.state != "confirmed")
        of_signups = sa.select(sa.func.count(Attendance.id)).join(Signup, Signup.id == Attendance.signup_id)
        assert connection.execute(of_signups.where(wrong)).scalar_one() == 0
    assert {event.state for event in over} == {"verified", "held_reported", "returned", "not_held", "published"}
    assert [rule for event in over[::10] for rule in broken_rules(event.id)] == []
    reports = reports_of_all()
    assert {report.event_id for report in reports} == set(photos)
    for report in reports:
        assert (report.decided_by is None) == (report.state == "held_reported")
        assert report.decided_by not in {report.created_by, report.reported_by}
    verified = [event.id for event in over if event.state == "verified"][::10]
    with transaction() as session:  # the product would issue the same proofs
        assert [proofs.bring_up_to_date(session, event_id) for event_id in verified] == [[]] * len(verified)
        assert not session.dirty


def reports_of_all() -> list[Any]:
    with reading() as connection:
        return list(
            connection.execute(
                sa.select(HeldReport.event_id, HeldReport.reported_by, Event.created_by, Event.state)
                .add_columns(EventVerification.decided_by)
                .join(Event, Event.id == HeldReport.event_id)
                .outerjoin(EventVerification, EventVerification.report_id == HeldReport.id)
            )
        )
