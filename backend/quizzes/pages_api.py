"""The public page on which anybody checks a certificate."""

from flask import Blueprint, Response, request

from backend.http.pages import page, public_page
from backend.quizzes import certificates

pages = Blueprint("quiz_pages", __name__, template_folder="templates")


@pages.get(certificates.PAGE)
@public_page
def ask_for_certificate() -> Response:
    """Ask for the number of a certificate, or tell about the one that was typed."""
    typed = request.args.get("serial", "")
    return show_certificate(serial=typed) if typed.strip() else page("certificate.html", state="asked")


@pages.get(f"{certificates.PAGE}/<serial>")
@public_page
def show_certificate(serial: str) -> Response:
    """Tell whether a certificate is valid, was revoked, or was never issued."""
    found = certificates.verdict(serial)
    if found is None:
        return page("certificate.html", 404, state="unknown")
    return page("certificate.html", state=found.state, found=found)
