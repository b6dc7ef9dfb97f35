"""What is written in the project's own files, read as text and as syntax trees?"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
_NOT_OURS = {".git", ".venv", "node_modules", "var", "out", "__pycache__"}
_NOT_TEXT = {".png", ".jpg", ".jpeg", ".gif", ".ico", ".webp", ".woff2", ".ttf", ".xlsx", ".pdf", ".zip", ".gz", ".pyc"}


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the project's root, and its text."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    def where(self, node: ast.AST) -> str:
        return f"{self.path}:{getattr(node, 'lineno', 1)}"


def python_files(*folders: str) -> list[Source]:
    """Return the Python files of these folders (none: of the whole project), migrations and caches left out."""
    found = [path for path in text_files() if path.suffix == ".py" and "migrations" not in path.parts]
    names = [(path, path.relative_to(ROOT).as_posix()) for path in found]
    wanted = tuple(f"{folder}/" for folder in folders) or ("",)
    return [Source(name, path.read_text("utf-8")) for path, name in names if name.startswith(wanted)]


def text_files() -> list[Path]:
    """Return all text files that belong to the project; hidden folders of tools do not, `.ci` does."""
    return sorted(_walk(ROOT))


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_dir() and path.name not in _NOT_OURS and (path.name[0] != "." or path.name in {".ci", ".github"}):
            yield from _walk(path)
        elif path.is_file() and path.suffix.lower() not in _NOT_TEXT and not path.name.startswith(".env"):
            yield path


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function, however deep."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
