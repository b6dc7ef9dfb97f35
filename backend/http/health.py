"""Does this process live, and can it serve?"""

import sqlalchemy as sa
from flask import Blueprint, Flask, Response, current_app

from backend.core.transaction import reading
from backend.http.answers import answer
from backend.http.auth import PUBLIC
from models.revisions import outgrown

health = Blueprint("health", __name__)


@health.get("/healthz")
def healthz() -> Response:
    """Tell that the process answers."""
    return answer({"status": "ok"})


@health.get("/readyz")
def readyz() -> Response:
    """Tell whether the database answers and has the schema that this code was written for."""
    checks = {"database": _database_check()}
    ready = all(state == "ok" for state in checks.values())
    return answer({"status": "ok" if ready else "not_ready", "checks": checks}, 200 if ready else 503)


healthz.access = PUBLIC  # type: ignore[attr-defined]
readyz.access = PUBLIC  # type: ignore[attr-defined]


def _database_check() -> str:
    try:
        with reading() as connection:
            found = connection.execute(sa.text("select version_num from alembic_version")).scalars().all()
    except sa.exc.SQLAlchemyError:
        return "unreachable or empty: run `flask db upgrade`"
    # One that this code does not know is newer and fits it: new columns come a version before the code that needs them.
    if not found or current_app.extensions["older_migrations"].intersection(found):
        return "an older schema: run `flask db upgrade`"
    return "ok"


def init_app(app: Flask) -> None:
    """Add both addresses."""
    app.extensions["older_migrations"] = outgrown()
    app.register_blueprint(health)
