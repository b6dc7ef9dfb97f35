"""Can everybody use every page: no serious fault by axe, at both sizes and in the dark?"""

from typing import Any

import pytest

from tests.browser.cities import what_took_place
from tests.browser.conftest import LoggedIn
from tests.browser.phone import Phone
from tests.browser.product import ROOT, Product

RESIDENT, WORKER = "demo-resident-wang", "demo-worker-zhou"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = {"serious", "critical"}
FINGER = 44
"""Pixels of the smallest thing that is tapped."""
TARGETS = "[role=button], [role=link], [role=tab], [role=checkbox], [role=radio], wx-switch, wx-input, wx-textarea"
SMALL_TARGETS = """(page, [targets, least]) => [...page.querySelectorAll(targets)]
  .map((element) => [(element.closest('wx-label') ?? element).getBoundingClientRect(), element])
  .filter(([box]) => box.width && (box.width < least - 0.5 || box.height < least - 0.5))
  .map(([box, element]) => `${Math.round(box.width)}x${Math.round(box.height)} ${element.outerHTML.slice(0, 160)}`)"""

RESIDENT_PAGES = (
    "pages/home/index",
    "pages/events/index",
    "pages/quizzes/index",
    "pages/me/index",
    "pages/event/index?id={full}",
    "pages/signup/index?event={free}",
    "pages/my-signups/index",
    "pages/inbox/index",
    "pages/regions/index?purpose=home",
    "pages/privacy/index",
    "packages/attendance/my-code/index",
    "packages/attendance/checkin/index",
    "packages/attendance/proofs/index",
    "packages/attendance/proof/index?serial=0",
    "packages/attendance/hours/index",
    "packages/quiz/rules/index?id={quiz}",
    "packages/quiz/board/index?quiz={quiz}",
    "packages/quiz/certificates/index",
    "packages/quiz/certificate/index?serial=0",
)
WORKER_PAGES = (
    "packages/worker/events/index",
    "packages/worker/edit/index?region=522301001001",
    "packages/worker/edit/index?id={full}",
    "packages/worker/signups/index?id={full}",
    "packages/worker/report/index?id={begun}",
    "packages/worker/blur/index?id={photo}&url={picture}",
    "packages/worker/queue/index",
    "packages/worker/verify/index?id={reported}",
    "packages/worker/corrections/index?id={reported}",
    "packages/worker/checkin/index?id={full}",
    "packages/worker/scan/index?id={full}",
    "packages/worker/roster/index?id={full}",
    "packages/worker/walkin/index?id={full}",
    "packages/worker/venue/index?id={full}",
)


def serious_faults(phone: Phone) -> list[str]:
    """Return what axe finds on the whole screen, as `rule: element`."""
    if not phone.page.evaluate("'axe' in window"):
        phone.page.add_script_tag(path=AXE)
    result: dict[str, list[dict[str, Any]]] = phone.page.evaluate("axe.run()")
    assert any(rule["id"] == "color-contrast" for rule in result["passes"]), "axe could measure no contrast at all"
    return [
        f"{fault['id']} ({fault['help']}): {node['html'][:200]}"
        for fault in result["violations"]
        if fault["impact"] in SERIOUS
        for node in fault["nodes"]
    ]


def ids(product: Product) -> dict[str, str]:
    """Return a full event, one that has room, a contest, and what took place."""
    took_place = what_took_place(product)
    items = product.call("GET", "events?limit=50")["items"]
    full = next(event for event in items if event["waiting"])
    free = next(event for event in items if not event["waiting"] and event["audience_region_code"] is None)
    quizzes = product.call("GET", "quizzes?mode=contest", token=product.log_in(RESIDENT)["token"])["items"]
    return {"full": full["id"], "free": free["id"], "quiz": quizzes[0]["id"], **took_place}


def allow_camera(phone: Phone) -> None:
    """Let the mini-program use the camera without asking."""
    phone.store("__wechat_privacy_agreed", value=True)


def faults_of(phone: Phone, pages: tuple[str, ...], product: Product, *, mode: str = "") -> list[str]:
    """Open each page and return what axe says of all of them."""
    known, found = ids(product), []
    allow_camera(phone)
    for page in pages:
        phone.open(page.format(**known))
        phone.page.wait_for_load_state("networkidle")
        assert phone.screen.inner_text().strip(), page
        found += [f"{page} {fault}" for fault in serious_faults(phone)]
        wider = phone.screen.evaluate("(page) => page.scrollWidth - page.clientWidth")
        assert wider <= 0, f"{page} is {wider} px wider than the phone"
        if mode or page.startswith("packages/"):
            phone.picture(mode + page.partition("?")[0].removesuffix("/index").partition("/")[2].replace("/", "-"))
    return found


@pytest.mark.parametrize("small", [False, True], ids=["phone", "small"])
def test_residents_pages_have_no_serious_fault(logged_in: LoggedIn, product: Product, small: bool) -> None:
    found = faults_of(logged_in(RESIDENT, small=small), RESIDENT_PAGES, product)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("small", [False, True], ids=["phone", "small"])
def test_workers_pages_have_no_serious_fault(logged_in: LoggedIn, product: Product, small: bool) -> None:
    found = faults_of(logged_in(WORKER, small=small), WORKER_PAGES, product)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("openid", "pages"), [(RESIDENT, RESIDENT_PAGES), (WORKER, WORKER_PAGES)], ids=["resident", "worker"]
)
def test_dark_pages_have_no_serious_fault(
    logged_in: LoggedIn, product: Product, openid: str, pages: tuple[str, ...]
) -> None:
    phone = logged_in(openid)
    phone.page.emulate_media(color_scheme="dark")
    found = faults_of(phone, pages, product, mode="dark-")
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("openid", "pages"), [(RESIDENT, RESIDENT_PAGES), (WORKER, WORKER_PAGES)], ids=["resident", "worker"]
)
def test_what_is_tapped_is_as_large_as_a_finger(
    logged_in: LoggedIn, product: Product, openid: str, pages: tuple[str, ...]
) -> None:
    phone, known, small = logged_in(openid), ids(product), []
    allow_camera(phone)
    for page in pages:
        phone.open(page.format(**known))
        phone.page.wait_for_load_state("networkidle")
        small += [f"{page} {target}" for target in phone.screen.evaluate(SMALL_TARGETS, [TARGETS, FINGER])]
    assert not small, "\n".join(small)


def test_a_serious_fault_is_noticed(logged_in: LoggedIn) -> None:
    phone = logged_in(RESIDENT)
    phone.open("pages/quizzes/index")
    phone.page.evaluate(
        """() => {
            const pale = document.createElement('p');
            pale.textContent = 'hard to read';
            pale.style.cssText = 'color: #ccc; background: #fff';
            document.querySelector('wx-page:not([hidden]) .screen').append(pale);
        }"""
    )
    assert any(fault.startswith("color-contrast") for fault in serious_faults(phone))
