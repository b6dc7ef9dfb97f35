"""How long does a photo of 12 megapixels take from the phone's request to the answer, and how much memory?

    python -m bench photos [--megapixels 12]

A photo full of detail, as a JPEG and as an iPhone's HEIC, is uploaded to the whole application on SQLite, each in a
fresh process: what is loaded with the first photo counts, and so does all the process needs besides.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MOST_SECONDS = 1.5
MOST_MIB = 300
KINDS = ("JPEG", "HEIF")

_REPOSITORY = Path(__file__).parent.parent


def main(argv: list[str]) -> int:
    """Print the table; 0 when both photos stayed within the promised time and memory."""
    parser = argparse.ArgumentParser(prog="bench photos")
    parser.add_argument("--megapixels", type=int, default=12)
    options = parser.parse_args(argv)
    kept = True
    print(f"| {options.megapixels} megapixels | file MB | seconds | peak MiB |\n|---|---:|---:|---:|", flush=True)
    for photo in uploaded(options.megapixels):
        kept = kept and photo.kept
        size = photo.bytes / 1e6
        print(f"| {photo.kind} | {size:.1f} | {photo.seconds:.2f} | {photo.mebibytes:.0f} |", flush=True)
    print(f"\nPromised: {MOST_SECONDS} s and {MOST_MIB} MiB. {'Kept.' if kept else 'NOT KEPT.'}")
    return 0 if kept else 1


@dataclass(frozen=True)
class Photo:
    """What a photo cost, from the request to the answer."""

    kind: str
    bytes: int
    seconds: float
    mebibytes: float

    @property
    def kept(self) -> bool:
        """Tell whether it stayed within the promised time and memory."""
        return self.seconds <= MOST_SECONDS and self.mebibytes <= MOST_MIB


def uploaded(megapixels: int) -> Iterator[Photo]:
    """Upload a photo of each kind, each in a fresh process, and yield what it cost."""
    with _migrated() as environment, tempfile.TemporaryDirectory(prefix="shiliu-bench-") as folder:
        for kind in KINDS:
            file = Path(folder) / kind
            _python("bench.photo", "make", kind, str(megapixels), str(file), environment=environment)
            said = json.loads(_python("bench.photo", "upload", str(file), environment=environment))
            yield Photo(kind, file.stat().st_size, said["seconds"], said["mebibytes"])


@contextmanager
def _migrated() -> Iterator[dict[str, str]]:
    """Yield the environment of a product with an empty database."""
    with tempfile.TemporaryDirectory(prefix="shiliu-bench-") as folder:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SHILIU_")}
        environment.pop("DATABASE_URL", None)
        environment |= {"SHILIU_DATA_DIR": folder, "FLASK_APP": "wsgi"}
        _python("flask", "db", "upgrade", environment=environment)
        yield environment


def _python(module: str, *arguments: str, environment: dict[str, str]) -> str:
    """Run a module to its end and return the last line that it prints, or stop with what it said."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=_REPOSITORY, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return done.stdout.strip().rsplit("\n", 1)[-1]
