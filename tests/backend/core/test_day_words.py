"""How do moments read in the city?"""

from datetime import UTC, datetime, timedelta

import pytest

from backend.core.day_words import day_words, length_words, span_words

NOON = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
ZONE = "Asia/Shanghai"


def test_day_is_the_citys() -> None:
    assert day_words(NOON, ZONE) == "2026年11月25日"
    assert day_words(NOON + timedelta(hours=12), ZONE) == "2026年11月26日"


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (2, "2026年11月25日（星期三）12:00—14:00"),
        (50, "2026年11月25日（星期三）12:00 至 11月27日 14:00"),
        (24 * 40, "2026年11月25日（星期三）12:00 至 2027年1月4日 12:00"),
    ],
)
def test_span_names_the_second_day_where_it_is_another(hours: int, words: str) -> None:
    assert span_words(NOON, NOON + timedelta(hours=hours), ZONE) == words


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0 分钟"), (59, "59 分钟"), (60, "1 小时"), (150, "2 小时 30 分钟")]
)
def test_length_reads_in_hours_and_minutes(minutes: int, words: str) -> None:
    assert length_words(minutes) == words
