"""Does a file of questions get into the bank whole or not at all, and out again the same?"""

import threading
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from backend.core.actor import SYSTEM
from backend.core.transaction import transaction
from backend.quizzes import starter
from backend.quizzes.formats.table import COLUMNS
from backend.quizzes.question_categories import seed_categories
from models.audit import AuditEntry
from models.question import Question, QuestionVersion
from tests.backend.files.photos import MULTIPART, multipart
from tests.statements import counted_statements
from tests.world import API, CITY, Person, World

HEADING = ",".join(COLUMNS)
ROW = "t-1,single,geography,easy,黄河流入哪个海？,渤海,东海,南海,,,,,,A,地图,在东营。"
TRUTH = "t-2,判断,地理,难,黄河流入渤海。,,,,,,,,,T,地图,"


@pytest.fixture
def editor(world: World) -> Person:
    seed_categories(actor=SYSTEM)
    return world.staff("city_admin", CITY)


def send(
    world: World, who: Person | None, content: bytes | str, asked: str = "format=csv", **headers: str
) -> TestResponse:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if who is not None:
        sent["Authorization"] = f"Bearer {who.token}"
    data = multipart(("file", content.encode() if isinstance(content, str) else content, "bank"))
    return world.client.post(f"{API}/questions/import?{asked}", data=data, headers=sent, content_type=MULTIPART)


def write(world: World, who: Person, content: bytes | str, asked: str = "format=csv", **headers: str) -> Any:
    answer = send(world, who, content, f"{asked}&dry_run=false", **headers)
    assert answer.status_code == 200, answer.json
    return answer.json


def counts(outcome: Any) -> tuple[int, int, int, int]:
    return outcome["rows"], outcome["new"], outcome["changed"], outcome["same"]


def file(*rows: str) -> str:
    return "\n".join([HEADING, *rows])


def bank() -> dict[str, tuple[Any, ...]]:
    """What the bank says now."""
    with transaction() as session:
        rows = session.execute(
            sa.select(
                *(Question.code, QuestionVersion.type, QuestionVersion.category, QuestionVersion.difficulty),
                *(QuestionVersion.stem, QuestionVersion.options, QuestionVersion.truth, QuestionVersion.source),
                QuestionVersion.explanation,
            ).where(QuestionVersion.question_id == Question.id, QuestionVersion.version == Question.version)
        ).all()
    return {row.code: tuple(row)[1:] for row in rows}


def test_import_is_a_trial_unless_it_is_asked_for(world: World, editor: Person) -> None:
    tried = send(world, editor, file(ROW, TRUTH)).json
    assert counts(tried) == (2, 2, 0, 0)
    assert (tried["written"], tried["errors"], tried["notes"]) == (False, [], [])
    assert bank() == {}
    done = write(world, editor, file(ROW, TRUTH))
    assert (counts(done), done["written"]) == ((2, 2, 0, 0), True)
    assert set(bank()) == {"t-1", "t-2"}
    with transaction() as session:
        act = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "question.import")).one()
    assert (act.actor_id, act.details) == (editor.id, {"new": 2, "changed": 0, "same": 0})


def test_import_of_other_content_makes_a_version(world: World, editor: Person) -> None:
    write(world, editor, file(ROW, TRUTH))
    done = write(world, editor, file(ROW.replace("南海", "黄海"), TRUTH))
    assert counts(done) == (2, 0, 1, 1)
    shown = world.get("/questions?q=t-1", editor).json["items"][0]
    assert (shown["version"], shown["options"][2]["text"]) == (2, "黄海")
    with transaction() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(QuestionVersion)) == 3
    assert counts(write(world, editor, file(ROW.replace("南海", "黄海"), TRUTH))) == (2, 0, 0, 2)


def test_import_with_one_fault_writes_nothing(world: World, editor: Person) -> None:
    done = write(world, editor, file(ROW, TRUTH.replace("地理", "天文"), ROW, "T_3" + ROW[3:]))
    assert done["written"] is False
    assert [(e["row"], e["column"], e["code"]) for e in done["errors"]] == [
        (3, "category", "unknown_category"),
        (4, "code", "code_twice"),
        (5, "code", "code_malformed"),
    ]
    assert all(e["message"] for e in done["errors"])
    assert bank() == {}


@pytest.mark.parametrize(
    ("row", "places"),
    [
        (ROW.replace("东海", "渤海"), [("option_a", "equal_options")]),
        (ROW.replace(",A,", ",AB,"), [("answer", "several_right")]),
        (ROW.replace("single", "multiple"), [("answer", "one_right")]),
        (ROW.replace("东海,南海", ","), [("option_a", "few_options")]),
        (ROW.replace("黄河流入哪个海？", "问" * 501), [("stem", "too_long")]),
        (ROW.replace("黄河流入哪个海？", ""), [("stem", "missing")]),
        (ROW.replace("南海", "\x07"), [("option_c", "controls")]),
        (ROW.replace("地图", ""), [("source", "missing")]),
        (ROW.replace("geography,easy", ","), [("category", "missing"), ("difficulty", "missing")]),
        (ROW.replace("geography", "nowhere").replace(",A,", ",X,"), [
            ("answer", "answer_unknown"), ("category", "unknown_category"),
        ]),
    ],
)  # fmt: skip
def test_import_names_what_is_wrong_with_a_row(
    world: World, editor: Person, row: str, places: list[tuple[str, str]]
) -> None:
    errors = send(world, editor, file(row)).json["errors"]
    assert [(e["column"], e["code"]) for e in errors] == places
    assert {e["row"] for e in errors} == {2}


def test_import_takes_defaults_for_new_questions_only(world: World, editor: Person) -> None:
    aiken = "黄河流入哪个海？\nA. 渤海\nB. 东海\nC. 南海\nANSWER: A\n\n长江流入哪个海？\nA. 渤海\nB. 东海\nANSWER: B\n"
    write(world, editor, file(ROW))
    assert [e["code"] for e in send(world, editor, aiken, "format=aiken").json["errors"]] == ["missing"] * 3
    done = write(world, editor, aiken, "format=aiken&category=history&difficulty=hard&source=test")
    assert counts(done) == (2, 1, 0, 1)
    categories = sorted(content[1] for content in bank().values())
    assert categories == ["geography", "history"]
    assert counts(write(world, editor, aiken, "format=aiken")) == (2, 0, 0, 2)


def test_import_names_stems_that_are_there_twice(world: World, editor: Person) -> None:
    write(world, editor, file(ROW))
    tried = send(world, editor, file(ROW.replace("t-1", "t-8"), TRUTH, TRUTH.replace("t-2", "t-9"))).json
    assert tried["errors"] == []
    assert [(n["row"], n["code"]) for n in tried["notes"]] == [(2, "duplicate_stem"), (4, "duplicate_stem")]
    assert "t-1" in tried["notes"][0]["message"]
    assert "第 3 行" in tried["notes"][1]["message"]
    twice = send(world, editor, file(TRUTH.replace("t-2", ""), TRUTH.replace("t-2", ""))).json
    assert [(e["row"], e["code"]) for e in twice["errors"]] == [(3, "question_twice")]


def test_import_leaves_retired_questions_retired(world: World, editor: Person) -> None:
    write(world, editor, file(ROW))
    made = world.get("/questions", editor).json["items"][0]
    world.post(f"/questions/{made['id']}/retire", editor)
    done = write(world, editor, file(ROW.replace("易", "难")))
    assert [n["code"] for n in done["notes"]] == ["retired"]
    assert world.get("/questions", editor).json["items"] == []


def test_import_sent_twice_with_a_key_happens_once(world: World, editor: Person) -> None:
    trial = send(world, editor, file(ROW), Idempotency_Key="k1")
    first = write(world, editor, file(ROW), Idempotency_Key="k2")
    again = write(world, editor, file(ROW), Idempotency_Key="k2")
    assert (counts(trial.json), counts(first), counts(again)) == ((1, 1, 0, 0),) * 3
    assert (
        send(world, editor, file(ROW), "format=csv&category=history&dry_run=false", Idempotency_Key="k2").status_code
        == 422
    )


def test_import_is_for_editors_with_a_file(world: World, editor: Person) -> None:
    assert send(world, None, file(ROW)).status_code == 401
    assert send(world, world.resident(), file(ROW)).status_code == 403
    assert send(world, world.staff("auditor", CITY), file(ROW)).status_code == 403
    assert send(world, editor, file(ROW), "format=pdf").status_code == 422
    assert world.post("/questions/import?format=csv", editor, {}).status_code == 415
    broken = send(world, editor, b"PK\x03\x04", "format=xlsx").json
    assert [(e["row"], e["code"]) for e in broken["errors"]] == [(0, "not_xlsx")]


@pytest.mark.parametrize("form", ["xlsx", "csv", "gift"])
def test_starter_bank_goes_out_and_comes_in_the_same(app: Flask, world: World, editor: Person, form: str) -> None:
    assert starter.seed(actor=SYSTEM) == (0, 328)
    before = bank()
    exported = world.get(f"/questions/export?format={form}", editor)
    assert (exported.status_code, exported.headers["X-Left-Out"]) == (200, "0")
    assert counts(write(world, editor, exported.data, f"format={form}")) == (328, 0, 0, 328)
    with transaction() as session:
        session.execute(sa.delete(QuestionVersion))
        session.execute(sa.delete(Question))
    assert counts(write(world, editor, exported.data, f"format={form}")) == (328, 328, 0, 0)
    assert bank() == before


def test_aiken_says_how_many_it_left_out(world: World, editor: Person) -> None:
    starter.seed(actor=SYSTEM)
    exported = world.get("/questions/export?format=aiken", editor)
    left_out = int(exported.headers["X-Left-Out"])
    assert left_out >= 328 - 112
    assert counts(write(world, editor, exported.data, "format=aiken")) == (328 - left_out, 0, 0, 328 - left_out)


def test_export_is_for_staff(world: World, editor: Person) -> None:
    for path in ("/questions/export?format=csv", "/questions/template.xlsx"):
        assert world.get(path).status_code == 401
        assert world.get(path, world.resident()).status_code == 403
        assert world.get(path, world.staff("auditor", CITY)).status_code == 200


def test_seed_adds_what_is_missing_and_leaves_what_was_edited(app: Flask, editor: Person, world: World) -> None:
    runner = app.test_cli_runner()
    assert "328 道题" in runner.invoke(args=["quizzes", "seed"]).output
    shown = world.get("/questions?q=geo-001", editor).json["items"][0]
    world.patch(f"/questions/{shown['id']}", editor, {"version": 1, "source": "另一张地图"})
    assert "0 个类别、0 道题" in runner.invoke(args=["quizzes", "seed"]).output
    assert world.get(f"/questions/{shown['id']}", editor).json["source"] == "另一张地图"


def test_command_imports_a_file(app: Flask, editor: Person, tmp_path: Path) -> None:
    runner = app.test_cli_runner()
    path = tmp_path / "bank.csv"
    path.write_text(file(ROW, TRUTH), "utf-8")
    assert "检查通过" in runner.invoke(args=["quizzes", "import", str(path), "--dry-run"]).output
    assert bank() == {}
    assert "新增 2" in runner.invoke(args=["quizzes", "import", str(path)]).output
    assert len(bank()) == 2
    path.write_text(file(ROW.replace(",A,", ",Z,")), "utf-8")
    wrong = runner.invoke(args=["quizzes", "import", str(path)])
    assert wrong.exit_code == 1
    assert "第 2 行 answer" in wrong.output
    unnamed = tmp_path / "bank.txt"
    unnamed.write_text("Q\nA. a\nB. b\nANSWER: A", "utf-8")
    assert runner.invoke(args=["quizzes", "import", str(unnamed)]).exit_code == 2
    options = ["--format", "aiken", "--category", "history", "--difficulty", "easy", "--source", "测试"]
    assert "新增 1" in runner.invoke(args=["quizzes", "import", str(unnamed), *options]).output


def test_imports_at_once_lose_nothing_silently(app: Flask, world: World, editor: Person) -> None:
    write(world, editor, file(ROW))
    ready, seen = threading.Barrier(4), []

    def take(number: int) -> None:
        ready.wait()
        content = multipart(("file", file(ROW.replace("南海", f"第{number}海")).encode(), "bank"))
        answer = app.test_client().post(
            f"{API}/questions/import?format=csv&dry_run=false",
            data=content,
            headers={"Authorization": f"Bearer {editor.token}"},
            content_type=MULTIPART,
        )
        seen.append((answer.status_code, answer.json.get("changed", answer.json.get("code"))))

    threads = [threading.Thread(target=take, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(seen) <= {(200, 1), (409, "changed_meanwhile")}
    done = seen.count((200, 1))
    assert done >= 1
    with transaction() as session:
        assert session.scalar(sa.select(sa.func.max(QuestionVersion.version))) == 1 + done
        assert session.scalars(sa.select(Question.version)).all() == [1 + done]


def test_five_thousand_rows_take_seconds(app: Flask, world: World, editor: Person) -> None:
    rows = [ROW.replace("t-1", f"t-{number}").replace("黄河", f"第{number}条河") for number in range(5000)]
    took = []
    for content, new in ((file(*rows), 5000), (file(*rows).replace("东营", "山东"), 0)):
        started = time.monotonic()
        assert counts(write(world, editor, content)) == (5000, new, 5000 - new, 0)
        took.append(time.monotonic() - started)
    assert max(took) < 30


def test_import_costs_the_same_statements_for_one_and_three(world: World, editor: Person) -> None:
    def cost(content: str) -> int:
        with counted_statements() as seen:
            write(world, editor, content)
        return len(seen)

    cost(file(TRUTH))
    one = cost(file(ROW))
    three = cost(file(*[ROW.replace("t-1", f"x-{number}") for number in range(3)]))
    assert one == three
