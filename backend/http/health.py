"""Does this process live, and can it serve?"""

import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, Response, current_app

from backend.core.transaction import reading
from backend.http.answers import answer
from backend.http.auth import PUBLIC

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
    if not found or _older_migrations().intersection(found):
        return "an older schema: run `flask db upgrade`"
    return "ok"


def _older_migrations() -> frozenset[str]:
    """Return the schemas that this code has outgrown.

    One that it does not know is newer and fits it too: new columns come a version before the code that needs them.
    """
    if "older_migrations" not in current_app.extensions:
        config = Config()
        config.set_main_option("script_location", str(current_app.config["MIGRATIONS"]))
        scripts = ScriptDirectory.from_config(config)
        known = {script.revision for script in scripts.walk_revisions()}
        current_app.extensions["older_migrations"] = frozenset(known - set(scripts.get_heads()))
    older: frozenset[str] = current_app.extensions["older_migrations"]
    return older


def init_app(app: Flask) -> None:
    """Add both addresses."""
    app.register_blueprint(health)
