"""Under which names does the product keep, take, give and log things?"""

import ast
import csv
import json
import re
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from pydantic import BaseModel

from tests.architecture.source import ROOT, Source

FORBIDDEN_PARTS = (
    "ethnic", "nationalit", "minorit", "minzu", "religio", "zongjiao", "xinyang", "politic", "zhengzhi",
    "party_member", "communist_party", "dangyuan", "health", "jiankang", "disease", "jibing", "disabilit", "disabled",
    "canji", "medical", "blood_type", "vaccin", "id_card", "idcard", "identity_no", "identity_num", "identity_card",
    "identity_doc", "id_number", "id_no", "national_id", "citizen_id", "passport", "shenfenzheng", "sfz", "hukou",
    "民族成分", "民族身份", "少数民族", "族别", "宗教", "信仰", "政治", "党员", "健康", "疾病", "残疾", "病史",
    "身份证", "证件号",
)  # fmt: skip
"""Parts of names that speak of what a person is, believes or suffers from, or of an identity card."""

FORBIDDEN_WORDS = {"race", "races", "faith", "faiths", "creed", "caste", "illness", "hiv", "民族"}
"""The same as whole words: `trace` and `terrace` are harmless."""

ALLOWED_NAMES = {"healthz", "health", "religious_site", "宗教活动场所"}
"""How the program itself is, and one of the fifteen kinds of places: neither says anything about a person."""


def undignified(name: str) -> bool:
    """Tell whether a name speaks of ethnicity, religion, politics, health or an identity card."""
    if name.strip("/") in ALLOWED_NAMES:
        return False
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    plain = re.sub(r"[\s\-.]+", "_", plain)
    return any(part in plain for part in FORBIDDEN_PARTS) or bool(FORBIDDEN_WORDS & set(re.split(r"[\W_]+", plain)))


def in_tables(metadata: sa.MetaData) -> Iterator[tuple[str, str]]:
    """Yield (where, name) for each table and column."""
    for table in metadata.tables.values():
        yield table.name, table.name
        for column in table.columns:
            yield f"{table.name}.{column.name}", column.name


def all_schemas(base: type[BaseModel] = BaseModel) -> Iterator[type[BaseModel]]:
    """Yield every pydantic model of ours that is loaded."""
    for model in base.__subclasses__():
        if model.__module__.startswith("backend."):
            yield model
        yield from all_schemas(model)


def in_schemas(models: Iterator[type[BaseModel]]) -> Iterator[tuple[str, str]]:
    """Yield (where, name) for each model, field and alias."""
    for model in models:
        yield model.__name__, model.__name__
        for field, info in model.model_fields.items():
            yield f"{model.__name__}.{field}", field
            if isinstance(info.alias, str):
                yield f"{model.__name__}.{field} alias", info.alias


def in_document(document: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Yield (where, name) for each path, parameter, property and choice of an OpenAPI document."""
    if isinstance(document, list):
        for item in document:
            yield from in_document(item, where)
        return
    if not isinstance(document, dict):
        return
    if isinstance(document.get("name"), str) and "in" in document:
        yield f"{where} parameter", document["name"]
    for choice in document.get("enum", ()) if isinstance(document.get("enum"), list) else ():
        yield f"{where} choice", str(choice)
    for key, value in document.items():
        if where.endswith(("/properties", "#/paths", "/schemas")):
            yield f"{where}/{key}", key
        yield from in_document(value, f"{where or '#'}/{key}")


def in_migration(source: Source) -> Iterator[tuple[str, str]]:
    """Yield (where, name) for each table and column that a migration makes, in calls and in SQL text."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for word in re.findall(r"\w+", node.value):
                yield source.where(node), word


def in_code(source: Source) -> Iterator[tuple[str, str]]:
    """Yield (where, name) for each dict key, keyword argument, parameter and annotated name: audit details, log lines,
    columns of exports and what the like are all named in one of these ways."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Dict):
            keys = [k.value for k in node.keys if isinstance(k, ast.Constant) and isinstance(k.value, str)]
            yield from ((source.where(node), key) for key in keys)
        elif isinstance(node, ast.keyword | ast.arg) and node.arg:
            yield source.where(node), node.arg
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield source.where(node), node.target.id
        elif isinstance(node, ast.List | ast.Tuple | ast.Set):
            # a row of column names
            words = [e.value for e in node.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)]
            yield from ((source.where(node), word) for word in words if len(word) <= 20)


def in_data_files() -> Iterator[tuple[str, str]]:
    """Yield (where, name) for each column of a CSV file and each key of a JSON file under the product's folders."""
    for folder in ("backend", "models", "sandbox", "miniprogram"):
        for path in sorted((ROOT / folder).rglob("*.csv")):
            with path.open(encoding="utf-8-sig", newline="") as file:
                yield from ((path.name, column) for column in next(csv.reader(file), []))
        for path in sorted((ROOT / folder).rglob("*.json")):
            if "node_modules" not in path.parts:
                yield from ((path.name, key) for key in _keys(json.loads(path.read_text("utf-8"))))


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _keys(part)
