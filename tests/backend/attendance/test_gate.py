"""Is the usual check-in one short statement, and is everything else left to the careful way?"""

import sqlalchemy as sa

from backend.attendance.schemas import AttendanceOut, CheckinOut
from backend.core.transaction import reading, transaction
from backend.security.redaction import mask_name
from models.attendance import Attendance
from models.audit import AuditEntry
from models.event import Event
from models.user import User
from tests.backend.attendance.scene import check_in, code_of, present, sign_up
from tests.backend.attendance.test_checkin import Opened, opened
from tests.statements import THROUGH_THE_DRIVER, counted_statements

__all__ = ["opened"]


def test_usual_ways_in_cost_two_short_statements_and_then_one(opened: Opened) -> None:
    world, event, worker, _ = opened
    first, second, third = world.people(3)
    ids = [sign_up(world, event, person, "妈妈") for person in (first, second, third)]
    shown = world.get(f"/events/{event}/venue-code", worker).json["code"]
    ways = (
        (2, worker, {"code": code_of(world, first), "members": [0, 1], "gate": "东门"}),
        (1, second, {"code": shown, "members": [0, 1]}),
        (1, worker, {"signup_id": ids[2], "member": 1}),
    )
    for cost, who, body in ways:
        with counted_statements() as seen:
            answer = check_in(world, event, who, **body)
        assert answer.status_code == 201, answer.json
        assert seen == [THROUGH_THE_DRIVER] * cost
        CheckinOut.model_validate_json(answer.data)
        assert all(set(item) == set(AttendanceOut.model_fields) for item in answer.json["items"])
    assert present(world, event, worker) == 5


def test_quick_and_careful_way_answer_and_write_alike(opened: Opened) -> None:
    world, event, worker, _ = opened
    one, other = world.people(2)
    for person in (one, other):
        sign_up(world, event, person, "妈妈")
    quick = check_in(world, event, worker, code=code_of(world, one), members=[0], gate="东门").json["items"][0]
    # One of the family is there already: that is for the careful way.
    check_in(world, event, worker, code=code_of(world, other), members=[1], gate="东门")
    careful = check_in(world, event, worker, code=code_of(world, other), members=[0, 1], gate="东门").json["items"][0]
    differing = {"id", "signup_id"}
    assert {k: v for k, v in quick.items() if k not in differing} == {
        k: v for k, v in careful.items() if k not in differing
    }
    with reading() as connection:
        rows = connection.execute(sa.select(Attendance.__table__).where(Attendance.member == 0)).mappings().all()
        acts = connection.execute(
            sa.select(AuditEntry.actor_id, AuditEntry.region_code, AuditEntry.details, AuditEntry.target_id)
            .where(AuditEntry.target_id.in_([quick["id"], careful["id"]]))
            .order_by(AuditEntry.id)
        ).all()
    apart = {"id", "signup_id", "user_id"}
    assert len({tuple((k, v) for k, v in row.items() if k not in apart) for row in rows}) == 1
    assert {row["user_id"] for row in rows} == {one.id, other.id}
    assert [act.target_id for act in acts] == [quick["id"], careful["id"]]
    assert acts[0][:3] == acts[1][:3]


def test_same_key_is_answered_from_what_was_kept(opened: Opened) -> None:
    world, event, worker, clock = opened
    person = world.resident()
    sign_up(world, event, person)
    body = {"code": code_of(world, person)}
    first = world.post(f"/events/{event}/attendances", worker, body, Idempotency_Key="gate-1")
    clock.move(minutes=5)  # by then the code has expired, too
    again = world.post(f"/events/{event}/attendances", worker, body, Idempotency_Key="gate-1")
    assert (first.status_code, again.status_code, again.data) == (201, 201, first.data)
    assert again.headers["Idempotency-Replayed"] == "true"
    other = world.post(f"/events/{event}/attendances", worker, {"code": "x"}, Idempotency_Key="gate-1")
    assert other.json["code"] == "idempotency_key_reused"
    assert present(world, event, worker) == 1


def test_event_that_changed_since_it_was_read_is_read_again(opened: Opened) -> None:
    world, event, worker, clock = opened
    people = world.people(3)
    ids = [sign_up(world, event, person) for person in people]
    assert check_in(world, event, worker, signup_id=ids[0]).status_code == 201
    clock.move(seconds=1)
    changed = world.patch(f"/events/{event}", worker, {"checkin_opens_before": 15})
    assert changed.status_code == 200
    assert check_in(world, event, worker, signup_id=ids[1]).json["code"] == "checkin_not_open"
    with transaction() as session:
        session.execute(sa.update(Event).values(state="held_reported"))
    assert check_in(world, event, worker, signup_id=ids[2]).json["code"] == "sheet_closed"
    assert present(world, event, worker) == 1


def test_rest_of_a_family_comes_in_later_by_the_same_statement(opened: Opened) -> None:
    world, event, worker, _ = opened
    signup = sign_up(world, event, world.resident(), "妈妈")
    assert check_in(world, event, worker, signup_id=signup, member=1).status_code == 201
    with counted_statements() as seen:
        later = check_in(world, event, worker, signup_id=signup)
    assert (later.status_code, [one["member"] for one in later.json["items"]]) == (201, [0])
    assert seen == [THROUGH_THE_DRIVER]
    assert present(world, event, worker) == 2


def test_names_are_masked_as_everywhere(opened: Opened) -> None:
    world, event, worker, _ = opened
    names = ["王", "王明", "阿依古丽·买买提", '"引\\号"', "好👍好"]
    for name in names:
        person = world.resident()
        with transaction() as session:
            session.get_one(User, person.id).nickname = name
        signup = sign_up(world, event, person, f"{name}妈妈")
        with counted_statements() as seen:
            answer = check_in(world, event, worker, code=code_of(world, person), members=[0, 1])
        assert set(seen) == {THROUGH_THE_DRIVER}
        assert [one["person"] for one in answer.json["items"]] == [mask_name(name), f"{name}妈妈"]
        assert {one["signup_id"] for one in answer.json["items"]} == {signup}
    assert present(world, event, worker) == 2 * len(names)
