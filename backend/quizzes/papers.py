"""How does a paper look on a phone, and what does a phone's answer mean?

Options travel under ids that are made from the server's secret, the attempt, the item and the option: nothing is
stored for them, and they say nothing about which is right, nor fit another paper.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from backend.quizzes.draw import Line, Pool, PoolQuestion
from backend.quizzes.marking import marks_for
from backend.quizzes.question_types import MOST_OPTIONS

_ID_LENGTH = 8
_BYTES = MOST_OPTIONS * _ID_LENGTH * 3 // 4

Answers = Mapping[str, str]
"""Item -> answer, as the column keeps them."""
_NOT_ANSWERED = "0//0"


class Answer(NamedTuple):
    """What was answered last: its sequence, the options by their places, and the milliseconds since the start."""

    seq: int
    places: list[int]
    milliseconds: int

    @property
    def text(self) -> str:
        """As the column keeps it, `sequence/places/milliseconds`: in JSON's numbers it would be four times as long."""
        return f"{self.seq}/{''.join(map(str, self.places))}/{self.milliseconds}"


def read_answer(text: str) -> Answer:
    """Return an answer that the column keeps."""
    seq, places, milliseconds = text.split("/")
    return Answer(int(seq), [int(place) for place in places], int(milliseconds))


@dataclass(frozen=True, slots=True)
class Marked:
    """A question of a paper with what was chosen, and what that is worth."""

    item: int
    question: PoolQuestion
    order: Sequence[int]
    chosen: frozenset[int]
    seq: int
    score: int


def option_ids(secret: str, attempt_id: str, items: int) -> list[list[str]]:
    """Return the ids of all options that the first items could have, by the options' places in the questions.

    One stream of bytes for a paper, seeded by a keyed digest: a digest for each item would cost three times as much.
    """
    seed = hmac.digest(secret.encode(), f"quiz-options:{attempt_id}".encode(), hashlib.sha256)
    text = base64.urlsafe_b64encode(hashlib.shake_256(seed).digest(items * _BYTES)).decode()
    ids = [text[start : start + _ID_LENGTH] for start in range(0, len(text), _ID_LENGTH)]
    return [ids[start : start + MOST_OPTIONS] for start in range(0, len(ids), MOST_OPTIONS)]


def marked(pool: Pool, paper: Sequence[Line], answers: Answers, scoring: str) -> list[Marked]:
    """Return the questions of a paper in their order, each with its marks, from the pool and the answers only."""
    found = []
    for item, (position, order) in enumerate(paper, 1):
        question = pool.by_position[position]
        seq, places, _ = read_answer(answers.get(str(item), _NOT_ANSWERED))
        chosen = frozenset(places)
        score = marks_for(scoring, question.right, chosen, question.cell.marks)
        found.append(Marked(item, question, order, chosen, seq, score))
    return found


def total(items: Sequence[Marked]) -> int:
    """Return what a paper has scored, in hundredths of a mark."""
    return sum(one.score for one in items)


def shown_items(
    secret: str, attempt_id: str, pool: Pool, paper: Sequence[Line], answers: Answers
) -> list[dict[str, Any]]:
    """Return a paper that is being answered, as `ItemOut` shows it: nothing in it depends on what is right."""
    items = []
    all_ids = option_ids(secret, attempt_id, len(paper))
    for item, ((position, order), ids) in enumerate(zip(paper, all_ids, strict=True), 1):
        question = pool.by_position[position]
        seq, places, _ = read_answer(answers.get(str(item), _NOT_ANSWERED))
        items.append(
            {
                "item": item,
                "type": question.cell.type,
                "stem": question.stem,
                "marks": question.cell.marks,
                "options": [{"id": ids[place], "text": question.options[place].text} for place in order],
                "answer": [ids[place] for place in places],
                "seq": seq,
            }
        )
    return items
