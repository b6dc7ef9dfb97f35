"""With which words is a message read? Made from its kind and facts when it is read, in the reader's language.

Facts are what a handler of `tasks.py` kept: the event's title, moments as `YYYY-MM-DDTHH:MM:SSZ`, numbers.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.core.clock import local

CHINESE, ENGLISH = "zh-CN", "en"

_WEEKDAYS = {CHINESE: "一二三四五六日", ENGLISH: ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Words:
    """What a person reads."""

    title: str
    body: str


TEXTS: dict[str, dict[str, Words]] = {
    "signup_confirmed": {
        CHINESE: Words(
            "报名成功",
            "您已报名“{event}”，共 {seats} 人。时间：{when}{at_venue}。期待与您相见！"
            "如果来不了，请提前取消，把名额留给邻居。",
        ),
        ENGLISH: Words(
            "You have a place",
            "You are signed up for “{event}”, {people}. {when}{at_venue}. See you there! If you can't come, please "
            "cancel in time, so that a neighbour can.",
        ),
    },
    "signup_waiting": {
        CHINESE: Words(
            "已进入候补",
            "“{event}”名额已满，您排在候补第 {position} 位。有了空位会自动通知您，不用一直刷新。",
        ),
        ENGLISH: Words(
            "You are on the waiting list",
            "“{event}” is full. You are number {position} on the waiting list. "
            "You hear from us as soon as there is room.",
        ),
    },
    "signup_moved_up": {
        CHINESE: Words(
            "候补成功",
            "好消息！“{event}”有了空位，您的报名已确认，共 {seats} 人。时间：{when}{at_venue}。"
            "如果来不了，请提前取消，把名额留给邻居。",
        ),
        ENGLISH: Words(
            "You have a place now",
            "Good news: there is room at “{event}”, and you have a place, {people}. {when}{at_venue}. "
            "If you can't come, please cancel in time, so that a neighbour can.",
        ),
    },
    "signup_offered": {
        CHINESE: Words(
            "有名额为您保留",
            "“{event}”有了空位，已为您保留到{until}。请在这之前确认；过了时间，名额会让给下一位。",
        ),
        ENGLISH: Words(
            "A place is held for you",
            "There is room at “{event}”. We hold it for you until {until}: "
            "please accept by then, or it goes to the next.",
        ),
    },
    "signup_offer_expired": {
        CHINESE: Words(
            "保留的名额已过期",
            "为您保留的“{event}”名额过了确认时间，已让给下一位。欢迎看看其他活动。",
        ),
        ENGLISH: Words(
            "The place was not held any longer",
            "The time to accept your place at “{event}” is over, and it went to the next. "
            "Do have a look at other events.",
        ),
    },
    "signup_held_back": {
        CHINESE: Words(
            "先让一让邻居",
            "您近来有几次报了名没能到场，“{event}”的名额先留给其他邻居到{until}。之后有名额就自动为您确认，不用再做什么。",
        ),
        ENGLISH: Words(
            "Others go first this time",
            "You could not come to several events lately, so others go first at “{event}” until {until}. "
            "After that you get a place if there is one; there is nothing you have to do.",
        ),
    },
    "event_changed": {
        CHINESE: Words(
            "活动有变动",
            "您报名的“{event}”有变动。{changes}。如果来不了，可以在“我的报名”里取消。",
        ),
        ENGLISH: Words(
            "An event has changed",
            "“{event}”, which you signed up for, has changed. {changes}. "
            "If you can't come, you can cancel under “My events”.",
        ),
    },
    "event_cancelled": {
        CHINESE: Words(
            "活动取消了",
            "很抱歉，原定{when}的“{event}”取消了{because}。您不用再做什么，期待下次相见。",
        ),
        ENGLISH: Words(
            "An event was cancelled",
            "We are sorry: “{event}”, planned for {when}, was cancelled{because}. There is nothing you have to do.",
        ),
    },
    "event_not_held": {
        CHINESE: Words(
            "活动没有举办",
            "很抱歉，原定{when}的“{event}”没有举办{because}。您不用再做什么，期待下次相见。",
        ),
        ENGLISH: Words(
            "An event did not take place",
            "We are sorry: “{event}”, planned for {when}, did not take place{because}. "
            "There is nothing you have to do.",
        ),
    },
    "event_verified": {
        CHINESE: Words(
            "活动已核实",
            "您报告的“{event}”（{when}）已经核实，计入统计，到场居民会收到参加证明。辛苦了！",
        ),
        ENGLISH: Words(
            "An event was verified",
            "“{event}” ({when}), which you reported, was verified. It counts now, and those who came get a proof. "
            "Thank you!",
        ),
    },
    "report_returned": {
        CHINESE: Words(
            "举办报告被退回",
            "您报告的“{event}”（{when}）需要补充：{returned}{because}。请补充后重新报告。",
        ),
        ENGLISH: Words(
            "A report was returned",
            "Your report of “{event}” ({when}) needs another look: {returned}{because}. "
            "Please complete it and report again.",
        ),
    },
    "proof_issued": {
        CHINESE: Words(
            "参加证明已开具",
            "您参加的“{event}”（{when}）已经核实，参加证明可以在“我的参加证明”里查看。谢谢您的参与！",
        ),
        ENGLISH: Words(
            "You have a proof of attendance",
            "“{event}” ({when}) was verified. You find your proof under “My proofs”. Thank you for taking part!",
        ),
    },
    "proof_revoked": {
        CHINESE: Words(
            "参加证明已撤销",
            "“{event}”（{when}）的签到更正了，您的参加证明不再有效。如果您到了现场，请联系活动的工作人员，可以补登。",
        ),
        ENGLISH: Words(
            "A proof was revoked",
            "The attendance of “{event}” ({when}) was corrected, and your proof is no longer valid. "
            "If you were there, please tell those who held it: they can add you.",
        ),
    },
    "verification_overdue": {
        CHINESE: Words(
            "有活动等待核实",
            "“{event}”（{when}）的举办报告已超过三个工作日没有核实，请安排一位同事核实。",
        ),
        ENGLISH: Words(
            "An event waits to be verified",
            "The report of “{event}” ({when}) has waited for more than three working days. "
            "Please have a colleague verify it.",
        ),
    },
}
"""Kind -> language -> words; `_facts_in_words` makes what stands in braces."""

_CHANGED = {
    "starts_at": {CHINESE: "新的开始时间：", ENGLISH: "New start: "},
    "ends_at": {CHINESE: "新的结束时间：", ENGLISH: "New end: "},
    "venue": {CHINESE: "新的地点：", ENGLISH: "New place: "},
    "address": {CHINESE: "新的地址：", ENGLISH: "New address: "},
}
"""What can change so that people are told, in the order in which it is said."""

_RETURNED = {
    "photos_unclear": {CHINESE: "照片看不清", ENGLISH: "the photos are not clear"},
    "headcount_differs": {CHINESE: "人数对不上", ENGLISH: "the numbers of people differ"},
    "summary_incomplete": {CHINESE: "说明不完整", ENGLISH: "the summary is not complete"},
    "wrong_event": {CHINESE: "报告的不是这个活动", ENGLISH: "it is about another event"},
    "other": {CHINESE: "其他原因", ENGLISH: "another reason"},
}
"""Why a report was returned."""

_SEE_EVENT = {CHINESE: "请打开活动查看", ENGLISH: "Please have a look at it"}
_MOMENTS = {"starts_at", "ends_at"}


def words(kind: str, facts: dict[str, Any], *, language: str, zone: str, written_at: datetime) -> Words:
    """Return the words of a message for a reader of this language; times are the city's (`zone`)."""
    template = TEXTS[kind].get(language) or TEXTS[kind][CHINESE]
    known = language if language in TEXTS[kind] else CHINESE
    filled = _facts_in_words(facts, known, zone, written_at)
    return Words(template.title, template.body.format_map(filled))


def _facts_in_words(facts: dict[str, Any], language: str, zone: str, written_at: datetime) -> dict[str, str]:
    chinese = language == CHINESE

    def moment(name: str) -> str:
        return when(datetime.fromisoformat(facts[name]), language=language, zone=zone, seen_at=written_at)

    seats = facts.get("seats", 1)
    venue, reason = facts.get("venue"), (facts.get("reason") or "").rstrip("。.")
    return {
        "event": facts["title"],
        "when": moment("starts_at") if "starts_at" in facts else "",
        "until": moment("until") if "until" in facts else "",
        "at_venue": "" if not venue else f"，地点：{venue}" if chinese else f", {venue}",
        "seats": str(seats),
        "people": "1 person" if seats == 1 else f"{seats} people",
        "position": str(facts.get("position", "")),
        "because": "" if not reason else f"（{reason}）" if chinese else f" ({reason})",
        "returned": _RETURNED.get(facts.get("reason_code", ""), _RETURNED["other"])[language],
        "changes": ("；" if chinese else "; ").join(_changes(facts.get("changes", {}), language, zone, written_at)),
    }


def _changes(changes: dict[str, str], language: str, zone: str, written_at: datetime) -> list[str]:
    said = []
    for name, label in _CHANGED.items():
        value = changes.get(name)
        if not value:
            continue
        if name in _MOMENTS:
            value = when(datetime.fromisoformat(value), language=language, zone=zone, seen_at=written_at)
        said.append(label[language] + value)
    return said or [_SEE_EVENT[language]]


def when(moment: datetime, *, language: str, zone: str, seen_at: datetime) -> str:
    """Write a moment as the city reads it, e.g. 11月25日（周三）14:00; with the year if it is another than now."""
    there = local(moment, zone)
    other_year = there.year != local(seen_at, zone).year
    weekday = _WEEKDAYS[language][there.weekday()]
    if language == CHINESE:
        year = f"{there.year}年" if other_year else ""
        return f"{year}{there.month}月{there.day}日（周{weekday}）{there:%H:%M}"
    year = f" {there.year}" if other_year else ""
    return f"{weekday} {there.day} {_MONTHS[there.month - 1]}{year}, {there:%H:%M}"
