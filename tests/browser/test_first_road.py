"""Can a newcomer go the whole first road by taps: log in, find an event, sign a family up, publish another event?"""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.cities import NEIGHBOUR, RESIDENT, live_signups, publish, sign_up
from tests.browser.conftest import LoggedIn
from tests.browser.phone import Phone
from tests.browser.product import Product

FULL = "石榴籽邻里长桌饭"
WORKER = "demo-worker-zhou"


def log_in_by_taps(phone: Phone, name: str) -> None:
    """Log in on the first screen: read the privacy page, agree, and choose a demo person."""
    phone.screen.get_by_role("button", name="微信登录").click()
    expect(phone.screen.get_by_text("我们只记下办活动用得到的事。")).to_be_visible()
    phone.screen.get_by_role("button", name="同意并继续").click()
    phone.page.get_by_role("button", name=re.compile(name)).click()


def card(phone: Phone, title: str) -> Locator:
    return phone.screen.get_by_role("link", name=re.compile(title))


def test_stranger_logs_in_and_signs_a_family_up(phone: Phone, product: Product) -> None:
    phone.open()
    log_in_by_taps(phone, "王小明")
    expect(phone.screen.get_by_text("王小明，您好")).to_be_visible()

    choose_home(phone)
    phone.tab("活动")
    phone.screen.get_by_label("搜索活动").fill("长桌饭")
    expect(phone.screen.get_by_role("link")).to_have_count(1)
    card(phone, FULL).click()
    expect(phone.screen.get_by_text("名额已满，3 家在候补")).to_be_visible()

    phone.screen.get_by_role("button", name="加入候补").click()
    phone.screen.get_by_role("button", name="+ 妈妈").click()
    phone.screen.get_by_role("button", name="+ 孩子").click()
    expect(phone.screen.get_by_text("共 3 人", exact=True)).to_be_visible()
    phone.screen.get_by_role("button", name="加入候补").click()
    expect(phone.screen.get_by_text("已进入候补，排在第 4 位")).to_be_visible()
    phone.picture("road-waiting")

    phone.screen.get_by_role("button", name="查看我的报名").click()
    expect(phone.screen.get_by_text("候补第 4 位")).to_be_visible()
    expect(card(phone, FULL).get_by_text("本人和妈妈、孩子，共 3 人")).to_be_visible()
    token = product.log_in("demo-resident-wang")["token"]
    [event] = product.call("GET", "events", params={"q": FULL})["items"]
    mine = product.call("GET", "me/signups", token=token, params={"event_id": event["id"]})["items"]
    assert [(one["state"], one["position"], one["seats"]) for one in mine] == [("waiting", 4, 3)]


def choose_home(phone: Phone) -> None:
    """Choose a home community through the region picker, on the profile."""
    phone.tab("我的")
    phone.screen.get_by_role("link", name=re.compile("居住的社区")).click()
    phone.screen.get_by_label("搜索地区").fill("街心")
    phone.screen.get_by_role("button", name=re.compile("街心社区")).click()
    expect(phone.screen.get_by_role("link", name=re.compile("居住的社区.*街心社区"))).to_be_visible()
    assert phone.route == "pages/me/index"


def test_worker_publishes_another_event(logged_in: LoggedIn, product: Product) -> None:
    phone = logged_in(WORKER)
    phone.open("pages/me/index")
    phone.screen.get_by_role("link", name=re.compile("社区工作台")).click()
    expect(phone.screen.get_by_text(FULL)).to_be_visible()
    phone.screen.get_by_role("button", name="新建活动").click()

    phone.screen.get_by_role("button", name="发布活动").click()
    phone.dialog().get_by_role("button", name="确定").click()
    expect(phone.screen.get_by_text("这一项还没有填")).to_be_visible()

    write_event(phone)
    phone.picture("road-worker-edit")
    phone.screen.get_by_role("button", name="发布活动").click()
    phone.dialog().get_by_role("button", name="确定").click()
    expect(phone.screen.get_by_text("周末包饺子")).to_be_visible()
    assert phone.route == "packages/worker/events/index"

    [found] = product.call("GET", "events", params={"q": "周末包饺子"})["items"]
    event = product.call("GET", f"events/{found['id']}")
    assert (event["state"], event["capacity"], event["venue"]) == ("published", 12, "社区活动室")
    assert [(one["label"], [o["label"] for o in one["options"]]) for one in event["form"]["fields"]] == [
        ("带什么馅", ["白菜", "韭菜"])
    ]


def write_event(phone: Phone) -> None:
    """Write an event with a question, on the page where the worker is."""
    phone.screen.get_by_label("活动名称").fill("周末包饺子")
    phone.screen.get_by_label("一句话介绍").fill("一起包，一起吃。")
    phone.screen.get_by_label("地点").fill("社区活动室")
    phone.screen.get_by_label("名额（人）").fill("12")
    phone.screen.get_by_role("button", name="加一个问题").click()
    phone.screen.get_by_label("问题 1 问什么").fill("带什么馅")
    phone.screen.get_by_label(re.compile("问题 1 怎么答")).click()
    phone.dialog().get_by_role("option", name="选一个").click()
    phone.dialog().get_by_role("button", name="确定").click()
    phone.screen.get_by_label("问题 1 的选项，一行一个").fill("白菜\n韭菜")


def test_worker_makes_an_event_of_two_sessions(logged_in: LoggedIn, product: Product) -> None:
    phone = logged_in(WORKER)
    phone.open("packages/worker/edit/index?region=522301001001")
    screen = phone.screen
    screen.get_by_label("活动名称").fill("两场的读书会")
    screen.get_by_label("提前多少分钟开始签到").fill("30")
    screen.get_by_label("记录离场").click()
    screen.get_by_label("志愿服务").click()
    screen.get_by_role("button", name="加一场").click()
    screen.get_by_label("第 1 场的名称").fill("读")
    choose(phone, "第 1 场结束时间", "16:00")
    screen.get_by_role("button", name="加一场").click()
    screen.get_by_role("button", name="加一场").click()
    screen.get_by_role("button", name="删去第 3 场").click()
    choose(phone, "第 2 场开始时间", "15:30")

    screen.get_by_role("button", name="保存草稿").click()
    expect(screen.get_by_text("这一项还没有填")).to_be_visible()
    expect(screen.get_by_text("要在上一场结束以后开始")).to_be_visible()
    phone.picture("road-worker-sessions-wrong")
    screen.get_by_label("第 2 场的名称").fill("聊")
    choose(phone, "第 2 场开始时间", "16:00")
    screen.get_by_label("第 2 场的名称").scroll_into_view_if_needed()
    phone.picture("road-worker-sessions")
    screen.get_by_role("button", name="发布活动").click()
    phone.dialog().get_by_role("button", name="确定").click()
    expect(phone.screen.get_by_text("两场的读书会")).to_be_visible()

    [found] = product.call("GET", "events", params={"q": "两场的读书会"})["items"]
    event = product.call("GET", f"events/{found['id']}")
    assert (event["checkin_opens_before"], event["tracks_leaving"], event["volunteer"]) == (30, True, True)
    assert [(one["label"], one["starts_at"][11:16], one["ends_at"][11:16]) for one in event["sessions"]] == [
        ("读", "07:00", "08:00"),
        ("聊", "08:00", "09:00"),
    ]


def choose(phone: Phone, label: str, time: str) -> None:
    """Choose a time of day in a picker of the screen."""
    phone.screen.get_by_label(re.compile(label)).click()
    phone.dialog().get_by_label("时间").fill(time)
    phone.dialog().get_by_role("button", name="确定").click()


@pytest.mark.parametrize("small", [False, True], ids=["phone", "small"])
def test_resident_sees_the_sessions(logged_in: LoggedIn, product: Product, small: bool) -> None:
    [event] = product.call("GET", "events", params={"q": "两场的读书会"})["items"]
    phone = logged_in(RESIDENT, small=small)
    phone.open(f"pages/event/index?id={event['id']}")
    expect(phone.screen.get_by_text("志愿服务", exact=True)).to_be_visible()
    expect(phone.screen.get_by_text("15:00 – 16:00")).to_be_visible()
    expect(phone.screen.get_by_text("16:00 – 17:00")).to_be_visible()
    phone.picture("event-sessions")


def test_resident_answers_the_new_question(logged_in: LoggedIn) -> None:
    phone = logged_in("demo-resident-li")
    phone.open("pages/events/index")
    card(phone, "周末包饺子").click()
    phone.screen.get_by_role("button", name="我要报名").click()
    phone.screen.get_by_text("韭菜").click()
    phone.screen.get_by_role("button", name="确认报名").click()
    expect(phone.screen.get_by_text("报名成功")).to_be_visible()


def test_worker_sees_who_comes_and_gives_out_more_places(logged_in: LoggedIn, product: Product) -> None:
    phone = logged_in(WORKER)
    phone.open("packages/worker/events/index")
    phone.screen.get_by_role("button", name="报名名单：周末包饺子").click()
    expect(phone.screen.get_by_text("李*姨")).to_be_visible()
    expect(phone.screen.get_by_text("韭菜")).to_be_visible()
    phone.back()

    phone.screen.get_by_role("button", name=f"修改：{FULL}").click()
    phone.screen.get_by_label("名额（人）").fill("26")
    expect(phone.screen.get_by_label("一句话介绍")).to_have_value(re.compile("拿手菜"))
    phone.screen.get_by_role("button", name="保存修改").click()
    expect(phone.page.get_by_role("status").filter(has_text="已保存")).to_be_visible()
    [event] = product.call("GET", "events", params={"q": FULL})["items"]
    assert event["capacity"] == 26


def test_worker_moves_somebody_up_with_a_reason(logged_in: LoggedIn, product: Product) -> None:
    event = publish(product, "严格排队的活动", capacity=2, waiting_order="strict")
    sign_up(product, NEIGHBOUR, event)
    sign_up(product, "demo-city-zhao", event, "爱人")
    sign_up(product, RESIDENT, event)
    assert [one["state"] for one in live_signups(product, RESIDENT, event)] == ["waiting"]

    phone = logged_in(WORKER)
    phone.open(f"packages/worker/signups/index?id={event}")
    phone.screen.get_by_role("tab", name="候补").click()
    phone.screen.get_by_role("button", name="直接安排 王*明").click()
    phone.dialog().get_by_role("button", name="确定").click()
    expect(phone.page.get_by_role("status").filter(has_text="请写明原因")).to_be_visible()

    phone.screen.get_by_role("button", name="直接安排 王*明").click()
    phone.dialog().get_by_role("textbox").fill("剩下一个位置，只有他一人来")
    phone.dialog().get_by_role("button", name="确定").click()
    expect(phone.screen.get_by_role("button", name="直接安排 王*明")).to_be_hidden()
    assert [one["state"] for one in live_signups(product, RESIDENT, event)] == ["confirmed"]


def test_a_family_that_does_not_fit_is_not_moved_up(logged_in: LoggedIn, product: Product) -> None:
    event = publish(product, "放不下的活动", capacity=1)
    sign_up(product, NEIGHBOUR, event)
    sign_up(product, RESIDENT, event, "奶奶")
    phone = logged_in(WORKER)
    phone.open(f"packages/worker/signups/index?id={event}")
    phone.screen.get_by_role("tab", name="候补").click()
    phone.screen.get_by_role("button", name="直接安排 王*明").click()
    phone.dialog().get_by_role("textbox").fill("老人优先")
    phone.expect_problem("409")
    phone.dialog().get_by_role("button", name="确定").click()
    expect(phone.dialog()).to_contain_text("剩余名额不够这一家")
    phone.dialog().get_by_role("button", name="确定").click()
    assert [one["state"] for one in live_signups(product, RESIDENT, event)] == ["waiting"]


def test_worker_calls_an_event_off(logged_in: LoggedIn, product: Product) -> None:
    event = publish(product, "下雨的活动", capacity=9)
    phone = logged_in(WORKER)
    phone.open(f"packages/worker/edit/index?id={event}")
    phone.screen.get_by_role("button", name="取消这个活动").click()
    phone.dialog().get_by_role("textbox").fill("下大雨，改天再办")
    phone.dialog().get_by_role("button", name="确定").click()
    expect(phone.screen.get_by_text("活动已取消，不能再修改")).to_be_visible()
    known = product.call("GET", f"events/{event}")
    assert (known["state"], known["cancel_reason"]) == ("cancelled", "下大雨，改天再办")
