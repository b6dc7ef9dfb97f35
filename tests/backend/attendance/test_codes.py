"""Which codes are taken, and when?"""

from datetime import UTC, datetime, timedelta

import pytest

from backend.attendance import codes
from backend.core.errors import InvalidError
from models.ids import new_id

SECRET = "a secret of this installation alone"
NOW = datetime(2026, 11, 23, 4, 0, 30, tzinfo=UTC)
SOMEBODY = new_id()


def refusal(text: str, moment: datetime = NOW, **more: timedelta) -> str:
    with pytest.raises(InvalidError) as caught:
        codes.read_code(SECRET, text, moment, **more)
    return caught.value.code


def test_code_says_whose_it_is_and_when_it_was_made() -> None:
    read = codes.read_code(SECRET, codes.resident_code(SECRET, SOMEBODY, NOW), NOW)
    assert read == codes.Code(codes.RESIDENT, SOMEBODY, NOW.replace(second=0))


@pytest.mark.parametrize(("seconds", "good"), [(-31, False), (-30, True), (0, True), (89, True), (90, False)])
def test_code_lives_for_its_minute_and_the_next(seconds: int, good: bool) -> None:
    text = codes.venue_code(SECRET, SOMEBODY, NOW)
    moment = NOW + timedelta(seconds=seconds)
    if good:
        assert codes.read_code(SECRET, text, moment).about == SOMEBODY
    else:
        assert refusal(text, moment) == "code_expired"


def test_spread_takes_a_clock_that_is_a_little_wrong() -> None:
    text = codes.resident_code(SECRET, SOMEBODY, NOW)
    late = NOW + timedelta(minutes=6)
    assert refusal(text, late) == "code_expired"
    assert codes.read_code(SECRET, text, late, spread=timedelta(minutes=5)).about == SOMEBODY


def test_poster_does_not_age() -> None:
    text = codes.poster_code(SECRET, SOMEBODY)
    assert codes.read_code(SECRET, text, NOW + timedelta(days=300)) == codes.Code(codes.POSTER, SOMEBODY, None)


def test_code_of_another_installation_is_none_of_ours() -> None:
    assert refusal(codes.resident_code("another secret", SOMEBODY, NOW)) == "code_invalid"


def test_each_changed_character_spoils_a_code() -> None:
    text = codes.resident_code(SECRET, SOMEBODY, NOW)
    for place, character in enumerate(text):
        changed = text[:place] + ("0" if character != "0" else "1") + text[place + 1 :]
        assert refusal(changed) == "code_invalid", changed


def test_venue_code_says_which_session_and_looks_as_promised() -> None:
    text = codes.venue_code(SECRET, SOMEBODY, NOW, 3)
    assert text.startswith(f"SLV-{SOMEBODY}-3-")
    assert codes.read_code(SECRET, text, NOW).session == 3
    assert refusal(text.replace("-3-", "-2-", 1)) == "code_invalid"
    assert len(codes.poster_code(SECRET, SOMEBODY)) == len(f"SLP-{SOMEBODY}-") + 16


def test_kind_is_signed_too() -> None:
    text = codes.resident_code(SECRET, SOMEBODY, NOW)
    assert refusal(text.replace(codes.RESIDENT, codes.VENUE, 1)) == "code_invalid"


@pytest.mark.parametrize(
    "text",
    ["", "-", "---", "SLR", "SLR-x-1-y", f"SLR-{SOMEBODY}--", f"SLR-{SOMEBODY}-{'z' * 500}-x", "石榴-籽-1-好", "\x00"],
)
def test_anything_else_is_refused_in_plain_words(text: str) -> None:
    assert refusal(text) == "code_invalid"
