"""Which commands has an operator? `flask --app wsgi …`, one group for each feature."""

import click
from flask import Flask

GROUPS: tuple[click.Command, ...] = ()
"""The groups, each from the `commands.py` of its feature."""


def init_app(app: Flask) -> None:
    """Add the commands."""
    for group in GROUPS:
        app.cli.add_command(group)
