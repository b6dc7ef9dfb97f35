"""The public page on which anybody checks a proof; the number of a certificate is understood there as well."""

from flask import Blueprint, Response, request

from backend.http.pages import page, public_page
from backend.quizzes import certificates
from backend.verification import papers

pages = Blueprint("verification_pages", __name__, template_folder="templates")


@pages.get(papers.VERIFY)
@public_page
def ask_for_serial() -> Response:
    """Ask for the number of a proof, or tell about the one that was typed."""
    typed = request.args.get("serial", "")
    return show_verdict(serial=typed) if typed.strip() else page("verify.html", state="asked")


@pages.get(f"{papers.VERIFY}/<serial>")
@public_page
def show_verdict(serial: str) -> Response:
    """Tell whether a proof is valid, was revoked, or was never issued."""
    found = papers.verdict(serial)
    certificate = certificates.verdict(serial) if found is None else None
    if certificate is not None:
        return page("certificate.html", state=certificate.state, found=certificate)
    if found is None:
        return page("verify.html", 404, state="unknown")
    return page("verify.html", state=found.state, found=found)
