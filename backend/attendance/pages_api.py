"""The public page for those who scan a check-in code with another scanner than ours."""

from flask import Blueprint, Response

from backend.attendance.codes import LINK
from backend.core.errors import NotFoundError
from backend.http.pages import page, public_page

pages = Blueprint("attendance_pages", __name__, template_folder="templates")

_LONGEST_CODE = 120


@pages.get(f"{LINK}<code>")
@public_page
def show_where_to_scan(code: str) -> Response:
    """Say where the code is to be scanned; whether it is good is found out there."""
    if len(code) > _LONGEST_CODE:
        raise NotFoundError
    return page("scan.html")
