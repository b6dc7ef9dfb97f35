"""Does a worker report an event with photos, does another verify or return it, and is the closed sheet put right?"""

import io
import re
from pathlib import Path
from typing import Any

import pytest
import requests
from PIL import Image, ImageStat
from playwright.sync_api import expect

from tests.browser.cities import NEIGHBOUR, OTHER_WORKER, RESIDENT, WORKER, publish, report_held, sign_up
from tests.browser.conftest import LoggedIn
from tests.browser.phone import Phone
from tests.browser.product import Product

REPORTER, VERIFIER, AUDITOR = WORKER, OTHER_WORKER, "demo-auditor-feng"
REPORT, QUEUE = "packages/worker/report/index?id={}", "packages/worker/queue/index"
VERIFY, CORRECTIONS = "packages/worker/verify/index?id={}", "packages/worker/corrections/index?id={}"
SUMMARY = "二十多位邻居一起包饺子，老人教孩子擀皮。"
TITLES = {
    "verified": "邻里包饺子",
    "returned": "广场舞展演",
    "own": "楼道大扫除",
    "not_held": "露天电影",
    "kept": "书法体验课",
    "corrected": "亲子运动会",
    "twice": "社区义诊咨询",
    "late": "邻里读书会",
}


@pytest.fixture(scope="module")
def events(product: Product) -> dict[str, str]:
    """Events that began some minutes ago, with two families who signed up; and `early`, which has not begun."""
    ids = {}
    for name, title in TITLES.items():
        ids[name] = publish(product, title, capacity=30, venue="社区活动室")
        sign_up(product, RESIDENT, ids[name], "妈妈", "小宝")
        sign_up(product, NEIGHBOUR, ids[name])
    product.let_pass(days=3, minutes=5)
    ids["early"] = publish(product, "还没开始的活动", starts_at="2099-01-01T07:00:00Z", ends_at="2099-01-01T09:00:00Z")
    return ids


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two photos as a phone takes them: a large one, and a small one."""
    folder = tmp_path_factory.mktemp("photos")
    made = []
    for name, size, noise in (("large", (3000, 2000), 90), ("small", (600, 800), 20)):
        picture = Image.effect_noise(size, noise).convert("RGB")
        picture.paste((178, 30, 46), (size[0] // 4, size[1] // 4, size[0] // 2, size[1] // 2))
        path = folder / f"{name}.jpg"
        picture.save(path, quality=92)
        made.append(path)
    return made


def staff(product: Product, openid: str = REPORTER) -> str:
    return str(product.log_in(openid)["token"])


def worker_phone(logged_in: LoggedIn, openid: str, *, small: bool = False) -> Phone:
    """Return a phone whose owner has agreed to WeChat's own question about the album too."""
    phone = logged_in(openid, small=small)
    phone.store("__wechat_privacy_agreed", value=True)
    return phone


def check_in(product: Product, event: str, *, members: tuple[int, ...] = (0, 1)) -> None:
    """Check those of the first family in."""
    token = staff(product)
    family = product.call("GET", f"events/{event}/roster", token=token)["people"][0]
    for member in members:
        body = {"signup_id": family["signup_id"], "member": member}
        product.call("POST", f"events/{event}/attendances", token=token, json=body)


def choose(phone: Phone, files: list[Path]) -> None:
    with phone.page.expect_file_chooser() as chooser:
        phone.screen.get_by_role("button", name="添加照片").click()
    chooser.value.set_files(files)


def sent_photos(phone: Phone, count: int) -> None:
    expect(phone.screen.locator("[data-photo=done]")).to_have_count(count, timeout=20_000)


def draw(phone: Phone) -> None:
    """Draw over the middle of the photo that is to be blurred."""
    box = phone.screen.locator("#photo").bounding_box()
    assert box is not None
    phone.page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.2)
    phone.page.mouse.down()
    phone.page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.5)
    phone.page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.6)
    phone.page.mouse.up()


def picture_of(product: Product, photo: dict[str, Any]) -> Image.Image:
    url = photo["urls"]["large"]
    content = requests.get(url if url.startswith("http") else product.url + url, timeout=10).content
    return Image.open(io.BytesIO(content)).convert("L")


def state_of(product: Product, event: str) -> str:
    return str(product.call("GET", f"events/{event}", token=staff(product))["state"])


def test_a_worker_reports_and_another_verifies(
    logged_in: LoggedIn, product: Product, events: dict[str, str], photos: list[Path]
) -> None:
    event = events["verified"]
    check_in(product, event)
    phone = worker_phone(logged_in, REPORTER)
    screen = phone.open("packages/worker/events/index")
    screen.get_by_role("tab", name="待上报").click()
    phone.page.wait_for_load_state("networkidle")
    phone.picture("events-due")
    screen.get_by_role("button", name=f"上报：{TITLES['verified']}").click()
    expect(screen.get_by_label("到场人数")).to_have_value("2")
    expect(screen.get_by_text("签到 2 人，报名确认 4 人")).to_be_visible()
    screen.get_by_role("button", name="上报", exact=True).click()
    expect(screen.get_by_text("请至少放一张现场照片")).to_be_visible()
    screen.get_by_label("活动情况").fill(SUMMARY)
    screen.get_by_label("到场人数").fill("4")
    choose(phone, photos)
    sent_photos(phone, 2)
    phone.picture("report-form")
    blur_the_first(phone)
    screen.get_by_role("button", name="前移 2").click()
    screen.get_by_role("button", name="上报", exact=True).click()
    expect(phone.dialog()).to_contain_text("活动还没有结束")
    phone.dialog().get_by_role("button", name="上报").click()
    expect(screen.get_by_text("已经上报")).to_be_visible()
    phone.picture("report-done")
    look_at_what_was_reported(product, event)
    verify_from_the_front_page(worker_phone(logged_in, VERIFIER))
    assert state_of(product, event) == "verified"


def blur_the_first(phone: Phone) -> None:
    """Draw over the first photo twice, take one back, and save."""
    screen = phone.screen
    screen.get_by_role("button", name="打码 1", exact=True).click()
    expect(screen.locator("#photo img")).to_be_visible()
    draw(phone)
    expect(screen.get_by_text("已画 1 处")).to_be_visible()
    draw(phone)
    expect(screen.get_by_text("已画 2 处")).to_be_visible()
    screen.get_by_role("button", name="撤销上一处").click()
    expect(screen.get_by_text("已画 1 处")).to_be_visible()
    phone.picture("report-blur")
    screen.get_by_role("button", name="保存").click()
    phone.dialog().get_by_role("button", name="确定").click()
    expect(screen.get_by_label("到场人数")).to_have_value("4")


def look_at_what_was_reported(product: Product, event: str) -> None:
    """Look at the photos as the API gives them: in their new order, made smaller, and unreadable where it was drawn."""
    told = product.call("GET", f"events/{event}/held-report", token=staff(product))
    assert (told["summary"], told["headcount"], len(told["photos"])) == (SUMMARY, 4, 2)
    small, large = (picture_of(product, photo) for photo in told["photos"])
    assert small.size == (600, 800), "moved to the front"
    assert large.size == (2048, 1365)
    wide, high = large.size
    blurred = large.crop((int(wide * 0.22), int(high * 0.22), int(wide * 0.58), int(high * 0.58)))
    rest = large.crop((int(wide * 0.7), int(high * 0.7), wide, high))
    assert ImageStat.Stat(blurred).stddev[0] < ImageStat.Stat(rest).stddev[0] / 2


def verify_from_the_front_page(phone: Phone) -> None:
    """Find the report that waits, look at its photos, and verify it."""
    screen = phone.open("packages/worker/events/index")
    screen.get_by_role("link", name=re.compile("等您核实的活动")).click()
    entry = screen.get_by_role("link", name=re.compile(TITLES["verified"]))
    expect(entry).to_contain_text("上报 4 人，签到 2 人")
    expect(entry).to_contain_text("轮到社区核实")
    phone.picture("verify-queue")
    entry.click()
    expect(screen.get_by_text("上报比签到多 2 人")).to_be_visible()
    phone.page.wait_for_load_state("networkidle")
    phone.picture("verify-report")
    screen.get_by_role("button", name="看大图 2").click()
    expect(phone.dialog()).to_contain_text("2 / 2")
    phone.dialog().click(position={"x": 5, "y": 5})
    screen.get_by_role("button", name="核实", exact=True).click()
    phone.dialog().get_by_role("button", name="核实").click()
    expect(screen.get_by_text("已经核实")).to_be_visible()
    phone.picture("verify-done")
    phone.back()
    expect(entry).to_be_hidden()


def test_a_returned_report_is_mended_and_reported_again(
    logged_in: LoggedIn, product: Product, events: dict[str, str]
) -> None:
    event = events["returned"]
    report_held(product, event, headcount=40)
    verifier = worker_phone(logged_in, VERIFIER)
    screen = verifier.open(VERIFY.format(event))
    screen.get_by_role("button", name="退回").click()
    screen.get_by_role("button", name="退回，请对方修改").click()
    expect(screen.get_by_text("请选一个原因")).to_be_visible()
    screen.get_by_role("radio", name="其他原因").click()
    screen.get_by_role("button", name="退回，请对方修改").click()
    expect(screen.get_by_text("请写一句是什么")).to_be_visible()
    screen.get_by_role("radio", name="人数对不上").click()
    screen.get_by_label("想对上报的人说什么").fill("照片上不到十个人")
    verifier.picture("verify-return")
    screen.get_by_role("button", name="退回，请对方修改").click()
    expect(screen.get_by_text("人数对不上：照片上不到十个人")).to_be_visible()
    expect(screen.get_by_role("button", name="修改后再报")).to_have_count(0)
    verifier.picture("verify-returned")

    phone = worker_phone(logged_in, REPORTER, small=True)
    screen = phone.open("packages/worker/events/index")
    screen.get_by_role("tab", name="已退回").click()
    screen.get_by_role("button", name=f"修改后再报：{TITLES['returned']}").click()
    expect(screen.get_by_text("人数对不上：照片上不到十个人")).to_be_visible()
    expect(screen.get_by_label("活动情况")).to_have_value(SUMMARY)
    sent_photos(phone, 1)
    phone.picture("report-again")
    screen.get_by_label("到场人数").fill("9")
    screen.get_by_role("button", name="上报", exact=True).click()
    phone.dialog().get_by_role("button", name="上报").click()
    expect(screen.get_by_text("已经上报")).to_be_visible()

    screen = verifier.open(VERIFY.format(event))
    expect(screen.get_by_text("以前退回的上报")).to_be_visible()
    expect(screen.get_by_text("退回原因：人数对不上")).to_be_visible()
    screen.get_by_role("button", name="核实", exact=True).click()
    verifier.dialog().get_by_role("button", name="核实").click()
    expect(screen.get_by_text("已经核实")).to_be_visible()
    assert state_of(product, event) == "verified"


def test_nobody_verifies_an_own_report(logged_in: LoggedIn, product: Product, events: dict[str, str]) -> None:
    event = events["own"]
    report_held(product, event)
    phone = worker_phone(logged_in, REPORTER, small=True)
    screen = phone.open(VERIFY.format(event))
    expect(screen.get_by_text("这是您自己举办或上报的活动")).to_be_visible()
    expect(screen.get_by_role("button", name="核实", exact=True)).to_have_count(0)
    phone.page.wait_for_load_state("networkidle")
    phone.picture("verify-own")
    screen = phone.open(QUEUE)
    expect(screen.get_by_text("没有等您核实的活动")).to_be_visible()
    auditor = worker_phone(logged_in, AUDITOR)
    screen = auditor.open(VERIFY.format(event))
    expect(screen.get_by_text("核实由当地的工作人员来做")).to_be_visible()
    expect(screen.get_by_role("button", name="更正签到表")).to_have_count(0)


def test_two_who_decide_at_once(logged_in: LoggedIn, product: Product, events: dict[str, str]) -> None:
    event = events["twice"]
    report_held(product, event)
    phone = worker_phone(logged_in, VERIFIER)
    screen = phone.open(VERIFY.format(event))
    expect(screen.get_by_role("button", name="核实", exact=True)).to_be_visible()
    product.call(
        "POST",
        f"events/{event}/verification",
        token=staff(product, "demo-reviewer-sun"),
        json={"decision": "returned", "reason_code": "wrong_event"},
    )
    phone.expect_problem("409")
    screen.get_by_role("button", name="核实", exact=True).click()
    phone.dialog().get_by_role("button", name="核实").click()
    expect(screen.get_by_role("alert")).to_contain_text("已被退回")
    screen.get_by_role("button", name="刷新查看").click()
    expect(screen.get_by_text("不是这个活动")).to_be_visible()


def test_an_event_that_was_not_held(logged_in: LoggedIn, product: Product, events: dict[str, str]) -> None:
    event = events["not_held"]
    phone = worker_phone(logged_in, REPORTER)
    screen = phone.open(REPORT.format(event))
    screen.get_by_role("button", name="活动没有举办？").click()
    phone.dialog().get_by_role("textbox").fill("停电，放不了")
    phone.dialog().get_by_role("button", name="确定").click()
    expect(phone.dialog()).to_contain_text("停电，放不了")
    phone.dialog().get_by_role("button", name="确定").click()
    expect(screen.get_by_text("已登记为没有举办")).to_be_visible()
    assert state_of(product, event) == "not_held"
    screen = phone.open(REPORT.format(events["early"]))
    expect(screen.get_by_text("活动还没有开始")).to_be_visible()


def test_a_lost_network_loses_no_photo_and_no_word(
    logged_in: LoggedIn, events: dict[str, str], photos: list[Path]
) -> None:
    event = events["kept"]
    phone = worker_phone(logged_in, REPORTER)
    screen = phone.open(REPORT.format(event))
    screen.get_by_label("活动情况").fill(SUMMARY)
    phone.network(offline=True)
    choose(phone, photos[1:])
    expect(screen.get_by_role("button", name=re.compile("再传一次"))).to_be_visible(timeout=30_000)
    phone.picture("report-photo-failed")
    phone.network(offline=False)
    screen.get_by_role("button", name=re.compile("再传一次")).click()
    sent_photos(phone, 1)
    screen = phone.open(REPORT.format(event))
    expect(screen.get_by_text("已恢复上次没有上报的内容")).to_be_visible()
    expect(screen.get_by_label("活动情况")).to_have_value(SUMMARY)
    sent_photos(phone, 1)
    phone.picture("report-restored")
    screen.get_by_role("button", name="移除 1").click()
    expect(screen.locator("[data-photo]")).to_have_count(0)


def test_a_closed_sheet_is_put_right(logged_in: LoggedIn, product: Product, events: dict[str, str]) -> None:
    event = events["corrected"]
    check_in(product, event)
    report_held(product, event, headcount=3)
    phone = worker_phone(logged_in, VERIFIER)
    screen = phone.open(VERIFY.format(event))
    screen.get_by_role("button", name="更正签到表").click()
    expect(screen.get_by_text("现在签到 2 人")).to_be_visible()
    for button, words, count in (
        ("补登 小宝", "门口漏签", 3),
        ("去掉 妈妈", "签错了人", 2),
    ):
        screen.get_by_role("button", name=button).click()
        phone.dialog().get_by_role("textbox").fill(words)
        phone.dialog().get_by_role("button", name="确定").click()
        expect(screen.get_by_text(f"现在签到 {count} 人")).to_be_visible()
    screen.get_by_role("button", name="补登没有报名的人").click()
    phone.dialog().get_by_role("textbox").fill("张阿姨")
    phone.dialog().get_by_role("button", name="确定").click()
    phone.dialog().get_by_role("textbox").fill("一起来帮忙")
    phone.dialog().get_by_role("button", name="确定").click()
    expect(screen.get_by_text("现在签到 3 人")).to_be_visible()
    phone.picture("corrections")
    phone.back()
    expect(screen.get_by_text("补登 张阿姨")).to_be_visible()
    expect(screen.get_by_text("去掉 妈妈")).to_be_visible()
    told = product.call("GET", f"events/{event}/attendance-summary", token=staff(product))
    assert [one["kind"] for one in told["corrections"]] == ["add", "remove", "add"]


def test_a_report_that_waits_too_long_goes_to_the_next_level(
    logged_in: LoggedIn, product: Product, events: dict[str, str]
) -> None:
    event = events["late"]
    report_held(product, event)
    product.let_pass(days=7)
    phone = worker_phone(logged_in, VERIFIER, small=True)
    screen = phone.open(QUEUE)
    entry = screen.get_by_role("link", name=re.compile(TITLES["late"]))
    expect(entry).to_contain_text("已等 5 个工作日")
    expect(entry).to_contain_text("超过 3 个工作日")
    expect(entry).to_contain_text("轮到街道（乡镇）核实")
    entry.scroll_into_view_if_needed()
    phone.picture("verify-overdue")
