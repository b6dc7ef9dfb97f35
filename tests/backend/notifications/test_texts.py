import string
from datetime import UTC, datetime

import pytest

from backend.notifications.tasks import _STATE_TOLD
from backend.notifications.texts import CHINESE, ENGLISH, TEXTS, when, words

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
FACTS = {
    "title": "社区包粽子",
    "starts_at": "2026-11-25T06:00:00Z",
    "venue": "文化广场",
    "seats": 2,
    "position": 3,
    "until": "2026-11-24T06:30:00Z",
    "reason": "天气不好。",
    "reason_code": "photos_unclear",
    "changes": {"starts_at": "2027-01-03T01:00:00Z", "venue": "南湖公园"},
}
SHANGHAI = "Asia/Shanghai"


def said(kind: str, language: str = CHINESE, **facts: object) -> str:
    return words(kind, FACTS | facts, language=language, zone=SHANGHAI, written_at=NOW).body


def test_every_news_has_words_in_both_languages() -> None:
    assert set(TEXTS) == {f"signup_{news}" for news in _STATE_TOLD} | {
        *("event_changed", "event_cancelled", "event_not_held", "event_verified", "report_returned"),
        *("proof_issued", "proof_revoked", "verification_overdue"),
    }
    for kind, languages in TEXTS.items():
        assert set(languages) == {CHINESE, ENGLISH}, kind
        used = [
            {name for _, name, _, _ in string.Formatter().parse(languages[language].body) if name}
            for language in (CHINESE, ENGLISH)
        ]
        assert used[0] - {"seats"} == used[1] - {"people"}, kind


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_words_leave_no_hole_where_facts_are_empty(kind: str, language: str) -> None:
    body = said(kind, language, venue="", reason=None, changes={})
    assert not any(hole in body for hole in ("{", "None", "：。", "。。", "  ", "()", "（）")), body


def test_words_say_what_matters() -> None:
    assert "第 3 位" in said("signup_waiting")
    assert "保留到11月24日（周二）14:30。" in said("signup_offered")
    assert "原定11月25日（周三）14:00的“社区包粽子”取消了（天气不好）。" in said("event_cancelled")
    assert "新的开始时间：2027年1月3日（周日）09:00；新的地点：南湖公园。" in said("event_changed")
    assert "需要补充：照片看不清（天气不好）。" in said("report_returned")
    assert "the photos are not clear (天气不好)." in said("report_returned", ENGLISH)
    assert "New start: Sun 3 Jan 2027, 09:00; New place: 南湖公园." in said("event_changed", ENGLISH)


def test_words_take_a_title_as_it_is() -> None:
    assert "“{when} %s”" in said("signup_confirmed", title="{when} %s")


def test_words_for_a_language_that_we_do_not_have_are_chinese() -> None:
    assert words("signup_waiting", FACTS, language="fr", zone=SHANGHAI, written_at=NOW).title == "已进入候补"


def test_when_is_the_citys_time_and_names_another_year() -> None:
    late = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    assert when(late, language=CHINESE, zone=SHANGHAI, seen_at=NOW) == "2027年1月1日（周五）00:00"
    assert when(late, language=CHINESE, zone="UTC", seen_at=NOW) == "12月31日（周四）16:00"
    assert when(late, language=ENGLISH, zone=SHANGHAI, seen_at=late) == "Fri 1 Jan, 00:00"
