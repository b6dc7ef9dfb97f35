"""What when things take a turn: back and forward, a session that ended, a last place that somebody else took?"""

import re

from playwright.sync_api import expect

from tests.browser.cities import NEIGHBOUR, RESIDENT, live_signups, publish, sign_up
from tests.browser.conftest import LoggedIn
from tests.browser.phone import Phone
from tests.browser.product import Product


def test_back_and_forward_keep_what_was_written(logged_in: LoggedIn, product: Product) -> None:
    event = publish(product, "来来回回的活动", capacity=9)
    phone = logged_in(RESIDENT)
    phone.open("pages/events/index")
    phone.screen.get_by_role("link", name=re.compile("来来回回")).click()
    phone.screen.get_by_role("button", name="我要报名").click()
    phone.screen.get_by_role("button", name="+ 奶奶").click()
    phone.page.go_back()
    expect(phone.screen.get_by_role("button", name="我要报名")).to_be_visible()
    assert phone.route == "pages/event/index"
    phone.page.go_back()
    expect(phone.screen.get_by_label("搜索活动")).to_be_visible()
    phone.page.go_forward()
    expect(phone.screen.get_by_role("button", name="我要报名")).to_be_visible()
    phone.page.go_forward()
    expect(phone.screen.get_by_text("共 2 人")).to_be_visible()
    phone.screen.get_by_role("button", name="确认报名").click()
    expect(phone.screen.get_by_text("报名成功")).to_be_visible()
    phone.page.go_back()
    expect(phone.screen.get_by_text("已报名")).to_be_visible()
    assert [one["seats"] for one in live_signups(product, RESIDENT, event)] == [2]


def test_a_session_that_ended_is_renewed_without_a_word(logged_in: LoggedIn, product: Product) -> None:
    event = publish(product, "久等的活动", capacity=9)
    phone = logged_in(RESIDENT)
    phone.open(f"pages/signup/index?event={event}")
    phone.screen.get_by_role("button", name="+ 奶奶").click()
    token = phone.page.evaluate("wx.getStorageSync('session').token")
    product.call("POST", "logout", token=token)
    phone.expect_problem("401")
    phone.screen.get_by_role("button", name="确认报名").click()
    expect(phone.screen.get_by_text("报名成功")).to_be_visible()
    assert phone.page.evaluate("wx.getStorageSync('session').token") != token
    assert any("401" in problem for problem in phone.problems)
    assert [one["seats"] for one in live_signups(product, RESIDENT, event)] == [2]


def test_a_last_place_that_somebody_else_took(logged_in: LoggedIn, product: Product) -> None:
    event = publish(product, "只有一个名额的活动", capacity=1, waiting_max=0)
    phone = logged_in(RESIDENT)
    phone.open(f"pages/signup/index?event={event}")
    expect(phone.screen.get_by_role("button", name="确认报名")).to_be_visible()
    sign_up(product, NEIGHBOUR, event)
    phone.expect_problem("409")
    phone.screen.get_by_role("button", name="确认报名").click()
    expect(phone.screen.get_by_role("alert")).to_contain_text("满")
    phone.picture("full-event")
    assert live_signups(product, RESIDENT, event) == []


def test_a_full_event_says_so_and_offers_others(logged_in: LoggedIn, product: Product) -> None:
    event = publish(product, "满了的活动", capacity=1, waiting_max=0)
    sign_up(product, NEIGHBOUR, event)
    phone = logged_in(RESIDENT)
    phone.open(f"pages/event/index?id={event}")
    phone.screen.get_by_role("button", name=re.compile("名额已满.*看看别的活动")).click()
    expect(phone.screen.get_by_label("搜索活动")).to_be_visible()


def test_who_waits_gets_the_place_that_comes_free(logged_in: LoggedIn, product: Product) -> None:
    event = publish(product, "等一等的活动", capacity=1)
    sign_up(product, NEIGHBOUR, event)
    sign_up(product, RESIDENT, event)
    neighbour = logged_in(NEIGHBOUR)
    neighbour.open("pages/my-signups/index")
    neighbour.screen.locator(".card", has_text="等一等的活动").get_by_role("button", name="取消报名").click()
    neighbour.dialog().locator("button.primary").click()
    expect(neighbour.page.get_by_role("status").filter(has_text="已取消")).to_be_visible()
    assert [one["state"] for one in live_signups(product, RESIDENT, event)] == ["confirmed"]


def calls_until_quiet(phone: Phone) -> list[str]:
    """Start the mini-program and return the calls of the API until nothing more is asked."""
    calls: list[str] = []
    phone.page.on("request", lambda request: calls.append(request.url) if "/api/v1/" in request.url else None)
    phone.open()
    expect(phone.screen.get_by_role("link").first).to_be_visible()
    phone.page.wait_for_load_state("networkidle")
    return calls


def test_first_screen_of_a_stranger_asks_for_two_things(phone: Phone) -> None:
    calls = calls_until_quiet(phone)
    assert 0 < len(calls) <= 2, calls


def test_first_screen_of_a_resident_asks_for_two_things(logged_in: LoggedIn) -> None:
    phone = logged_in(RESIDENT)
    phone.open()  # the campaign is read once a day, after the rest
    phone.page.wait_for_load_state("networkidle")
    calls = calls_until_quiet(phone)
    assert 0 < len(calls) <= 2, calls
