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
    return "ok" if found == [_newest_migration()] else "another schema: run `flask db upgrade`"


def _newest_migration() -> str | None:
    if "newest_migration" not in current_app.extensions:
        config = Config()
        config.set_main_option("script_location", str(current_app.config["MIGRATIONS"]))
        current_app.extensions["newest_migration"] = ScriptDirectory.from_config(config).get_current_head()
    head: str | None = current_app.extensions["newest_migration"]
    return head


def init_app(app: Flask) -> None:
    """Add both addresses."""
    app.register_blueprint(health)
