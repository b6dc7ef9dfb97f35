"""Which commands are there for regions and kinds of places?"""

import time
from pathlib import Path

import click
from flask.cli import with_appcontext

from backend.core.actor import SYSTEM
from backend.regions.importer import RegionFileError, import_regions
from backend.regions.place_kinds import seed_place_kinds


@click.group("regions")
def regions() -> None:
    """行政区划."""


@regions.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def import_(file: Path) -> None:
    """导入区划文件 FILE（CSV：code,parent_code,level,name），可重复执行；有一行不对就全部不导入."""
    started = time.monotonic()
    try:
        outcome = import_regions(file, actor=SYSTEM, tell=click.echo)
    except RegionFileError as exc:
        for line in exc.lines():
            click.echo(line, err=True)
        raise click.ClickException(f"有 {len(exc.problems)} 处需要改正，没有导入任何内容。") from exc
    seconds = time.monotonic() - started
    click.echo(f"完成：共 {outcome.read} 行，新增 {outcome.added}，更新 {outcome.changed}，用时 {seconds:.1f} 秒。")


@click.group("place-kinds")
def place_kinds() -> None:
    """“十五进”领域."""


@place_kinds.command("seed")
@with_appcontext
def seed() -> None:
    """补齐方案里的十五个领域，已有的不动."""
    click.echo(f"新增 {seed_place_kinds(actor=SYSTEM)} 个领域。")
