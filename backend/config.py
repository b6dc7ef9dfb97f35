"""Which settings are there, and what does each mean? All come from the environment."""

from pathlib import Path
from typing import Literal

from flask import current_app
from pydantic import Field, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.engine import is_sqlite, normal_url

DEFAULT_SECRET = "only-for-development"  # noqa: S105  # refused in production
WECHAT_API = "https://api.weixin.qq.com"


class Settings(BaseSettings):
    """The settings of one running product: each is read from `SHILIU_<NAME>`, the database's from `DATABASE_URL`."""

    model_config = SettingsConfigDict(env_prefix="SHILIU_", frozen=True, populate_by_name=True)

    env: Literal["development", "production", "test"] = Field("development", description="where this runs")
    data_dir: Path = Field(Path("var"), description="folder of the embedded database, the job queue and uploads")
    database_url: str = Field(
        "", validation_alias="DATABASE_URL", description="sqlite:////path or postgresql://…; empty: SQLite in data_dir"
    )
    queue_url: str = Field("", description="redis://… for jobs across machines; empty: a SQLite file in data_dir")
    secret_key: str = Field(DEFAULT_SECRET, description="signs and derives; at least 32 characters in production")
    hosts: int = Field(1, ge=1, description="how many machines run the application")
    threads: int = Field(16, ge=1, le=64, description="threads of one worker process, and its connections per engine")
    public_url: str = Field("http://127.0.0.1:8000", description="address under which people reach this product")
    programme_name: str = Field(
        "民族团结进步创建活动",
        min_length=1,
        max_length=40,
        description="name of the city's programme, on proofs, posters and public pages",
    )
    city_zone: str = Field("Asia/Shanghai", description="time zone of the city, for what people read")
    wechat_appid: str = Field("wxsandbox0000000000", description="app id of the mini-program")
    wechat_secret: str = Field("sandbox-secret", description="app secret of the mini-program")
    wechat_api_base: str = Field(WECHAT_API, description="address of WeChat's server; the sandbox's in development")
    session_days: int = Field(30, ge=1, le=365, description="days after which a login ends")
    session_memory_seconds: int = Field(
        10,
        ge=0,
        le=60,
        description="how long a process trusts a session it has checked; a logout elsewhere takes so long",
    )
    list_memory_seconds: float = Field(1.0, ge=0, le=5, description="how long a process serves the same page of a list")
    s3_endpoint: str = Field(
        "", description="address of an S3-compatible store for photos; empty: a folder in data_dir"
    )
    s3_bucket: str = Field("", description="bucket of that store; nobody may read it without a key")
    s3_region: str = Field("", description="region of that store, e.g. ap-guangzhou")
    s3_key_id: str = Field("", description="key id for that store")
    s3_key_secret: str = Field("", description="secret of that key")
    no_show_most: int = Field(
        0, ge=0, le=100, description="unused places from which on others go first for a while; 0: nobody minds"
    )
    no_show_days: int = Field(90, ge=1, le=730, description="days in which unused places are counted")
    no_show_wait_hours: int = Field(24, ge=0, le=720, description="hours before an event until which others go first")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="least important line written")

    @model_validator(mode="after")
    def _fill_and_refuse(self) -> "Settings":
        url = normal_url(self.database_url or f"sqlite:///{self.data_dir.resolve()}/shiliu.sqlite3")
        object.__setattr__(self, "database_url", url)
        _refuse_half_a_store(self)
        if self.env == "production":
            _refuse_unsafe(self)
        return self


def read_settings() -> Settings:
    """Return the settings of the environment; end the process with a sentence for each that can't be used.

    The sentences hold names and reasons, never values: some of them are secrets.
    """
    try:
        return Settings()
    except ValidationError as exc:
        faults = [_sentence(error) for error in exc.errors(include_url=False, include_input=False)]
        raise SystemExit("Shiliu can't start with these settings:\n" + "\n".join(faults)) from None


def _sentence(error: ErrorDetails) -> str:
    reason = error["msg"].removeprefix("Value error, ")
    if not error["loc"]:
        return f"  {reason}"  # our own checks name the variable themselves
    name = str(error["loc"][-1])
    return f"  {name if name.isupper() else 'SHILIU_' + name.upper()}: {reason}"


def settings() -> Settings:
    """Return the settings of the application at work."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def _refuse_half_a_store(given: Settings) -> None:
    names = ("s3_endpoint", "s3_bucket", "s3_region", "s3_key_id", "s3_key_secret")
    empty = [f"SHILIU_{name.upper()}" for name in names if not getattr(given, name)]
    if 0 < len(empty) < len(names):
        raise ValueError(f"the store for photos is only half set: set {', '.join(empty)} too, or none of SHILIU_S3_…")
    if given.s3_endpoint and not given.s3_endpoint.startswith(("https://", "http://")):
        raise ValueError("SHILIU_S3_ENDPOINT must begin with https:// (or http:// inside a network of your own)")


def _refuse_unsafe(given: Settings) -> None:
    if given.secret_key == DEFAULT_SECRET or len(given.secret_key) < 32:  # noqa: PLR2004
        raise ValueError("SHILIU_SECRET_KEY must be a secret of at least 32 characters in production")
    if given.wechat_api_base.rstrip("/") != WECHAT_API:
        raise ValueError(f"SHILIU_WECHAT_API_BASE must be {WECHAT_API} in production")
    if is_sqlite(given.database_url) and given.hosts > 1:
        raise ValueError("SQLite serves one machine: set DATABASE_URL to PostgreSQL, or SHILIU_HOSTS to 1")
