"""Which command fills a demo city?"""

import time
from pathlib import Path

import click
from flask.cli import with_appcontext

from backend.config import settings
from backend.core.actor import SYSTEM
from backend.demo import past, people, quizzes, small
from backend.demo.city import add_city
from backend.demo.people import WeChatSilentError
from backend.quizzes import starter
from backend.regions.importer import import_regions
from backend.regions.place_kinds import seed_place_kinds

REGIONS = Path(__file__).parent.parent.parent / "data" / "regions-5223.csv"


@click.group("demo")
def demo() -> None:
    """演示数据."""


@demo.command("load")
@click.option("--seed", type=click.Choice(["small", "city"]), default="small", help="多少数据：small 或 city")
@click.option("--wechat", help="沙箱微信服务器的地址；填了，演示人物就能登录")
@with_appcontext
def load(seed: str, wechat: str | None) -> None:
    """载入演示城市：区划、领域、题库、人物、活动、报名和答题。再次执行不会改动已有的数据."""
    if settings().env == "production":
        raise click.ClickException("正式环境不能载入演示数据。")
    started = time.monotonic()
    click.echo("区划……")
    click.echo(f"区划：新增 {import_regions(REGIONS, actor=SYSTEM).added} 个。")
    click.echo(f"领域：新增 {seed_place_kinds(actor=SYSTEM)} 个。")
    click.echo(f"题库：新增 {starter.seed(actor=SYSTEM)[1]} 道题。")
    click.echo(f"人物：新增 {people.add_people()} 位。")
    _register(wechat)
    people.add_families()
    held, came = past.add_past()
    click.echo(f"往期和今天：新增 {held} 场，签到 {came} 人。")
    click.echo(f"活动：新增 {small.add_events()} 场。")
    click.echo(f"报名：新增 {small.add_signups()} 份。")
    click.echo(f"答题：新增 {quizzes.add_quizzes()} 个。")
    if seed == "city":
        click.echo("全城活动、居民和报名……")
        events, residents, signups = add_city(small.campaign_id())
        click.echo(f"全城：新增 {events} 场活动、{residents} 位居民、{signups} 份报名。")
    click.echo(f"演示城市已就绪，用时 {time.monotonic() - started:.1f} 秒。")


def _register(wechat: str | None) -> None:
    if wechat is None:
        click.echo("没有填沙箱微信服务器（--wechat），演示人物暂时不能登录。")
        return
    try:
        people.register_with_wechat(wechat)
    except WeChatSilentError as exc:
        raise click.ClickException(f"沙箱微信服务器 {wechat} 没有回应，请确认它已启动，再执行一次。") from exc
    click.echo(f"沙箱微信：{len(people.PEOPLE)} 位演示人物可以登录。")
