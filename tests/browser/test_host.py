"""Does the phone around the mini-program work: going from page to page, its questions, its storage, its network?"""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.phone import Phone
from tests.browser.product import Product

WANG = "demo-resident-wang"
ZHOU = "demo-worker-zhou"


@pytest.fixture(scope="module")
def product(matrix_product: Product) -> Product:
    return matrix_product


def routes(phone: Phone) -> list[str]:
    return list(phone.page.evaluate("getCurrentPages().map((page) => page.route + (page.options.n || ''))"))


def ask(phone: Phone, call: str) -> None:
    """Begin a call of `wx` whose answer waits for a person."""
    phone.page.evaluate(f"() => {{ window.answer = {call}.catch((error) => error); }}")


def answer(phone: Phone) -> Any:
    return phone.page.evaluate("window.answer")


def test_back_and_forward_of_the_browser(phone: Phone) -> None:
    screen = phone.open("pages/data/index")
    screen.locator("#open-other").click()
    expect(phone.screen.locator("#query")).to_have_text("王 1")
    phone.screen.locator("#again").click()
    expect(phone.screen.locator("#query")).to_have_text("2")
    assert routes(phone) == ["pages/data/index", "pages/other/index1", "pages/other/index2"]
    phone.page.go_back()
    expect(phone.screen.locator("#query")).to_have_text("王 1")
    phone.page.go_forward()
    expect(phone.screen.locator("#query")).to_have_text("2")
    phone.back()
    expect(phone.screen.locator("#query")).to_have_text("王 1")
    phone.page.go_back()
    expect(phone.screen.locator("#open-other")).to_be_visible()
    assert routes(phone) == ["pages/data/index"]


def test_going_back_and_on_at_once(phone: Phone) -> None:
    screen = phone.open("pages/data/index")
    screen.locator("#open-other").click()
    phone.page.evaluate("wx.navigateBack().then(() => wx.navigateTo({ url: '/pages/other/index?n=7' }))")
    expect(phone.screen.locator("#query")).to_have_text("7")
    phone.page.wait_for_url("**/#/pages/other/index?n=7")
    phone.page.go_back()
    expect(phone.screen.locator("#open-other")).to_be_visible()


def test_reload_keeps_the_page(phone: Phone) -> None:
    screen = phone.open("pages/data/index")
    screen.locator("#open-other").click()
    phone.page.reload()
    expect(phone.screen.locator("#query")).to_have_text("王 1")
    assert routes(phone) == ["pages/other/index1"]
    phone.page.go_back()
    expect(phone.screen.locator("#open-other")).to_be_visible()


def test_tabs_keep_their_state(phone: Phone) -> None:
    screen = phone.open("pages/data/index")
    screen.locator("#add").click()
    phone.tab("手势")
    assert phone.route == "pages/touch/index"
    phone.tab("数据")
    expect(phone.screen.locator("#size")).to_have_text("two")
    expect(phone.page.get_by_role("tab", name="数据")).to_have_attribute("aria-selected", "true")
    phone.page.evaluate("wx.setTabBarBadge({ index: 1, text: '3' })")
    expect(phone.page.get_by_role("tab", name="手势")).to_contain_text("3")


def test_opener_and_opened_talk(phone: Phone) -> None:
    screen = phone.open("pages/data/index")
    screen.locator("#open-other").click()
    expect(phone.screen.locator("#question")).to_have_text("在吗")
    assert phone.page.evaluate("getCurrentPages()[0].answer") == "在"


def test_wrong_ways_are_refused_as_by_wechat(phone: Phone) -> None:
    phone.open("pages/data/index")
    for call, words in {
        "navigateTo({ url: '/pages/nothing/index' })": 'page "pages/nothing/index" is not found',
        "navigateTo({ url: '/pages/touch/index' })": "can not navigateTo a tabbar page",
        "switchTab({ url: '/pages/parts/index' })": "can not switch to no-tabBar page",
        "navigateBack()": "cannot navigate back at first page.",
    }.items():
        ask(phone, f"wx.{call}")
        name = call.partition("(")[0]
        assert answer(phone)["errMsg"] == f"{name}:fail {words}"


def test_share_shows_the_card(phone: Phone) -> None:
    screen = phone.open("pages/data/index")
    screen.locator("#share").click()
    expect(phone.dialog()).to_contain_text("来看看")
    phone.dialog().get_by_role("button", name="确定").click()
    assert phone.page.evaluate("sandbox.lastShare")["path"] == "/pages/other/index?n=2"


def test_login_asks_who_it_is_once(phone: Phone) -> None:
    phone.open("pages/data/index")
    phone.page.evaluate("wx.setStorageSync('before', 1)")
    ask(phone, "Promise.all([wx.login(), wx.login()])")
    phone.dialog().get_by_role("button", name=re.compile("王小明")).click()
    codes = answer(phone)
    assert codes[0]["code"] != codes[1]["code"]
    assert phone.page.evaluate("[sandbox.person, wx.getStorageSync('before')]") == [WANG, 1]


def test_login_without_a_person_fails(phone: Phone) -> None:
    phone.open("pages/data/index")
    ask(phone, "wx.login()")
    phone.dialog().get_by_role("button", name="取消").click()
    assert answer(phone)["errMsg"] == "login:fail nobody was chosen to log in"


def test_panel_switches_the_person_and_starts_again(phone: Phone) -> None:
    phone.page.set_viewport_size({"width": 1100, "height": 900})
    phone.keep("person", WANG)
    phone.open("pages/parts/index")
    phone.page.evaluate("wx.setStorageSync('mine', 'wang')")
    panel = phone.page.get_by_role("complementary", name="体验面板")
    expect(panel).to_contain_text("还没有消息")
    panel.get_by_label("现在是谁").select_option(ZHOU)
    expect(phone.screen.locator("#open-other")).to_be_visible()
    assert phone.page.evaluate("[sandbox.person, wx.getStorageSync('mine')]") == [ZHOU, ""]
    panel.get_by_label("现在是谁").select_option(WANG)
    phone.page.wait_for_function("globalThis.wx?.getStorageSync('mine') === 'wang'")
    phone.picture("panel")


def test_panel_shows_what_wechat_delivered_to_who_agreed(phone: Phone, product: Product) -> None:
    fields = {"thing1": "石榴籽邻里长桌饭", "phrase2": "已候补上"}
    product.steer("templates", template_id="T9", title="候补成功通知", fields=list(fields))
    phone.page.set_viewport_size({"width": 1100, "height": 900})
    phone.keep("person", WANG)
    phone.open("pages/data/index")
    panel = phone.page.get_by_role("complementary", name="体验面板")
    ask(phone, "wx.requestSubscribeMessage({ tmplIds: ['T9'] })")
    phone.dialog().get_by_role("button", name="拒绝").click()
    assert answer(phone)["T9"] == "reject"
    assert product.send_message(WANG, "T9", fields) == 43101
    ask(phone, "wx.requestSubscribeMessage({ tmplIds: ['T9'] })")
    phone.dialog().get_by_role("button", name="允许").click()
    assert answer(phone)["T9"] == "accept"
    assert product.send_message(WANG, "T9", fields) == 0
    expect(panel.get_by_role("article")).to_contain_text("石榴籽邻里长桌饭已候补上")
    expect(panel.get_by_role("article")).to_contain_text("发给王小明")
    phone.picture("panel-message")


REQUEST = "wx.request({ url: '/api/v1/regions/roots' })"


def test_offline_is_an_error_and_is_told(phone: Phone) -> None:
    phone.open("pages/data/index")
    phone.page.evaluate("() => { window.told = []; wx.onNetworkStatusChange((state) => window.told.push(state)); }")
    phone.network(offline=True)
    ask(phone, REQUEST)
    assert "ERR_INTERNET_DISCONNECTED" in answer(phone)["errMsg"]
    assert phone.page.evaluate("window.told") == [{"isConnected": False, "networkType": "none"}]
    phone.network(offline=False)
    ask(phone, "wx.request({ url: '/healthz' })")
    assert answer(phone)["statusCode"] == 200


def test_lost_calls_reach_the_server_half_of_the_time(phone: Phone) -> None:
    phone.open("pages/data/index")
    sent: list[str] = []
    phone.page.on("request", lambda request: sent.append(request.url) if "healthz" in request.url else None)
    phone.network(loss=1)
    ask(phone, "Promise.allSettled(Array.from({ length: 60 }, () => wx.request({ url: '/healthz' })))")
    results = answer(phone)
    assert {result["status"] for result in results} == {"rejected"}
    assert "ERR_CONNECTION_RESET" in results[0]["reason"]["errMsg"]
    assert 10 < len(sent) < 50


def test_delay_timeout_and_abort(phone: Phone) -> None:
    phone.open("pages/data/index")
    phone.network(delay=400)
    began = "const began = performance.now();"
    took = phone.page.evaluate(
        f"async () => {{ {began} await wx.request({{ url: '/healthz' }}); return performance.now() - began; }}"
    )
    assert 400 <= took < 3000
    ask(phone, "wx.request({ url: '/healthz', timeout: 100 })")
    assert answer(phone)["errMsg"] == "request:fail timeout"
    ask(phone, "new Promise((done) => wx.request({ url: '/healthz', fail: done }).abort())")
    assert answer(phone)["errMsg"] == "request:fail abort"


def test_questions_stand_in_for_the_phone(phone: Phone) -> None:
    phone.keep("person", WANG)
    phone.open("pages/data/index")
    ask(phone, "wx.scanCode()")
    phone.dialog().get_by_role("button", name="同意").click()
    phone.dialog().get_by_role("textbox", name="扫码").fill("code-42")
    phone.dialog().get_by_role("button", name="确定").click()
    assert answer(phone)["result"] == "code-42"
    ask(phone, "wx.getLocation()")
    phone.dialog().get_by_role("button", name="万峰林景区").click()
    assert answer(phone)["latitude"] == pytest.approx(24.9797)
    ask(phone, "wx.requestSubscribeMessage({ tmplIds: ['T1', 'T2'] })")
    phone.dialog().get_by_role("button", name="拒绝").click()
    assert answer(phone)["T2"] == "reject"
    ask(phone, "wx.showActionSheet({ itemList: ['甲', '乙'] })")
    phone.dialog().get_by_role("button", name="乙").click()
    assert answer(phone)["tapIndex"] == 1


def test_pictures_are_chosen_by_the_browsers_dialog(phone: Phone) -> None:
    phone.keep("person", WANG)
    phone.store("__wechat_privacy_agreed", value=True)
    phone.open("pages/data/index")
    with phone.page.expect_file_chooser() as chooser:
        ask(phone, "wx.chooseMedia({ count: 1, mediaType: ['image'] })")
    chooser.value.set_files({"name": "a.png", "mimeType": "image/png", "buffer": b"picture"})
    chosen = answer(phone)
    assert chosen["tempFiles"][0]["size"] == 7
    ask(phone, "wx.requirePrivacyAuthorize()")
    assert answer(phone)["errMsg"] == "requirePrivacyAuthorize:ok"


def test_refusing_the_privacy_guideline_refuses_the_call(phone: Phone) -> None:
    phone.open("pages/data/index")
    ask(phone, "wx.getClipboardData()")
    phone.dialog().get_by_role("button", name="拒绝").click()
    refused = answer(phone)
    assert refused["errno"] == 104
    assert phone.page.evaluate("wx.getPrivacySetting()")["needAuthorization"] is True


def test_night_and_large_type_are_told(small_phone: Phone) -> None:
    phone = small_phone
    phone.open("pages/data/index")
    assert phone.page.evaluate("wx.getAppBaseInfo().fontSizeSetting") == 24
    assert phone.page.evaluate("wx.getWindowInfo().windowWidth") == 320
    phone.page.evaluate("() => { wx.onThemeChange(({ theme }) => { window.theme = theme; }); }")
    bar = phone.page.locator("#navigation-bar")
    expect(bar).to_have_css("background-color", "rgb(255, 255, 255)")
    phone.page.emulate_media(color_scheme="dark")
    expect(bar).to_have_css("background-color", "rgb(16, 16, 16)")
    assert phone.page.evaluate("[window.theme, wx.getAppBaseInfo().theme]") == ["dark", "dark"]


def test_callbacks_and_promises(phone: Phone) -> None:
    phone.open("pages/data/index")
    order = phone.page.evaluate(
        """() => new Promise((done) => {
          const heard = [];
          const returned = wx.setStorage({
            key: 'k', data: { a: 1 },
            success: () => heard.push('success'),
            complete: ({ errMsg }) => done([...heard, errMsg, returned === undefined]),
          });
        })"""
    )
    assert order == ["success", "setStorage:ok", True]
    assert phone.page.evaluate("wx.getStorage({ key: 'k' })")["data"] == {"a": 1}
    ask(phone, "wx.getStorage({ key: 'nothing' })")
    assert answer(phone)["errMsg"] == "getStorage:fail data not found"
    assert phone.page.evaluate("[wx.canIUse('scanCode'), wx.canIUse('openBluetoothAdapter')]") == [True, False]
