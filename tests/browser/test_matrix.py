"""Does the host do what WeChat does? A mini-program that uses each feature of pages, components and templates."""

import json

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.phone import Phone
from tests.browser.product import Product


@pytest.fixture(scope="module")
def product(matrix_product: Product) -> Product:
    return matrix_product


def shows(screen: Locator, selector: str, text: str) -> None:
    expect(screen.locator(selector)).to_have_text(text)


def of_page(phone: Phone, what: str) -> object:
    """Return a field of the page on top."""
    return phone.page.evaluate(f"getCurrentPages().at(-1).{what}")


def test_data_reaches_the_template(phone: Phone) -> None:
    screen = phone.open("pages/data/index")
    screen.locator("#set-paths").click()
    shows(screen, "#paths", "2 / Y / 3")
    assert of_page(phone, "called")
    for size in ("small", "two", "big"):
        shows(screen, "#size", size)
        screen.locator("#add").click()
    screen.locator('[data-place="0-1"]').click()
    assert of_page(phone, "cell") == "0-1"
    assert screen.locator(".of-object").all_inner_texts() == ["a=1;", "b=2;"]
    assert screen.locator(".of-number").all_inner_texts() == ["#0", "#1", "#2"]


def test_templates_imports_and_scripts(phone: Phone) -> None:
    screen = phone.open("pages/data/index")
    shows(screen, "#badge", "T-E")
    shows(screen, "#script", "42 9 true")
    shows(screen, "#parity", "odd 1")
    shows(screen, "#included", "included n=1")
    screen.locator("#add").click()
    shows(screen, "#parity", "even 2")
    shows(screen, "#included", "included n=2")


def test_life_of_a_page(phone: Phone) -> None:
    screen = phone.open("pages/data/index")
    expect(screen.locator("#add")).to_be_visible()
    phone.page.wait_for_function("getCurrentPages()[0].trace.length === 3")
    screen.locator("#link").click()
    expect(phone.screen.locator("#count")).to_have_text("count=3")
    phone.back()
    expect(screen.locator("#add")).to_be_visible()
    assert of_page(phone, "trace") == ["load", "show", "ready", "hide", "show"]
    assert phone.page.evaluate("[getApp().started, getApp().launchedAt]") == [1, "pages/data/index"]
    assert phone.page.evaluate("getApp().sees") == "undefined,undefined,undefined"


def test_components_know_each_other(phone: Phone) -> None:
    screen = phone.open("pages/parts/index")
    shows(screen, "#count", "count=3")
    screen.locator("#add").click()
    shows(screen, "#count", "count=4")
    screen.locator("#find").click()
    shows(screen, "#found", "甲乙丙丁|4")
    assert screen.locator("#rows").inner_text() == "[乙][丙][丁]"
    assert of_page(phone, "selectComponent('#group').shown") == 1
    # The class comes from the page, not from the component's own sheet.
    colour = "(element) => getComputedStyle(element).color"
    assert screen.locator("wx-x-item wx-view").first.evaluate(colour) == "rgb(200, 0, 0)"
    display = "(element) => getComputedStyle(element).display"
    assert screen.locator("wx-x-group").evaluate(display) == "block"


def test_events_bubble_stop_and_carry_marks(phone: Phone) -> None:
    screen = phone.open("pages/touch/index")
    screen.locator("#inner").click()
    seen = json.loads(screen.locator("#seen").inner_text())
    assert seen == {
        "type": "tap",
        "id": "bound",
        "dataset": {"a": "1", "myKey": {"z": 9}},
        "mark": {"outer": "O", "inner": "I"},
        "target": "inner",
        "x": "number",
        "touches": 1,
    }
    shows(screen, "#outer", "1")
    screen.locator("#caught").click()
    shows(screen, "#outer", "1")
    screen.locator("#long").click(delay=500)
    shows(screen, "#long", "长按 1")


def test_pages_can_measure_themselves(phone: Phone) -> None:
    screen = phone.open("pages/touch/index")
    screen.locator("#measure").click()
    shows(screen, "#measured", "156x21 w rgb(200, 0, 0) 0")
    screen.locator("#far").scroll_into_view_if_needed()
    phone.page.wait_for_function("getCurrentPages()[0].ratio > 0")


def test_text_fields(phone: Phone) -> None:
    screen = phone.open("pages/fields/index")
    screen.get_by_placeholder("双向").fill("你好")
    shows(screen, "#typed", "你好")
    screen.get_by_placeholder("大写").press_sequentially("abC")
    expect(screen.get_by_placeholder("大写")).to_have_value("ABC")
    screen.get_by_placeholder("多行").press_sequentially("12345678901234")
    shows(screen, "#area-value", "1234567890")
    screen.get_by_label("滑块").fill("7")
    shows(screen, "#slider-value", "7")


def test_pickers(phone: Phone) -> None:
    screen = phone.open("pages/fields/index")
    screen.locator("#season").click()
    phone.dialog().get_by_role("option", name="夏").click()
    phone.dialog().get_by_role("option", name="晚").click()
    phone.dialog().get_by_role("button", name="确定").click()
    shows(screen, "#season", "夏-晚")
    assert of_page(phone, "column") == {"column": 1, "value": 1}
    screen.locator("#time").click()
    phone.dialog().get_by_label("时间").fill("18:45")
    phone.dialog().get_by_role("button", name="确定").click()
    shows(screen, "#time", "18:45")
    screen.locator("#time").click()
    phone.dialog().get_by_role("button", name="取消").click()
    shows(screen, "#time", "18:45")
    screen.locator("#months wx-picker-view-column").evaluate("(column) => column.scrollTo(0, 34 * 6)")
    shows(screen, "#month", "6")


def test_forms(phone: Phone) -> None:
    screen = phone.open("pages/fields/index")
    screen.get_by_text("带孩子").click()
    screen.get_by_text("走路").click()
    screen.get_by_role("switch", name="提醒我").press("Space")
    screen.get_by_placeholder("备注").fill("我带工具")
    screen.get_by_role("button", name="提交").click()
    sent = json.loads(screen.locator("#form").inner_text())
    assert sent == {"with": ["child"], "way": "walk", "remind": False, "note": "我带工具"}
    screen.get_by_role("button", name="清空").click()
    screen.get_by_role("button", name="提交").press("Enter")
    sent = json.loads(screen.locator("#form").inner_text())
    assert sent == {"with": [], "way": "bus", "remind": True, "note": ""}
    screen.locator("#off").click(force=True)
    assert json.loads(screen.locator("#form").inner_text()) == sent


def test_scrolling(phone: Phone) -> None:
    screen = phone.open("pages/scrolling/index")
    screen.locator("#into").click()
    phone.page.wait_for_function("getCurrentPages()[0].inner > 300")
    screen.locator("#scroll").evaluate("(view) => view.scrollTo(0, 9999)")
    shows(screen, "#lower", "lower")
    screen.evaluate("(page) => page.scrollTo(0, 99999)")
    phone.page.wait_for_function("getCurrentPages()[0].scrolled > 100 && getCurrentPages()[0].reached === 1")
    phone.page.evaluate("wx.pageScrollTo({ scrollTop: 0, duration: 0 })")
    assert screen.evaluate("(page) => page.scrollTop") == 0


def test_pulling_down_refreshes(phone: Phone) -> None:
    screen = phone.open("pages/scrolling/index")
    mouse = phone.page.mouse
    mouse.move(200, 300)
    mouse.down()
    mouse.move(200, 330, steps=3)
    mouse.up()
    shows(screen, "#refreshed", "0")
    mouse.move(200, 300)
    mouse.down()
    mouse.move(200, 420, steps=5)
    mouse.up()
    shows(screen, "#refreshed", "1")


def test_swiper(phone: Phone) -> None:
    screen = phone.open("pages/scrolling/index")
    screen.locator("#next").click()
    shows(screen, "#current", "1")
    box = screen.locator("#swiper").bounding_box()
    assert box
    phone.page.mouse.move(box["x"] + 250, box["y"] + 10)
    phone.page.mouse.down()
    phone.page.mouse.move(box["x"] + 60, box["y"] + 10, steps=4)
    phone.page.mouse.up()
    shows(screen, "#current", "2")


def test_pictures_and_rich_text(phone: Phone) -> None:
    screen = phone.open("pages/scrolling/index")
    expect(screen.get_by_role("img", name="图").locator("img")).to_have_js_property("naturalWidth", 81)
    shows(screen, "#rich", "好人")
    assert phone.page.evaluate("window.bad") is None


def test_component_library(phone: Phone) -> None:
    screen = phone.open("pages/library/index")
    expect(screen.locator("#second")).to_be_hidden()
    screen.get_by_role("tab", name="二").click()
    expect(screen.locator("#second")).to_be_visible()
    screen.locator("[class*='--t-switch']").first.click()
    shows(screen, "#on", "true")
    screen.locator("[class*='t-stepper__plus']").first.click()
    shows(screen, "#steps", "2")
    screen.get_by_placeholder("组件库的输入框").fill("文字")
    shows(screen, "#text", "文字")
    screen.get_by_text("选 B").click()
    shows(screen, "#checked", "a,b")
    screen.get_by_text("折叠面板").click()
    expect(screen.locator("#folded")).to_be_visible()
    first = screen.locator("#countdown").inner_text()
    expect(screen.locator("#countdown")).not_to_have_text(first, timeout=4000)


def test_code_of_the_component_library_is_drawn(phone: Phone) -> None:
    screen = phone.open("pages/library/index")
    canvas = screen.locator("#qrcode canvas")
    expect(canvas).to_have_js_property("width", 320)
    dark = """(canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      const pixels = Array.from({ length: data.length / 4 }, (_, i) => data[4 * i + 3] > 200 && data[4 * i] < 100);
      return pixels.filter(Boolean).length / pixels.length;
    }"""
    assert 0.3 < canvas.evaluate(dark) < 0.7
    box = canvas.bounding_box()
    assert box
    assert box["width"] == box["height"] > 120
    before = canvas.evaluate("(canvas) => canvas.toDataURL()")
    screen.get_by_text("换一个码", exact=True).click()
    phone.page.wait_for_function(
        "(before) => document.querySelector('#qrcode canvas').toDataURL() !== before", arg=before
    )
    assert 0.3 < canvas.evaluate(dark) < 0.7


def test_component_library_above_the_page(phone: Phone) -> None:
    screen = phone.open("pages/library/index")
    screen.get_by_text("弹层", exact=True).click()
    expect(screen.locator("#popup")).to_be_visible()
    overlay = screen.locator("[class*='t-overlay']").locator("visible=true").first
    overlay.click(position={"x": 100, "y": 80})
    expect(screen.locator("#popup")).to_be_hidden()
    screen.get_by_text("提示", exact=True).click()
    expect(screen.get_by_text("组件库的提示")).to_be_visible()
    screen.get_by_text("选择器", exact=True).click()
    screen.get_by_text("确认", exact=True).locator("visible=true").first.click()
    shows(screen, "#picked", "杭州")
