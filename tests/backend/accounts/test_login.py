from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from backend.core.transaction import reading
from models.user import LoginCode, Session, User
from tests.conftest import MovableClock
from tests.sandbox_server import SandboxWeChat
from tests.world import Person, World

CODE_PATH = "/sns/jscode2session"


def rows(table: type) -> int:
    with reading() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def test_login_makes_an_account_once(world: World, wechat: SandboxWeChat) -> None:
    openid = wechat.create_user("王小明")
    before = rows(User)
    answers = [world.post("/login", json={"code": wechat.login_code(openid)}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json["user"]["id"] == answers[1].json["user"]["id"]
    assert answers[0].json["token"] != answers[1].json["token"]
    assert rows(User) == before + 1
    me = world.get("/me", Person("", answers[0].json["token"]))
    assert me.json["id"] == answers[0].json["user"]["id"]
    assert answers[0].json["expires_at"].endswith("Z")


def test_login_keeps_neither_token_nor_code(world: World, wechat: SandboxWeChat) -> None:
    code = wechat.login_code(wechat.create_user("王小明"))
    token = world.post("/login", json={"code": code}).json["token"]
    with reading() as connection:
        kept = [
            str(value)
            for table in (Session, LoginCode)
            for row in connection.execute(sa.select(table.__table__))
            for value in row
        ]
    assert kept
    assert not any(token in value or code in value for value in kept)


def test_login_same_code_again_gives_the_same_session(world: World, wechat: SandboxWeChat) -> None:
    code = wechat.login_code(wechat.create_user("王小明"))
    first, again = (world.post("/login", json={"code": code}).json for _ in range(2))
    assert first == again
    assert len(wechat.calls(CODE_PATH)) == 1


def test_login_same_code_from_20_threads_asks_wechat_once(world: World, wechat: SandboxWeChat) -> None:
    wechat.fault(CODE_PATH, delay_ms=300, times=1)
    code = wechat.login_code(wechat.create_user("王小明"))

    def log_in(_: int) -> tuple[int, str]:
        answer = world.app.test_client().post("/api/v1/login", json={"code": code})
        return answer.status_code, answer.json.get("token", "")

    with ThreadPoolExecutor(20) as pool:
        outcomes = set(pool.map(log_in, range(20)))
    assert len(outcomes) == 1
    assert outcomes.pop()[0] == 200
    assert len(wechat.calls(CODE_PATH)) == 1


def test_login_first_time_on_two_phones_at_once_is_one_person(world: World, wechat: SandboxWeChat) -> None:
    for n in range(5):
        openid = wechat.create_user(f"居民{n}")
        codes = [wechat.login_code(openid) for _ in range(2)]
        with ThreadPoolExecutor(2) as pool:
            answers = list(
                pool.map(lambda code: world.app.test_client().post("/api/v1/login", json={"code": code}), codes)
            )
        assert [answer.status_code for answer in answers] == [200, 200]
        assert len({answer.json["user"]["id"] for answer in answers}) == 1


@pytest.mark.parametrize(
    ("errcode", "status", "code"),
    [(40029, 401, "login_code_invalid"), (40163, 401, "login_code_invalid"), (40226, 403, "login_blocked")],
)
def test_login_refused_by_wechat_stays_refused(
    world: World, wechat: SandboxWeChat, errcode: int, status: int, code: str
) -> None:
    wechat.fault(CODE_PATH, errcode=errcode, times=1)
    login_code = wechat.login_code(wechat.create_user("王小明"))
    for _ in range(2):
        answer = world.post("/login", json={"code": login_code})
        assert (answer.status_code, answer.json["code"]) == (status, code)
    assert len(wechat.calls(CODE_PATH)) == 1


@pytest.mark.parametrize(
    "fault", [{"delay_ms": 3000}, {"drop": True}, {"html": True}, {"http_status": 502}, {"errcode": -1}], ids=str
)
def test_login_while_wechat_does_not_answer_asks_to_come_back(
    world: World, wechat: SandboxWeChat, fault: dict[str, object]
) -> None:
    wechat.fault(CODE_PATH, times=1, **fault)
    openid = wechat.create_user("王小明")
    answer = world.post("/login", json={"code": wechat.login_code(openid)})
    assert (answer.status_code, answer.json["code"]) == (503, "wechat_unavailable")
    assert int(answer.headers["Retry-After"]) >= 1
    assert world.post("/login", json={"code": wechat.login_code(openid)}).status_code == 200


def test_login_code_is_forgotten_after_five_minutes(
    world: World, wechat: SandboxWeChat, time_stands: MovableClock
) -> None:
    code = wechat.login_code(wechat.create_user("王小明"))
    assert world.post("/login", json={"code": code}).status_code == 200
    time_stands.move(minutes=5, seconds=1)
    assert world.post("/login", json={"code": code}).json["code"] == "login_code_invalid"


def test_login_resend_after_logout_is_refused(world: World, wechat: SandboxWeChat) -> None:
    code = wechat.login_code(wechat.create_user("王小明"))
    token = world.post("/login", json={"code": code}).json["token"]
    assert world.post("/logout", Person("", token)).status_code == 204
    assert world.post("/login", json={"code": code}).json["code"] == "login_code_invalid"


def test_session_ends_by_time(world: World, wechat: SandboxWeChat, time_stands: MovableClock) -> None:
    code = wechat.login_code(wechat.create_user("王小明"))
    person = Person("", world.post("/login", json={"code": code}).json["token"])
    time_stands.move(days=29, hours=23)
    assert world.get("/me", person).status_code == 200
    time_stands.move(hours=2)
    assert world.get("/me", person).json["code"] == "session_ended"


@pytest.mark.parametrize("code", ["", "x" * 129, "有", "a b", "\x00", None, 1, {}])
def test_login_odd_codes_are_named(world: World, wechat: SandboxWeChat, code: object) -> None:
    answer = world.post("/login", json={"code": code})
    assert (answer.status_code, list(answer.json["fields"])) == (422, ["code"])
    assert wechat.calls(CODE_PATH) == []


def test_login_holds_no_lock_while_wechat_is_asked(world: World, wechat: SandboxWeChat) -> None:
    wechat.fault(CODE_PATH, delay_ms=800, times=1)
    code = wechat.login_code(wechat.create_user("王小明"))
    other = world.resident()
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(lambda: world.app.test_client().post("/api/v1/login", json={"code": code}).status_code)
        while not wechat.calls(CODE_PATH):
            assert not slow.done()
        assert world.patch("/me", other, {"nickname": "小明"}).status_code == 200
        assert not slow.done()
        assert slow.result() == 200


def test_login_looks_at_no_old_token(world: World, wechat: SandboxWeChat) -> None:
    code = wechat.login_code(wechat.create_user("王小明"))
    assert world.post("/login", Person("", "old"), {"code": code}).status_code == 200
