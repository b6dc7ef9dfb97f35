"""Is a head count to be trusted, from the sign-up to the page that verifies a proof? The whole road, by taps."""

import re
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import expect

from tests.browser.cities import COMMUNITY, NEIGHBOUR, OTHER_WORKER, RESIDENT, WORKER, sign_up
from tests.browser.conftest import LoggedIn
from tests.browser.phone import Phone
from tests.browser.product import Product
from tests.browser.test_attendance import proofs, publish_soon
from tests.browser.test_checkin import code_of, scan
from tests.browser.test_verification import choose, sent_photos, worker_phone

TITLE, PATIENCE = "清扫楼道一小时", 15_000
ALONE = "demo-city-zhao"


def counted(product: Product) -> tuple[dict[str, int], dict[str, int]]:
    """Return what the community's statistics say: what counts, and what waits to."""
    token = product.log_in(WORKER)["token"]
    told = product.call("GET", "statistics/events", token=token, params={"region": COMMUNITY})
    return told["verified"], told["unverified"]


def more(before: dict[str, int], after: dict[str, int]) -> tuple[int, int]:
    return after["events"] - before["events"], after["people"] - before["people"]


def test_event_that_really_happened(logged_in: LoggedIn, product: Product, tmp_path: Path) -> None:
    event = publish_soon(product, TITLE, volunteer=True, venue="三号楼门口")
    for openid in (NEIGHBOUR, ALONE):
        sign_up(product, openid, event)
    resident = logged_in(RESIDENT)
    sign_up_by_taps(resident, event)
    verified, _ = counted(product)

    worker = worker_phone(logged_in, WORKER)
    check_in_without_a_network(worker, product, event)
    product.let_pass(hours=3)
    verified_before, waiting_before = counted(product)
    assert more(verified, verified_before) == (0, 0)
    report_with_a_photo(worker, event, tmp_path)
    verified_reported, waiting_reported = counted(product)
    assert more(verified_before, verified_reported) == (0, 0)
    assert more(waiting_before, waiting_reported) == (0, 0)

    verify_by_taps(worker_phone(logged_in, OTHER_WORKER))
    verified_after, waiting_after = counted(product)
    assert more(verified_reported, verified_after) == (1, 3)
    assert more(waiting_reported, waiting_after) == (-1, -3)

    [proof] = proofs(product, RESIDENT, TITLE)
    read_the_proof(resident, proof)


def sign_up_by_taps(phone: Phone, event: str) -> None:
    screen = phone.open(f"pages/event/index?id={event}")
    screen.get_by_role("button", name="我要报名").click()
    screen.get_by_role("button", name="确认报名").click()
    expect(screen.get_by_text("报名成功")).to_be_visible()


def check_in_without_a_network(phone: Phone, product: Product, event: str) -> None:
    """Scan three people, one of them twice, while there is no network; then let them go up."""
    codes = {openid: code_of(product, openid) for openid in (RESIDENT, NEIGHBOUR, ALONE)}
    screen = phone.open(f"packages/worker/checkin/index?id={event}")
    expect(screen.locator("#expected")).to_have_text("3")
    phone.network(offline=True)
    screen.get_by_role("button", name="扫码签到").click()
    for openid in (RESIDENT, NEIGHBOUR):
        expect(scan(phone, codes[openid])).to_contain_text("已签到")
    expect(scan(phone, codes[RESIDENT])).to_contain_text("已经签过了")
    expect(scan(phone, codes[ALONE])).to_contain_text("已签到")
    expect(screen.locator("#count")).to_have_text("到场 3 / 3")
    phone.back()
    expect(screen.locator("#queue")).to_contain_text("3 条还没上传")
    roster = product.call("GET", f"events/{event}/roster", token=product.log_in(WORKER)["token"])
    assert roster["counts"]["present"] == 0
    report_waits_for_them(phone, event)

    phone.open(f"packages/worker/checkin/index?id={event}")
    phone.network(offline=False)
    expect(screen.locator("#queue")).to_contain_text("都已上传", timeout=PATIENCE)
    roster = product.call("GET", f"events/{event}/roster", token=product.log_in(WORKER)["token"])
    assert roster["counts"] == {"expected": 3, "present": 3}


def report_waits_for_them(phone: Phone, event: str) -> None:
    """Look at the queue once more after the mini-program was closed: the rows are still there."""
    phone.open(f"packages/worker/checkin/index?id={event}")
    expect(phone.screen.locator("#queue")).to_contain_text("3 条还没上传")


def report_with_a_photo(phone: Phone, event: str, folder: Path) -> None:
    photo = folder / "photo.jpg"
    Image.effect_noise((1200, 900), 60).convert("RGB").save(photo)
    screen = phone.open(f"packages/worker/report/index?id={event}")
    expect(screen.get_by_label("到场人数")).to_have_value("3")
    screen.get_by_label("活动情况").fill("三位邻居一起清扫了三号楼的楼道。")
    choose(phone, [photo])
    sent_photos(phone, 1)
    screen.get_by_role("button", name="上报", exact=True).click()
    phone.dialog().get_by_role("button", name="上报").click()
    expect(screen.get_by_text("已经上报")).to_be_visible()


def verify_by_taps(phone: Phone) -> None:
    screen = phone.open("packages/worker/queue/index")
    screen.get_by_role("link", name=re.compile(TITLE)).click()
    expect(screen.get_by_text("三位邻居一起清扫了三号楼的楼道。")).to_be_visible()
    screen.get_by_role("button", name="核实", exact=True).click()
    phone.dialog().get_by_role("button", name="核实").click()
    expect(screen.get_by_text("已经核实")).to_be_visible()


def read_the_proof(phone: Phone, proof: dict[str, Any]) -> None:
    """Open the own proof in the mini-program, and its public page as somebody else would."""
    screen = phone.open("packages/attendance/proofs/index")
    screen.get_by_role("link", name=re.compile(TITLE)).click()
    expect(screen.get_by_text(proof["serial"])).to_be_visible()
    stranger = phone.context.new_page()
    stranger.goto(proof["verify_url"])
    expect(stranger.get_by_text("有效", exact=True)).to_be_visible()
    expect(stranger.get_by_text(TITLE)).to_be_visible()
    stranger.screenshot(path=phone.picture("proof-own").with_name("verify-page-phone.png"))
    assert "王小明" not in (stranger.text_content("body") or "")
