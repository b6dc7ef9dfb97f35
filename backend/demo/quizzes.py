"""Which quizzes are there in the demo city? A contest that is open for a month, and one to practise as one likes."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from backend.config import settings
from backend.core.clock import local, now
from backend.core.transaction import transaction
from backend.demo import people
from backend.demo.marks import is_done, mark_done
from backend.quizzes.publish import create_quiz, publish_quiz
from backend.quizzes.schemas import QuizIn

PART = "demo-quizzes"
CATEGORIES = ("constitution", "geography", "festivals", "crafts", "history")
_DAYS = 30

CONTEST: dict[str, Any] = {
    "mode": "contest",
    "title": "石榴籽知识竞赛",
    "description": "二十道题，十五分钟，看看您对宪法、地理、节日、技艺和历史知道多少。",
    "rules_text": (
        "每份试卷 20 题，满分 100 分，限时 15 分钟，到时自动交卷。每天可以答两次，一共六次，取最好的一次。"
        "多选题要全部选对才得分。同分时用时短的在前。八十分以上可以得到证书。"
        "竞赛结束以后，可以查看每道题的答案和解析。是否出现在排行榜上，您可以自己决定。"
    ),
    "time_limit": 900,
    "tries_per_day": 2,
    "tries_in_all": 6,
    "start_jitter": 10,
    "certificate_from": 80,
}
CONTEST_CELLS = (("easy", "single", 2), ("medium", "multiple", 1), ("easy", "true_false", 1))

PRACTICE: dict[str, Any] = {
    "mode": "practice",
    "title": "石榴籽每日练习",
    "description": "十道题，不限时，答完一题就能看到解析，想练几次就练几次。",
    "rules_text": "练习不限时、不限次数，也不排名。每答一题，就会看到正确答案、解析和出处。",
}
PRACTICE_CELLS = (("medium", "single", 1), ("easy", "true_false", 1))
FULL = 10_000
"""A hundred marks, in hundredths."""


def add_quizzes() -> int:
    """Make and publish both quizzes from the starter bank, once; return how many were made."""
    if is_done(PART):
        return 0
    actor = people.actor_of(people.CITY_ADMIN)
    plans = ((CONTEST, CONTEST_CELLS), (PRACTICE, PRACTICE_CELLS))
    zone = settings().city_zone
    opens_at = datetime.combine(local(now(), zone).date(), time(), ZoneInfo(zone)).astimezone(UTC)
    with transaction() as session:
        for words, cells in plans:
            times = {"opens_at": opens_at, "closes_at": opens_at + timedelta(days=_DAYS)}
            data = QuizIn(region_code=people.CITY, quota=_quota(cells), **times, **words)
            publish_quiz(create_quiz(data, actor=actor), actor=actor)
        mark_done(session, PART)
    return len(plans)


def _quota(cells: tuple[tuple[str, str, int], ...]) -> list[Any]:
    marks = FULL // (len(CATEGORIES) * sum(count for _, _, count in cells))
    return [
        {"category": category, "difficulty": difficulty, "type": type_, "count": count, "marks": marks}
        for category in CATEGORIES
        for difficulty, type_, count in cells
    ]
