"""On which days do people work?"""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from backend.core.working_days import is_working_day, own_days, working_days_since

NATIONAL_DAY, MAKE_UP_DAY = date(2026, 10, 1), date(2026, 10, 10)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 11, 27), True),
        (date(2026, 11, 28), False),
        (NATIONAL_DAY, False),
        (MAKE_UP_DAY, True),
        (date(2099, 10, 1), True),  # a Thursday of a year that nobody knows yet
        (date(2099, 10, 3), False),
    ],
)
def test_calendar_knows_holidays_and_make_up_days(day: date, working: bool) -> None:
    assert is_working_day(day, {}) is working


def test_citys_own_word_comes_first() -> None:
    assert not is_working_day(date(2026, 11, 27), {date(2026, 11, 27): False})
    assert is_working_day(NATIONAL_DAY, {NATIONAL_DAY: True})


def test_days_are_those_of_the_city() -> None:
    friday_night = datetime(2026, 11, 27, 15, 59, tzinfo=UTC)  # 23:59 in the city
    count = [
        working_days_since(friday_night, friday_night + timedelta(minutes=m), zone="Asia/Shanghai", own={})
        for m in (0, 1, 2 * 1440, 2 * 1440 + 1, 3 * 1440 + 1)
    ]
    assert count == [0, 0, 0, 1, 2]
    assert working_days_since(friday_night, friday_night - timedelta(days=9), zone="UTC", own={}) == 0


def test_command_sets_and_lists_days(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    assert run(args=["workdays", "set", "2027-10-08", "--off", "--name", "国庆节"]).exit_code == 0
    assert run(args=["workdays", "set", "2027-10-08", "--working", "--name", "调休"]).output == "2027-10-08 上班\n"
    assert run(args=["workdays", "set", "2027-02-01", "--off"]).exit_code == 0
    assert run(args=["workdays", "list"]).output == "2027-02-01 放假\n2027-10-08 上班 调休\n"
    assert own_days() == {date(2027, 2, 1): False, date(2027, 10, 8): True}
    assert run(args=["workdays", "set", "2027-02-30", "--off"]).exit_code == 2
    assert run(args=["workdays", "set", "2027-02-01"]).exit_code == 2
    assert run(args=["workdays", "set", "2027-02-01", "--off", "--name", "长" * 61]).exit_code == 2
