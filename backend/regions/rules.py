"""When is a row of a region list one that we can take? Without a database."""

import re
from dataclasses import dataclass

from models.region import LEVELS

COLUMNS = ("code", "parent_code", "level", "name")
LONGEST_NAME = 60
PLACE_KIND = r"^[a-z][a-z0-9_]{1,25}$"
"""The shape of a place kind's id: a slug no longer than other ids, since the audit trail names it as one."""

_CODE = re.compile(r"[1-9](?:[0-9]{3}|[0-9]{5}|[0-9]{8}|[0-9]{11})")
_PLACE_KIND = re.compile(PLACE_KIND)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Row:
    """One region as a file names it; `line` is where it stands, the header being line 1."""

    line: int
    code: str
    parent_code: str | None
    level: str
    name: str


def is_code(text: str) -> bool:
    """Tell whether a text has the shape of a region code: 4, 6, 9 or 12 digits, the first not 0."""
    return _CODE.fullmatch(text) is not None


def is_place_kind(text: str) -> bool:
    """Tell whether a text has the shape of a place kind's id."""
    return _PLACE_KIND.fullmatch(text) is not None


def problem_of(row: Row) -> str | None:
    """Return what is wrong with a row, in words for whoever made the file; None when nothing is."""
    if not is_code(row.code):
        return f"区划代码“{shown(row.code)}”应为 4、6、9 或 12 位数字，且不以 0 开头"
    if row.level != LEVELS[len(row.code)]:
        return f"{len(row.code)} 位代码的级别应写 {LEVELS[len(row.code)]}，现在是“{shown(row.level)}”"
    if row.parent_code is not None and not _is_above(row.parent_code, row.code):
        return f"上级代码“{shown(row.parent_code)}”应是本行代码开头的 4、6 或 9 位；最高一级请留空"
    return _problem_of_name(row.name)


def ancestors(code: str) -> list[str]:
    """Return the codes under which a region may stand, from the top: 522301001 -> 5223, 522301."""
    return [code[:length] for length in LEVELS if length < len(code)]


def shown(text: str) -> str:
    """Return a cell as an error message can show it."""
    return _CONTROLS.sub("�", text[:20]) + ("…" if len(text) > 20 else "")  # noqa: PLR2004


def _problem_of_name(name: str) -> str | None:
    if not name:
        return "缺少名称"
    if len(name) > LONGEST_NAME:
        return f"名称有 {len(name)} 个字，最多 {LONGEST_NAME} 个字"
    if _CONTROLS.search(name):
        return "名称里有看不见的控制字符或换行，请删去"
    return None


def _is_above(parent_code: str, code: str) -> bool:
    return parent_code in ancestors(code)
