"""How do tests run a measurement as its user would, and read its table?"""

import os
import subprocess
import sys
from pathlib import Path


def quick(repository: Path, name: str, *options: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run a measurement at its small size; `path` stands for the machine's own, where programs are looked for."""
    environment = os.environ | ({"PATH": path} if path is not None else {})
    command = [sys.executable, "-W", "error", "-m", "bench", name, "--quick", *options]
    return subprocess.run(
        command, cwd=repository, env=environment, capture_output=True, text=True, timeout=600, check=False
    )


def lines_of(table: str, goal: str) -> list[str]:
    """Return the lines of a goal."""
    return [line for line in table.splitlines() if line.startswith(f"| {goal} |")]
