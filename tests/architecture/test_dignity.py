"""Has nothing that is kept, taken, given or logged a name for what a person is, believes or suffers from?"""

import json
from collections.abc import Iterable

import pytest
import sqlalchemy as sa
from flask import Flask
from pydantic import BaseModel, create_model

from backend.core.audit import record
from backend.http.spec import document_text
from models.base import db
from tests.architecture.names import (
    all_schemas,
    in_code,
    in_data_files,
    in_document,
    in_migration,
    in_schemas,
    in_tables,
    undignified,
)
from tests.architecture.source import ROOT, Source, python_files


def offending(names: Iterable[tuple[str, str]]) -> list[str]:
    return sorted({f"{where}: {name}" for where, name in names if undignified(name)})


def test_tables_hold_nothing_undignified() -> None:
    assert len(list(in_tables(db.metadata))) > 50
    assert offending(in_tables(db.metadata)) == []


def test_schemas_hold_nothing_undignified(migrated_app: Flask) -> None:
    assert migrated_app.url_map
    assert len(list(in_schemas(all_schemas()))) > 20
    assert offending(in_schemas(all_schemas())) == []


def test_document_holds_nothing_undignified(migrated_app: Flask) -> None:
    document = json.loads(document_text(migrated_app))
    names = {name for _, name in in_document(document)}
    assert {"nickname", "/api/v1/login", "UserOut", "Idempotency-Key", "city_admin"} <= names
    assert offending(in_document(document)) == []


def test_migrations_hold_nothing_undignified() -> None:
    versions = [Source(p.name, p.read_text("utf-8")) for p in (ROOT / "models/migrations/versions").glob("*.py")]
    names = [pair for source in versions for pair in in_migration(source)]
    assert "nickname" in {name for _, name in names}
    assert offending(names) == []


def test_keys_in_code_hold_nothing_undignified() -> None:
    names = [pair for source in python_files("backend", "models", "sandbox") for pair in in_code(source)]
    assert {"nickname", "fields", "request_id"} <= {name for _, name in names}
    assert offending(names) == []


def test_data_files_hold_nothing_undignified() -> None:
    assert offending(in_data_files()) == []


@pytest.mark.parametrize(
    "name",
    [
        "ethnicity", "ethnic_group", "minzu", "nationality", "is_minority", "religion", "religious", "faith",
        "politics", "political_status", "party_member", "zhengzhi_mianmao", "health_note", "healthStatus", "disease",
        "disability", "id_card", "idCard", "ID-card", "identity_no", "shenfenzheng", "sfz_no", "race", "民族", "宗教",
        "政治面貌", "身份证", "身份证号", "健康状况", "passport_no", "blood_type",
    ],
)  # fmt: skip
def test_undignified_name_is_noticed(name: str) -> None:
    assert undignified(name)


@pytest.mark.parametrize(
    "name",
    [
        "party", "party_max", "trace", "terrace", "region_code", "nickname", "identified", "healthz", "combination",
        "place_kind", "religious_site", "宗教活动场所", "宣传月", "民族团结进步", "card", "identity",
    ],
)  # fmt: skip
def test_harmless_name_passes(name: str) -> None:
    assert not undignified(name)


def test_undignified_names_are_found_wherever_they_stand() -> None:
    metadata = sa.MetaData()
    sa.Table("person", metadata, sa.Column("ethnicity", sa.String))
    assert offending(in_tables(metadata)) == ["person.ethnicity: ethnicity"]
    model: type[BaseModel] = create_model("Person", religion=(str, ...))
    assert offending(in_schemas(iter([model]))) == ["Person.religion: religion"]
    query = {"paths": {"/people": {"get": {"parameters": [{"name": "race", "in": "query"}]}}}}
    assert offending(in_document(query)) == ["#/paths//people/get/parameters parameter: race"]
    body = {"components": {"schemas": {"A": {"properties": {"id_card": {"type": "string"}}}}}}
    assert offending(in_document(body)) == ["#/components/schemas/A/properties/id_card: id_card"]
    assert offending(in_document({"x": {"enum": ["political_status"]}})) == ["#/x choice: political_status"]
    migration = Source("0002.py", "op.execute('alter table a add column minzu text')")
    assert offending(in_migration(migration)) == ["0002.py:1: minzu"]


def test_undignified_keys_are_found_in_code() -> None:
    for text in (
        "record(session, actor, 'user.change', target=i, details={'religion': 1})",
        "log.info('seen', religion=1)",
        "def f(religion): ...",
        "COLUMNS = ['name', 'religion']",
        "class A:\n    religion: str",
    ):
        assert [line.split(": ")[1] for line in offending(in_code(Source("a.py", text)))] == ["religion"], text
    assert record.__doc__
