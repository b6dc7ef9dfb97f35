"""How many marks does each answer get under each policy? Worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.quizzes.marking import SCORING, marks_for

NONE, A, AB, ABC, ABCD = (frozenset(range(count)) for count in range(5))
GOLDEN = [
    # right, chosen, full, all or nothing, per option, subset half
    (AB, AB, 400, 400, 400, 400),
    (AB, A, 400, 0, 200, 200),
    (AB, frozenset({1}), 400, 0, 200, 200),
    (AB, NONE, 400, 0, 0, 0),
    (AB, ABC, 400, 0, 200, 0),
    (AB, ABCD, 400, 0, 0, 0),
    (AB, frozenset({0, 2}), 400, 0, 0, 0),
    (AB, frozenset({2}), 400, 0, 0, 0),
    (AB, frozenset({2, 3}), 400, 0, 0, 0),
    (ABC, ABC, 300, 300, 300, 300),
    (ABC, AB, 300, 0, 200, 150),
    (ABC, A, 300, 0, 100, 150),
    (ABC, ABCD, 300, 0, 200, 0),
    (ABC, frozenset({0, 1, 3}), 300, 0, 100, 0),
    (ABC, frozenset({0, 3}), 300, 0, 0, 0),
    (ABC, frozenset({3, 4}), 300, 0, 0, 0),
    (ABC, NONE, 300, 0, 0, 0),
    (ABC, AB, 100, 0, 66, 50),
    (ABC, A, 100, 0, 33, 50),
    (ABC, A, 1, 0, 0, 0),
    (ABCD, ABCD, 250, 250, 250, 250),
    (ABCD, ABC, 250, 0, 187, 125),
    (ABCD, AB, 250, 0, 125, 125),
    (ABCD, A, 250, 0, 62, 125),
    (ABCD, frozenset({0, 4}), 250, 0, 0, 0),
    (ABCD, frozenset({0, 1, 2, 4}), 250, 0, 125, 0),
    (ABCD, frozenset({0, 1, 2, 3, 4}), 250, 0, 187, 0),
    (A, A, 200, 200, 200, 200),
    (A, NONE, 200, 0, 0, 0),
    (A, frozenset({1}), 200, 0, 0, 0),
    (A, AB, 200, 0, 0, 0),
    (A, A, 0, 0, 0, 0),
]


@pytest.mark.parametrize(("right", "chosen", "full", "whole", "each", "half"), GOLDEN)
def test_marks_are_those_worked_out_by_hand(
    right: frozenset[int], chosen: frozenset[int], full: int, whole: int, each: int, half: int
) -> None:
    assert len(GOLDEN) >= 30
    got = [marks_for(policy, right, chosen, full) for policy in ("all_or_nothing", "per_option", "subset_half")]
    assert got == [whole, each, half]


_CHOICE = st.frozensets(st.integers(0, 7))


@given(st.sampled_from(sorted(SCORING)), st.frozensets(st.integers(0, 7), min_size=1), _CHOICE, st.integers(0, 10_000))
def test_marks_are_never_outside_what_a_question_is_worth(
    policy: str, right: frozenset[int], chosen: frozenset[int], full: int
) -> None:
    assert 0 <= marks_for(policy, right, chosen, full) <= full
    assert marks_for(policy, right, right, full) == full
    assert marks_for(policy, right, frozenset(), full) == 0
