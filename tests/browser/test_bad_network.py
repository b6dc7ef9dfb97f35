"""Is nothing lost, and nothing done twice, when the network is bad?"""

import re

from playwright.sync_api import Route, expect

from tests.browser.cities import RESIDENT, live_signups, publish
from tests.browser.conftest import LoggedIn
from tests.browser.phone import Phone
from tests.browser.product import Product

DONE = re.compile("报名成功")
PATIENCE = 45_000
"""Milliseconds for one step: five tries of two seconds each, with the pauses between them."""


def write_party(phone: Phone, event: str) -> None:
    phone.open(f"pages/signup/index?event={event}")
    phone.screen.get_by_role("button", name="+ 妈妈").click(timeout=PATIENCE)
    phone.screen.get_by_role("button", name="+ 孩子").click()


def test_a_third_lost_and_two_seconds_late(logged_in: LoggedIn, product: Product) -> None:
    event = publish(product, "坏网络里的活动", capacity=20)
    phone = logged_in(RESIDENT)
    phone.keep("network", {"delay": 2000, "loss": 0.3, "offline": False})
    write_party(phone, event)
    assert phone.page.evaluate("[sandbox.network.loss, sandbox.network.delay]") == [0.3, 2000]
    phone.screen.get_by_role("button", name="确认报名").click()
    done, refused = phone.screen.get_by_text(DONE), phone.screen.get_by_role("alert")
    expect(done.or_(refused)).to_be_visible(timeout=PATIENCE)
    if refused.is_visible():  # five losses in a row: what was written is there, and a second tap is enough
        expect(phone.screen.get_by_text("共 3 人")).to_be_visible()
        phone.screen.get_by_role("button", name="确认报名").click()
        expect(done).to_be_visible(timeout=PATIENCE)
    assert [one["seats"] for one in live_signups(product, RESIDENT, event)] == [3]
    assert product.call("GET", f"events/{event}")["taken"] == 3


def test_a_lost_answer_signs_up_once(logged_in: LoggedIn, product: Product) -> None:
    event = publish(product, "回音丢了的活动", capacity=20)
    phone = logged_in(RESIDENT)
    keys: list[str | None] = []

    def lose_two_answers(route: Route) -> None:
        keys.append(route.request.headers.get("idempotency-key"))
        answer = route.fetch()
        if len(keys) <= 2:
            route.abort()
        else:
            route.fulfill(response=answer)

    phone.page.route(f"**/events/{event}/signups", lose_two_answers)
    phone.expect_problem("net::ERR_FAILED")
    write_party(phone, event)
    phone.screen.get_by_role("button", name="确认报名").click()
    expect(phone.screen.get_by_text(DONE)).to_be_visible(timeout=PATIENCE)
    assert len(keys) == 3
    assert len(set(keys)) == 1
    assert [one["seats"] for one in live_signups(product, RESIDENT, event)] == [3]


def test_what_was_written_offline_is_there_later(logged_in: LoggedIn, product: Product) -> None:
    event = publish(product, "断网时的活动", capacity=20)
    phone = logged_in(RESIDENT)
    write_party(phone, event)
    phone.network(offline=True)
    phone.screen.get_by_role("button", name="确认报名").click()
    expect(phone.screen.get_by_role("alert")).to_contain_text("您填写的内容都还在", timeout=PATIENCE)
    assert live_signups(product, RESIDENT, event) == []

    phone.network(offline=False)
    phone.open(f"pages/signup/index?event={event}")
    expect(phone.screen.get_by_text("已恢复您上次填写的内容")).to_be_visible()
    phone.screen.get_by_role("button", name="确认报名").click()
    expect(phone.screen.get_by_text(DONE)).to_be_visible()
    assert [one["seats"] for one in live_signups(product, RESIDENT, event)] == [3]
