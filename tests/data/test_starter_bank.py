"""Has the starter bank of quiz questions the form that a paper drawn by quota needs?"""

import csv
import itertools
import re
from collections import Counter
from pathlib import Path

import pytest

BANK = Path(__file__).parents[2] / "data" / "questions" / "starter.csv"

OPTIONS = ("option_a", "option_b", "option_c", "option_d", "option_e", "option_f")
HEADER = ("code", "type", "category", "difficulty", "stem", *OPTIONS, "answer", "source", "explanation")
LETTERS = "ABCDEF"
TYPES = ("single", "multiple", "true_false")
DIFFICULTIES = ("easy", "medium", "hard")
PREFIXES = {"constitution": "law", "geography": "geo", "festivals": "fes", "crafts": "cra", "history": "his"}
LIMITS = {"stem": 200, "source": 120, "explanation": 300, **dict.fromkeys(OPTIONS, 80)}

FORBIDDEN = (
    "您是什么民族", "你是什么民族", "您的民族", "你的民族", "你属于哪个民族", "您属于哪个民族", "民族成分", "族别",
    "信仰", "信教", "教义", "身份证", "手机号", "户口", "落后", "野蛮", "愚昧", "未开化", "蛮夷", "蛮人", "生番",
    "能歌善舞", "好客的民族", "性格", "哪个民族最", "最优秀", "最先进", "世界第一", "全国第一", "人口最多", "人口最少",
    "以上都对", "以上都是", "以上全对", "以上都不", "都不对", "民族团结进步促进法",
)  # fmt: skip
"""What a resident is asked nothing about, what could hurt, ranks, and options that give themselves away."""

HANZI = re.compile("[一-鿿]")
TRADITIONAL = set("國學會為對與時節劃歷風習節義務責區縣鄉鎮舉權發擴項無問題選對錯書禮儀護傳統術藝織繡從東邊間")
"""Some characters that simplified writing does not have."""


def read() -> list[dict[str, str]]:
    with BANK.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = read()


def options(row: dict[str, str]) -> list[str]:
    return [row[name] for name in OPTIONS if row[name]]


def of(kind: str) -> list[dict[str, str]]:
    return [row for row in ROWS if row["type"] == kind]


def right_is_longest(row: dict[str, str]) -> bool:
    lengths = [len(option) for option in options(row)]
    right = lengths.pop(LETTERS.index(row["answer"]))
    return right > max(lengths)


def test_file_is_plain_utf8_with_unix_lines_and_the_agreed_header():
    raw = BANK.read_bytes()

    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert tuple(next(csv.reader([raw.decode("utf-8").splitlines()[0]]))) == HEADER


def test_every_line_has_every_column_and_no_stray_blanks():
    with BANK.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))

    assert {len(line) for line in lines} == {len(HEADER)}
    assert [cell for line in lines for cell in line if cell != cell.strip() or "\n" in cell or "\t" in cell] == []


def test_there_are_enough_questions_in_all_and_in_every_category():
    counts = Counter(row["category"] for row in ROWS)

    assert len(ROWS) >= 320
    assert set(counts) == set(PREFIXES)
    assert min(counts.values()) >= 60


@pytest.mark.parametrize("cell", list(itertools.product(PREFIXES, DIFFICULTIES, TYPES)), ids="-".join)
def test_a_paper_can_draw_from_every_cell(cell):
    assert sum((row["category"], row["difficulty"], row["type"]) == cell for row in ROWS) >= 4


def test_codes_are_unique_and_tell_the_category():
    assert len({row["code"] for row in ROWS}) == len(ROWS)
    assert [row["code"] for row in ROWS if not re.fullmatch(PREFIXES[row["category"]] + r"-\d{3}", row["code"])] == []


def test_stems_are_unique_also_without_their_marks():
    stems = Counter("".join(HANZI.findall(row["stem"])) for row in ROWS)

    assert [stem for stem, number in stems.items() if number > 1] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["code"])
def test_form_of_a_question(row):
    given = options(row)

    assert [name for name in OPTIONS if row[name]] == list(OPTIONS[: len(given)]), "options leave no gap"
    assert len(set(given)) == len(given), "options differ"
    assert row["stem"]
    assert row["source"]
    assert row["explanation"].endswith("。")
    assert {name: len(row[name]) for name, limit in LIMITS.items() if len(row[name]) > limit} == {}
    assert row["stem"][-1] in "？。"

    if row["type"] == "true_false":
        assert given == []
        assert row["answer"] in {"T", "F"}
        return
    assert row["answer"] == "".join(sorted(set(row["answer"])))
    assert set(row["answer"]) <= set(LETTERS[: len(given)])
    if row["type"] == "single":
        assert len(given) == 4
        assert len(row["answer"]) == 1
    else:
        assert row["type"] == "multiple"
        assert 4 <= len(given) <= 6
        assert 2 <= len(row["answer"]) <= len(given)


def test_right_letters_of_single_choice_are_spread_evenly():
    letters = Counter(row["answer"] for row in of("single"))

    assert all(0.18 <= letters[letter] / len(of("single")) <= 0.32 for letter in "ABCD")


def test_right_letters_of_multiple_choice_are_spread_evenly():
    for position, letter in enumerate("ABCD"):
        having = [row for row in of("multiple") if len(options(row)) > position]
        share = sum(letter in row["answer"] for row in having) / len(having)
        assert 0.5 <= share <= 0.8, letter


def test_multiple_choice_is_not_settled_by_ticking_everything():
    everything = [row["code"] for row in of("multiple") if len(row["answer"]) == len(options(row))]

    assert len(everything) <= len(of("multiple")) * 0.2


def test_true_and_false_are_both_common():
    true = sum(row["answer"] == "T" for row in of("true_false"))

    assert 0.4 <= true / len(of("true_false")) <= 0.6


def test_right_option_is_seldom_the_longest():
    longest = [row["code"] for row in of("single") if right_is_longest(row)]

    assert len(longest) <= len(of("single")) * 0.4


def test_words_that_may_not_occur():
    found = [
        (row["code"], word) for row in ROWS for word in FORBIDDEN if word in "".join(row[name] for name in HEADER[4:])
    ]

    assert found == []


def test_text_is_simplified_chinese():
    assert [row["code"] for row in ROWS if TRADITIONAL & set("".join(row[name] for name in HEADER[4:]))] == []


def test_readme_tells_the_numbers_of_this_file():
    text = BANK.with_name("README.md").read_text(encoding="utf-8")

    assert f"{len(ROWS)} questions" in text
    for category, number in Counter(row["category"] for row in ROWS).items():
        assert re.search(rf"\| `{category}` \|.*\| {number} \|", text), category
