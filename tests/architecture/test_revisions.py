"""Do we read the migrations as Alembic does?"""

from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from models.revisions import MIGRATIONS, outgrown


def told_by_alembic(folder: Path) -> set[str]:
    config = Config()
    config.set_main_option("script_location", str(folder))
    scripts = ScriptDirectory.from_config(config)
    return {script.revision for script in scripts.walk_revisions()} - set(scripts.get_heads())


def test_ours_are_read_alike() -> None:
    assert outgrown() == told_by_alembic(MIGRATIONS)


@pytest.mark.parametrize(
    ("befores", "expected"),
    [
        ({"0001": None}, set()),
        ({"0001": None, "0002": "0001", "0003": "0002"}, {"0001", "0002"}),
        ({"0001": None, "0002": "0001", "0003": "0001", "0004": ("0002", "0003")}, {"0001", "0002", "0003"}),
    ],
    ids=["first", "in a row", "merged"],
)
def test_any_are_read_alike(tmp_path: Path, befores: dict[str, object], expected: set[str]) -> None:
    versions = tmp_path / "versions"
    versions.mkdir()
    (tmp_path / "env.py").touch()
    for revision, before in befores.items():
        text = (
            f'"""one"""\nrevision = {revision!r}\ndown_revision = {before!r}\ndepends_on = None\ndef upgrade(): ...\n'
        )
        (versions / f"{revision}_one.py").write_text(text, "utf-8")
    assert outgrown(tmp_path) == told_by_alembic(tmp_path) == expected
