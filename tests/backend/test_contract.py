"""Does every operation keep what the OpenAPI document promises, whatever it is sent?

schemathesis makes requests from the document, good ones and bad ones; each is sent as a city admin, as a resident and
as nobody, on both databases. An answer that the document does not name, that has another shape, or that is a 5xx
fails. Half of the ids in paths and codes in bodies are those of real things, so that the requests come further than
"not found".
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

import pytest
import schemathesis
from flask import Flask, Response
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup

from backend.http import errors, request_id, spec
from backend.http.auth import PUBLIC
from backend.http.schemas import Out
from backend.http.spec import document_text, endpoint
from backend.integrations.wechat.gateway import WeChatGateway
from tests.backend.quizzes.taking import bank, published, start
from tests.sandbox_server import SandboxWeChat, wechat_server
from tests.world import CITY, COMMUNITY, Person, World

__all__ = ["wechat_server"]

REAL_CODES = {"region_code": COMMUNITY, "home_region_code": COMMUNITY, "place_kind": "school"}
EXAMPLES = 15
"""Good requests for each operation, and as many bad ones."""

load_all_checks()
PROMISES = CHECKS.get_by_names(
    ["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance"]
)


@dataclass(frozen=True)
class Caller:
    """Who sends the requests, and which real things the paths may name."""

    headers: dict[str, str]
    things: dict[str, str]


@cache
def requests_for(document: str, examples: int) -> list[Any]:
    """Make good and bad requests for each operation: always the same ones, and once for all who send them, since
    making them takes longer than sending them."""
    schema = schemathesis.openapi.from_dict(json.loads(document))
    operations = [operation.ok() for operation in schema.get_all_operations()]
    operations.sort(key=lambda operation: operation.path.endswith("/logout"))  # whoever logs out sends no more
    return [case for operation in operations for mode in GenerationMode for case in _made(operation, mode, examples)]


def _made(operation: Any, mode: GenerationMode, examples: int) -> list[Any]:
    cases: list[Any] = []

    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def make(case: Any) -> None:
        cases.append(case)

    try:
        make()
    except Unsatisfiable:
        # An operation that takes nothing can't be sent anything bad.
        if mode is GenerationMode.POSITIVE:
            raise
    return cases


def broken_promises(app: Flask, caller: Caller, cases: list[Any]) -> list[str]:
    """Send the requests; return what the answers broke, the first of each operation."""
    broken = []
    for _, same in groupby(cases, key=lambda case: case.operation.label):
        found = [text for turn, case in enumerate(same) for text in _sent(app, caller, case, real=turn % 2 == 0)]
        broken += found[:1]
    return broken


def _sent(app: Flask, caller: Caller, case: Any, *, real: bool) -> list[str]:
    drawn, body = dict(case.path_parameters or {}), case.body
    if real:
        case.path_parameters = {name: caller.things.get(name, value) for name, value in drawn.items()}
        if isinstance(body, dict):
            case.body = {name: REAL_CODES.get(name, value) for name, value in body.items()}
    try:
        response = case.call(app=app, headers=caller.headers, base_url="http://127.0.0.1")
        case.validate_response(response, checks=PROMISES, headers=caller.headers, transport_kwargs={"app": app})
    except FailureGroup as exc:
        return [f"{case.operation.label}: {exc}"]
    finally:
        case.path_parameters, case.body = drawn, body
    return []


def caller(world: World, who: str) -> Caller:
    """Make a person of this kind, and one thing of each kind that a path can name."""
    people: dict[str, Person | None] = {
        "city_admin": world.staff("city_admin", CITY),
        "resident": world.resident(),
        "nobody": None,
    }
    person = people[who]
    headers = {"Authorization": f"Bearer {person.token}"} if person else {}
    event_id = world.event(5)
    things = {"event_id": event_id, "kind": "school", "code": COMMUNITY}
    signed_up = world.post(f"/events/{event_id}/signups", person or world.resident(), {"party": [], "answers": {}})
    if signed_up.status_code < 300:
        things["signup_id"] = signed_up.json["id"]
    bank()
    things["quiz_id"] = published(world)
    begun = start(world, things["quiz_id"], person or world.resident())
    things["attempt_id"] = begun.json["id"]
    return Caller(headers, things)


@pytest.fixture
def talkative_app(app: Flask, wechat_server: SandboxWeChat, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application, with a WeChat that answers."""
    gateway = WeChatGateway(wechat_server.appid, wechat_server.secret, wechat_server.url)
    monkeypatch.setitem(app.extensions, "wechat", gateway)
    yield app
    gateway.close()


@pytest.mark.parametrize("who", ["city_admin", "resident", "nobody"])
def test_every_operation_keeps_its_promises(who: str, talkative_app: Flask, world: World) -> None:
    cases = requests_for(document_text(talkative_app), EXAMPLES)
    broken = broken_promises(talkative_app, caller(world, who), cases)
    assert not broken, "\n".join(broken)


class _Promised(Out):
    number: int


def test_broken_promise_is_noticed() -> None:
    app = Flask("liar", static_folder=None)
    app.config["LOG_REQUESTS"] = False
    for part in (request_id, errors, spec):
        part.init_app(app)

    @endpoint(PUBLIC, answers={200: _Promised}, tag="x")
    def lies() -> Response:
        return Response('{"number": "three"}', content_type="application/json")

    @endpoint(PUBLIC, answers={200: None}, tag="x")
    def surprises() -> Response:
        return Response(status=418)

    @endpoint(PUBLIC, answers={200: None}, tag="x")
    def breaks() -> Response:
        raise ValueError

    for view in (lies, surprises, breaks):
        app.add_url_rule(f"/{view.__name__}", view_func=view)
    found = broken_promises(app, Caller({}, {}), requests_for(document_text(app), 1))
    assert {line.split(":")[0] for line in found} == {"GET /lies", "GET /surprises", "GET /breaks"}
