"""Which command writes down what the API promises?"""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from backend.http.spec import document_text

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "openapi.json"
"""Where the document is kept, so that a change of the API shows in a review."""


@click.group("openapi")
def openapi() -> None:
    """接口文档."""


@openapi.command("write")
@click.option(
    "--to", type=click.Path(dir_okay=False, path_type=Path), default=DOCUMENT, show_default="docs/openapi.json"
)
@with_appcontext
def write(to: Path) -> None:
    """把 API 文档（OpenAPI 3.1）写入文件."""
    to.write_text(document_text(current_app), encoding="utf-8")
    click.echo(f"已写入 {to}")
