"""Does time pass for the whole sandbox: for the panel, for what the server says and for the words on the phone?"""

from datetime import UTC, datetime, timedelta

import requests
from playwright.sync_api import Locator, expect

from tests.browser.cities import RESIDENT, publish
from tests.browser.conftest import LoggedIn
from tests.browser.phone import Phone
from tests.browser.product import Product


def product_now(product: Product) -> datetime:
    told = requests.get(f"{product.url}/healthz", timeout=10).headers["X-Server-Time"]
    return datetime.fromtimestamp(int(told), UTC)


def panel_of(phone: Phone) -> Locator:
    phone.page.set_viewport_size({"width": 1100, "height": 900})
    return phone.page.get_by_role("complementary", name="体验面板")


def press(phone: Phone, button: str) -> None:
    """Press a button of the panel and wait until the mini-program has come up again."""
    with phone.page.expect_navigation():
        panel_of(phone).get_by_role("button", name=button).click()
    phone.screen.wait_for()


def test_panel_lets_time_pass_for_everybody(logged_in: LoggedIn, product: Product) -> None:
    event = publish(product, "快进的活动", venue="社区广场")
    phone = logged_in(RESIDENT)
    panel = panel_of(phone)
    screen = phone.open(f"pages/event/index?id={event}")
    expect(panel).to_contain_text("本市现在是")
    before = product_now(product)
    press(phone, "快进 1 天")
    press(phone, "快进 1 小时")
    expect(panel).to_contain_text("已快进 1 天 1 小时")
    assert timedelta(hours=25) <= product_now(product) - before < timedelta(hours=25, minutes=1)
    expect(screen).to_contain_text("快进的活动")
    phone.picture("panel-time")
    signing_up = screen.locator(".bar").get_by_text("报名").first
    expect(signing_up).to_be_visible()
    press(phone, "快进 1 天")
    press(phone, "快进 1 天")
    press(phone, "快进 1 天")
    assert phone.route == "pages/event/index"
    expect(screen.locator(".bar")).to_contain_text("已结束")


def test_panel_goes_to_the_next_start(logged_in: LoggedIn, product: Product) -> None:
    phone = logged_in(RESIDENT)
    phone.open()
    start = product_now(product) + timedelta(seconds=600)
    publish(product, "马上开始", starts_at=start.isoformat(), ends_at=(start + timedelta(hours=1)).isoformat())
    press(phone, "到下一个活动开始")
    assert abs(product_now(product) - start) < timedelta(seconds=10)


def test_phone_with_a_wrong_clock_goes_by_the_server(logged_in: LoggedIn, product: Product) -> None:
    start = product_now(product) + timedelta(days=1)
    event = publish(
        product, "明天的活动", starts_at=start.isoformat(), ends_at=(start + timedelta(hours=1)).isoformat()
    )
    phone = logged_in(RESIDENT)
    phone.page.clock.set_system_time(datetime.now(UTC) - timedelta(days=40))
    phone.open("pages/home/index")
    phone.page.wait_for_load_state("networkidle")
    screen = phone.open(f"pages/event/index?id={event}")
    expect(screen.locator(".bar").get_by_text("报名").first).to_be_visible()
    ahead = phone.page.evaluate("wx.getStorageSync('clock').ahead") / 1000
    assert abs(product_now(product).timestamp() - phone.page.evaluate("Date.now()") / 1000 - ahead) < 10
