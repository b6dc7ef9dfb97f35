"""Does every package import only what stands below it?"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

_LINT = "import sys; from importlinter.cli import lint_imports_command as main; main()"


def lint(config: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", _LINT, "--config", str(config), "--no-cache"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_imports_keep_to_the_layers() -> None:
    done = lint(ROOT / "pyproject.toml")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("swapped", "by"),
    [
        ('  "backend.http",\n  "backend.security",\n', '  "backend.security",\n  "backend.http",\n'),
        ('forbidden_modules = ["flask", "backend"]', 'forbidden_modules = ["sqlalchemy", "backend"]'),
    ],
)
def test_import_against_the_layers_is_noticed(swapped: str, by: str, tmp_path: Path) -> None:
    contracts = (ROOT / "pyproject.toml").read_text("utf-8")
    assert swapped in contracts
    (tmp_path / "pyproject.toml").write_text(contracts.replace(swapped, by), "utf-8")
    done = lint(tmp_path / "pyproject.toml")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "BROKEN" in done.stdout
