"""Does the README's promise hold in one sitting: sign a family up, become the worker, publish another event?"""

import re

from playwright.sync_api import expect

from tests.browser.cities import COMMUNITY, RESIDENT, publish
from tests.browser.conftest import LoggedIn
from tests.browser.phone import Phone
from tests.browser.product import ROOT, Product
from tests.browser.test_first_road import FULL, WORKER, card, log_in_by_taps, write_event

DESK = {"width": 1280, "height": 900}
README_PICTURES = ("home", "event")
PICTURE_MOST = 200_000


def test_newcomer_is_a_resident_and_then_the_worker(phone: Phone, product: Product) -> None:
    phone.page.set_viewport_size(DESK)  # type: ignore[arg-type]
    phone.page.goto(product.url)
    log_in_by_taps(phone, "王小明")
    phone.tab("活动")
    card(phone, FULL).click()
    phone.screen.get_by_role("button", name="加入候补").click()
    phone.screen.get_by_role("button", name="+ 妈妈").click()
    phone.screen.get_by_role("button", name="+ 孩子").click()
    phone.screen.get_by_role("button", name="加入候补").click()
    expect(phone.screen.get_by_text("已进入候补，排在第 4 位")).to_be_visible()

    panel = phone.page.get_by_role("complementary", name="体验面板")
    panel.get_by_label("现在是谁").select_option(WORKER)
    log_in_as_worker(phone)
    phone.tab("我的")
    phone.screen.get_by_role("link", name=re.compile("社区工作台")).click()
    phone.screen.get_by_role("button", name=f"报名名单：{FULL}").click()
    phone.screen.get_by_role("tab", name="候补").click()
    expect(phone.screen.get_by_text("王*明")).to_be_visible()
    phone.back()
    phone.screen.get_by_role("button", name="新建活动").click()
    write_event(phone)
    phone.screen.get_by_text("只面向所在地区的居民").click()
    expect(phone.screen.get_by_role("switch", name="只面向所在地区的居民")).to_have_attribute("aria-checked", "true")
    phone.screen.get_by_role("button", name="发布活动").click()
    phone.dialog().get_by_role("button", name="确定").click()
    expect(phone.screen.get_by_text("周末包饺子")).to_be_visible()
    phone.picture("newcomer")
    [found] = product.call("GET", "events", params={"q": "周末包饺子"})["items"]
    assert found["region_code"] == COMMUNITY


def log_in_as_worker(phone: Phone) -> None:
    """Log in as the person whom the panel names already; only the privacy page is asked about."""
    phone.screen.get_by_role("button", name="微信登录").click()
    phone.screen.get_by_role("button", name="同意并继续").click()
    expect(phone.screen.get_by_text("周社工，您好")).to_be_visible()


def test_event_goes_to_the_map_the_calendar_and_the_neighbours(logged_in: LoggedIn, product: Product) -> None:
    event = publish(product, "广场上的活动", venue="桔山广场", point={"lat": 25.0921, "lon": 104.8954})
    phone = logged_in(RESIDENT)
    phone.open(f"pages/event/index?id={event}")
    phone.screen.get_by_role("button", name="看地图").click()
    expect(phone.dialog()).to_contain_text("桔山广场")
    expect(phone.dialog()).to_contain_text("25.0921, 104.8954")
    phone.dialog().get_by_role("button", name="确定").click()

    phone.screen.get_by_role("button", name="加到日历").click()
    phone.dialog().get_by_role("button", name="同意").click()
    expect(phone.dialog()).to_contain_text("广场上的活动")
    phone.dialog().get_by_role("button", name="加入").click()
    expect(phone.page.get_by_role("status").filter(has_text="已加到日历")).to_be_visible()

    phone.screen.get_by_role("button", name="告诉邻居").click()
    expect(phone.dialog()).to_contain_text("广场上的活动")
    phone.dialog().get_by_role("button", name="确定").click()
    shared = phone.page.evaluate("sandbox.lastShare")
    assert shared["path"] == f"/pages/event/index?id={event}"


def test_pages_that_have_something_to_show(logged_in: LoggedIn, product: Product) -> None:
    event = publish(
        product,
        "带问题的活动",
        capacity=9,
        form=[{"key": "way", "label": "怎么来", "kind": "one_of", "options": [{"key": "a", "label": "走路"}]}],
    )
    for small in (False, True):
        phone = logged_in("demo-city-zhao", small=small)
        phone.open(f"pages/signup/index?event={event}")
        expect(phone.screen.get_by_text("怎么来")).to_be_visible()
        phone.picture("signup-questions")
        if not small:
            phone.screen.get_by_role("button", name="+ 奶奶").click()
            phone.screen.get_by_text("走路").click()
            phone.screen.get_by_role("button", name="确认报名").click()
            expect(phone.screen.get_by_text("报名成功")).to_be_visible()
            phone.picture("signup-done")
        phone.open("pages/home/index")
        expect(phone.screen.get_by_text("带问题的活动").first).to_be_visible()
        phone.picture("home-next")
        phone.open("pages/my-signups/index")
        expect(phone.screen.get_by_text("带问题的活动")).to_be_visible()
        phone.picture("my-signups-some")
        phone.open("pages/inbox/index")
        expect(phone.screen.get_by_text(re.compile("带问题的活动"))).to_be_visible()
        phone.picture("inbox-some")


def test_pictures_of_the_readme_are_small() -> None:
    for name in README_PICTURES:
        picture = ROOT / "docs" / "images" / f"{name}.png"
        assert 0 < picture.stat().st_size < PICTURE_MOST, name
