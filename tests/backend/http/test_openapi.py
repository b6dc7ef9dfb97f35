"""Is the OpenAPI document valid, the same every time, and the one that is kept in docs/?"""

import json
from pathlib import Path

import pytest
from flask import Flask
from jsonschema_rs import ValidationError
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from backend.app import create_app
from backend.config import Settings
from backend.http.commands import DOCUMENT
from backend.http.spec import document_text
from tests.world import World


def test_document_is_valid_openapi_3_1(app: Flask) -> None:
    document = json.loads(document_text(app))
    assert document["openapi"].startswith("3.1")
    OPENAPI_31_VALIDATOR.validate(document)


def test_document_that_is_not_valid_is_noticed(app: Flask) -> None:
    document = json.loads(document_text(app))
    document["paths"]["/api/v1/login"]["post"]["responses"]["200"].pop("description")
    with pytest.raises(ValidationError):
        OPENAPI_31_VALIDATOR.validate(document)


def test_document_refers_only_to_what_it_holds(app: Flask) -> None:
    text = document_text(app)
    schemas = json.loads(text)["components"]["schemas"]
    referred = {part.split('"')[0] for part in text.split('"#/components/schemas/')[1:]}
    assert referred
    assert referred - set(schemas) == set()
    assert "$defs" not in text


def test_document_is_the_one_in_docs(app: Flask) -> None:
    assert DOCUMENT.read_text("utf-8") == document_text(app), "run `flask --app wsgi openapi write`"


def test_document_is_the_same_for_every_application(app: Flask, tmp_path: Path) -> None:
    other = create_app(Settings(env="test", data_dir=tmp_path, log_level="ERROR"))
    assert document_text(other) == document_text(app)


def test_document_is_served(world: World) -> None:
    assert world.get("/openapi.json").text == document_text(world.app)


def test_every_operation_has_a_name_of_its_own(app: Flask) -> None:
    paths = json.loads(document_text(app))["paths"]
    names = [operation["operationId"] for operations in paths.values() for operation in operations.values()]
    assert sorted(names) == sorted(set(names))


def test_openapi_command_writes_the_document(app: Flask, tmp_path: Path) -> None:
    target = tmp_path / "openapi.json"
    done = app.test_cli_runner().invoke(args=["openapi", "write", "--to", str(target)])
    assert done.exit_code == 0, done.output
    assert target.read_text("utf-8") == document_text(app)
