"""Does the product refuse to start with settings that would harm?"""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from backend.config import DEFAULT_SECRET, WECHAT_API, Settings

SAFE: dict[str, Any] = {
    "env": "production",
    "secret_key": "x" * 32,
    "database_url": "postgresql://shiliu@db/shiliu",
    "wechat_api_base": WECHAT_API,
    "hosts": 2,
}


def test_safe_production_starts() -> None:
    assert Settings(**SAFE).database_url == "postgresql+psycopg://shiliu@db/shiliu"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"secret_key": DEFAULT_SECRET}, "SHILIU_SECRET_KEY"),
        ({"secret_key": "x" * 31}, "SHILIU_SECRET_KEY"),
        ({"wechat_api_base": "http://127.0.0.1:8001"}, "SHILIU_WECHAT_API_BASE"),
        ({"wechat_api_base": "https://api.weixin.qq.com.evil.cn"}, "SHILIU_WECHAT_API_BASE"),
        ({"database_url": ""}, "SQLite serves one machine"),
        ({"database_url": "sqlite:////var/shiliu.sqlite3"}, "SQLite serves one machine"),
        ({"hosts": 0}, "hosts"),
        ({"env": "prod"}, "env"),
        ({"log_level": "LOUD"}, "log_level"),
        ({"database_url": "mysql://db/shiliu"}, "DATABASE_URL"),
        ({"database_url": "sqlite://"}, "DATABASE_URL"),
        ({"database_url": "sqlite:///:memory:"}, "DATABASE_URL"),
    ],
)
def test_unsafe_production_does_not_start(change: dict[str, Any], named: str) -> None:
    with pytest.raises(ValidationError, match=named):
        Settings(**(SAFE | change))


def test_sqlite_on_one_machine_is_safe(tmp_path: Path) -> None:
    settings = Settings(**(SAFE | {"database_url": "", "hosts": 1, "data_dir": tmp_path}))
    assert settings.database_url == f"sqlite:///{tmp_path}/shiliu.sqlite3"


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHILIU_HOSTS", "3")
    monkeypatch.setenv("DATABASE_URL", "postgres://db/shiliu")
    settings = Settings()
    assert (settings.hosts, settings.database_url) == (3, "postgresql+psycopg://db/shiliu")


def test_production_in_the_environment_is_refused_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHILIU_ENV", "production")
    with pytest.raises(ValidationError, match="SHILIU_SECRET_KEY"):
        Settings()


STORE: dict[str, Any] = {
    "s3_endpoint": "https://cos.ap-guangzhou.myqcloud.com",
    "s3_bucket": "photos-1250000000",
    "s3_region": "ap-guangzhou",
    "s3_key_id": "id",
    "s3_key_secret": "the secret",
}


def test_store_for_photos_is_set_as_a_whole_or_not_at_all() -> None:
    assert Settings(**(SAFE | STORE)).s3_bucket == "photos-1250000000"
    for name in STORE:
        with pytest.raises(ValidationError, match=f"SHILIU_{name.upper()} too") as refused:
            Settings(**(SAFE | STORE | {name: ""}))
        assert "the secret" not in refused.value.errors()[0]["msg"]
    with pytest.raises(ValidationError, match="SHILIU_S3_ENDPOINT must begin with https"):
        Settings(**(SAFE | STORE | {"s3_endpoint": "cos.ap-guangzhou.myqcloud.com"}))
