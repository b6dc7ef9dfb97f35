"""Which commands are there for rights? They make the first admin of a city, and help when all admins are gone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click
from flask.cli import with_appcontext

from backend.accounts import queries
from backend.accounts.grants import give_as_operator, revoke_as_operator
from backend.config import settings
from backend.core.actor import Role
from backend.core.clock import local
from backend.core.errors import AppError
from backend.security.redaction import mask_name


@click.group("grants")
def grants() -> None:
    """角色授权."""


@grants.command("add")
@click.option("--openid", help="用户的 openid")
@click.option("--user-id", help="或用户编号（二选一）")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]), help="角色")
@click.option("--region", required=True, help="区划代码，含其下全部地区")
@click.option("--days", type=click.IntRange(1, 3660), help="有效天数，不填为长期；核验员必填")
@with_appcontext
def add(openid: str | None, user_id: str | None, role: str, region: str, days: int | None) -> None:
    """授予一位已登录过的用户角色，例如第一位市级管理员."""
    if (openid is None) == (user_id is None):
        raise click.UsageError("--openid 和 --user-id 请填其中一个")
    user = {"openid": openid} if openid is not None else {"id": user_id or ""}
    with _refusals_told():
        grant = give_as_operator(user, role=Role(role), region_code=region, days=days)
    click.echo(f"已授权：{grant.id} {role} {region} {_until(grant.ends_at)}")


@grants.command("list")
@with_appcontext
def list_() -> None:
    """列出现有的全部授权，姓名只显示首尾."""
    count = 0
    for row in queries.all_grants():
        who = mask_name(row.nickname)
        click.echo(f"{row.id} {row.role} {row.region_code} {row.region_name} {row.user_id} {who} {_until(row.ends_at)}")
        count += 1
    click.echo(f"共 {count} 项授权。")


@grants.command("revoke")
@click.argument("grant_id")
@with_appcontext
def revoke(grant_id: str) -> None:
    """收回授权 GRANT_ID."""
    with _refusals_told():
        revoke_as_operator(grant_id)
    click.echo(f"已收回：{grant_id}")


def _until(moment: datetime | None) -> str:
    return "长期" if moment is None else f"至 {local(moment, settings().city_zone):%Y-%m-%d %H:%M}"


@contextmanager
def _refusals_told() -> Iterator[None]:
    try:
        yield
    except AppError as exc:
        raise click.ClickException(exc.message) from exc
