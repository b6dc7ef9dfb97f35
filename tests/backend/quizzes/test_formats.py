"""Is each format understood as others write it, is what is wrong named by its place, are hostile files refused?"""

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from backend.quizzes.formats import xlsx
from backend.quizzes.formats.draft import SENTENCES, Reading
from backend.quizzes.formats.table import COLUMNS
from backend.quizzes.taking_in import read_file

HEADING = ["编号", "题型", "类别", "难度", "题干", "选项A", "选项B", "选项C", "答案", "出处", "解析"]
GOOD = ["t-1", "单选", "地理", "易", "黄河流入哪个海？", "渤海", "东海", "南海", "A", "地图", ""]


def sheet(*rows: list[Any], heading: list[str] = HEADING) -> bytes:
    book = Workbook()
    for row in (heading, *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def table(*rows: list[str], heading: list[str] = HEADING) -> bytes:
    return "\n".join(",".join(row) for row in (heading, *rows)).encode()


def places(found: Reading) -> list[tuple[int, str, str]]:
    return [(each.row, each.column, each.code) for each in sorted(found.faults)]


def with_cell(column: str, value: Any) -> list[Any]:
    row: list[Any] = list(GOOD)
    row[HEADING.index(column)] = value
    return row


# tables


def test_headings_and_words_in_chinese_are_understood() -> None:
    for content, form in ((sheet(GOOD), "xlsx"), (table(GOOD), "csv"), (table(GOOD).decode().encode("gbk"), "csv")):
        found = read_file(content, form)
        assert found.faults == []
        assert found.drafts[0].code == "t-1"
        assert found.drafts[0].said["type"] == "single"
        assert found.drafts[0].said["difficulty"] == "easy"
        assert [option["right"] for option in found.drafts[0].said["options"]] == [True, False, False]


def test_columns_may_be_left_out_and_stand_in_any_order() -> None:
    found = read_file("答案;题型;题干\nT;判断;天是蓝的。\n".encode(), "csv")
    assert found.faults == []
    assert found.drafts[0].said == {
        "type": "true_false", "stem": "天是蓝的。", "options": [], "truth": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("column", "written", "place"),
    [
        ("题型", "填空", (3, "type", "unknown_type")),
        ("题型", "", (3, "type", "missing")),
        ("难度", "极难", (3, "difficulty", "unknown_difficulty")),
        ("答案", "", (3, "answer", "missing")),
        ("答案", "D", (3, "answer", "answer_unknown")),
        ("答案", "AA", (3, "answer", "answer_unknown")),
        ("选项B", "", (3, "option_b", "gap")),
        ("题干", "长" * 100_000, (3, "stem", "too_long")),
    ],
)
def test_wrong_cell_is_named(column: str, written: str, place: tuple[int, str, str]) -> None:
    assert places(read_file(table(GOOD, with_cell(column, written)), "csv")) == [place]
    if len(written) < 32_767:
        assert places(read_file(sheet(GOOD, with_cell(column, written)), "xlsx")) == [place]


@pytest.mark.parametrize("word", ["T", "true", "对", "正确", "√", True])
def test_truth_may_be_said_in_many_words(word: Any) -> None:
    row = with_cell("题型", "判断")
    row[5:9] = ["", "", "", word]
    assert read_file(sheet(row), "xlsx").drafts[0].said["truth"] is True


def test_table_without_its_headings_is_refused() -> None:
    assert places(read_file(table(GOOD[:3], heading=["编号", "类别", "类别"]), "csv")) == [
        (1, "answer", "heading_missing"),
        (1, "category", "heading_twice"),
        (1, "stem", "heading_missing"),
        (1, "type", "heading_missing"),
    ]


@pytest.mark.parametrize(
    ("content", "form", "code"),
    [
        (b"", "csv", "empty"),
        (b"", "gift", "empty"),
        (b"\n\n", "aiken", "empty"),
        (b"", "xlsx", "not_xlsx"),
        (b"PK\x03\x04 and so on", "xlsx", "not_xlsx"),
        (b"\xff\xfe\x80\x80", "csv", "encoding"),
        (b"x" * (10 * 1024 * 1024 + 1), "gift", "too_large"),
        (b'code,type,stem,answer\n"' + b"x" * 200_000, "csv", "too_long"),
        (b"::q::what\x01{=a ~b}", "gift", "controls"),
    ],
)
def test_file_that_cannot_be_read_is_one_fault(content: bytes, form: str, code: str) -> None:
    found = read_file(content, form)
    assert ([each.code for each in found.faults], found.drafts) == ([code], [])
    assert found.faults[0].sentence == SENTENCES[code]


def test_more_than_five_thousand_rows_are_refused() -> None:
    rows = [with_cell("编号", f"t-{number}") for number in range(5001)]
    assert places(read_file(table(*rows), "csv")) == [(5002, "", "too_many_rows")]
    assert len(read_file(table(*rows[:5000]), "csv").drafts) == 5000


# Excel files and their tricks


def test_cells_that_are_no_text_become_text_or_are_named() -> None:
    assert read_file(sheet(with_cell("选项A", 1949)), "xlsx").drafts[0].said["options"][0]["text"] == "1949"
    assert read_file(sheet(with_cell("选项A", 0.1 + 0.2)), "xlsx").drafts[0].said["options"][0]["text"] == "0.3"
    for value, code in ((date(1949, 10, 1), "date"), ("=1+1", "formula"), ("#REF!", "cell_error")):
        assert places(read_file(sheet(GOOD, with_cell("选项B", value)), "xlsx")) == [(3, "option_b", code)]


def test_percentages_are_named() -> None:
    book = load_workbook(io.BytesIO(sheet(with_cell("选项B", 0.5))))
    book.active["G2"].number_format = "0%"
    out = io.BytesIO()
    book.save(out)
    assert places(read_file(out.getvalue(), "xlsx")) == [(2, "option_b", "number_format")]


def test_text_that_begins_like_a_formula_stays_text() -> None:
    question = type("Row", (), {"code": "t-1", "type": "true_false", "category": "geography", "difficulty": "easy"})
    question.stem, question.options, question.truth = "=HYPERLINK(1)", [], True
    question.source, question.explanation = "@SUM(1)", "-2+3"
    content = xlsx.write_xlsx([question])
    cells = list(load_workbook(io.BytesIO(content)).active.iter_rows())[1]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert read_file(content, "xlsx").drafts[0].said["stem"] == "=HYPERLINK(1)"


def test_template_is_a_table_without_questions() -> None:
    content = xlsx.template()
    assert len(next(iter(load_workbook(io.BytesIO(content)).active.iter_rows()))) == len(COLUMNS)
    assert places(read_file(content, "xlsx")) == [(0, "", "empty")]


def packed(change: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An Excel file in which some members are replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sheet(GOOD))) as old, zipfile.ZipFile(out, "w", compression) as new:
        for name in old.namelist():
            new.writestr(name, change.pop(name, None) or old.read(name))
        for name, content in change.items():
            new.writestr(name, content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
ROWS = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def lying(content: bytes, size: int) -> bytes:
    """The same archive, its largest member declared as small in both of its headers."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        real = max(member.file_size for member in archive.infolist())
    return content.replace(real.to_bytes(4, "little"), size.to_bytes(4, "little"))


def test_bombs_are_refused_before_they_are_read() -> None:
    bomb = packed({SHEET: b" " * (60 * 1024 * 1024)})
    assert len(bomb) < 100_000
    assert places(read_file(bomb, "xlsx")) == [(0, "", "unpacks_too_large")]
    assert places(read_file(lying(bomb, 1000), "xlsx")) == [(0, "", "not_xlsx")]
    many = packed({f"xl/{number}.xml": b"" for number in range(1001)})
    assert places(read_file(many, "xlsx")) == [(0, "", "unpacks_too_large")]
    unbounded = packed({}, zipfile.ZIP_LZMA)
    assert places(read_file(unbounded, "xlsx")) == [(0, "", "not_xlsx")]


def test_entities_are_refused() -> None:
    laughing = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + ROWS.format("")
    for encoding in ("utf-8", "utf-16"):
        assert places(read_file(packed({SHEET: laughing.encode(encoding)}), "xlsx")) == [(0, "", "not_xlsx")]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ('<row r="999999999"><c r="A999999999" t="inlineStr"><is><t>x</t></is></c></row>', "too_many_rows"),
        ('<row r="1"><c r="XFD1" t="inlineStr"><is><t>x</t></is></c></row>', "empty"),
        ('<row r="1"><c r="A1" t="s"><v>99999</v></c></row>', "not_xlsx"),
        ('<row r="1"><c r="A1"><v>' + "9" * 9000 + "</v></c></row>", "not_xlsx"),
        ('<row r="x"></row>', "not_xlsx"),
        ("<row>", "not_xlsx"),
    ],
)
def test_odd_sheets_are_refused(rows: str, code: str) -> None:
    found = read_file(packed({SHEET: ROWS.format(rows).encode()}), "xlsx")
    assert [each.code for each in found.faults] == [code]


# GIFT

GIFT = """\
// a comment of others
$CATEGORY: $course$/top/地理

// difficulty: 难
// source: 地图\\: 第一页
::geo-1:: Which \\= sea\\, {
 =Bo Hai#right
 ~South \\~ Sea#no
 ~[html]<b>East</b> &amp; Sea
}

// question: 0  name: old
::Old title::[html]<p>One</p><p>Two</p>{~%50%a ~%50%b ~%-100%c ####because}

The sky is blue.{T#wrong#yes, it is}

Rivers {=flow ~stand} downhill.
"""


def test_gift_of_others_is_understood() -> None:
    found = read_file(GIFT.encode(), "gift")
    assert found.faults == []
    first, second, third, fourth = found.drafts
    assert (first.code, first.row) == ("geo-1", 6)
    assert first.said == {
        "category": "地理", "difficulty": "hard", "source": "地图: 第一页", "type": "single",
        "stem": "Which = sea\\,", "truth": None, "explanation": "right",
        "options": [
            {"text": "Bo Hai", "right": True},
            {"text": "South ~ Sea", "right": False},
            {"text": "East & Sea", "right": False},
        ],
    }  # fmt: skip
    assert (second.code, second.said["type"], second.said["stem"]) == (None, "multiple", "One\nTwo")
    assert [option["right"] for option in second.said["options"]] == [True, True, False]
    assert second.said["explanation"] == "because"
    assert "difficulty" not in second.said
    assert (third.said["truth"], third.said["explanation"]) == (True, "yes, it is")
    assert fourth.said["stem"] == "Rivers____downhill."


@pytest.mark.parametrize(
    ("question", "column", "code"),
    [
        ("Who?{=a ~b", "answer", "unclosed"),
        ("Who?{=a {~b}}", "answer", "unclosed"),
        ("Who}?", "answer", "unclosed"),
        ("A description.", "answer", "no_answer"),
        ("Write!{}", "type", "unsupported_type"),
        ("How many?{#3:1}", "type", "unsupported_type"),
        ("Who wrote it?{=Li Bai =李白}", "type", "unsupported_type"),
        ("Match{=a -> b =c -> d}", "type", "unsupported_type"),
        ("// difficulty: 极难\nWho?{=a ~b}", "difficulty", "unknown_difficulty"),
        ("Who?{=a ~" + "b" * 3000 + "}" + "x" * 3000, "stem", "too_long"),
    ],
)
def test_gift_that_cannot_be_taken_is_named_by_its_line(question: str, column: str, code: str) -> None:
    found = read_file(f"Good{{=a ~b}}\n\n{question}\n\nGood too{{=a ~b}}\n".encode(), "gift")
    line = 4 if question.startswith("//") else 3
    assert places(found) == [(line, column, code)]
    assert len(found.drafts) == 2


# Aiken

AIKEN = """\
黄河流入哪个海？
A. 渤海
B) 东海
C、南海
ANSWER: A

两行
的题干
a. 一
b. 二
answer: B
"""


def test_aiken_is_understood() -> None:
    found = read_file(AIKEN.replace("\n", "\r\n").encode("utf-8-sig"), "aiken")
    assert found.faults == []
    assert [(draft.row, draft.said["stem"]) for draft in found.drafts] == [(1, "黄河流入哪个海？"), (7, "两行\n的题干")]
    assert [option["right"] for option in found.drafts[0].said["options"]] == [True, False, False]
    assert [option["right"] for option in found.drafts[1].said["options"]] == [False, True]


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        ("Q\nA. a\nC. c\nANSWER: A", (3, "options", "letters_order")),
        ("Q\nA. a\nB. b\nmore\nANSWER: A", (4, "", "line_unknown")),
        ("Q\nA. a\nB. b\nANSWER: C", (4, "answer", "answer_unknown")),
        ("Q\nA. a\nB. b", (1, "answer", "no_answer")),
        ("ANSWER: A", (1, "stem", "missing")),
        ("Q" * 3000 + "\nA. a\nB. b\nANSWER: A", (1, "", "too_long")),
    ],
)
def test_aiken_that_cannot_be_taken_is_named_by_its_line(lines: str, place: tuple[int, str, str]) -> None:
    assert places(read_file(lines.encode(), "aiken")) == [place]
