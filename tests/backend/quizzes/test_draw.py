"""Does each paper keep its quota, and is each question asked as often as the others?"""

from collections import Counter
from random import Random

import pytest

from backend.quizzes.draw import Cell, Pool, PoolQuestion, draw, full_marks, short_cells
from backend.quizzes.question_types import TYPES, Option, true_false_options

PAPERS = 10_000
EVEN = 0.2
QUOTA = [
    Cell("constitution", "easy", "single", 5, 200),
    Cell("constitution", "medium", "multiple", 3, 400),
    Cell("geography", "easy", "true_false", 4, 100),
    Cell("festivals", "hard", "single", 8, 250),
]
SIZES = [20, 12, 16, 25]


def pool_of(quota: list[Cell], sizes: list[int]) -> Pool:
    cells = []
    position = 0
    for cell, size in zip(quota, sizes, strict=True):
        options = true_false_options(truth=True) if cell.type == "true_false" else [Option(c, c < "C") for c in "ABCD"]
        questions = [
            PoolQuestion(position + n, f"v{position + n}", cell, "?", tuple(options), "", "") for n in range(size)
        ]
        position += size
        cells.append(tuple(questions))
    return Pool(tuple(cells), {question.position: question for questions in cells for question in questions})


def test_every_paper_keeps_its_quota_and_every_question_is_asked_evenly() -> None:
    pool, chance = pool_of(QUOTA, SIZES), Random(20261124)
    asked: Counter[int] = Counter()
    first: Counter[int] = Counter()
    for _ in range(PAPERS):
        paper = draw(pool, chance)
        positions = [position for position, _ in paper]
        assert len(set(positions)) == len(positions)
        kinds = Counter(pool.by_position[position].cell for position in positions)
        assert kinds == {cell: cell.count for cell in QUOTA}
        asked.update(positions)
        first.update(order[0] for position, order in paper if pool.by_position[position].cell.type == "single")
    for cell, size, questions in zip(QUOTA, SIZES, pool.by_cell, strict=True):
        even = PAPERS * cell.count / size
        assert all(abs(asked[question.position] - even) <= EVEN * even for question in questions)
    assert max(first.values()) <= (1 + EVEN) * min(first.values())


def test_options_change_their_order_but_for_true_or_false() -> None:
    pool, chance = pool_of(QUOTA, SIZES), Random(1)
    orders = {(pool.by_position[p].cell.type, order) for _ in range(200) for p, order in draw(pool, chance)}
    assert {order for kind, order in orders if kind == "true_false"} == {(0, 1)}
    assert len({order for kind, order in orders if kind == "single"}) == 24


def test_short_cell_is_named() -> None:
    assert short_cells([20, 2, 16, 7], QUOTA) == [(QUOTA[1], 2), (QUOTA[3], 7)]
    assert short_cells([5, 3, 4, 8], QUOTA) == []
    assert full_marks(QUOTA) == 5 * 200 + 3 * 400 + 4 * 100 + 8 * 250


@pytest.mark.parametrize(
    ("type_", "right", "problems"),
    [
        ("single", "ABCD=B", []),
        ("single", "ABCD=", ["none_right"]),
        ("single", "ABCD=AB", ["several_right"]),
        ("single", "A=A", ["few_options"]),
        ("single", "ABCDEFGHI=A", ["many_options"]),
        ("single", "AAB=B", ["equal_options"]),
        ("multiple", "ABCD=BD", []),
        ("multiple", "ABCD=ABCD", []),
        ("multiple", "ABCD=B", ["one_right"]),
        ("multiple", "ABCD=", ["none_right"]),
        ("true_false", "AB=A", ["not_true_or_false"]),
    ],
)
def test_problems_of_a_question_are_named(type_: str, right: str, problems: list[str]) -> None:
    texts, good = right.split("=")
    assert TYPES[type_].problems([Option(text, text in good) for text in texts]) == problems
    assert TYPES["true_false"].problems(true_false_options(truth=False)) == []
