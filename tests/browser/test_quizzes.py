"""Does a resident practise, and take a contest to the right score, also in a bad network and after a kill?"""

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from playwright.sync_api import expect

from tests.browser.cities import NEIGHBOUR, RESIDENT
from tests.browser.conftest import LoggedIn
from tests.browser.phone import Phone
from tests.browser.product import Product
from tests.browser.questions import right_answers
from tests.browser.test_accessibility import serious_faults
from tests.browser.test_attendance import agreed

COUNTY_ADMIN, COUNTY = "demo-county-qian", "522301"
PATIENCE = 60_000
"""Milliseconds for what a bad network may delay."""
SAVED = "答案都保存好了"
QUOTA = [
    {"category": "constitution", "difficulty": "easy", "type": "single", "count": 3, "marks": 500},
    {"category": "festivals", "difficulty": "easy", "type": "multiple", "count": 2, "marks": 1000},
    {"category": "history", "difficulty": "easy", "type": "true_false", "count": 2, "marks": 500},
]


def publish_quiz(product: Product, title: str, **more: Any) -> str:
    """Publish a quiz of the county that has been open for an hour; return its id."""
    token = product.log_in(COUNTY_ADMIN)["token"]
    moment = datetime.now(UTC).replace(microsecond=0)
    written = {
        "title": title,
        "description": "一起了解宪法、节日和家乡的历史。",
        "rules_text": "1. 独立作答，可以看书。\n2. 到时间自动交卷，答过的都算数。\n3. 同分的，用时短的在前。",
        "region_code": COUNTY,
        "mode": "contest",
        "opens_at": (moment - timedelta(hours=1)).isoformat(),
        "closes_at": (moment + timedelta(days=3)).isoformat(),
        "time_limit": 900,
        "tries_in_all": 3,
        "quota": QUOTA,
    }
    made = product.call("POST", "quizzes", token=token, json=written | more)
    product.call("POST", f"quizzes/{made['id']}/publish", token=token)
    return str(made["id"])


def begin(phone: Phone, title: str, button: str) -> None:
    """Go from the tab to the first question."""
    phone.open("pages/quizzes/index")
    phone.screen.get_by_role("link", name=re.compile(title)).click()
    phone.screen.get_by_role("checkbox", name="我看过规则了").click()
    phone.screen.get_by_role("button", name=button).click()
    expect(phone.screen.get_by_text("第 1 题，共 7 题")).to_be_visible(timeout=PATIENCE)


def choose(phone: Phone, *, right: bool = True) -> None:
    """Answer the question that shows."""
    known = right_answers()[phone.screen.locator("#stem").inner_text().strip()]
    role: Literal["checkbox", "radio"] = "checkbox" if phone.screen.get_by_role("checkbox").count() else "radio"
    options = phone.screen.get_by_role(role)
    for place in range(options.count()):
        option = options.nth(place)
        text = option.locator(".row-text > wx-view").first.inner_text().strip()
        if (text in known) == right:
            option.click()
            if role == "radio" or not right:
                return


def go_on(phone: Phone) -> None:
    phone.screen.get_by_role("button", name="下一题").click()


def hand_in(phone: Phone) -> None:
    phone.screen.get_by_role("button", name="交卷").click()
    phone.dialog().get_by_role("button", name="交卷").click(timeout=PATIENCE)


def test_practice_tells_what_is_right(logged_in: LoggedIn, product: Product) -> None:
    free = {"mode": "practice", "time_limit": None, "tries_in_all": None}
    publish_quiz(product, "天天练一练", **free)
    phone = logged_in(RESIDENT)
    begin(phone, "天天练一练", "开始练习")
    phone.picture("quiz-practice-question")
    choose(phone, right=False)
    expect(phone.screen.get_by_text("这题没答对，看看下面的解释")).to_be_visible()
    expect(phone.screen.get_by_text("正确答案")).to_be_visible()
    expect(phone.screen.get_by_text(SAVED)).to_be_visible()
    phone.picture("quiz-practice-wrong")
    assert not serious_faults(phone)
    for _ in range(3):
        go_on(phone)
        choose(phone)
    phone.screen.get_by_role("button", name="选好了").click()
    expect(phone.screen.get_by_text("答对了！")).to_be_visible()
    phone.picture("quiz-practice-right")
    for _ in range(3):
        go_on(phone)
        choose(phone)
    hand_in(phone)
    expect(phone.screen.get_by_text("练习做完了")).to_be_visible()
    phone.picture("quiz-practice-result")
    phone.screen.get_by_role("link", name="看看答卷").click()
    expect(phone.screen.get_by_text("正确答案").first).to_be_visible()
    phone.picture("quiz-review")
    assert not serious_faults(phone)


def test_contest_where_a_third_is_lost_and_the_app_is_killed(logged_in: LoggedIn, product: Product) -> None:
    quiz = publish_quiz(product, "家乡知识竞赛")
    phone = logged_in(RESIDENT)
    phone.open(f"packages/quiz/rules/index?id={quiz}")
    expect(phone.screen.get_by_text("规则（第 1 版）")).to_be_visible()
    phone.page.wait_for_load_state("networkidle")
    phone.picture("quiz-rules")
    assert not serious_faults(phone)
    begin(phone, "家乡知识竞赛", "开始答题")
    phone.keep("network", {"delay": 100, "loss": 0.3, "offline": False})
    phone.network(delay=100, loss=0.3)
    choose(phone, right=False)
    for _ in range(3):
        go_on(phone)
        choose(phone)
    phone.screen.get_by_role("button", name="答题卡").click()
    expect(phone.screen.get_by_text("答了 4 题，还有 3 题")).to_be_visible()
    phone.picture("quiz-card")
    assert not serious_faults(phone)

    phone.open("pages/quizzes/index")
    unfinished = phone.screen.get_by_role("link", name=re.compile("还没答完.*家乡知识竞赛"))
    expect(phone.screen.get_by_role("link", name=re.compile("正在进行.*家乡知识竞赛"))).to_be_visible(timeout=PATIENCE)
    phone.picture("quizzes-unfinished")
    unfinished.click()
    expect(phone.screen.get_by_text("第 5 题，共 7 题")).to_be_visible(timeout=PATIENCE)
    choose(phone)
    for _ in range(2):
        go_on(phone)
        choose(phone)
    expect(phone.screen.get_by_text(SAVED)).to_be_visible(timeout=PATIENCE)
    phone.picture("quiz-saved")
    phone.network(delay=0, loss=0)
    hand_in(phone)
    expect(phone.screen.get_by_text("40 分", exact=True)).to_be_visible(timeout=PATIENCE)
    phone.page.wait_for_load_state("networkidle")
    phone.picture("quiz-result")
    assert not serious_faults(phone)
    [attempt] = [
        one
        for one in product.call("GET", "me/attempts", token=product.log_in(RESIDENT)["token"])["items"]
        if one["quiz_id"] == quiz
    ]
    assert (attempt["state"], attempt["score"], attempt["full"]) == ("final", 4000, 4500)


def test_offline_says_so_and_saves_later(logged_in: LoggedIn, product: Product) -> None:
    publish_quiz(product, "断网时的竞赛")
    phone = logged_in(RESIDENT, small=True)
    begin(phone, "断网时的竞赛", "开始答题")
    phone.back()
    expect(phone.screen.get_by_role("button", name="接着答")).to_be_visible()
    phone.picture("quiz-resume")
    phone.screen.get_by_role("button", name="接着答").click()
    expect(phone.screen.get_by_text("第 1 题，共 7 题")).to_be_visible()
    phone.network(offline=True)
    choose(phone)
    expect(phone.screen.get_by_text(re.compile("等网络：1 题先记在手机里"))).to_be_visible()
    phone.picture("quiz-offline")
    assert not serious_faults(phone)
    phone.network(offline=False)
    expect(phone.screen.get_by_text(SAVED)).to_be_visible()


def test_paper_is_handed_in_by_itself_at_its_end(logged_in: LoggedIn, product: Product) -> None:
    publish_quiz(product, "到点交卷的竞赛", time_limit=60)
    phone = logged_in(RESIDENT)
    phone.expect_problem("409")
    phone.page.emulate_media(color_scheme="dark")
    begin(phone, "到点交卷的竞赛", "开始答题")
    choose(phone)
    expect(phone.screen.get_by_text(SAVED)).to_be_visible()
    phone.picture("quiz-dark")
    assert not serious_faults(phone)
    product.let_pass(seconds=70)
    go_on(phone)
    choose(phone)
    expect(phone.screen.get_by_text("交卷了，谢谢参加！")).to_be_visible(timeout=PATIENCE)
    phone.page.wait_for_load_state("networkidle")
    phone.picture("quiz-result-dark")


def test_boards_and_certificate_follow_a_contest(logged_in: LoggedIn, product: Product) -> None:
    quiz = publish_quiz(product, "有证书的竞赛", certificate_from=60)
    phone = agreed(logged_in(NEIGHBOUR))
    begin(phone, "有证书的竞赛", "开始答题")
    choose(phone)
    for _ in range(6):
        go_on(phone)
        choose(phone)
    expect(phone.screen.get_by_text(SAVED)).to_be_visible()
    hand_in(phone)
    expect(phone.screen.get_by_text("现在第 1 名")).to_be_visible()
    expect(phone.screen.get_by_text("这是您最好的一次")).to_be_visible()
    phone.picture("quiz-result-first")
    phone.screen.get_by_role("link", name="看榜单").click()
    expect(phone.screen.get_by_text("第 1 名")).to_be_visible()
    expect(phone.screen.get_by_text("李阿姨")).to_be_visible()
    phone.picture("quiz-board")
    assert not serious_faults(phone)
    phone.screen.get_by_role("button", name="社区").click()
    expect(phone.screen.get_by_text("参加的人还不够多，榜单过几天再来看。")).to_be_visible()

    serial = certificate_of(product, NEIGHBOUR)
    phone.open("packages/quiz/certificates/index")
    phone.screen.get_by_role("link", name=re.compile("有证书的竞赛")).click()
    expect(phone.screen.get_by_text(serial)).to_be_visible()
    phone.page.wait_for_load_state("networkidle")
    phone.picture("quiz-certificate")
    assert not serious_faults(phone)
    phone.page.evaluate("() => { window.open = () => null; }")
    with phone.page.expect_download() as document:
        phone.screen.get_by_role("button", name="打开证书").click()
    assert document.value.path().read_bytes().startswith(b"%PDF-")
    with phone.page.expect_download() as picture:
        phone.screen.get_by_role("button", name="保存图片").click()
    assert picture.value.path().read_bytes().startswith(b"\x89PNG")

    phone.open("pages/me/index")
    phone.screen.get_by_role("switch", name="名字上竞赛榜").click()
    expect(phone.page.get_by_role("status").filter(has_text="已保存")).to_be_visible()
    phone.open(f"packages/quiz/board/index?quiz={quiz}")
    expect(phone.screen.get_by_text(re.compile("您选择了不上榜"))).to_be_visible()
    expect(phone.screen.get_by_text("榜上还没有人。")).to_be_visible()


def certificate_of(product: Product, openid: str) -> str:
    """Wait until a job has issued the certificate; return its number."""
    token = product.log_in(openid)["token"]
    for _attempt in range(50):
        found = product.call("GET", "me/certificates", token=token)["items"]
        if found:
            return str(found[0]["serial"])
        time.sleep(0.2)
    raise AssertionError("no certificate was issued")
