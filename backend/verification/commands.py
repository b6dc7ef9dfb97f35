"""Which commands are there for working days?"""

from datetime import datetime

import click
from flask.cli import with_appcontext

from backend.core.actor import SYSTEM
from backend.verification.workdays import days, set_day

_LONGEST_NAME = 60


@click.group("workdays")
def workdays() -> None:
    """工作日."""


@workdays.command("set")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--working/--off", required=True, help="这一天上班，还是放假")
@click.option("--name", default="", help="名称，如：国庆节调休")
@with_appcontext
def set_(day: datetime, *, working: bool, name: str) -> None:
    """登记 DAY（YYYY-MM-DD）上班或放假，以此为准."""
    if len(name) > _LONGEST_NAME:
        raise click.BadParameter(f"名称最多 {_LONGEST_NAME} 个字", param_hint="--name")
    set_day(day.date(), working=working, name=name.strip(), actor=SYSTEM)
    click.echo(f"{day:%Y-%m-%d} {'上班' if working else '放假'}")


@workdays.command("list")
@with_appcontext
def list_() -> None:
    """列出登记过的日子."""
    for day in days():
        click.echo(f"{day.day:%Y-%m-%d} {'上班' if day.working else '放假'} {day.name}".rstrip())
