"""What is right, of the questions that each city begins with?"""

import csv
from functools import cache

from tests.browser.product import ROOT

STARTER = ROOT / "data" / "questions" / "starter.csv"
LETTERS = "abcdef"


@cache
def _rows() -> list[dict[str, str]]:
    with STARTER.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _options(row: dict[str, str]) -> list[dict[str, object]]:
    return [
        {"text": row[f"option_{letter}"], "right": letter.upper() in row["answer"]}
        for letter in LETTERS
        if row[f"option_{letter}"] and row["type"] != "true_false"
    ]


@cache
def right_answers() -> dict[str, set[str]]:
    """Return the texts of the right options for each question of the starter bank, by its words."""
    truths = {"T": "对", "F": "错"}
    return {
        row["stem"]: {str(one["text"]) for one in _options(row) if one["right"]}
        or {truths[row["answer"].strip()[0].upper()]}
        for row in _rows()
    }
