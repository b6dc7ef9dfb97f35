"""How does a page look that anybody may open in a browser?

Written on the server, without JavaScript. It comes with its style inside, so that it loads nothing; the policy lets
just this style pass. Features write their templates on top of `page.html`.
"""

import base64
import hashlib
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, render_template
from markupsafe import Markup

from backend.config import settings
from backend.core.errors import AppError
from backend.http.auth import PUBLIC

_STYLE = (Path(__file__).parent / "templates" / "page.css").read_text("utf-8")
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}

pages = Blueprint("pages", __name__, template_folder="templates")


def page(template: str, status: int = 200, **words: Any) -> Response:
    """Answer with a page."""
    style = Markup(_STYLE)  # noqa: S704  # our own file
    html = render_template(template, style=style, programme=settings().programme_name, **words)
    return Response(html, status=status, headers=_HEADERS, content_type="text/html; charset=utf-8")


def public_page(view: Callable[..., Response]) -> Callable[..., Response]:
    """Declare a view that answers anybody with a page, and says on a page as well what went wrong."""

    @wraps(view)
    def run(**path: Any) -> Response:
        try:
            return view(**path)
        except AppError as exc:
            answer = page("sorry.html", exc.status, message=exc.message)
            if exc.retry_after is not None:
                answer.headers["Retry-After"] = str(exc.retry_after)
            return answer

    run.access = PUBLIC  # type: ignore[attr-defined]
    return run


def init_app(app: Flask) -> None:
    """Make the templates known that all pages stand on."""
    app.register_blueprint(pages)
