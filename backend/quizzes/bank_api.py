"""The question bank over HTTP: for those who write questions, and those who look over their shoulders."""

from flask import Blueprint, Response

from backend.core.actor import Actor
from backend.http.answers import answer, document
from backend.http.idempotency import prepare_and_answer_once, requested_key
from backend.http.spec import endpoint
from backend.quizzes import (
    bank_queries,
    handing_out,
    question_bank,
    question_categories,
    reports,
    statistics_queries,
    taking_in,
)
from backend.quizzes.bank_schemas import (
    ExportQuery,
    ImportQuery,
    QuestionCategoryIn,
    QuestionCategoryOut,
    QuestionCategoryPage,
    QuestionCategoryPatch,
    QuestionCategoryQuery,
    QuestionImportOut,
    QuestionIn,
    QuestionOut,
    QuestionPage,
    QuestionPatch,
    QuestionQuery,
    QuizStatistics,
)
from backend.quizzes.formats import xlsx
from backend.security.permissions import Permission

api = Blueprint("question_bank", __name__)


@api.get("/questions")
@endpoint(Permission.QUESTION_SEE, query=QuestionQuery, answers={200: QuestionPage})
def list_questions(query: QuestionQuery, actor: Actor) -> Response:
    """List the questions of the bank with their right answers (staff)."""
    return answer(bank_queries.questions(query, actor=actor))


@api.post("/questions")
@endpoint(Permission.QUESTION_EDIT, json=QuestionIn, answers={201: QuestionOut}, refuses=(409,))
def create_question(data: QuestionIn, actor: Actor) -> Response:
    """Add a question to the bank (staff)."""
    return answer(bank_queries.question(question_bank.create_question(data, actor=actor), actor=actor), 201)


@api.post("/questions/import")
@endpoint(
    Permission.QUESTION_EDIT,
    query=ImportQuery,
    upload=True,
    answers={200: QuestionImportOut},
    refuses=(409,),
    keeps_own_key=True,
)
def import_questions(query: ImportQuery, upload: bytes, actor: Actor) -> Response:
    """Take in a file of up to 5,000 questions, all or none; a trial run unless `dry_run` is false (staff)."""
    if query.dry_run:
        return answer(taking_in.try_in(taking_in.read_file(upload, query.format), query))
    return prepare_and_answer_once(
        actor.id,
        requested_key(upload),
        lambda: taking_in.read_file(upload, query.format),
        lambda found: answer(taking_in.take_in(found, query, actor=actor)),
    )


@api.get("/questions/export")
@endpoint(Permission.QUESTION_SEE, query=ExportQuery, answers={200: None})
def export_questions(query: ExportQuery, actor: Actor) -> Response:
    """Give out the bank as a file; `X-Left-Out` says how many questions its format can't hold (staff)."""
    file = handing_out.export(query, actor=actor)
    response = document(file.content, file.name, file.content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    response.headers["X-Left-Out"] = str(file.left_out)
    return response


@api.get("/questions/template.xlsx")
@endpoint(Permission.QUESTION_SEE, answers={200: None})
def question_template() -> Response:
    """Give out an Excel file to write questions into (staff)."""
    return document(xlsx.template(), "题目模板.xlsx", xlsx.CONTENT_TYPE)


@api.get("/questions/<ulid:question_id>")
@endpoint(Permission.QUESTION_SEE, answers={200: QuestionOut}, refuses=(404,))
def show_question(question_id: str, actor: Actor) -> Response:
    """Show a question with its right answer (staff)."""
    return answer(bank_queries.question(question_id, actor=actor))


@api.patch("/questions/<ulid:question_id>")
@endpoint(Permission.QUESTION_EDIT, json=QuestionPatch, answers={200: QuestionOut}, refuses=(404, 409))
def change_question(question_id: str, data: QuestionPatch, actor: Actor) -> Response:
    """Change a question by a new version; papers keep the one that they have (staff)."""
    question_bank.change_question(question_id, data, actor=actor)
    return answer(bank_queries.question(question_id, actor=actor))


@api.post("/questions/<ulid:question_id>/retire")
@endpoint(Permission.QUESTION_EDIT, answers={200: QuestionOut}, refuses=(404,))
def retire_question(question_id: str, actor: Actor) -> Response:
    """Take a question out of use; quizzes that have it keep it (staff)."""
    question_bank.retire_question(question_id, actor=actor)
    return answer(bank_queries.question(question_id, actor=actor))


@api.post("/questions/<ulid:question_id>/restore")
@endpoint(Permission.QUESTION_EDIT, answers={200: QuestionOut}, refuses=(404,))
def restore_question(question_id: str, actor: Actor) -> Response:
    """Bring a retired question back (staff)."""
    question_bank.restore_question(question_id, actor=actor)
    return answer(bank_queries.question(question_id, actor=actor))


@api.get("/question-categories")
@endpoint(Permission.QUESTION_SEE, query=QuestionCategoryQuery, answers={200: QuestionCategoryPage})
def list_question_categories(query: QuestionCategoryQuery, actor: Actor) -> Response:
    """List what questions are about (staff)."""
    return answer(bank_queries.categories(query, actor=actor))


@api.post("/question-categories")
@endpoint(Permission.QUESTION_EDIT, json=QuestionCategoryIn, answers={201: QuestionCategoryOut}, refuses=(409,))
def create_question_category(data: QuestionCategoryIn, actor: Actor) -> Response:
    """Add a category of questions (staff)."""
    return answer(QuestionCategoryOut.model_validate(question_categories.create_category(data, actor=actor)), 201)


@api.patch("/question-categories/<category>")
@endpoint(Permission.QUESTION_EDIT, json=QuestionCategoryPatch, answers={200: QuestionCategoryOut}, refuses=(404, 409))
def change_question_category(category: str, data: QuestionCategoryPatch, actor: Actor) -> Response:
    """Rename or move a category of questions (staff)."""
    return answer(QuestionCategoryOut.model_validate(question_categories.change_category(category, data, actor=actor)))


@api.get("/quizzes/<ulid:quiz_id>/statistics")
@endpoint(Permission.QUESTION_SEE, answers={200: QuizStatistics}, refuses=(404,))
def show_quiz_statistics(quiz_id: str, actor: Actor) -> Response:
    """Show how well each question of a quiz does its work, by first attempts (staff)."""
    return answer(statistics_queries.quiz_statistics(quiz_id, actor=actor))


@api.get("/quizzes/<ulid:quiz_id>/statistics.xlsx")
@endpoint(Permission.QUESTION_SEE, answers={200: None}, refuses=(404,))
def show_quiz_statistics_file(quiz_id: str, actor: Actor) -> Response:
    """Give the same as an Excel file (staff)."""
    return document(reports.statistics_file(quiz_id, actor=actor), "题目统计.xlsx", xlsx.CONTENT_TYPE)
