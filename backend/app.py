"""How is the application put together?"""

import os

from flask import Flask

from backend import cli
from backend.accounts import api as accounts
from backend.accounts import profile
from backend.attendance import api as attendance
from backend.attendance import pages_api as attendance_pages
from backend.config import Settings, read_settings
from backend.core import list_memory, logs
from backend.events import api as events
from backend.files import api as files
from backend.http import errors, health, method_override, pages, request_id, spec
from backend.http.uploads import InMemoryRequest
from backend.integrations.wechat.gateway import WeChatGateway
from backend.notifications import api as notifications
from backend.quizzes import api as quizzes
from backend.quizzes import bank_api as question_bank
from backend.quizzes import boards_api as boards
from backend.quizzes import pages_api as quiz_pages
from backend.quizzes import ranking
from backend.regions import api as regions
from backend.security import sessions
from backend.security.redaction import redact
from backend.signups import api as signups
from backend.verification import api as verification
from backend.verification import pages_api as verification_pages
from models import engine
from models.base import db
from models.revisions import MIGRATIONS

LARGEST_BODY = 1024 * 1024
"""Bytes of the largest JSON body taken; uploads have a limit of their own."""


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application for these settings (None: those of the environment)."""
    settings = settings or read_settings()
    configure_process(settings)
    app = Flask("shiliu", static_folder=None)
    app.request_class = InMemoryRequest
    app.config.update(
        SETTINGS=settings,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        LOG_REQUESTS=settings.log_level == "DEBUG",
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine.engine_options(settings.database_url, connections=settings.threads),
        SQLALCHEMY_BINDS={engine.READER: engine.reader_options(settings.database_url, connections=settings.threads)},
    )
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    with app.app_context():
        engine.prepare(db.engines)
    if os.environ.get("FLASK_RUN_FROM_CLI"):
        add_migrations(app)
    app.extensions["wechat"] = WeChatGateway(settings.wechat_appid, settings.wechat_secret, settings.wechat_api_base)
    for part in (request_id, errors, spec, health, pages, method_override, cli):
        part.init_app(app)
    taken = (
        *(accounts, files, regions, signups, events, attendance, verification, question_bank, quizzes, boards),
        notifications,
    )
    for feature in taken:
        app.register_blueprint(feature.api, url_prefix=spec.API)
    for open_to_all in (attendance_pages, verification_pages, quiz_pages):
        app.register_blueprint(open_to_all.pages)
    return app


def add_migrations(app: Flask) -> None:
    """Add `flask db` and what it needs; a server does without, which saves nine MiB."""
    from flask_migrate import Migrate

    Migrate(app, db, directory=str(MIGRATIONS), compare_type=True, render_as_batch=False)


def configure_process(settings: Settings) -> None:
    """Set what a process has one of, however many applications it makes: its log, and what it remembers."""
    logs.configure(settings.log_level, redact)
    sessions.configure(settings.session_memory_seconds)
    list_memory.configure(settings.list_memory_seconds)
    profile.FOLLOWS["on_boards"] = ranking.show_or_hide
