"""How are questions read from and written to Excel files? What hostile files could do is refused before it is done.

openpyxl is loaded when the first such file comes, since it takes Pillow along.
"""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta
from typing import Any

from backend.quizzes.formats.draft import MOST_ROWS, FileError, Reading
from backend.quizzes.formats.table import COLUMNS, HEADINGS, Cell, Row, Unreadable, drafts_of, row_of

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST_UNPACKED = 50 * 1024 * 1024
_MOST_MEMBERS = 1000
_PIECE = 64 * 1024
_LAST_ROW = 4 * MOST_ROWS
_LAST_COLUMN = 60
_BOUNDED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
"""Ways of packing that are unpacked piece by piece: with the others a single piece may be of any size."""
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
_PLAIN_FORMATS = {"General", "@", "0"}
_NO_TEXT = {"f": "formula", "e": "cell_error"}
_NO_XML = str.maketrans({0xFFFE: "\ufffd", 0xFFFF: "\ufffd"})
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, SyntaxError, NotImplementedError),
    *(RuntimeError, KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError, RecursionError),
)
"""What openpyxl and the standard library raise for a file that only calls itself XLSX."""
_WIDTHS = {"stem": 50, "source": 30, "explanation": 50}
_EXPLAINED = (
    ("编号", "给这道题的固定名称，如 law-001；不填会自动编号。再次导入同一编号，就是修改那道题"),
    ("题型", "单选、多选或判断"),
    ("类别", "系统里的类别名称，如 地理"),
    ("难度", "易、中或难"),
    ("题干", "最多 500 个字"),
    ("选项A 到 选项H", "依次填写，每项最多 200 个字；判断题不用填"),
    ("答案", "单选写一个字母，如 B；多选写几个字母，如 ACD；判断写 T（对）或 F（错）"),
    ("出处", "答案可以在哪里查到，如某法第几条"),
    ("解析", "答题以后给居民看的说明，可以不填"),
)


def read_xlsx(content: bytes) -> Reading:
    """Return the questions of the first sheet of an Excel file; `FileError` for what is no such file, or too large."""
    _look_inside(content)
    return drafts_of(_rows(content))


def write_xlsx(questions: Iterable[Any]) -> bytes:
    """Return questions as an Excel file in which every cell is text, whatever it begins with."""
    book = _new_book()
    _add_sheet(book, "题目", [list(HEADINGS.values()), *(row_of(each) for each in questions)])
    return _saved(book)


def write_table(title: str, lines: Iterable[Iterable[str | float | None]]) -> bytes:
    """Return lines, the headings first, as an Excel file of one sheet; what is text stays text."""
    book = _new_book()
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for line in lines:
        sheet.append([_text_cell(sheet, value) if isinstance(value, str) else value for value in line])
    return _saved(book)


def template() -> bytes:
    """Return an Excel file to fill in: the headings, and on a second sheet what belongs where."""
    book = _new_book()
    _add_sheet(book, "题目", [list(HEADINGS.values())])
    _add_sheet(book, "填写说明", [list(line) for line in _EXPLAINED])
    return _saved(book)


def _look_inside(content: bytes) -> None:
    """Refuse archives that would unpack to too much, by what they declare and by what is really in them."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > _MOST_MEMBERS or sum(member.file_size for member in members) > LARGEST_UNPACKED:
                raise FileError("unpacks_too_large")
            if any(member.compress_type not in _BOUNDED for member in members):
                raise FileError("not_xlsx")
            _unpack_once(archive, members)
    except _BROKEN as exc:
        raise FileError("not_xlsx") from exc


def _unpack_once(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    unpacked = 0
    for member in members:
        with archive.open(member) as stream:
            before = b""
            while piece := stream.read(_PIECE):
                unpacked += len(piece)
                if unpacked > LARGEST_UNPACKED:
                    raise FileError("unpacks_too_large")
                if any(word in before + piece for word in _DECLARATIONS):
                    raise FileError("not_xlsx")  # no spreadsheet declares entities: only bombs do
                before = piece[-32:]


def _rows(content: bytes) -> Iterator[Row]:
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about what openpyxl does not keep, such as drop-down lists
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # what the file says about its own size is not believed
            lines = list(_lines(sheet))
    except _BROKEN as exc:
        raise FileError("not_xlsx") from exc
    yield from lines


def _lines(sheet: Any) -> Iterator[Row]:
    for number, cells in enumerate(sheet.iter_rows(max_row=_LAST_ROW + 1, max_col=_LAST_COLUMN), 1):
        if number > _LAST_ROW:
            raise FileError("too_many_rows", number)
        yield number, [_cell(cell) for cell in cells]


def _cell(cell: Any) -> Cell:
    value = cell.value
    if cell.data_type in _NO_TEXT:
        return Unreadable(_NO_TEXT[cell.data_type])
    if isinstance(value, date | time | timedelta):
        return Unreadable("date")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return f"{value:.15g}" if cell.number_format in _PLAIN_FORMATS else Unreadable("number_format")
    return "" if value is None else str(value).replace("\r\n", "\n").replace("\r", "\n")


def _new_book() -> Any:
    from openpyxl import Workbook

    return Workbook(write_only=True)


def _add_sheet(book: Any, title: str, lines: Iterable[list[str]]) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for place, name in enumerate(COLUMNS):
        sheet.column_dimensions[chr(ord("A") + place)].width = _WIDTHS.get(name, 14)
    for line in lines:
        sheet.append([_text_cell(sheet, text) for text in line])


def _text_cell(sheet: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if not text:
        return None
    cell = WriteOnlyCell(sheet, value=text.translate(_NO_XML))
    cell.data_type = "s"  # else what begins with = would be a formula
    cell.number_format = "@"
    return cell


def _saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
