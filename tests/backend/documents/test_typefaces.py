"""Does text break where it may, and fit where it must?"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.documents.pdf import dark_stretches
from backend.documents.qr import modules
from backend.documents.typefaces import MISSING, fit, plain, runs, width


def lines(text: str, room: float, most: int = 9) -> list[str]:
    return fit(text, "sans", room, sizes=(1,), most_lines=most).lines


def test_lines_end_neither_before_a_comma_nor_inside_a_word() -> None:
    assert lines("今天包粽子，明天唱歌", 5) == ["今天包粽", "子，明天", "唱歌"]
    assert "Shiliu" in "|".join(lines("参加Shiliu活动", 4))
    assert lines("看（第三场）", 3)[0][-1] != "（"


def test_lines_are_balanced() -> None:
    assert lines("一二三四五六七八九", 8) == ["一二三四五", "六七八九"]


def test_smaller_before_more_lines_and_cut_at_last() -> None:
    fitted = fit("一二三四五六", "serif", 12, sizes=(3, 2, 1), most_lines=1)
    assert (fitted.lines, fitted.size) == (["一二三四五六"], 2)
    assert fit("一二三四五六", "serif", 4, sizes=(3, 1), most_lines=1).lines == ["一二三…"]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.floats(4, 30), st.integers(1, 3))
def test_whatever_is_written_fits(text: str, room: float, most: int) -> None:
    fitted = fit(text, "serif", room, sizes=(2, 1), most_lines=most)
    assert 1 <= len(fitted.lines) <= most
    assert all(width(line, "serif") * fitted.size <= room + 1e-6 for line in fitted.lines)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("  a\n b ", "a b"),
        ("\u202e王\u200d\ufe0f", "王"),
        ("é", "é"),
        ("👍🏽", "👍"),
        ("\u200b", MISSING),
        ("Z" + "͇̿" * 9, "Z"),
    ],
)
def test_text_is_made_plain(given: str, shown: str) -> None:
    assert plain(given) == shown


def test_each_letter_is_written_in_a_font_that_has_it() -> None:
    found = [(run.font, run.text) for run in runs("石榴🌺籽\U0002a6a5", "serif")]
    assert found[:3] == [("serif", "石榴"), ("emoji", "🌺"), ("serif", f"籽{MISSING}")]


def test_dark_squares_that_touch_are_one() -> None:
    assert dark_stretches([True, True, False, True]) == [(0, 2), (3, 4)]
    assert dark_stretches([False, False]) == []
    rows = modules("https://shiliu.example.org/c/x")
    assert all(len(row) == len(rows) for row in rows)
