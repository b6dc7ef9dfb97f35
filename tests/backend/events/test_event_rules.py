from datetime import UTC, date, datetime, timedelta

import pytest

from backend.events import rules

CITY = "Asia/Shanghai"


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


START = moment("2026-12-01T09:00:00+08:00")


def times(**changes: datetime) -> dict[str, datetime]:
    base = {"starts_at": START, "ends_at": START + timedelta(hours=2)}
    return rules.with_defaults(base, START - timedelta(days=3)) | changes


def test_defaults_open_at_once_and_end_with_the_start() -> None:
    asked = START - timedelta(days=3, microseconds=-7)
    found = rules.with_defaults(
        {"starts_at": START, "ends_at": START + timedelta(hours=1), "cancel_until": None}, asked
    )
    assert found["signup_opens_at"] == START - timedelta(days=3)
    assert {found[name] for name in rules.FOLLOWS_START} == {START}
    assert set(found) == set(rules.MOMENTS)


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({}, {}),
        ({"ends_at": START}, {"ends_at": ["not_after_start"]}),
        ({"ends_at": START - timedelta(seconds=1)}, {"ends_at": ["not_after_start"]}),
        ({"ends_at": START + timedelta(days=366)}, {}),
        ({"ends_at": START + timedelta(days=366, seconds=1)}, {"ends_at": ["too_long"]}),
        ({"signup_opens_at": START}, {"signup_closes_at": ["not_after_opening"]}),
        ({"signup_closes_at": START + timedelta(hours=2)}, {}),
        ({"signup_closes_at": START + timedelta(hours=3)}, {"signup_closes_at": ["after_end"]}),
        ({"cancel_until": START + timedelta(hours=3)}, {"cancel_until": ["after_end"]}),
        ({"promotion_ends_at": START + timedelta(hours=3)}, {"promotion_ends_at": ["after_end"]}),
    ],
)
def test_times_that_do_not_fit_are_named(changes: dict[str, datetime], faults: dict[str, list[str]]) -> None:
    assert rules.time_faults(times(**changes)) == faults


@pytest.mark.parametrize(
    ("first", "every", "interval", "count", "days"),
    [
        ("2026-12-01", "week", 1, 3, ["2026-12-01", "2026-12-08", "2026-12-15"]),
        ("2026-12-01", "week", 2, 3, ["2026-12-01", "2026-12-15", "2026-12-29"]),
        ("2027-01-31", "month", 1, 4, ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]),
        ("2028-01-30", "month", 1, 2, ["2028-01-30", "2028-02-29"]),
        ("2026-11-15", "month", 3, 3, ["2026-11-15", "2027-02-15", "2027-05-15"]),
    ],
)
def test_repeating_days_leave_no_month_out(first: str, every: str, interval: int, count: int, days: list[str]) -> None:
    start = date.fromisoformat(first)
    found = rules.day_steps(start, every, interval, count)
    assert [str(start + timedelta(days=step)) for step in found] == days


def test_moved_by_days_keeps_the_time_of_the_citys_clocks() -> None:
    assert rules.moved_by_days(START, 30, CITY) == moment("2026-12-31T09:00:00+08:00")
    in_winter = moment("2026-03-25T09:00:00+01:00")
    assert rules.moved_by_days(in_winter, 7, "Europe/Berlin") == moment("2026-04-01T09:00:00+02:00")


def test_days_between_counts_days_of_the_city() -> None:
    late, early = moment("2026-12-01T23:30:00+08:00"), moment("2026-12-02T00:30:00+08:00")
    assert rules.days_between(late, early, CITY) == 1
    assert rules.days_between(late, early, "UTC") == 0


def test_occurrence_keeps_its_date_and_moves_its_time() -> None:
    pattern = {"starts_at": moment("2026-11-24T15:30:00+08:00")}
    found = rules.occurrence_changes(times(), pattern, frozenset(), CITY)
    shift = timedelta(hours=6, minutes=30)
    assert found == {
        "starts_at": START + shift,
        "ends_at": START + timedelta(hours=2) + shift,
        **dict.fromkeys(rules.FOLLOWS_START, START + shift),
    }


def test_occurrence_counts_other_moments_from_the_day_of_the_start() -> None:
    pattern = {
        "starts_at": moment("2026-11-24T09:00:00+08:00"),
        "ends_at": moment("2026-11-24T12:00:00+08:00"),
        "signup_opens_at": moment("2026-11-20T08:00:00+08:00"),
    }
    found = rules.occurrence_changes(times(), pattern, frozenset(), CITY)
    assert found["ends_at"] == START + timedelta(hours=3)
    assert found["signup_opens_at"] == moment("2026-11-27T08:00:00+08:00")


@pytest.mark.parametrize("alone", [{"starts_at"}, {"ends_at"}])
def test_occurrence_that_moved_alone_keeps_both_its_times(alone: set[str]) -> None:
    pattern = {"starts_at": START + timedelta(hours=1), "ends_at": START + timedelta(hours=5), "title": "新"}
    assert rules.occurrence_changes(times(), pattern, frozenset(alone), CITY) == {"title": "新"}
