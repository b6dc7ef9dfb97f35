"""Quizzes and attempts: residents take them, staff make them."""

from flask import Blueprint, Response

from backend.core.actor import Actor
from backend.events.schemas import named_fields
from backend.http.answers import answer, raw_answer
from backend.http.auth import SIGNED_IN
from backend.http.schemas import In, PageQuery
from backend.http.spec import endpoint
from backend.quizzes import answers, attempt, publish, queries, quiz_list, review
from backend.quizzes.schemas import (
    AnswerIn,
    AnswerOut,
    AttemptIn,
    AttemptOut,
    AttemptReview,
    MyAttemptPage,
    QuizChange,
    QuizIn,
    QuizOut,
    QuizPage,
    QuizSettings,
    QuizzesQuery,
    ResultOut,
)
from backend.security.permissions import Permission

api = Blueprint("quizzes", __name__)


@api.get("/quizzes")
@endpoint(SIGNED_IN, query=QuizzesQuery, answers={200: QuizPage}, refuses=(403,))
def list_quizzes(query: QuizzesQuery, actor: Actor) -> Response:
    """List quizzes by opening: those that are open or will be, unless `state` says otherwise."""
    return raw_answer(quiz_list.quizzes(query, actor=actor))


@api.get("/quizzes/<ulid:quiz_id>")
@endpoint(SIGNED_IN, answers={200: QuizOut}, refuses=(404,))
def show_quiz(quiz_id: str, actor: Actor) -> Response:
    """Show a quiz with its rules, and where the reader stands; drafts to staff of their region."""
    return answer(queries.quiz(quiz_id, actor=actor))


@api.post("/quizzes/<ulid:quiz_id>/attempts")
@endpoint(
    SIGNED_IN,
    json=AttemptIn,
    answers={201: AttemptOut, 200: AttemptOut},
    refuses=(404, 409, 503),
    keeps_own_key=True,
)
def start_attempt(quiz_id: str, data: AttemptIn, actor: Actor) -> Response:
    """Start an attempt, or come back to the one that is open (200): sending this again starts no second one."""
    started = attempt.start(quiz_id, data, actor=actor)
    return raw_answer(started.body, 201 if started.new else 200)


@api.get("/attempts/<ulid:attempt_id>")
@endpoint(SIGNED_IN, answers={200: AttemptOut}, refuses=(404,))
def show_attempt(attempt_id: str, actor: Actor) -> Response:
    """Show one's own attempt: the paper, what is answered, and the seconds that are left."""
    return answer(attempt.show(attempt_id, actor=actor))


@api.put("/attempts/<ulid:attempt_id>/answers/<int:item>")
@endpoint(SIGNED_IN, json=AnswerIn, answers={200: AnswerOut}, refuses=(404, 409, 503), keeps_own_key=True)
def save_answer(attempt_id: str, item: int, data: AnswerIn, actor: Actor) -> Response:
    """Keep an answer; the sequence makes it safe to send again, so that no key is needed."""
    return answer(answers.save(attempt_id, item, data, actor=actor))


@api.post("/attempts/<ulid:attempt_id>/submit")
@endpoint(SIGNED_IN, answers={200: ResultOut}, refuses=(404, 503), keeps_own_key=True)
def submit_attempt(attempt_id: str, actor: Actor) -> Response:
    """Hand an attempt in; doing it again gives the same result."""
    return answer(review.submit(attempt_id, actor=actor))


@api.get("/attempts/<ulid:attempt_id>/review")
@endpoint(SIGNED_IN, answers={200: AttemptReview}, refuses=(404,))
def show_review(attempt_id: str, actor: Actor) -> Response:
    """Show what may be seen of one's own attempt by now."""
    return answer(review.review(attempt_id, actor=actor))


@api.get("/me/attempts")
@endpoint(SIGNED_IN, query=PageQuery, answers={200: MyAttemptPage})
def list_my_attempts(query: PageQuery, actor: Actor) -> Response:
    """List the own attempts, newest first."""
    return answer(queries.my_attempts(query, actor=actor))


@api.post("/quizzes")
@endpoint(Permission.QUIZ_EDIT, json=QuizIn, answers={201: QuizSettings})
def create_quiz(data: QuizIn, actor: Actor) -> Response:
    """Make a draft of a quiz (staff)."""
    quiz_id = publish.create_quiz(data, actor=actor)
    return answer(queries.quiz_settings(quiz_id, actor=actor), 201)


@api.get("/quizzes/<ulid:quiz_id>/settings")
@endpoint(Permission.QUIZ_SEE, answers={200: QuizSettings}, refuses=(404,))
def show_quiz_settings(quiz_id: str, actor: Actor) -> Response:
    """Show all that is set of a quiz (staff)."""
    return answer(queries.quiz_settings(quiz_id, actor=actor))


@api.patch("/quizzes/<ulid:quiz_id>")
@endpoint(Permission.QUIZ_EDIT, json=QuizChange, answers={200: QuizSettings}, refuses=(404, 409, 503))
def change_quiz(quiz_id: str, data: In, actor: Actor) -> Response:
    """Change a draft; once published only title, description, rules and closing time (staff)."""
    publish.change_quiz(quiz_id, named_fields(data), actor=actor)
    return answer(queries.quiz_settings(quiz_id, actor=actor))


@api.post("/quizzes/<ulid:quiz_id>/publish")
@endpoint(Permission.QUIZ_EDIT, answers={200: QuizSettings}, refuses=(404, 409, 503))
def publish_quiz(quiz_id: str, actor: Actor) -> Response:
    """Fix which questions a quiz draws from, and show it (staff)."""
    publish.publish_quiz(quiz_id, actor=actor)
    return answer(queries.quiz_settings(quiz_id, actor=actor))


@api.post("/quizzes/<ulid:quiz_id>/close")
@endpoint(Permission.QUIZ_EDIT, answers={200: QuizSettings}, refuses=(404, 409, 503))
def close_quiz(quiz_id: str, actor: Actor) -> Response:
    """Close a quiz before its time (staff)."""
    publish.close_quiz(quiz_id, actor=actor)
    return answer(queries.quiz_settings(quiz_id, actor=actor))
