"""How long does the region list of a whole country take to import, and how much memory?

    python -m bench regions [--rows 700000] [--database sqlite|postgresql]

Made-up regions, as many as the country has, are imported twice with the command that an operator uses, each time in a
process of its own. The second import finds everything there already.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.databases import fresh_database, postgresql_server

MOST_SECONDS = 60
MOST_MIB = 500

_COUNTIES, _TOWNSHIPS, _COMMUNITIES = 9, 14, 16
_REPOSITORY = Path(__file__).parent.parent


def main(argv: list[str]) -> int:
    """Print the table; 0 when all imports stayed within the promised time and memory."""
    parser = argparse.ArgumentParser(prog="bench regions")
    parser.add_argument("--rows", type=int, default=700_000)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    options = parser.parse_args(argv)
    print(f"| database | import of {options.rows:,} rows | seconds | peak MiB |\n|---|---|---:|---:|", flush=True)
    kept = True
    with tempfile.TemporaryDirectory(prefix="shiliu-bench-") as name:
        file = Path(name) / "regions.csv"
        _write(file, options.rows)
        for database in options.database or ["sqlite", "postgresql"]:
            for run, seconds, mebibytes in _imports(database, file):
                kept = kept and seconds <= MOST_SECONDS and mebibytes <= MOST_MIB
                print(f"| {database} | {run} | {seconds:.1f} | {mebibytes:.0f} |", flush=True)
    print(f"\nPromised: {MOST_SECONDS} s and {MOST_MIB} MiB. {'Kept.' if kept else 'NOT KEPT.'}")
    return 0 if kept else 1


def _write(file: Path, rows: int) -> None:
    """Write a list of that many regions, cities first, each followed by all below it."""
    with file.open("w", encoding="utf-8") as out:
        out.write("code,parent_code,level,name\n")
        out.writelines(line for _, line in zip(range(rows), _lines(), strict=False))


def _lines() -> Iterator[str]:
    for number in range(1000, 10000):
        city = str(number)
        yield f"{city},,city,第{city}市\n"
        for a in range(1, _COUNTIES + 1):
            county = f"{city}{a:02}"
            yield f"{county},{city},county,第{county}县\n"
            for b in range(1, _TOWNSHIPS + 1):
                township = f"{county}{b:03}"
                yield f"{township},{county},township,第{township}街道\n"
                for c in range(1, _COMMUNITIES + 1):
                    yield f"{township}{c:03},{township},community,第{township}{c:03}社区居民委员会\n"


def _imports(database: str, file: Path) -> Iterator[tuple[str, float, float]]:
    """Import into a fresh database, then again; yield which run, its seconds and the peak of its process in MiB."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="shiliu-bench-"))
        stack.callback(shutil.rmtree, folder)
        url = f"sqlite:///{folder / 'bench.sqlite3'}"
        if database == "postgresql":
            server = stack.enter_context(postgresql_server())
            url = stack.enter_context(fresh_database(server))
        environment = os.environ | {"DATABASE_URL": url, "SHILIU_DATA_DIR": str(folder), "FLASK_APP": "wsgi"}
        _run(["db", "upgrade"], environment)
        for run in ("first", "second, nothing new"):
            yield run, *_run(["regions", "import", str(file)], environment)


def _run(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Run a command of the product to its end; return its seconds and peak MiB, or stop with what it said."""
    with tempfile.TemporaryFile() as said:
        started = time.monotonic()
        child = subprocess.Popen(
            [sys.executable, "-m", "flask", *command], cwd=_REPOSITORY, env=environment, stdout=said, stderr=said
        )
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - started
        if child.returncode:
            said.seek(0)
            sys.exit(said.read().decode())
    return seconds, usage.ru_maxrss / 1024
