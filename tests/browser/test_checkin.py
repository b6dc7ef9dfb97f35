"""Does a worker check people in at the door, with a network and without, each of them once?"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.browser.cities import NEIGHBOUR, RESIDENT, WORKER, publish, sign_up
from tests.browser.conftest import LoggedIn
from tests.browser.phone import Phone
from tests.browser.product import Product

ALONE = "demo-city-zhao"
DOOR = "packages/worker/checkin/index"
PATIENCE = 15_000


@pytest.fixture
def event(product: Product) -> str:
    """An event that people come to now: one alone, one alone, and a family of three."""
    start = soon()
    times = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=2)).isoformat()}
    made = publish(product, "邻里长桌饭", capacity=30, **times)
    sign_up(product, RESIDENT, made)
    sign_up(product, ALONE, made)
    sign_up(product, NEIGHBOUR, made, "妈妈", "小宝")
    return made


def soon(minutes: int = 20) -> datetime:
    return datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=minutes)


def code_of(product: Product, openid: str) -> str:
    return str(product.call("GET", "me/checkin-code", token=product.log_in(openid)["token"])["code"])


def roster(product: Product, event: str) -> dict[str, Any]:
    return dict(product.call("GET", f"events/{event}/roster", token=product.log_in(WORKER)["token"]))


def at_door(logged_in: LoggedIn, *, small: bool = False) -> Phone:
    """A worker's phone whose owner lets the mini-program use the camera."""
    phone = logged_in(WORKER, small=small)
    phone.store("__wechat_privacy_agreed", value=True)
    return phone


def scan(phone: Phone, code: str) -> Locator:
    """Hold a code before the camera and return the card that says what became of it."""
    phone.screen.get_by_role("textbox", name="扫到的内容").fill(code)
    phone.screen.get_by_role("button", name="扫", exact=True).click()
    return phone.screen.locator("#result")


def test_three_people_without_a_network(logged_in: LoggedIn, product: Product, event: str) -> None:
    codes = {openid: code_of(product, openid) for openid in (RESIDENT, ALONE, NEIGHBOUR)}
    phone = at_door(logged_in)
    phone.open("packages/worker/events/index")
    phone.screen.get_by_role("button", name="签到：邻里长桌饭").first.click()
    expect(phone.screen.locator("#expected")).to_have_text("5")
    phone.picture("checkin-hub")
    phone.network(offline=True)
    phone.screen.get_by_role("button", name="扫码签到").click()
    expect(scan(phone, codes[RESIDENT])).to_contain_text("已签到")
    expect(phone.screen.locator("#result")).to_contain_text("已存在手机里")
    phone.picture("checkin-scan-recorded")
    expect(scan(phone, codes[ALONE])).to_contain_text("赵")
    card = scan(phone, f"https://city.example/c/{codes[RESIDENT]}")
    expect(card).to_contain_text("已经签过了")
    expect(card).to_contain_text(re.compile(r"已在 \d\d:\d\d 签到"))
    phone.picture("checkin-scan-already")

    card = scan(phone, codes[NEIGHBOUR])
    expect(card).to_contain_text("谁来了")
    card.get_by_role("checkbox", name="小宝").click()
    phone.picture("checkin-scan-family")
    card.get_by_role("button", name="只记勾选的 2 人").click()
    expect(card).to_contain_text("李*姨和小宝")
    expect(phone.screen.locator("#count")).to_have_text("到场 4 / 5")
    assert phone.page.evaluate("sandbox.sounds.map((one) => one.split('/').at(-1))") == [
        *("recorded.wav", "recorded.wav", "already.wav", "recorded.wav")
    ]
    assert roster(product, event)["counts"]["present"] == 0

    phone.open(f"{DOOR}?id={event}")  # the app was closed meanwhile
    expect(phone.screen.locator("#queue")).to_contain_text("3 条还没上传")
    expect(phone.screen.locator("#present")).to_have_text("4")
    phone.picture("checkin-hub-waiting")
    phone.network(offline=False)
    expect(phone.screen.locator("#queue")).to_contain_text("都已上传", timeout=PATIENCE)
    expect(phone.screen.locator("#uploaded")).to_contain_text("王*明")
    phone.screen.get_by_role("button", name="重新下载").click()
    expect(phone.screen.locator("#present")).to_have_text("4")
    phone.picture("checkin-hub-uploaded")
    there = roster(product, event)
    assert there["counts"]["present"] == 4
    assert sorted((one["person"][0], [p["member"] for p in one["present"]]) for one in there["people"]) == [
        ("李", [0, 2]),
        ("王", [0]),
        ("赵", [0]),
    ]


def test_what_needs_a_person_stays_until_seen_to(logged_in: LoggedIn, product: Product, event: str) -> None:
    code = code_of(product, RESIDENT)
    phone = at_door(logged_in)
    phone.open(f"{DOOR}?id={event}")
    expect(phone.screen.locator("#expected")).to_have_text("5")
    phone.network(offline=True)
    phone.screen.get_by_role("button", name="扫码签到").click()
    expect(scan(phone, code)).to_contain_text("已签到")
    [mine] = product.call("GET", "me/signups", token=product.log_in(RESIDENT)["token"], params={"event_id": event})[
        "items"
    ]
    product.call("DELETE", f"signups/{mine['id']}", token=product.log_in(RESIDENT)["token"])
    phone.back()
    phone.network(offline=False)
    looked_at = phone.screen.locator("#look")
    expect(looked_at).to_contain_text("报名后来取消了", timeout=PATIENCE)
    expect(looked_at).to_contain_text("王*明")
    phone.picture("checkin-hub-look")
    phone.screen.get_by_role("button", name="按现场来的登记：王*明").click()
    expect(looked_at).to_be_hidden()
    expect(phone.screen.locator("#queue")).to_contain_text("都已上传", timeout=PATIENCE)
    assert [one["way"] for one in roster(product, event)["walk_ins"]] == ["walk_in"]


def test_roster_is_searched_ticked_and_taken_back(logged_in: LoggedIn, product: Product, event: str) -> None:
    phone = at_door(logged_in)
    phone.open(f"packages/worker/roster/index?id={event}")
    phone.screen.get_by_label("找人").fill("lay")
    expect(phone.screen.get_by_text("王*明")).to_be_hidden()
    phone.screen.get_by_role("button", name="签到：李*姨 妈妈").click()
    box = phone.screen.get_by_role("button", name="已到，点一下撤销：李*姨 妈妈")
    expect(box).to_contain_text(re.compile(r"\d\d:\d\d 到$"))
    phone.picture("checkin-roster")
    phone.screen.get_by_role("tab", name="未到").click()
    expect(phone.screen.get_by_text("李*姨")).to_be_visible()

    box.click()
    phone.dialog().get_by_role("textbox").fill("点错了人")
    phone.dialog().get_by_role("button", name="确定").click()
    expect(phone.page.get_by_role("status").filter(has_text="已撤销")).to_be_visible()
    expect(phone.screen.get_by_role("button", name="签到：李*姨 妈妈")).to_be_visible()
    assert roster(product, event)["counts"]["present"] == 0

    phone.network(offline=True)
    phone.screen.get_by_role("button", name="签到：李*姨 小宝").click()
    phone.screen.get_by_role("button", name="已到，点一下撤销：李*姨 小宝").click()
    phone.dialog().get_by_role("button", name="确定").click()
    expect(phone.screen.get_by_role("button", name="签到：李*姨 小宝")).to_be_visible()
    phone.network(offline=False)
    phone.open(f"{DOOR}?id={event}")
    expect(phone.screen.locator("#queue")).to_contain_text("都已上传")
    assert roster(product, event)["counts"]["present"] == 0


def test_somebody_without_a_signup_walks_in(logged_in: LoggedIn, product: Product, event: str) -> None:
    phone = at_door(logged_in)
    phone.open(f"packages/worker/scan/index?id={event}")
    card = scan(phone, code_of(product, WORKER))
    expect(card).to_contain_text("名单里没有这个人")
    phone.picture("checkin-scan-stranger")
    card.get_by_role("button", name="按现场来的登记").click()
    expect(phone.screen.get_by_text("已扫到他的签到码")).to_be_visible()
    phone.screen.get_by_role("button", name="登记", exact=True).click()
    expect(phone.screen.get_by_role("alert")).to_have_text("请写一个称呼")
    phone.screen.get_by_label("怎么称呼").fill("周姐")
    phone.picture("checkin-walkin")
    phone.screen.get_by_role("button", name="登记", exact=True).click()
    expect(phone.screen.locator("#count")).to_have_text("到场 1 / 5")
    expect(scan(phone, "nothing of ours")).to_contain_text("不是签到码")
    expect(scan(phone, code_of(product, WORKER))).to_contain_text("已经签过了")
    assert [one["person"] for one in roster(product, event)["walk_ins"]] == ["周姐"]

    phone.screen.get_by_role("button", name="在名单里找人").click()
    phone.screen.get_by_role("button", name="已到，点一下撤销：周姐").click()
    phone.dialog().get_by_role("textbox").fill("登记了两次")
    phone.dialog().get_by_role("button", name="确定").click()
    expect(phone.page.get_by_role("status").filter(has_text="已撤销")).to_be_visible()
    expect(phone.screen.get_by_text("周姐")).to_be_hidden()
    assert roster(product, event)["walk_ins"] == []


def test_a_code_that_was_taken_at_another_gate(logged_in: LoggedIn, product: Product, event: str) -> None:
    phone = at_door(logged_in)
    phone.open(f"packages/worker/scan/index?id={event}")
    expect(phone.screen.locator("#count")).to_have_text("到场 0 / 5")
    token = product.log_in(WORKER)["token"]
    code = code_of(product, RESIDENT)
    product.call("POST", f"events/{event}/attendances", token=token, json={"code": code, "gate": "A 门"})
    card = scan(phone, code)
    expect(card).to_contain_text(re.compile(r"已在 \d\d:\d\d（A 门）签到"), timeout=PATIENCE)
    assert scan(phone, "nothing of ours").text_content()
    expect(card).to_contain_text("不是签到码")
    assert phone.page.evaluate("sandbox.sounds.at(-1)").endswith("problem.wav")
    assert roster(product, event)["counts"]["present"] == 1


def test_gate_is_chosen_once(logged_in: LoggedIn, product: Product, event: str) -> None:
    phone = at_door(logged_in)
    phone.open(f"packages/worker/scan/index?id={event}")
    phone.screen.get_by_role("button", name="门：没有填").click()
    phone.dialog().get_by_role("textbox").fill("东门")
    phone.dialog().get_by_role("button", name="确定").click()
    scan(phone, code_of(product, RESIDENT))
    expect(phone.screen.locator("#result")).to_contain_text("已签到")
    phone.open(f"packages/worker/scan/index?id={event}")
    expect(phone.screen.get_by_role("button", name="门：东门")).to_be_visible()
    expect(phone.screen.locator("#count")).to_have_text("到场 1 / 5")
    gates = [one["gate"] for person in roster(product, event)["people"] for one in person["present"]]
    assert gates == ["东门"]


@pytest.mark.parametrize("small", [False, True], ids=["phone", "small"])
def test_venue_code_is_bright_and_renews_itself(logged_in: LoggedIn, product: Product, event: str, small: bool) -> None:
    phone = at_door(logged_in, small=small)
    phone.open(f"{DOOR}?id={event}")
    phone.screen.get_by_role("button", name="场地码").click()
    canvas = phone.screen.locator("#code canvas")
    expect(canvas).to_be_visible()
    expect(phone.screen.get_by_text("请用微信扫一扫签到")).to_be_visible()
    expect(phone.screen.locator("#left")).to_contain_text("秒后换新码")
    assert phone.page.evaluate("wx.getScreenBrightness()")["value"] == 1
    assert phone.page.evaluate("sandbox.keepsScreenOn") is True
    phone.picture("checkin-venue")
    code = phone.page.evaluate("getCurrentPages().at(-1).data.qr")
    product.let_pass(minutes=1)
    with phone.page.expect_response(re.compile("venue-code")):
        phone.page.evaluate("getCurrentPages().at(-1).setData({ nextAt: 0 })")
    phone.page.wait_for_function("(before) => getCurrentPages().at(-1).data.qr !== before", arg=code)
    phone.back()
    assert phone.page.evaluate("wx.getScreenBrightness()")["value"] == 0.6
    assert phone.page.evaluate("sandbox.keepsScreenOn") is False


def test_venue_code_before_its_time_says_when(logged_in: LoggedIn, product: Product) -> None:
    later = publish(product, "三天后的活动")
    phone = at_door(logged_in)
    phone.open(f"packages/worker/venue/index?id={later}")
    expect(phone.screen.locator("#code canvas")).to_be_visible()
    expect(phone.screen.get_by_text("还没到签到时间")).to_be_visible()


def test_people_are_scanned_when_they_leave(logged_in: LoggedIn, product: Product) -> None:
    times = {"starts_at": soon().isoformat(), "ends_at": soon(120).isoformat()}
    event = publish(product, "要签退的活动", tracks_leaving=True, **times)
    sign_up(product, RESIDENT, event)
    phone = at_door(logged_in)
    phone.open(f"packages/worker/scan/index?id={event}")
    expect(scan(phone, code_of(product, RESIDENT))).to_contain_text("已签到")
    phone.screen.get_by_role("tab", name="签退").click()
    scan(phone, "nothing of ours")
    expect(scan(phone, code_of(product, RESIDENT))).to_contain_text("已签退")
    phone.picture("checkin-scan-leaving")
    phone.open(f"{DOOR}?id={event}")
    expect(phone.screen.locator("#queue")).to_contain_text("都已上传")
    [person] = roster(product, event)["people"]
    assert [one["left_at"] is not None for one in person["present"]] == [True]


def test_venue_code_of_each_session_with_its_link_and_poster(logged_in: LoggedIn, product: Product) -> None:
    start = soon()
    parts = [(0, 60, "上半场"), (24 * 60, 25 * 60, "下半场")]
    sessions = [
        {
            "label": label,
            "starts_at": (start + timedelta(minutes=begins)).isoformat(),
            "ends_at": (start + timedelta(minutes=ends)).isoformat(),
        }
        for begins, ends, label in parts
    ]
    times = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=25)).isoformat()}
    event = publish(product, "两场的活动", sessions=sessions, **times)
    phone = at_door(logged_in)

    def with_link(route: Route) -> None:
        answer = route.fetch()
        added = {"link": f"https://city.example/c/{answer.json()['code']}", "poster_url": "/poster.pdf"}
        route.fulfill(response=answer, json=answer.json() | added)

    phone.page.route("**/venue-code*", with_link)
    phone.page.route("**/poster.pdf", lambda route: route.fulfill(body=b"%PDF-1.4", content_type="application/pdf"))
    phone.open(f"{DOOR}?id={event}")
    expect(phone.screen.get_by_text("上半场")).to_be_visible()
    phone.screen.get_by_role("button", name="场地码").click()
    expect(phone.screen.get_by_role("tab", name="上半场")).to_have_attribute("aria-selected", "true")
    phone.screen.get_by_role("tab", name="下半场").click()
    expect(phone.screen.get_by_role("tab", name="下半场")).to_have_attribute("aria-selected", "true")
    expect(phone.screen.get_by_text("还没到签到时间")).to_be_visible()
    phone.picture("checkin-venue-sessions")
    assert "/c/SLV-" in phone.page.evaluate("getCurrentPages().at(-1).data.qr")
    phone.page.evaluate("() => { window.open = (url) => { window.opened = url; return {}; }; }")
    phone.screen.get_by_role("button", name="打开可以打印的海报").click()
    phone.page.wait_for_function("window.opened")


def test_a_bad_network_records_everybody_once(logged_in: LoggedIn, product: Product, event: str) -> None:
    phone = at_door(logged_in)
    phone.open(f"packages/worker/scan/index?id={event}")
    expect(phone.screen.locator("#count")).to_have_text("到场 0 / 5")
    phone.network(delay=200, loss=0.4)
    for openid in (RESIDENT, ALONE):
        expect(scan(phone, code_of(product, openid))).to_contain_text("已签到")
    phone.network(delay=0, loss=0)
    phone.open(f"{DOOR}?id={event}")
    expect(phone.screen.locator("#queue")).to_contain_text("都已上传", timeout=PATIENCE)
    present = [one for person in roster(product, event)["people"] for one in person["present"]]
    assert len(present) == 2


def test_two_thousand_people_are_found_at_once(logged_in: LoggedIn, product: Product, event: str) -> None:
    phone = at_door(logged_in)

    def crowd(route: Route) -> None:
        answer = route.fetch()
        [first, *_others] = answer.json()["people"]
        people = [
            first | {"signup_id": f"S{n:025}", "user_id": f"U{n:025}", "person": f"某*{n}", "initials": f"m{n}"}
            for n in range(2000)
        ]
        route.fulfill(response=answer, json=answer.json() | {"people": people})

    phone.page.route("**/roster", crowd)
    phone.open(f"packages/worker/roster/index?id={event}")
    expect(phone.screen.locator("#count")).to_have_text("到场 0 / 2000", timeout=PATIENCE)
    expect(phone.screen.locator(".person")).to_have_count(40)
    page = "getCurrentPages().at(-1)"
    spent = phone.page.evaluate(
        f"() => {{ const t = performance.now(); {page}.onSearch({{ detail: {{ value: 'm199' }} }});"
        " return performance.now() - t; }"
    )
    expect(phone.screen.locator(".person")).to_have_count(11)
    assert spent < 1000, f"{spent:.0f} ms"
    kilobytes = phone.page.evaluate("wx.getStorageInfoSync().currentSize")
    assert kilobytes < 1024, f"{kilobytes} KB"


def test_an_event_that_was_called_off_has_its_list_only(logged_in: LoggedIn, product: Product, event: str) -> None:
    token = product.log_in(WORKER)["token"]
    product.call("POST", f"events/{event}/cancel", token=token, json={"reason": "下大雨，改天再办"})
    phone = at_door(logged_in)
    phone.open(f"{DOOR}?id={event}")
    expect(phone.screen.get_by_text("只能查看名单")).to_be_visible()
    expect(phone.screen.get_by_role("button", name="扫码签到")).to_be_hidden()
    phone.screen.get_by_role("button", name="名单", exact=True).click()
    assert phone.route == "packages/worker/roster/index"
    expect(phone.screen.locator("#count")).to_be_visible()
    expect(phone.screen.get_by_role("button", name="加一位现场来的人")).to_be_hidden()


def test_somebody_who_signed_up_since_is_found(logged_in: LoggedIn, product: Product) -> None:
    times = {"starts_at": soon().isoformat(), "ends_at": soon(120).isoformat()}
    event = publish(product, "刚刚报名的活动", **times)
    sign_up(product, RESIDENT, event)
    phone = at_door(logged_in)
    phone.open(f"packages/worker/scan/index?id={event}")
    expect(phone.screen.locator("#count")).to_have_text("到场 0 / 1")
    sign_up(product, ALONE, event)
    card = scan(phone, code_of(product, ALONE))
    expect(card).to_contain_text("已签到")
    expect(card).to_contain_text("赵")
    expect(phone.screen.locator("#count")).to_have_text("到场 1 / 2")
