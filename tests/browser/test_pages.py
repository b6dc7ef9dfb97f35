"""Does every page come up at both sizes, without an error? Keeps a screenshot of each."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LoggedIn
from tests.browser.phone import LARGE_TYPE, Phone
from tests.browser.product import Product

RESIDENT = "demo-resident-wang"


def first_event(product: Product) -> str:
    return str(product.call("GET", "events?limit=1")["items"][0]["id"])


def demo_contest(product: Product) -> str:
    items = product.call("GET", "quizzes?mode=contest", token=product.log_in(RESIDENT)["token"])["items"]
    return str(items[0]["id"])


PAGES = {
    "home": "pages/home/index",
    "events": "pages/events/index",
    "quizzes": "pages/quizzes/index",
    "me": "pages/me/index",
    "event": "pages/event/index?id={event}",
    "signup": "pages/signup/index?event={event}&id={event}",
    "my-signups": "pages/my-signups/index",
    "inbox": "pages/inbox/index",
    "regions": "pages/regions/index?purpose=home",
    "privacy": "pages/privacy/index",
    "my-code": "packages/attendance/my-code/index",
    "checkin": "packages/attendance/checkin/index",
    "proofs": "packages/attendance/proofs/index",
    "proof": "packages/attendance/proof/index?serial=0",
    "hours": "packages/attendance/hours/index",
    "quiz-rules": "packages/quiz/rules/index?id={quiz}",
    "quiz-board": "packages/quiz/board/index?quiz={quiz}",
    "quiz-certificates": "packages/quiz/certificates/index",
    "quiz-certificate": "packages/quiz/certificate/index?serial=0",
}


@pytest.mark.parametrize("small", [False, True], ids=["phone", "small"])
def test_every_page_of_a_resident(logged_in: LoggedIn, product: Product, small: bool) -> None:
    phone = logged_in(RESIDENT, small=small)
    event, quiz = first_event(product), demo_contest(product)
    for name, route in PAGES.items():
        screen = phone.open(route.format(event=event, quiz=quiz))
        phone.page.wait_for_load_state("networkidle")
        assert screen.inner_text().strip(), name
        assert phone.route == route.partition("?")[0]
        scale = screen.locator(".screen").evaluate("(page) => getComputedStyle(page).getPropertyValue('--scale')")
        assert float(scale) == (LARGE_TYPE / 16 if small else 1), name
        wider = screen.evaluate("(page) => page.scrollWidth - page.clientWidth")
        assert wider <= 0, f"{name} is {wider} px wider than the phone"
        phone.picture(name)


def test_a_stranger_sees_the_first_page(phone: Phone) -> None:
    screen = phone.open()
    expect(screen.get_by_role("button", name="微信登录")).to_be_visible()
    phone.page.wait_for_load_state("networkidle")
    phone.picture("home-stranger")
