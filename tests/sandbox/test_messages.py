"""Does WeChat take a message only with a good token, for who agreed, and with fields as its rules want them?"""

from typing import Any

import pytest
import requests

from sandbox.wechat_server.messages import FIELD, RULES
from tests.sandbox.wechat_calls import RID, stable
from tests.sandbox_server import SandboxWeChat

TEMPLATE = "place-came-free"
DATA = {"thing1": {"value": "邻里长桌饭"}, "date2": {"value": "2026年11月28日 18:00"}, "phrase3": {"value": "已候补上"}}


def send(server: SandboxWeChat, openid: str, *, token: str | None = None, **changes: Any) -> dict[str, Any]:
    """Send the message as an SDK would; a changed token is sent as it is."""
    params = {"access_token": stable(server)["access_token"] if token is None else token}
    body = {"touser": openid, "template_id": TEMPLATE, "page": "pages/my-signups/index", "data": DATA, **changes}
    answer = requests.post(f"{server.url}/cgi-bin/message/subscribe/send", params=params, json=body, timeout=10)
    assert answer.status_code == 200
    return dict(answer.json())


@pytest.fixture
def openid(wechat_server: SandboxWeChat) -> str:
    """A person who has agreed to one message of the one template."""
    made = wechat_server.create_user("王小明", role="resident")
    wechat_server.steer("templates", template_id=TEMPLATE, title="候补成功通知", fields=list(DATA))
    wechat_server.steer("subscribe", openid=made, tmpl=TEMPLATE, result="accept")
    return made


def test_message_is_delivered_once_for_one_yes(wechat_server: SandboxWeChat, openid: str) -> None:
    assert send(wechat_server, openid) == {"errcode": 0, "errmsg": "ok"}
    [message] = wechat_server.look("outbox")
    assert message.pop("sent_at") > 0
    assert message == {
        "openid": openid,
        "template_id": TEMPLATE,
        "title": "候补成功通知",
        "page": "pages/my-signups/index",
        "data": {"thing1": "邻里长桌饭", "date2": "2026年11月28日 18:00", "phrase3": "已候补上"},
    }
    again = send(wechat_server, openid)
    assert again["errcode"] == 43101
    assert again["errmsg"].startswith("user refuse to accept the msg rid: ")
    assert RID.search(again["errmsg"])
    assert len(wechat_server.look("outbox")) == 1


def test_each_yes_is_one_message_and_a_no_ends_them(wechat_server: SandboxWeChat, openid: str) -> None:
    assert wechat_server.steer("subscribe", openid=openid, tmpl=TEMPLATE, result="accept") == {"remaining": 2}
    assert wechat_server.steer("subscribe", openid=openid, tmpl=TEMPLATE, result="reject") == {"remaining": 0}
    assert send(wechat_server, openid)["errcode"] == 43101


def test_unknown_template_and_unknown_person(wechat_server: SandboxWeChat, openid: str) -> None:
    assert send(wechat_server, openid, template_id="nothing")["errcode"] == 40037
    assert send(wechat_server, "nobody")["errcode"] == 40003
    assert wechat_server.look("outbox") == []


def test_token_is_asked_for(wechat_server: SandboxWeChat, openid: str) -> None:
    token = stable(wechat_server)["access_token"]
    assert send(wechat_server, openid, token="")["errcode"] == 41001
    assert send(wechat_server, openid, token="guess")["errcode"] == 40001
    wechat_server.steer("tokens/expire")
    assert send(wechat_server, openid, token=token)["errcode"] == 42001
    wechat_server.steer("tokens/invalidate")
    assert send(wechat_server, openid, token=token)["errcode"] == 40001
    assert send(wechat_server, openid)["errcode"] == 0


@pytest.mark.parametrize(
    ("data", "errmsg"),
    [
        ("{}", "argument invalid! data.thing1.value is empty"),
        (None, "argument invalid! data.thing1.value is empty"),
        (DATA | {"date2": {"value": ""}}, "argument invalid! data.date2.value is empty"),
        (DATA | {"date2": "tomorrow"}, "argument invalid! data.date2.value is empty"),
        (DATA | {"thing1": {"value": "长" * 21}}, "argument invalid! data.thing1.value invalid"),
        (DATA | {"phrase3": {"value": "六个汉字的话"}}, "argument invalid! data.phrase3.value invalid"),
    ],
)
def test_wrong_field_is_named_and_uses_nothing_up(
    wechat_server: SandboxWeChat, openid: str, data: Any, errmsg: str
) -> None:
    answer = send(wechat_server, openid, data=data)
    assert answer["errcode"] == 47003
    assert answer["errmsg"].startswith(f"{errmsg} rid: ")
    assert send(wechat_server, openid)["errcode"] == 0


def test_text_about_a_field_is_cut(wechat_server: SandboxWeChat, openid: str) -> None:
    wechat_server.steer("templates", template_id=TEMPLATE, title="通知", fields=["character_string1"])
    answer = send(wechat_server, openid, data={"character_string1": {"value": "中文"}})
    assert answer["errmsg"].startswith("argument invalid! data.character_string1.value i rid: ")


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("thing", ["任何 text!", "😀" * 20], ["两行\n字", "长" * 21]),
        ("number", ["12", "3.5"], ["一", "1" * 33]),
        ("letter", ["abC"], ["a1"]),
        ("symbol", ["!?"], ["a", "!!!!!!"]),
        ("character_string", ["A-1"], ["甲", "a b"]),
        ("time", ["18:00", "2026年11月28日 18:00", "18:00~20:00"], ["18", "晚上"]),
        ("date", ["2026-11-28", "11月28日 18:00", "2026.11.28~2026.11.29"], ["2020-01-18 16:18:49.0"]),
        ("amount", ["¥12.50元"], ["12 dollars"]),
        ("phone_number", ["+86 859-3220000"], ["电话"]),
        ("car_number", ["贵E12345"], ["贵E12345678"]),
        ("name", ["王小明", "Li Lei"], ["王" * 11]),
        ("phrase", ["成功"], ["OK"]),
    ],
)
def test_rules_of_fields(kind: str, good: list[str], bad: list[str]) -> None:
    assert FIELD.fullmatch(f"{kind}1")
    assert [value for value in good if not RULES[kind].fullmatch(value)] == []
    assert [value for value in bad if RULES[kind].fullmatch(value)] == []


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("templates", {"template_id": "T", "title": "通知", "fields": ["colour1"]}),
        ("templates", {"template_id": "T", "title": "通知", "fields": []}),
        ("subscribe", {"openid": "nobody", "tmpl": "T", "result": "accept"}),
        ("subscribe", {"openid": "nobody", "tmpl": "T", "result": "perhaps"}),
    ],
)
def test_mistake_is_named(wechat_server: SandboxWeChat, what: str, body: Any) -> None:
    answer = requests.post(f"{wechat_server.url}/__sim__/{what}", json=body, timeout=10)
    assert answer.status_code in {400, 404}
    assert answer.json()["error"]
