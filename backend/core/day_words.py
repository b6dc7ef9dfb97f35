"""How is a moment written for people? As the city's clocks and calendar show it."""

from datetime import datetime

from backend.core.clock import local

_WEEKDAYS = "一二三四五六日"


def day_words(moment: datetime, zone: str) -> str:
    """Return the day: 2026年11月25日."""
    return _day(local(moment, zone))


def span_words(begun: datetime, ended: datetime, zone: str) -> str:
    """Return the day, the weekday and both times; the second day too, where it is another."""
    first, last = local(begun, zone), local(ended, zone)
    start = f"{_day(first)}（星期{_WEEKDAYS[first.weekday()]}）{first:%H:%M}"
    if first.date() == last.date():
        return f"{start}—{last:%H:%M}"
    day = _day(last) if first.year != last.year else f"{last.month}月{last.day}日"
    return f"{start} 至 {day} {last:%H:%M}"


def length_words(minutes: int) -> str:
    """Return a length of time: 1 小时 30 分钟."""
    hours, rest = divmod(minutes, 60)
    words = [f"{hours} 小时"] if hours else []
    if rest or not hours:
        words.append(f"{rest} 分钟")
    return " ".join(words)


def _day(moment: datetime) -> str:
    return f"{moment.year}年{moment.month}月{moment.day}日"
