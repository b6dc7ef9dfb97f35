"""Do the files keep to the rules that keep them small and findable?

Each rule is a function over source text that returns what breaks it; each is also tried on a text that breaks it.
"""

import ast
import re
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from pathlib import PurePosixPath

from tests.architecture.source import ROOT, Source, functions, python_files

LONGEST_FILE, LONGEST_FUNCTION = 400, 60
FORBIDDEN_NAMES = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "managers", "service", "services"}
COMMITTERS = {"backend/core/transaction.py"}
CATCHERS = {
    "backend/http/errors.py",
    "backend/jobs/worker.py",
    "backend/core/together.py",  # hands the error on to the thread that it belongs to
}
TALK_HTTP = re.compile(r"^(.*_)?(api|commands)\.py$")
NO_FEATURES = {
    "backend/http",
    "backend/app.py",
    "backend/cli.py",
    "backend/config.py",
    "backend/console",
    "backend/jobs/worker.py",  # a process of its own: it needs the application
}


def too_long(source: Source) -> list[str]:
    broken = [source.path] if len(source.text.splitlines()) > LONGEST_FILE else []
    long = [f for f in functions(source.tree) if (f.end_lineno or 0) - f.lineno + 1 > LONGEST_FUNCTION]
    return broken + [f"{source.where(function)} {function.name}" for function in long]


def says_nothing(source: Source) -> list[str]:
    """Name the module and each public class, function and method that has no docstring."""
    tree = source.tree
    missing = [] if ast.get_docstring(tree) else [f"{source.path}:1 module"]
    for parent in [tree, *(n for n in tree.body if isinstance(n, ast.ClassDef) and not n.name.startswith("_"))]:
        for node in parent.body:
            if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if not node.name.startswith("_") and not ast.get_docstring(node):
                missing.append(f"{source.where(node)} {node.name}")
    return missing


def commits(source: Source) -> list[str]:
    """Name each call of `commit` and each statement that begins with COMMIT, in any quotes."""
    found = []
    for node in ast.walk(source.tree):
        called = isinstance(node, ast.Attribute) and node.attr in {"commit", "autocommit", "set_autocommit"}
        said = isinstance(node, ast.Constant) and isinstance(node.value, str | bytes) and _is_commit(node.value)
        if called or said:
            found.append(source.where(node))
    return found


def _is_commit(value: str | bytes) -> bool:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
    return re.match(r"\s*(commit|end transaction)\s*(;|$)", text, re.IGNORECASE) is not None


def catches_all(source: Source) -> list[str]:
    """Name each handler of everything; one that gives the exception on with a bare `raise` catches nothing."""
    found = []
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.ExceptHandler):
            continue
        kinds = [ast.unparse(k) for k in getattr(node.type, "elts", [node.type])] if node.type else ["BaseException"]
        gives_on = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
        if {"Exception", "BaseException"} & set(kinds) and not gives_on:
            found.append(source.where(node))
    return found


def imports_flask(source: Source) -> list[str]:
    return [where for where, name in _imported(source) if name.split(".")[0] in {"flask", "werkzeug"}]


def imports_ours(source: Source) -> list[str]:
    return [where for where, name in _imported(source) if name.split(".")[0] in {"backend", "models", "tests"}]


def _imported(source: Source) -> list[tuple[str, str]]:
    found = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            found += [(source.where(node), alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append((source.where(node), node.module or ""))
    return found


def asks_the_time(source: Source) -> list[str]:
    """Name each call that reads a wall clock other than the product's."""
    clocks = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "func.now"}
    calls = [node for node in ast.walk(source.tree) if isinstance(node, ast.Call)]
    names = [(call, ".".join(ast.unparse(call.func).split(".")[-2:])) for call in calls]
    return [source.where(call) for call, name in names if name in clocks]


def forbidden_name(path: str) -> bool:
    """Tell whether a folder or file has a name that says nothing."""
    words = {word for part in PurePosixPath(path).with_suffix("").parts for word in re.split(r"[_\-.]", part.lower())}
    return bool(words & FORBIDDEN_NAMES)


def is_use_case(path: str) -> bool:
    """Tell whether a file of the product holds rules rather than talk with clients or operators."""
    if any(path == part or path.startswith(f"{part}/") for part in NO_FEATURES):
        return False
    return not TALK_HTTP.match(path.rsplit("/", 1)[-1])


def broken(check: Callable[[Source], list[str]], *folders: str, but: AbstractSet[str] = frozenset()) -> list[str]:
    return [line for source in python_files(*folders) if source.path not in but for line in check(source)]


def test_files_and_functions_are_short() -> None:
    assert broken(too_long) == []


def test_files_too_long_are_noticed() -> None:
    assert too_long(Source("a.py", "x = 1\n" * 401)) == ["a.py"]
    body = "def long():\n" + "    x = 1\n" * 60
    assert too_long(Source("a.py", f"class A:\n    pass\n{body}")) == ["a.py:3 long"]
    assert too_long(Source("a.py", "def fits():\n" + "    x = 1\n" * 59)) == []


def test_everything_public_says_what_it_is() -> None:
    assert broken(says_nothing, "models", "backend", "sandbox", "devtools") == []


def test_silence_is_noticed() -> None:
    silent = Source("a.py", 'class A:\n    def b(self): ...\ndef c(): ...\ndef _d(): ...\n"""no docstring: too late"""')
    assert says_nothing(silent) == ["a.py:1 module", "a.py:1 A", "a.py:3 c", "a.py:2 b"]


def test_only_one_file_commits() -> None:
    assert broken(commits, "backend", "models", but=COMMITTERS) == []


def test_commits_are_noticed() -> None:
    said = [
        "db.session.commit()",
        "c.execute('COMMIT')",
        "c.execute(b' commit;')",
        "c.autocommit = True",
        "f(s.commit)",
    ]
    for text in said:
        assert commits(Source("a.py", text)) == ["a.py:1"], text
    assert commits(Source("a.py", "x = 'commits to the plan'\ncommit(1)")) == []
    assert [len(commits(s)) > 0 for s in python_files("backend/core") if s.path in COMMITTERS] == [True]


def test_nobody_catches_everything() -> None:
    assert broken(catches_all, "backend", "models", "sandbox", but=CATCHERS) == []


def test_catching_everything_is_noticed() -> None:
    for kind in (" Exception", " (ValueError, Exception) as exc", " BaseException", ""):
        text = f"try:\n    pass\nexcept{kind}:\n    pass"
        assert catches_all(Source("a.py", text)) == ["a.py:3"], kind
    assert catches_all(Source("a.py", "try:\n    pass\nexcept BaseException:\n    undo()\n    raise")) == []


def test_use_cases_know_no_flask() -> None:
    use_cases = [s for s in python_files("backend") if is_use_case(s.path)]
    assert {"backend/accounts/login.py", "backend/core/paging.py"} <= {s.path for s in use_cases}
    assert [line for s in use_cases for line in imports_flask(s)] == []


def test_flask_in_a_use_case_is_noticed() -> None:
    for text in ("import flask", "from flask import g", "def f():\n    import werkzeug.http"):
        assert len(imports_flask(Source("backend/events/notice.py", text))) == 1, text
    assert is_use_case("backend/events/notice.py")
    assert not any(
        map(is_use_case, ("backend/events/api.py", "backend/events/feed_api.py", "backend/jobs/commands.py"))
    )


def test_migrations_know_nothing_of_the_application() -> None:
    folder = PurePosixPath("models/migrations/versions")
    versions = [Source(p.name, p.read_text("utf-8")) for p in (ROOT / folder).glob("*.py")]
    assert versions
    assert [line for source in versions for line in imports_ours(source)] == []
    assert imports_ours(Source("0002.py", "from models.base import db")) == ["0002.py:1"]


def test_time_comes_from_the_clock_only() -> None:
    assert broken(asks_the_time, "backend", "models", but={"backend/core/clock.py"}) == []


def test_another_clock_is_noticed() -> None:
    for text in ("datetime.now(UTC)", "datetime.datetime.utcnow()", "time.time()", "sa.func.now()", "date.today()"):
        assert asks_the_time(Source("a.py", text)) == ["a.py:1"], text
    assert asks_the_time(Source("a.py", "clock.now()\nnow()\ntime.monotonic()")) == []


def test_names_say_what_is_inside() -> None:
    assert [s.path for s in python_files() if forbidden_name(s.path)] == []


def test_names_that_say_nothing_are_noticed() -> None:
    wrong = ("backend/util.py", "backend/common/a.py", "models/date_helpers.py", "backend/events/event_service.py")
    assert all(map(forbidden_name, wrong))
    assert not forbidden_name("backend/events/community.py")
