"""Does every address say who may call it, and does every view only parse, call and answer?"""

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

from flask import Flask, Response

from backend.http.auth import PUBLIC, Access
from backend.http.spec import API, endpoint
from backend.security.permissions import Permission

LONGEST_VIEW = 12
OPEN_TO_ALL = {"log_in", "healthz", "readyz", "openapi"}
"""Views that take writes or tell about the product without a login; reads of public things are open as they are."""


def undeclared(app: Flask) -> list[str]:
    """Name each rule whose view does not say who may call it."""
    views = {str(rule): app.view_functions[rule.endpoint] for rule in app.url_map.iter_rules()}
    return [rule for rule, view in views.items() if not isinstance(getattr(view, "access", None), Access | Permission)]


def open_writes(app: Flask) -> list[str]:
    """Name each view that anybody may call and that is no plain read."""
    rules = [rule for rule in app.url_map.iter_rules() if (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}]
    views = [app.view_functions[rule.endpoint] for rule in rules]
    return sorted({view.__name__ for view in views if getattr(view, "access", None) is PUBLIC})


def lines_of(view: Callable[..., Any]) -> int:
    """Count the lines of a view's body, its docstring not counted."""
    source = textwrap.dedent(inspect.getsource(inspect.unwrap(view)))
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_every_route_says_who_may_call_it(migrated_app: Flask) -> None:
    assert undeclared(migrated_app) == []


def test_route_without_permission_is_noticed() -> None:
    bare = Flask("bare", static_folder=None)
    bare.add_url_rule("/bare", view_func=lambda: "")
    bare.add_url_rule("/said", "said", endpoint(PUBLIC, answers={200: None})(_long_view))
    assert undeclared(bare) == ["/bare"]


def test_only_login_writes_without_a_login(migrated_app: Flask) -> None:
    assert set(open_writes(migrated_app)) <= OPEN_TO_ALL


def test_write_open_to_all_is_noticed() -> None:
    bare = Flask("bare", static_folder=None)
    bare.add_url_rule("/x", "x", endpoint(PUBLIC, answers={200: None})(_long_view), methods=["POST"])
    assert open_writes(bare) == ["_long_view"]


def test_views_hold_a_dozen_lines_at_most(migrated_app: Flask) -> None:
    views = {view.__name__: lines_of(view) for view in migrated_app.view_functions.values()}
    assert {name: lines for name, lines in views.items() if lines > LONGEST_VIEW} == {}


def test_long_view_is_noticed() -> None:
    assert lines_of(endpoint(PUBLIC, answers={200: None})(_long_view)) == 13


def test_every_route_of_the_api_is_documented(migrated_app: Flask) -> None:
    """A view that goes around `endpoint` would be missing from the document, and from the fuzzing."""
    import json

    from backend.http.spec import document_text

    paths = json.loads(document_text(migrated_app))["paths"]
    known = {(method.upper(), path) for path, operations in paths.items() for method in operations}
    rules = [rule for rule in migrated_app.url_map.iter_rules() if str(rule).startswith(API)]
    asked = {(method, _plain(str(rule))) for rule in rules for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    assert asked - known == {("GET", f"{API}/openapi.json")}
    assert known <= asked


def _plain(rule: str) -> str:
    """Write a Flask rule as OpenAPI does: <ulid:event_id> -> {event_id}."""
    import re

    return re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule)


def _long_view() -> Response:
    """Do too much; this line does not count."""
    lines = 1
    lines += 1
    lines += 1
    lines += 1
    lines += 1
    lines += 1
    lines += 1
    lines += 1
    lines += 1
    lines += 1
    lines += 1
    lines += 1
    return Response(str(lines))
