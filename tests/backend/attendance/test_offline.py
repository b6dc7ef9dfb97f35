"""Is nothing lost and nothing counted twice of what phones kept while they had no network?"""

import random
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from backend.core.clock import now
from backend.core.transaction import reading
from models.attendance import Attendance
from models.audit import AuditEntry
from tests.backend.attendance.scene import check_in, code_of, present, sign_up
from tests.backend.attendance.test_checkin import Opened, opened
from tests.statements import counted_statements
from tests.world import FAR_COMMUNITY, Person, World

__all__ = ["opened"]


def text(minutes: float = 0) -> str:
    """Write the moment some minutes from now as phones do."""
    return (now() + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


def row(client_id: str, minutes: float = 0, **who: Any) -> dict[str, Any]:
    return {"client_id": client_id, "scanned_at": text(minutes), **who}


def upload(world: World, event: str, worker: Person, *items: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    answer = world.post(f"/events/{event}/attendances/batch", worker, {"items": list(items), **more})
    assert answer.status_code == 200, answer.json
    return list(answer.json["items"])


def results(answered: list[dict[str, Any]]) -> list[tuple[str, str | None]]:
    return [(one["result"], one["code"]) for one in answered]


RECORDED, ALREADY = ("recorded", None), ("already", None)


def test_three_people_one_of_them_twice(opened: Opened) -> None:
    world, event, worker, clock = opened
    people = world.people(3)
    for person in people:
        sign_up(world, event, person, "妈妈")
    codes = [code_of(world, person) for person in people]
    rows = [row(f"r{n}", code=code, members=[0, 1], gate="东门") for n, code in enumerate([*codes, codes[0]])]
    clock.move(minutes=40)
    answered = upload(world, event, worker, *rows)
    assert results(answered) == [RECORDED, RECORDED, RECORDED, ALREADY]
    assert [one["client_id"] for one in answered] == ["r0", "r1", "r2", "r3"]
    assert present(world, event, worker) == 6
    assert results(upload(world, event, worker, *rows)) == [ALREADY] * 4
    assert present(world, event, worker) == 6
    with reading() as connection:
        kept = connection.execute(sa.select(Attendance.at, Attendance.recorded_at)).all()
    assert {(recorded_at - at).total_seconds() for at, recorded_at in kept} == {40 * 60}


def test_half_the_rows_are_bad_and_the_others_are_recorded(opened: Opened) -> None:
    world, event, worker, _ = opened
    person, stranger = world.people(2)
    signup = sign_up(world, event, person)
    answered = upload(
        world,
        event,
        worker,
        row("a", signup_id=signup),
        row("b", code="SLR-nonsense"),
        row("c", walk_in={"label": "张大爷"}),
        {"client_id": "d", "scanned_at": "yesterday", "signup_id": signup},
        row("e", code=code_of(world, stranger)),
        row("f", walk_in={"label": "李阿姨", "code": code_of(world, stranger)}),
        row("g", signup_id=signup, member=3),
        row("h", signup_id="01M85999999999999999999999"),
    )
    assert results(answered) == [
        RECORDED,
        ("rejected", "code_invalid"),
        RECORDED,
        ("rejected", "invalid"),
        ("rejected", "not_signed_up"),
        RECORDED,
        ("rejected", "invalid_fields"),
        ("rejected", "not_signed_up"),
    ]
    assert present(world, event, worker) == 3


def test_clock_that_is_a_day_wrong_is_corrected_by_the_time_of_sending(opened: Opened) -> None:
    world, event, worker, _ = opened
    person, other = world.people(2)
    sign_up(world, event, person)
    signup = sign_up(world, event, other)
    day = 24 * 60
    rows = [row("a", day - 5, code=code_of(world, person)), row("b", day - 5, signup_id=signup)]
    assert results(upload(world, event, worker, *rows))[1] == ("conflict", "outside_window")
    assert present(world, event, worker) == 0
    assert results(upload(world, event, worker, *rows, device_now=text(day))) == [RECORDED, RECORDED]
    with reading() as connection:
        assert {now() - at for (at,) in connection.execute(sa.select(Attendance.at))} == {timedelta(minutes=5)}


def test_old_code_with_a_false_time_is_refused(opened: Opened) -> None:
    world, event, worker, clock = opened
    person = world.resident()
    sign_up(world, event, person)
    old = code_of(world, person)
    clock.move(minutes=20)
    assert results(upload(world, event, worker, row("a", code=old))) == [("rejected", "code_expired")]
    assert results(upload(world, event, worker, row("b", -19, code=old))) == [RECORDED]


def test_what_changed_meanwhile_is_a_conflict_and_is_kept_in_the_audit(opened: Opened) -> None:
    world, _, worker, clock = opened
    clock.move(days=-2)
    event = world.event(capacity=2)
    gone, undone, waiting = world.people(3)
    left, taken = sign_up(world, event, gone), sign_up(world, event, undone)
    queued = sign_up(world, event, waiting, "妈妈")
    clock.move(days=2)
    made = check_in(world, event, worker, signup_id=taken).json["items"][0]["id"]
    clock.move(minutes=2)
    world.delete(f"/attendances/{made}", worker, {"reason": "点错了人"})
    world.delete(f"/signups/{left}", worker)
    answered = upload(
        world,
        event,
        worker,
        row("a", -3, signup_id=left),
        row("b", -1, signup_id=taken),
        row("c", -1, signup_id=queued),
        row("d", 1, signup_id=taken),
    )
    assert results(answered)[:3] == [
        ("conflict", "signup_cancelled"),
        ("conflict", "undone"),
        ("conflict", "not_confirmed"),
    ]
    assert results(answered)[3] == RECORDED  # seen again after the undoing, with a clock a little ahead
    with reading() as connection:
        told = connection.execute(
            sa.select(AuditEntry.details).where(AuditEntry.action == "attendance.conflict").order_by(AuditEntry.id)
        )
        assert [details["code"] for (details,) in told] == ["signup_cancelled", "undone", "not_confirmed"]


def test_row_is_not_known_because_its_twin_was_refused(opened: Opened) -> None:
    world, event, worker, _ = opened
    signup = sign_up(world, event, world.resident())
    refused, good = row("a", -300, signup_id=signup), row("a", signup_id=signup)
    assert results(upload(world, event, worker, refused, refused)) == [("conflict", "outside_window")] * 2
    assert results(upload(world, event, worker, refused, good, good)) == [
        ("conflict", "outside_window"),
        RECORDED,
        ALREADY,
    ]
    assert present(world, event, worker) == 1


def test_phone_may_name_rows_of_two_events_alike(opened: Opened) -> None:
    world, event, worker, clock = opened
    clock.move(days=-2)
    other = world.event()
    clock.move(days=2)
    rows = [row("1", walk_in={"label": "张大爷"})]
    for one in (event, other):
        assert results(upload(world, one, worker, *rows)) == [RECORDED]
        assert present(world, one, worker) == 1


@pytest.mark.parametrize("seed", range(6))
def test_any_order_from_two_phones_gives_the_same_people(opened: Opened, seed: int) -> None:
    world, event, worker, _ = opened
    chance = random.Random(seed)
    phones = [worker, world.staff()]
    signups = [sign_up(world, event, person, "妈妈") for person in world.people(4)]
    seen = [(signup, member) for signup in signups for member in (0, 1) if chance.random() < 0.7]
    kept = [
        (phone, row(f"{n}", chance.uniform(-20, 0), signup_id=signup, member=member))
        for n, (signup, member) in enumerate(seen)
        for phone in phones
        if chance.random() < 0.8
    ]
    chance.shuffle(kept)
    wanted = {(item["signup_id"], item["member"]) for _, item in kept}
    for phone in (*phones, *reversed(phones)):
        rows = [item for whose, item in kept if whose is phone]
        if rows:
            upload(world, event, phone, *rows)
    with reading() as connection:
        stored = connection.execute(
            sa.select(Attendance.signup_id, Attendance.member).where(Attendance.undone_at.is_(None))
        ).all()
    assert sorted(map(tuple, stored)) == sorted(wanted)


def test_two_thousand_rows_cost_a_handful_of_reads(opened: Opened) -> None:
    world, event, worker, _ = opened
    rows = [row(f"r{n}", walk_in={"label": f"邻居{n}"}) for n in range(2000)]
    with counted_statements() as seen:
        assert results(upload(world, event, worker, *rows)) == [RECORDED] * 2000
    assert len([one for one in seen if "insert" not in one.lower()]) <= 8
    assert present(world, event, worker) == 2000
    too_many = world.post(f"/events/{event}/attendances/batch", worker, {"items": [*rows, row("more")]})
    assert too_many.status_code == 422


def test_batch_is_for_workers_of_the_region(opened: Opened) -> None:
    world, event, worker, _ = opened
    rows = {"items": [row("a", walk_in={"label": "张大爷"})]}
    assert world.post(f"/events/{event}/attendances/batch", world.resident(), rows).status_code == 403
    assert world.post(f"/events/{event}/attendances/batch", world.staff(region=FAR_COMMUNITY), rows).status_code == 404
    assert world.post(f"/events/{event}/attendances/batch", worker, {"items": []}).status_code == 422
    assert present(world, event, worker) == 0
