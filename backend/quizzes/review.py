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
from backend.quizzes.hand_in import HandedIn, hand_in_at_once
from backend.quizzes.papers import Marked, marked, option_ids, total
from backend.quizzes.pool import QuizFacts, facts_of, pool_of, read_facts
from backend.quizzes.ranking import rank_of
from backend.quizzes.rules import DURING, allowed_parts, review_moment
from models.quiz import QuizBest

_OF_ITEMS = {"own_answers", "right_wrong", "key", "explanation"}


def submit(attempt_id: str, *, actor: Actor) -> dict[str, Any]:
    """Hand an attempt in, once; return what `ResultOut` shows, each time alike. `NotFoundError`."""
    done = hand_in_at_once(attempt_id, actor.id)
    if done is not None:
        known = facts_of(done.attempt.quiz_id)
        facts = known if known.updated_at == done.quiz_changed_at else read_facts(known.id)
        return _result(done.attempt, done.best, facts)
    attempt = hand_in(attempt_id, actor.id)
    best = next(iter(_read_best(quiz_id=attempt.quiz_id, user_id=actor.id)), None)
    return _result(attempt, best, read_facts(attempt.quiz_id))


def _result(attempt: HandedIn, best: Any, facts: QuizFacts) -> dict[str, Any]:
    """Return the result, with whether it is the person's best, and the rank of who is on boards."""
    parts = parts_of(attempt, facts, now())
    shown = "score" in parts
    rank = None
    if shown and best is not None and best.shown:
        rank = rank_of(attempt.quiz_id, best.lost, best.duration, best.finished_at, attempt.user_id)
    return {
        "id": attempt.id,
        "quiz_id": attempt.quiz_id,
        "state": attempt.state,
        "score": attempt.score if shown else None,
        "full": attempt.full,
        "milliseconds": attempt.duration,
        "late": attempt.late,
        "finished_at": attempt.finished_at,
        "rank": rank,
        "best": shown and best is not None and best.attempt_id == attempt.id,
        "review_allowed": parts,
    }


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
