"""Which commands are there for quizzes?"""

import click
from flask.cli import with_appcontext

from backend.core.actor import SYSTEM
from backend.core.errors import AppError
from backend.core.transaction import transaction
from backend.quizzes.publish import close_locked, hold_papers, locked_quiz, publish_locked


@click.group("quizzes")
def quizzes() -> None:
    """答题."""


@quizzes.command("open")
@click.argument("quiz_id")
@with_appcontext
def open_(quiz_id: str) -> None:
    """发布 QUIZ_ID：题目范围从此固定，到开始时间就可以答题."""
    try:
        with transaction() as session:
            publish_locked(session, locked_quiz(session, quiz_id), actor=SYSTEM)
    except AppError as exc:
        raise click.ClickException(exc.message) from exc
    click.echo("已发布。")


@quizzes.command("close")
@click.argument("quiz_id")
@with_appcontext
def close(quiz_id: str) -> None:
    """提前关闭 QUIZ_ID：没有交的试卷现在收上来."""
    try:
        with transaction() as session:
            hold_papers(session, quiz_id)
            close_locked(session, locked_quiz(session, quiz_id), actor=SYSTEM)
    except AppError as exc:
        raise click.ClickException(exc.message) from exc
    click.echo("已关闭。")
