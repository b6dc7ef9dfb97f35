from pathlib import Path

import pytest
import sqlalchemy as sa

from backend.core.transaction import transaction
from bench import contest
from bench.contest import answer_faults, counted, end_faults, paper_faults
from bench.open_loop import Plan, _texts
from models.outbox import OutboxEntry
from models.quiz import QuizBest, QuizGroupTotal, QuizLostTotal
from tests.backend.quizzes.taking import answer_all, bank, published, start, submit
from tests.bench.running import lines_of, quick
from tests.world import COMMUNITY, World


def test_quick_run_measures_everything_and_finds_all_counts_right(repository: Path) -> None:
    done = quick(repository, "quiz", "--only", "storm", "--only", "speed")
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(lines_of(done.stdout, "G0")) == 4
    assert all(line.endswith("| kept |") for line in lines_of(done.stdout, "G0"))
    for goal, lines in {"G6": 5, "storm": 2}.items():
        assert len(lines_of(done.stdout, goal)) == lines, f"{goal} is not in the table"


def test_without_wrk_a_client_of_our_own_takes_part(repository: Path, tmp_path: Path) -> None:
    done = quick(repository, "quiz", "--database", "sqlite", "--only", "speed", path=str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    assert all(line.endswith("| kept |") for line in lines_of(done.stdout, "G0"))


@pytest.fixture
def three_took_part(world: World, database_url: str) -> str:
    """Return the address of a database in which three people have handed their first paper in, one all right."""
    bank()
    quiz = published(world, certificate_from=80)
    for wrong, person in zip((0, 4, 5), world.people(3), strict=True):
        changed = world.call("PATCH", "/me", person, {"home_region_code": COMMUNITY})
        assert changed.status_code == 200, changed.json
        paper = start(world, quiz, person).json
        assert paper
        answer_all(world, paper, person, wrong=wrong)
        assert submit(world, paper["id"], person).status_code == 200
    return database_url


def test_counts_of_papers_and_answers_must_agree(three_took_part: str) -> None:
    found = counted(three_took_part)
    assert paper_faults(found, answered=3, under_way=0) == 0
    assert paper_faults(found, answered=2, under_way=1) == 0
    assert paper_faults(found, answered=2, under_way=0) == 1
    assert paper_faults(found, answered=4, under_way=9) == 1
    assert paper_faults(found | {"people": 2}, answered=2, under_way=0) == 1
    assert answer_faults(found, answered=3, under_way=0) == 0
    assert answer_faults(counted(three_took_part, before=7), answered=3, under_way=0) == 3


def test_counts_of_those_who_handed_in_must_agree(three_took_part: str) -> None:
    found = counted(three_took_part)
    assert found["certificates"] == found["deserved"] == 1
    assert end_faults(found, answered=3, under_way=0) == 0
    assert end_faults(found, answered=2, under_way=0) == 1
    assert end_faults(found | {"certificates": 0}, answered=3, under_way=0) == 1
    with transaction() as session:
        session.execute(sa.update(QuizGroupTotal).values(participants=QuizGroupTotal.participants + 1))
    assert end_faults(counted(three_took_part), answered=3, under_way=0) == 1
    with transaction() as session:
        session.execute(sa.delete(QuizLostTotal).where(QuizLostTotal.span == 1))
        session.execute(sa.delete(OutboxEntry).where(OutboxEntry.task == "look_at_attempt"))
        session.execute(sa.delete(QuizBest))
    assert end_faults(counted(three_took_part), answered=3, under_way=0) == 1 + 3 + 3 + 3


def test_one_start_in_eleven_is_somebodys_second() -> None:
    people = [contest.who(n) for n in range(3_300)]
    assert len(set(people)) == 3_000
    assert people == sorted(people)
    assert max(people.count(person) for person in people[:50]) == 2
    texts = _texts(Plan(80, "starts", rate=330, seconds=0.1))
    assert len(texts) == 33
    assert len(set(texts)) == 30
    assert b"Idempotency-Key" not in texts[0]
