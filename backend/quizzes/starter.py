"""Which questions has a city before it has written any?"""

from pathlib import Path

from backend.core.actor import Actor
from backend.quizzes.bank_schemas import ImportQuery
from backend.quizzes.question_categories import seed_categories
from backend.quizzes.taking_in import read_file, take_in

STARTER = Path(__file__).parent.parent.parent / "data" / "questions" / "starter.csv"


def seed(*, actor: Actor) -> tuple[int, int]:
    """Add the five categories and the questions of the starter bank that are missing; return how many of each.

    What a city edited or retired stays as it is.
    """
    found = read_file(STARTER.read_bytes(), "csv")
    categories = seed_categories(actor=actor)
    outcome = take_in(found, ImportQuery(format="csv"), actor=actor, only_new=True)
    if not outcome.written:
        raise ValueError(outcome.errors[0])
    return categories, outcome.new
