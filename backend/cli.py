"""Which commands has an operator? `flask --app wsgi …`, one group for each feature."""

import click
from flask import Flask

from backend.accounts import commands as accounts
from backend.accounts import wechat_commands
from backend.demo import commands as demo
from backend.http import commands as http
from backend.jobs import commands as jobs
from backend.quizzes import commands as quizzes
from backend.regions import commands as regions
from backend.verification import commands as verification

GROUPS: tuple[click.Command, ...] = (
    accounts.grants,
    regions.regions,
    regions.place_kinds,
    verification.workdays,
    quizzes.quizzes,
    demo.demo,
    jobs.jobs,
    wechat_commands.wechat,
    http.openapi,
)
"""The groups, each from the `commands.py` of its feature."""


def init_app(app: Flask) -> None:
    """Add the commands."""
    for group in GROUPS:
        app.cli.add_command(group)
