"""Can a resident go the way from the door to the proof: show the own code, scan the venue's, read proof and hours?"""

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import requests
from playwright.sync_api import expect

from tests.browser.cities import NEIGHBOUR, RESIDENT, WORKER, publish, sign_up
from tests.browser.conftest import LoggedIn
from tests.browser.phone import Phone
from tests.browser.product import Product
from tests.browser.test_accessibility import serious_faults
from tests.browser.test_first_road import log_in_by_taps

VERIFIER = "demo-reviewer-sun"
AUDITOR = "demo-auditor-feng"
TITLE = "一起包饺子"


def product_now(product: Product) -> datetime:
    told = requests.get(f"{product.url}/healthz", timeout=10).headers["X-Server-Time"]
    return datetime.fromtimestamp(int(told), UTC)


def publish_soon(product: Product, title: str, **more: Any) -> str:
    """Publish an event that starts in half an hour, so that people check in now."""
    start = product_now(product) + timedelta(minutes=30)
    times = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=2)).isoformat()}
    return publish(product, title, **(times | more))


def venue_code(product: Product, event: str) -> dict[str, Any]:
    return dict(product.call("GET", f"events/{event}/venue-code", token=product.log_in(WORKER)["token"]))


def scan(phone: Phone, text: str) -> None:
    """Answer the phone's camera with what it reads."""
    phone.dialog().get_by_role("textbox").fill(text)
    phone.dialog().get_by_role("button", name="确定").click()


def agreed(phone: Phone) -> Phone:
    """Let the phone's owner have agreed to WeChat's own guideline for the camera and the photos."""
    phone.store("__wechat_privacy_agreed", value=True)
    return phone


def verify(phone: Phone, product: Product, event: str) -> None:
    """Report an event as held, with what the phone shows as its photo, and have somebody else verify it."""
    worker = {"token": product.log_in(WORKER)["token"]}
    photo = product.call("POST", "files", files={"file": ("photo.png", phone.page.screenshot())}, **worker)
    report = {"summary": "包了三百个饺子", "headcount": 2, "photo_ids": [photo["id"]]}
    product.call("POST", f"events/{event}/held-report", json=report, **worker)
    decision = {"decision": "verified"}
    product.call("POST", f"events/{event}/verification", json=decision, token=product.log_in(VERIFIER)["token"])


def proofs(product: Product, openid: str, title: str) -> list[dict[str, Any]]:
    """Return the person's proofs of the event, once the job that issues them is through; others lie in the past."""
    token = product.log_in(openid)["token"]
    for _attempt in range(50):
        items = product.call("GET", "me/proofs", token=token)["items"]
        found = [one for one in items if one["event"]["title"] == title]
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError("no proof was issued")


def test_own_code_is_bright_and_renews_itself(logged_in: LoggedIn, product: Product) -> None:
    phone = logged_in(RESIDENT)
    phone.page.clock.install()
    phone.open("pages/me/index")
    phone.screen.get_by_role("link", name="我的签到码").click()
    expect(phone.screen.get_by_text("王小明")).to_be_visible()
    expect(phone.screen.get_by_text("请让工作人员扫一扫")).to_be_visible()
    expect(phone.screen.get_by_role("img", name="我的签到码")).to_be_visible()
    expect(phone.screen.get_by_text(re.compile(r"\d+ 秒后自动换新码"))).to_be_visible()
    assert phone.page.evaluate("wx.getScreenBrightness()")["value"] == 1
    assert phone.page.evaluate("sandbox.keepsScreenOn") is True
    phone.picture("my-code")

    shown = "getCurrentPages().at(-1).data.own.code"
    first = phone.page.evaluate(shown)
    product.let_pass(seconds=60)
    phone.page.clock.fast_forward(60_000)
    phone.page.wait_for_function(f"(first) => {shown} !== first", arg=first)

    event = publish_soon(product, "扫居民的活动")
    sign_up(product, RESIDENT, event)
    worker = product.log_in(WORKER)["token"]
    product.call("POST", f"events/{event}/attendances", token=worker, json={"code": phone.page.evaluate(shown)})
    phone.back()
    assert phone.page.evaluate("wx.getScreenBrightness()")["value"] == 0.6
    assert phone.page.evaluate("sandbox.keepsScreenOn") is False


def test_own_code_without_a_network(logged_in: LoggedIn, product: Product) -> None:
    phone = logged_in(RESIDENT)
    phone.page.clock.install()
    phone.open("packages/attendance/my-code/index")
    expect(phone.screen.get_by_role("img", name="我的签到码")).to_be_visible()
    phone.network(offline=True)
    phone.page.clock.fast_forward(60_000)
    expect(phone.screen.get_by_text(re.compile(r"没有网络，正在重新连接。这个码还能用 \d+ 秒"))).to_be_visible()
    phone.picture("my-code-offline")
    phone.page.clock.fast_forward(60_000)
    expect(phone.screen.get_by_text(re.compile("连上网会自动显示"))).to_be_visible()
    expect(phone.screen.get_by_role("img", name="我的签到码")).to_be_hidden()
    phone.picture("my-code-gone")
    product.let_pass(seconds=120)
    phone.network(offline=False)
    phone.page.clock.fast_forward(20_000)
    expect(phone.screen.get_by_role("img", name="我的签到码")).to_be_visible()


def test_from_the_door_to_the_proof(logged_in: LoggedIn, product: Product) -> None:
    event = publish_soon(product, TITLE, volunteer=True, venue="社区活动室")
    sign_up(product, RESIDENT, event, "孩子", "妈妈")
    sign_up(product, NEIGHBOUR, event)
    phone = agreed(logged_in(RESIDENT))
    phone.open("pages/my-signups/index")
    card = phone.screen.locator(".card").filter(has_text=TITLE)
    expect(card.get_by_role("button", name="我的签到码")).to_be_visible()
    phone.picture("my-signups-arriving")
    card.get_by_role("link").click()
    expect(phone.screen.get_by_text("到了现场，请签到")).to_be_visible()
    phone.picture("event-arriving")

    phone.screen.get_by_role("button", name="扫码签到").click()
    scan(phone, venue_code(product, event)["code"])
    expect(phone.screen.get_by_role("checkbox")).to_have_count(3)
    phone.screen.get_by_role("checkbox", name="妈妈").click()
    phone.picture("checkin-who")
    assert not serious_faults(phone)
    phone.screen.get_by_role("button", name="签到（2 人）").click()
    expect(phone.screen.get_by_text("签到成功")).to_be_visible()
    expect(phone.screen.get_by_text("王小明（本人）、孩子")).to_be_visible()
    phone.page.wait_for_load_state("networkidle")
    phone.picture("checkin-done")
    assert not serious_faults(phone)
    phone.screen.get_by_role("button", name="好的").click()
    assert phone.route == "pages/event/index"

    scan_again_is_good_news(phone, product, event)

    product.let_pass(hours=1)
    verify(phone, product, event)
    [proof] = proofs(product, RESIDENT, TITLE)
    phone.open("pages/inbox/index")
    phone.screen.get_by_role("link", name="看我的参加证明").first.click()
    phone.screen.get_by_role("link", name=re.compile(TITLE)).click()
    expect(phone.screen.get_by_text(proof["serial"])).to_be_visible()
    expect(phone.screen.get_by_text("有效")).to_be_visible()
    phone.page.wait_for_load_state("networkidle")
    phone.picture("proof-own")
    assert not serious_faults(phone)
    proof_is_given_to_others(phone, proof)
    phone.open(f"pages/event/index?id={event}")
    expect(phone.screen.get_by_text(re.compile("活动已经核实"))).to_be_visible()
    phone.picture("event-verified")
    phone.open("pages/me/index")
    phone.screen.get_by_role("link", name="我的志愿时长").click()
    expect(phone.screen.get_by_text(re.compile(r"\d 场活动"))).to_be_visible()
    phone.picture("hours-own")
    assert not serious_faults(phone)
    unused_place_is_told_calmly(logged_in(NEIGHBOUR))


def proof_is_given_to_others(phone: Phone, proof: dict[str, Any]) -> None:
    """Open the proof's document, save its picture, and copy the address that verifies it."""
    phone.page.evaluate("() => { window.open = () => null; }")
    with phone.page.expect_download() as document:
        phone.screen.get_by_role("button", name="打开证明").click()
    assert document.value.path().read_bytes().startswith(b"%PDF-")
    with phone.page.expect_download() as picture:
        phone.screen.get_by_role("button", name="保存图片").click()
    assert picture.value.path().read_bytes().startswith(b"\x89PNG")
    expect(phone.page.get_by_role("status").filter(has_text="已保存到相册")).to_be_visible()
    phone.screen.get_by_role("button", name="复制核验网址").click()
    expect(phone.page.get_by_role("status").filter(has_text="核验网址已复制")).to_be_visible()
    copied = phone.page.evaluate("wx.getClipboardData()")["data"]
    assert copied == proof["verify_url"]
    assert "有效" in requests.get(copied, timeout=10).text


def unused_place_is_told_calmly(phone: Phone) -> None:
    """Look at the hours of somebody who did not come."""
    phone.open("packages/attendance/hours/index")
    expect(phone.screen.get_by_role("link", name=re.compile(TITLE))).to_be_visible()
    expect(phone.screen.get_by_text(re.compile("谁都有临时来不了的时候"))).to_be_visible()
    phone.picture("hours-unused")
    assert not serious_faults(phone)


def scan_again_is_good_news(phone: Phone, product: Product, event: str) -> None:
    """Scan the poster outside of the mini-program, as its link opens the page."""
    link = quote(f"{product.url}/c/{venue_code(product, event)['poster_code']}", safe="")
    phone.open(f"packages/attendance/checkin/index?q={quote(link)}")
    phone.screen.get_by_role("checkbox", name="妈妈").click()
    phone.expect_problem("409")
    phone.screen.get_by_role("button", name="签到（2 人）").click()
    expect(phone.screen.get_by_text("已经签过到了")).to_be_visible()
    expect(phone.screen.get_by_text(re.compile(r"已在 \d\d:\d\d签到，不用再签"))).to_be_visible()
    phone.picture("checkin-again")
    phone.screen.get_by_role("button", name="好的").click()
    assert phone.route == "pages/home/index"


def test_proof_that_was_taken_back_says_so(logged_in: LoggedIn, product: Product) -> None:
    event = publish_soon(product, "弄错的活动")
    sign_up(product, AUDITOR, event)
    token = product.log_in(AUDITOR)["token"]
    poster = venue_code(product, event)["poster_code"]
    [record] = product.call("POST", f"events/{event}/attendances", token=token, json={"code": poster})["items"]
    product.let_pass(hours=1)
    phone = logged_in(AUDITOR)
    verify(phone, product, event)
    [proof] = proofs(product, AUDITOR, "弄错的活动")
    page = f"packages/attendance/proof/index?serial={proof['serial']}"
    phone.open(page)
    expect(phone.screen.get_by_role("button", name="打开证明")).to_be_visible()

    correction = {"remove": record["id"], "reason": "扫错了人"}
    verifier = product.log_in(VERIFIER)["token"]
    product.call("POST", f"events/{event}/attendance-corrections", token=verifier, json=correction)
    phone.open(page)
    expect(phone.screen.get_by_text(re.compile("这份证明已于.* 撤销，不再有效"))).to_be_visible()
    expect(phone.screen.get_by_role("button", name="打开证明")).to_be_hidden()
    phone.picture("proof-revoked")
    phone.open("packages/attendance/proofs/index")
    expect(phone.screen.get_by_role("link", name=re.compile("已撤销.*弄错的活动"))).to_be_visible()


def test_whoever_can_not_check_in_reads_what_to_do(logged_in: LoggedIn, product: Product) -> None:
    """Nobody's code, another's own, an event without a sign-up, one that is not open yet, a code that is too old."""
    soon, later = publish_soon(product, "马上开始的活动"), publish(product, "三天后的活动")
    phone = agreed(logged_in(NEIGHBOUR))
    phone.expect_problem("409|422")
    phone.open("pages/me/index")
    phone.screen.get_by_role("link", name="扫码签到").click()
    scan(phone, "https://example.com/")
    expect(phone.screen.get_by_text("这不是活动的签到码。请对准现场的签到码，再扫一次。")).to_be_visible()

    own = product.call("GET", "me/checkin-code", token=product.log_in(RESIDENT)["token"])["code"]
    scan_anew(phone, own)
    expect(phone.screen.get_by_text(re.compile("这是居民自己的签到码"))).to_be_visible()
    expect(phone.screen.get_by_role("button", name="打开我的签到码")).to_be_visible()

    old = venue_code(product, soon)["code"]
    scan_anew(phone, old)
    expect(phone.screen.get_by_text(re.compile("您还没有报名这个活动"))).to_be_visible()
    phone.picture("checkin-not-signed-up")
    phone.screen.get_by_role("button", name="看看这个活动").click()
    expect(phone.screen.get_by_text("马上开始的活动")).to_be_visible()
    phone.back()

    sign_up(product, NEIGHBOUR, later)
    scan_anew(phone, venue_code(product, later)["poster_code"])
    expect(phone.screen.get_by_text(re.compile(r"“三天后的活动”还没有开始签到。.*\d\d:\d\d 开始"))).to_be_visible()
    phone.picture("checkin-not-open")

    sign_up(product, NEIGHBOUR, soon)
    product.let_pass(minutes=3)
    scan_anew(phone, old)
    expect(phone.screen.get_by_text(re.compile("这个码刚刚换成新的了"))).to_be_visible()
    scan_anew(phone, venue_code(product, soon)["link"])
    expect(phone.screen.get_by_text("签到成功")).to_be_visible()


def scan_anew(phone: Phone, text: str) -> None:
    phone.screen.get_by_role("button", name="再扫一次").click()
    scan(phone, text)


def test_event_that_did_not_take_place_says_why(logged_in: LoggedIn, product: Product) -> None:
    event = publish_soon(product, "没办成的活动")
    sign_up(product, RESIDENT, event)
    product.let_pass(hours=1)
    reason = {"reason": "下大雨，改天再办"}
    product.call("POST", f"events/{event}/not-held", json=reason, token=product.log_in(WORKER)["token"])
    phone = logged_in(RESIDENT)
    phone.open(f"pages/event/index?id={event}")
    expect(phone.screen.get_by_text("下大雨，改天再办")).to_be_visible()
    expect(phone.screen.locator(".refusal")).to_contain_text("没有举办")
    expect(phone.screen.get_by_role("button", name="修改报名")).to_be_hidden()
    phone.picture("event-not-held")
    phone.open("pages/my-signups/index")
    card = phone.screen.locator(".card").filter(has_text="没办成的活动")
    expect(card.get_by_text(re.compile("活动没有举办"))).to_be_visible()


def test_stranger_with_a_link_logs_in_and_is_checked_in(phone: Phone, product: Product) -> None:
    event = publish_soon(product, "扫海报的活动")
    sign_up(product, NEIGHBOUR, event)
    link = quote(venue_code(product, event)["link"], safe="")
    phone.open(f"packages/attendance/checkin/index?q={quote(link)}")
    expect(phone.screen.get_by_text("登录后就能签到。")).to_be_visible()
    log_in_by_taps(phone, "李阿姨")
    expect(phone.screen.get_by_text("签到成功")).to_be_visible()
    expect(phone.screen.get_by_text("李阿姨（本人）")).to_be_visible()
