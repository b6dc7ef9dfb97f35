import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from backend.core.transaction import transaction
from bench.invariants import broken_events
from bench.table import Row, at_least, at_most, markdown, ratio
from models.event import EventQuota
from models.ids import new_id
from models.signup import Signup
from tests.bench.running import lines_of, quick
from tests.world import World


def test_quick_run_measures_everything_and_finds_all_counts_right(repository: Path) -> None:
    done = quick(repository, "signups")
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(lines_of(done.stdout, "G0")) == 5
    assert all(line.endswith("| kept |") for line in lines_of(done.stdout, "G0"))
    for goal in ("G1", "G2", "G3", "G4", "G5", "G10", "G12", "growth", "memory"):
        assert lines_of(done.stdout, goal), f"{goal} is not in the table"


def test_without_wrk_a_client_of_our_own_drives(repository: Path, tmp_path: Path) -> None:
    for program in ("env", "sh"):
        (tmp_path / program).symlink_to(shutil.which(program) or program)
    done = quick(repository, "signups", "--database", "sqlite", "--only", "rush", path=str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    assert all(line.endswith("| kept |") for line in lines_of(done.stdout, "G0"))


def _sign_up(event_id: str, user_id: str, state: str, seq: int) -> None:
    with transaction() as session:
        event = session.get_one(EventQuota, event_id)
        session.add(
            Signup(
                id=new_id(),
                event_id=event_id,
                user_id=user_id,
                state=state,
                seq=seq,
                party=[],
                seats=1,
                answers={},
                form_version=0,
                created_at=sa.func.now(),
                updated_at=sa.func.now(),
            )
        )
        event.taken += state == "confirmed"
        event.waiting += state == "waiting"


@pytest.fixture
def full_event(world: World) -> str:
    """An event of one place, which is taken, and one who waits."""
    event_id = world.event(capacity=1)
    for seq, state in enumerate(("confirmed", "waiting"), start=1):
        _sign_up(event_id, world.resident().id, state, seq)
    return event_id


@pytest.mark.parametrize(
    ("change", "seen_as"),
    [
        ({"taken": 0}, {"held": 1, "taken": 0}),
        ({"waiting": 2}, {"listed": 1, "waiting": 2}),
        ({"capacity": 2}, {"smallest_waiting": 1, "taken": 1}),
    ],
)
def test_wrong_counts_are_found(full_event: str, database_url: str, change: dict, seen_as: dict) -> None:
    assert broken_events(database_url) == []
    with transaction() as session:
        session.execute(sa.update(EventQuota).where(EventQuota.event_id == full_event).values(change))
    [found] = broken_events(database_url)
    assert seen_as.items() <= found.items()


def test_two_arrivals_of_one_number_are_found(full_event: str, database_url: str, world: World) -> None:
    _sign_up(full_event, world.resident().id, "waiting", 2)
    [found] = broken_events(database_url)
    assert found["same_arrival"] == 1


def test_ratio_is_the_median_of_the_rounds_after_the_first() -> None:
    assert ratio([1, 10, 20, 90], [100, 10, 10, 10]) == 2
    assert ratio([3], [2]) == 1.5


def test_missed_goal_is_shown_as_missed() -> None:
    rows = [at_least("G1", "a", 0.49, 0.5), at_most("G10", "b", 0.2, 0.25), Row("", "c", "7", "", None)]
    verdicts = [line.split(" | ")[-1] for line in markdown(rows).splitlines()[2:]]
    assert verdicts == ["**MISSED** |", "kept |", " |"]
