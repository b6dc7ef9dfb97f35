"""Do the app secret, codes, tokens, session keys and addresses stay out of errors and logs?"""

import logging
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from backend.integrations.wechat.errors import WeChatError
from backend.integrations.wechat.gateway import WeChatGateway
from tests.backend.integrations.servers import closed_port
from tests.sandbox_server import SandboxWeChat

LOGIN, STABLE = "/sns/jscode2session", "/cgi-bin/stable_token"


@pytest.fixture
def said() -> Iterator[list[str]]:
    """All log lines at the least important level, of ours and of every library."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(f"{record.getMessage()} {record.args} {record.exc_info}")

    root, keep = logging.getLogger(), Keep()
    level = root.level
    root.addHandler(keep)
    root.setLevel(logging.DEBUG)
    with structlog.testing.capture_logs() as ours:
        yield lines
    root.removeHandler(keep)
    root.setLevel(level)
    lines.extend(map(str, ours))


def _all_texts(error: BaseException | None) -> str:
    texts = []
    while error is not None:
        texts += [
            str(error),
            repr(error),
            repr(error.args),
            repr(vars(error)),
            "".join(traceback.format_exception(error)),
        ]
        error = error.__cause__ or error.__context__
    return "\n".join(texts)


FAULTS: list[dict[str, Any]] = [
    {"errcode": 40029},
    {"errcode": -1},
    {"http_status": 502},
    {"html": True},
    {"truncate": True},
    {"drop": True},
    {"delay_ms": 900},
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: next(iter(fault)))
@pytest.mark.parametrize("path", [LOGIN, STABLE])
def test_failed_call_tells_no_secret(
    wechat_server: SandboxWeChat, make_gateway: Callable[..., WeChatGateway], said: list[str], path: str, fault: Any
) -> None:
    code = wechat_server.login_code(wechat_server.create_user("石榴"))
    gateway = make_gateway(timeouts=(0.4, 0.4))
    wechat_server.fault(path, **fault)
    with pytest.raises(WeChatError) as caught:
        gateway.code_to_session(code) if path == LOGIN else gateway.check_credentials()
    tokens = [token["value"] for token in wechat_server.look("tokens")]
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    _check_clean(_all_texts(caught.value), wechat_server, code, *tokens)
    _check_clean("\n".join(said), wechat_server, code, *tokens)


def test_refused_connection_tells_no_secret(
    wechat_server: SandboxWeChat, make_gateway: Callable[..., WeChatGateway], said: list[str]
) -> None:
    code = "a-code-of" + "-somebody"  # in two parts: tracebacks quote this file
    gateway = make_gateway(api_base=closed_port())
    for ask in (lambda: gateway.code_to_session(code), gateway.check_credentials):
        with pytest.raises(WeChatError) as caught:
            ask()
        _check_clean(_all_texts(caught.value), wechat_server, code)
    assert any("Retrying" in line for line in said), "the line that would hold the address must have been written"
    _check_clean("\n".join(said), wechat_server, code)


def test_good_call_tells_no_secret(wechat_server: SandboxWeChat, gateway: WeChatGateway, said: list[str]) -> None:
    openid = wechat_server.create_user("石榴")
    code = wechat_server.login_code(openid)
    session = gateway.code_to_session(code)
    gateway.check_credentials()
    [token] = wechat_server.look("tokens")
    assert any("GET /sns/jscode2session" in line for line in said), "urllib3 must have written its line"
    _check_clean("\n".join(said), wechat_server, code, token["value"], openid)
    assert set(session.__slots__) == {"openid", "unionid"}, "the session key is not kept"


def test_one_line_is_written_for_each_call(wechat_server: SandboxWeChat, gateway: WeChatGateway) -> None:
    code = wechat_server.login_code(wechat_server.create_user("石榴"))
    with structlog.testing.capture_logs() as lines:
        gateway.code_to_session(code)
        with pytest.raises(WeChatError) as caught:
            gateway.code_to_session(code)
        wechat_server.fault(STABLE, http_status=502)
        with pytest.raises(WeChatError):
            gateway.check_credentials()
    for line in lines:
        assert 0 <= line.pop("ms") < 5000
    call = {"event": "wechat_call", "log_level": "warning"}
    assert lines == [
        {"event": "wechat_call", "log_level": "info", "endpoint": LOGIN, "errcode": 0, "rid": None},
        {
            **call,
            "endpoint": LOGIN,
            "errcode": 40163,
            "rid": caught.value.rid,
            "failure": None,
            "kind": "invalid_code",
        },
        {**call, "endpoint": STABLE, "errcode": None, "rid": None, "failure": "http_502", "kind": "unavailable"},
    ]


def _check_clean(text: str, server: SandboxWeChat, *secrets: str) -> None:
    for secret in (server.secret, *secrets, "session_key", "js_code=", "access_token=", "secret=", "?appid"):
        assert secret not in text, f"{secret} stands in {text}"
