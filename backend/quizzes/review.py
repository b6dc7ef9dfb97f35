"""What may somebody see of their attempt, and when? A matrix of the quiz says so; nothing else shows a key."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from backend.config import settings
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.quick_read import QuickRead
from backend.quizzes.attempt import own_attempt
from backend.quizzes.finalise import hand_in
from backend.quizzes.hand_in import HandedIn
from backend.quizzes.papers import Marked, marked, option_ids, total
from backend.quizzes.pool import QuizFacts, pool_of, read_facts
from backend.quizzes.ranking import rank_of
from backend.quizzes.rules import DURING, allowed_parts, review_moment
from backend.quizzes.sheets import sheet_of
from models.quiz import QuizBest

_OF_ITEMS = {"own_answers", "right_wrong", "key", "explanation"}


def submit(attempt_id: str, *, actor: Actor) -> dict[str, Any]:
    """Hand an attempt in, once; return what `ResultOut` shows, each time alike. `NotFoundError`."""
    sheet = sheet_of(attempt_id, actor)
    attempt = hand_in(sheet)
    facts = read_facts(sheet.quiz_id)
    parts = parts_of(attempt, facts, now())
    return {
        "id": attempt.id,
        "quiz_id": attempt.quiz_id,
        "state": attempt.state,
        "score": attempt.score if "score" in parts else None,
        "full": attempt.full,
        "milliseconds": attempt.duration,
        "late": attempt.late,
        "finished_at": attempt.finished_at,
        **_standing(attempt, shown="score" in parts),
        "review_allowed": parts,
    }


def _standing(attempt: HandedIn, *, shown: bool) -> dict[str, Any]:
    """Return whether an attempt is its person's best, and where that person stands if they are on boards."""
    best = next(iter(_read_best(quiz_id=attempt.quiz_id, user_id=attempt.user_id)), None) if shown else None
    if best is None:
        return {"rank": None, "best": False}
    place = (best.lost, best.duration, best.finished_at, attempt.user_id)
    rank = rank_of(attempt.quiz_id, *place) if best.shown else None
    return {"rank": rank, "best": best.attempt_id == attempt.id}


_read_best = QuickRead(
    sa.select(QuizBest.attempt_id, QuizBest.lost, QuizBest.duration, QuizBest.finished_at, QuizBest.shown).where(
        QuizBest.quiz_id == sa.bindparam("quiz_id"), QuizBest.user_id == sa.bindparam("user_id")
    )
)


def review(attempt_id: str, *, actor: Actor) -> dict[str, Any]:
    """Return what may be seen of one's own attempt now, as `AttemptReview` shows it; `NotFoundError`."""
    attempt = own_attempt(attempt_id, actor)
    facts, moment = read_facts(attempt.quiz_id), now()
    parts = parts_of(attempt, facts, moment)
    when = review_moment(attempt.finished_at, moment, settled=facts.is_settled(moment))
    items = marked(pool_of(facts.id), attempt.paper, attempt.answers, facts.multiple_scoring)
    score = total(items) if when == DURING else attempt.score
    ids = option_ids(settings().secret_key, attempt_id, len(items))
    shown = [_item(one, ids[one.item - 1], parts, when) for one in items] if _OF_ITEMS.intersection(parts) else []
    return {
        "id": attempt.id,
        "quiz_id": attempt.quiz_id,
        "state": attempt.state,
        "moment": when,
        "score": score if "score" in parts else None,
        "full": attempt.full,
        "milliseconds": attempt.duration,
        "review_allowed": parts,
        "closes_at": facts.closes_at,
        "items": shown,
    }


def parts_of(attempt: Any, facts: QuizFacts, moment: datetime) -> list[str]:
    """Return what is shown of an attempt at a moment."""
    when = review_moment(attempt.finished_at, moment, settled=facts.is_settled(moment))
    return allowed_parts(facts.review, when)


def _item(one: Marked, ids: list[str], parts: list[str], when: str) -> dict[str, Any]:
    """Return a question with what may be seen; while the paper is open only of what has been answered."""
    question = one.question
    seen = set(parts) if when != DURING or one.chosen else {"own_answers"}.intersection(parts)
    right = one.chosen == question.right
    return {
        "item": one.item,
        "type": question.cell.type,
        "stem": question.stem,
        "marks": question.cell.marks,
        "options": [{"id": ids[place], "text": question.options[place].text} for place in one.order],
        "answer": [ids[place] for place in sorted(one.chosen)] if "own_answers" in seen else None,
        "right": right if "right_wrong" in seen else None,
        "score": one.score if "right_wrong" in seen else None,
        "key": [ids[place] for place in sorted(question.right)] if "key" in seen else None,
        "explanation": question.explanation if "explanation" in seen else None,
        "source": question.source if "explanation" in seen else None,
    }
