"""`dev.py test`: does everything hold? All checks run, also after one failed, so that one run shows every failure."""

import os
import tempfile
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

from devtools import browser, environment, node
from devtools.children import Children
from devtools.console import say
from devtools.environment import PYTHON
from devtools.stop import StopRequest

_CHECKS: dict[str, list[str]] = {
    "ruff check": ["-m", "ruff", "check", "."],
    "ruff format": ["-m", "ruff", "format", "--check", "."],
    "mypy": ["-m", "mypy"],
    # It has no `python -m` of its own, and its script breaks when the checkout moves.
    "lint-imports": ["-c", "from importlinter.cli import lint_imports_command as main; main()"],
}

# Scripts of package.json.
_NODE_CHECKS = ("format", "lint", "typecheck", "test")


@dataclass(frozen=True)
class Outcome:
    """How one check ended."""

    name: str
    code: int
    seconds: float


def test(arguments: list[str], stop: StopRequest) -> int:
    """Run every check, or with arguments pytest alone with these; return 0 when all held.

    What could not run on this machine is named at the end. Where CI is set to true nothing may be missing.
    """
    with Children(stop, environment=os.environ) as children, tempfile.TemporaryDirectory() as folder:
        environment.ensure(children, development=True)
        found = node.ensure(children)
        browser.ensure(children)
        outcomes = [] if arguments else _checks(children, found)
        report = Path(folder) / "report.xml"
        pytest = found.command(PYTHON, "-m", "pytest", f"--junitxml={report}", *arguments)
        # Last, so that pytest's own closing line is the last that any runner says.
        outcomes.append(_check(children, "pytest", pytest))
        missing = not_run(report)
    _sum_up(outcomes, missing)
    failed = any(outcome.code for outcome in outcomes)
    return 1 if failed or (missing and _in_ci()) else 0


def _checks(children: Children, found: node.Node) -> list[Outcome]:
    outcomes = [_check(children, name, [PYTHON, *part]) for name, part in _CHECKS.items()]
    return outcomes + [
        _check(children, f"npm {script}", found.npm("run", "--silent", script)) for script in _NODE_CHECKS
    ]


def _check(children: Children, name: str, command: list[str]) -> Outcome:
    say(f"\n=== {name}")
    began = time.monotonic()
    code = children.finish(children.start(name, command))
    outcome = Outcome(name, code, time.monotonic() - began)
    say(f"=== {name}: {_word(outcome)} in {outcome.seconds:.1f} s")
    return outcome


def not_run(report: Path) -> list[str]:
    """Return the names of the tests that pytest's report says were skipped, each with the reason given."""
    if not report.exists():
        # pytest did not get so far; its exit code tells.
        return []
    return [
        f"{case.get('classname')}::{case.get('name')} ({skipped.get('message')})"
        for case in ET.parse(report).iter("testcase")
        for skipped in case.findall("skipped")
        # A known failure did run.
        if skipped.get("type") != "pytest.xfail"
    ]


def _sum_up(outcomes: list[Outcome], missing: list[str]) -> None:
    say("\nSummary")
    for outcome in outcomes:
        say(f"  {outcome.name:<14} {_word(outcome):<8} {outcome.seconds:7.1f} s")
    if not missing:
        say("Nothing was left out on this machine.")
        return
    say(f"Could not run on this machine ({len(missing)}){', and CI asks for all' if _in_ci() else ''}:")
    for name in missing:
        say(f"  {name}")


def _word(outcome: Outcome) -> str:
    return "FAILED" if outcome.code else "held"


def _in_ci() -> bool:
    return os.environ.get("CI", "").lower() in ("true", "1")
