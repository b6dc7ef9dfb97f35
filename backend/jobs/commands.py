"""`flask jobs …`: how does an operator run the jobs, and see how they stand?"""

import click
from flask import current_app
from flask.cli import AppGroup

from backend.config import settings
from backend.core.clock import now
from backend.jobs import queries, relay
from backend.jobs.queue import QueueUnavailableError
from backend.jobs.worker import run_worker, work_off

jobs = AppGroup("jobs", help="What happens after requests, and by the clock.")


@jobs.command("run")
def run() -> None:
    """Do tasks and keep the schedule until stopped (SIGTERM or Ctrl-C); several may run."""
    try:
        run_worker(current_app._get_current_object(), settings())  # type: ignore[attr-defined]  # noqa: SLF001
    except QueueUnavailableError as exc:
        raise click.ClickException(str(exc)) from exc


@jobs.command("once")
def once() -> None:
    """Do everything that waits now, in the foreground. Exit code 1 if something failed."""
    done, failed = work_off()
    click.echo(f"{done} done, {failed} failed.")
    if failed:
        raise SystemExit(1)


@jobs.command("status")
def status() -> None:
    """Show how the tasks stand. Exit code 1 if some were given up."""
    found = queries.standing()
    click.echo(f"waiting    {found.waiting}")
    click.echo(f"under way  {found.under_way}")
    click.echo(f"resting    {found.resting} (failed, will be tried again)")
    click.echo(f"dead       {sum(kind.count for kind in found.dead)} (given up after {relay.MOST_TRIES} tries)")
    for kind in found.dead:
        click.echo(f"  {kind.count} x {kind.task}: {kind.error or 'the worker ended while it did it'}")
    if found.oldest is not None:
        click.echo(f"oldest     {int((now() - found.oldest).total_seconds())} s")
    if found.dead:
        click.echo("Once the cause is mended, `flask jobs revive` gives the dead their tries back.")
        raise SystemExit(1)


@jobs.command("revive")
def revive() -> None:
    """Let the tasks that were given up be tried again."""
    click.echo(f"{relay.revive()} will be tried again.")
