"""Does a page that anybody may open say what went wrong, as a page?"""

import base64
import hashlib
import re

from flask import Flask, Response

from backend.core.errors import ConflictError, UnavailableError
from backend.http.pages import page, public_page


def test_errors_are_told_on_a_page(app: Flask) -> None:
    @public_page
    def busy() -> Response:
        raise UnavailableError

    @public_page
    def refused() -> Response:
        raise ConflictError("x", "<b>不行</b>")

    with app.test_request_context():
        answer: Response = busy()
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
        assert "现在人有点多，请稍后再试" in answer.get_data(as_text=True)
        assert "&lt;b&gt;不行" in refused().get_data(as_text=True)


def test_policy_lets_only_the_style_of_the_page_pass(app: Flask) -> None:
    with app.test_request_context():
        answer = page("sorry.html", message="")
    [style] = re.findall(r"<style>(.*?)</style>", answer.get_data(as_text=True), re.DOTALL)
    found = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{found}'" in answer.headers["Content-Security-Policy"]
    assert "script-src" not in answer.headers["Content-Security-Policy"]
