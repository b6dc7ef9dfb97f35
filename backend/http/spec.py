"""What does a route promise? Who may call it, what comes in, what goes out: said once, checked, and published.

`endpoint` is the only way to declare a route's view. spectree turns the declarations into the OpenAPI document;
the checks at run time are ours, since they have to tell malformed JSON (400) from wrong fields (422).
"""

import inspect
from collections.abc import Callable
from copy import deepcopy
from functools import wraps
from typing import Any

from flask import Blueprint, Flask, Response, request
from pydantic import BaseModel, ValidationError
from spectree import Response as SpecResponse
from spectree import SecurityScheme, SpecTree
from spectree.models import SecureType, SecuritySchemeData
from werkzeug.routing import BaseConverter

from backend.core.actor import NOBODY
from backend.core.errors import InvalidError, MalformedError, UnsupportedMediaTypeError
from backend.http.answers import raw_answer
from backend.http.auth import PUBLIC, Access, admit
from backend.http.errors import field_errors
from backend.http.idempotency import answer_once, requested_key
from backend.http.schemas import Problem
from backend.http.uploads import UploadForm, read_upload
from backend.security.permissions import Permission

API = "/api/v1"
_WRITES = frozenset({"POST", "PATCH", "PUT", "DELETE"})


def _component_name(model: type) -> str:
    return model.__name__


spec = SpecTree(
    "flask",
    mode="strict",
    annotations=False,
    title="Shiliu 石榴",
    version="v1",
    path="apidoc",
    naming_strategy=_component_name,
    nested_naming_strategy=lambda _parent, child: child,
    validation_error_model=Problem,
    security_schemes=[SecurityScheme(name="session", data=SecuritySchemeData(type=SecureType.HTTP, scheme="bearer"))],
)


class UlidConverter(BaseConverter):
    """An id in a path; what is none leads nowhere (404) before any query is made."""

    regex = "[0-9A-HJKMNP-TV-Z]{26}"


def endpoint(
    access: Access | Permission,
    *,
    json: type[BaseModel] | None = None,
    query: type[BaseModel] | None = None,
    answers: dict[int, type[BaseModel] | None],
    refuses: tuple[int, ...] = (),
    tag: str = "",
    keeps_own_key: bool = False,
    upload: bool = False,
) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """Declare a view: who may call it (`PUBLIC`, `SIGNED_IN` or a permission), and the shapes of all that passes.

    The view takes the path's parts and those of `data` (the JSON body), `query` and `actor` that it names, by keyword.
    `answers` maps a status to the schema of its body; `refuses` lists further error statuses worth documenting.
    Writes of somebody logged in honour `Idempotency-Key`, unless the use case `keeps_own_key`. An `upload` takes one
    file as multipart/form-data instead of JSON, and the view names it `upload`: its bytes, held in memory.
    """

    def declare(view: Callable[..., Response]) -> Callable[..., Response]:
        wanted = set(inspect.signature(view).parameters)
        # A route that is the same for everybody looks at no token: an old one must not keep anybody from logging in.
        anybody = access is PUBLIC and "actor" not in wanted

        @wraps(view)
        def run(**path: Any) -> Response:
            actor = NOBODY if anybody else admit(access)
            given = dict(path)
            if "actor" in wanted:
                given["actor"] = actor
            if query is not None:
                given["query"] = _checked(lambda: query.model_validate(request.args.to_dict()))
            if json is not None:
                given["data"] = _body(json)
            if upload:
                given["upload"] = read_upload()
            if request.method in _WRITES and actor.is_signed_in and not keeps_own_key:
                key = requested_key()
                if key is not None:
                    return answer_once(actor.id, key, lambda: view(**given))
            return view(**given)

        refused = {*refuses} if anybody else {*refuses, 401}
        run.__wrapped__ = _document(view, access, json, UploadForm if upload else None, query, answers, refused, tag)
        run.access = access  # type: ignore[attr-defined]
        return run

    return declare


def _body(model: type[BaseModel]) -> BaseModel:
    raw = request.get_data()
    if raw and request.mimetype != "application/json":
        raise UnsupportedMediaTypeError
    return _checked(lambda: model.model_validate_json(raw or b"{}", strict=True))


def _checked(read: Callable[[], BaseModel]) -> BaseModel:
    try:
        return read()
    except ValidationError as exc:
        if exc.errors()[0]["type"] == "json_invalid":
            raise MalformedError("malformed_json", "提交的内容不是完整的 JSON，请重新提交") from exc
        raise InvalidError(field_errors(exc)) from exc


def _document(
    view: Callable[..., Response],
    access: Access | Permission,
    json: type[BaseModel] | None,
    form: type[BaseModel] | None,
    query: type[BaseModel] | None,
    answers: dict[int, type[BaseModel] | None],
    problems: set[int],
    tag: str,
) -> Callable[..., Any]:
    """Hand the declaration to spectree, which keeps it for the document and is not asked at run time."""
    if isinstance(access, Permission):
        problems |= {403}
    if json is not None or form is not None:
        problems |= {400, 413, 415, 422}
    if query is not None:
        problems |= {422}
    models: dict[str, Any] = {f"HTTP_{status}": model for status, model in answers.items() if model}
    models |= {f"HTTP_{status}": Problem for status in problems}
    codes = [f"HTTP_{status}" for status, model in answers.items() if model is None]
    documented: Callable[..., Any] = spec.validate(
        json=json,
        form=form,
        query=query,
        resp=SpecResponse(*codes, **models),
        tags=[tag or view.__module__.split(".")[1]],
        security={} if access is PUBLIC else {"session": []},
        skip_validation=True,
        operation_id=view.__name__,
    )(view)
    return documented


def init_app(app: Flask) -> None:
    """Teach the app our ids, and serve the document at /api/v1/openapi.json."""
    app.url_map.converters["ulid"] = UlidConverter
    meta = Blueprint("meta", __name__)

    @meta.get(f"{API}/openapi.json")
    def openapi() -> Response:
        return raw_answer(document_text(app))

    openapi.access = PUBLIC  # type: ignore[attr-defined]
    app.register_blueprint(meta)


def document_text(app: Flask) -> str:
    """Return the OpenAPI document as text, in the order and indentation in which it is kept in docs/openapi.json."""
    import json as json_text

    if "openapi" not in app.extensions:
        spec.app = app
        models = deepcopy(spec.models)
        with app.app_context():
            document = spec._generate_spec()  # noqa: SLF001  # `spec.spec` would remember the first app's
        spec.models = models  # it takes the nested schemas out of them
        _complete(document)
        app.extensions["openapi"] = json_text.dumps(document, ensure_ascii=False, indent=1) + "\n"
    return str(app.extensions["openapi"])


def _complete(document: dict[str, Any]) -> None:
    """Add what spectree can't know: the shape of our ids in paths, and the header that makes a write safe to resend."""
    for operations in document["paths"].values():
        for method, operation in operations.items():
            for parameter in operation["parameters"]:
                if parameter["in"] == "path" and parameter["name"].endswith("_id"):
                    parameter["schema"] = {"type": "string", "pattern": f"^{UlidConverter.regex}$"}
            if method.upper() in _WRITES and operation.get("security"):
                operation["parameters"].append(
                    {
                        "name": "Idempotency-Key",
                        "in": "header",
                        "required": False,
                        "description": "the same key and body gives the same answer, and happens once",
                        "schema": {"type": "string", "pattern": "^[\\x21-\\x7e]{1,64}$"},
                    }
                )
