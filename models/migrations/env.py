"""How does Alembic reach the database? Through the application's engine; each migration is one transaction."""

from typing import Any, Literal

from alembic import context
from flask import current_app

from models.base import db
from models.types import Json, UtcDateTime


def _written(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our column types as SQLAlchemy's own: migrations import no application code, which will have changed."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and repr(item) == repr(Json):
        return 'sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")'
    return False


def run() -> None:
    """Run the migrations on a live connection."""
    options = current_app.extensions["migrate"].configure_args
    with db.engine.connect() as connection:
        context.configure(connection=connection, target_metadata=db.metadata, render_item=_written, **options)
        with context.begin_transaction():
            context.run_migrations()


run()
