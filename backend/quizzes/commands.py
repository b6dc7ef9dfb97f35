"""Which commands are there for quizzes and their questions?"""

import time
from pathlib import Path

import click
from flask.cli import with_appcontext

from backend.core.actor import SYSTEM
from backend.core.errors import AppError
from backend.core.transaction import transaction
from backend.quizzes import starter
from backend.quizzes.bank_schemas import ImportQuery, QuestionImportNote
from backend.quizzes.publish import close_locked, hold_papers, locked_quiz, publish_locked
from backend.quizzes.statistics_queries import statistics_for_operator
from backend.quizzes.taking_in import READERS, read_file, take_in, try_in

_FORMATS = {".xlsx": "xlsx", ".csv": "csv", ".gift": "gift"}
_SHOWN = 100
_DIFFICULTIES = click.Choice(["easy", "medium", "hard"])


@click.group("quizzes")
def quizzes() -> None:
    """知识答题."""


@quizzes.command("seed")
@with_appcontext
def seed() -> None:
    """补齐五个类别和起步题库，已有的不动."""
    categories, questions = starter.seed(actor=SYSTEM)
    click.echo(f"新增 {categories} 个类别、{questions} 道题。")


@quizzes.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "form", type=click.Choice(list(READERS)), help="文件格式；.xlsx、.csv、.gift 不用填")
@click.option("--dry-run", is_flag=True, help="只检查，不导入")
@click.option("--category", help="文件没写类别时，新题用这个类别编号")
@click.option("--difficulty", type=_DIFFICULTIES, help="文件没写难度时，新题用这个难度")
@click.option("--source", help="文件没写出处时，新题用这个出处")
@with_appcontext
def import_(file: Path, form: str | None, dry_run: bool, **defaults: str | None) -> None:
    """导入题目文件 FILE（Excel、CSV、GIFT 或 Aiken）；有一处不对就全部不导入."""
    form = form or _FORMATS.get(file.suffix.lower())
    if form is None:
        raise click.UsageError("看不出文件格式，请加上 --format")
    started = time.monotonic()
    found = read_file(file.read_bytes(), form)
    query = ImportQuery.model_validate({"format": form, "dry_run": dry_run, **defaults})
    try:
        outcome = try_in(found, query) if dry_run else take_in(found, query, actor=SYSTEM)
    except AppError as exc:
        raise click.ClickException(exc.message) from exc
    _tell(outcome.notes, "请留意", err=False)
    _tell(outcome.errors, "请改正", err=True)
    if outcome.errors:
        raise click.ClickException(f"有 {len(outcome.errors)} 处需要改正，没有导入任何题目。")
    done = "检查通过，没有写入" if dry_run else "完成"
    counts = f"共 {outcome.rows} 道，新增 {outcome.new}，更新 {outcome.changed}，相同 {outcome.same}"
    click.echo(f"{done}：{counts}，用时 {time.monotonic() - started:.1f} 秒。")


@quizzes.command("statistics")
@click.argument("quiz_id")
@with_appcontext
def statistics(quiz_id: str) -> None:
    """列出答题 QUIZ_ID 各题的得分率、区分度和效率（每人只算第一次）；* 表示建议复核."""
    try:
        found = statistics_for_operator(quiz_id)
    except AppError as exc:
        raise click.ClickException(exc.message) from exc
    for item in found.items:
        shown = [_percent(value) for value in (item.facility, item.discrimination, item.efficiency)]
        click.echo(f"{'*' if item.dubious else ' '} {item.code} 版本 {item.version} {item.n} 人 {' '.join(shown)}")
    dubious = sum(item.dubious for item in found.items)
    click.echo(f"共 {found.attempts} 份首次答卷、{len(found.items)} 道题，建议复核 {dubious} 道。")


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share:.1%}"


def _tell(notes: list[QuestionImportNote], word: str, *, err: bool) -> None:
    for note in notes[:_SHOWN]:
        place = f"第 {note.row} 行 {note.column}".rstrip() if note.row else "文件"
        click.echo(f"{word}：{place}：{note.message}", err=err)
    if len(notes) > _SHOWN:
        click.echo(f"……还有 {len(notes) - _SHOWN} 处。", err=err)


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
