"""How are questions read from and written to CSV files?"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

from backend.quizzes.formats.draft import FileError, Reading, text_of
from backend.quizzes.formats.table import COLUMNS, Row, drafts_of, row_of

_SEPARATORS = (",", ";", "\t")
_COMPUTED = re.compile(r"'*[=+\-@]")
"""What a spreadsheet would compute, be it in our way of writing it or before."""
_GUARDED = re.compile(r"'+[=+\-@]")


def read_csv(content: bytes) -> Reading:
    """Return the questions of a CSV file, in UTF-8 or GBK, separated by commas, semicolons or tabs.

    Rows are counted as a spreadsheet counts them, the heading being row 1. `FileError` for what is no such file.
    """
    text = text_of(content)
    heading = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=heading.count)
    return drafts_of(_rows(text, separator))


def write_csv(questions: Iterable[Any]) -> bytes:
    """Return questions as a CSV file that spreadsheets open as UTF-8.

    What begins with = + - or @ gets an apostrophe, so that no spreadsheet computes it; reading takes it off again.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([f"'{cell}" if _COMPUTED.match(cell) else cell for cell in row_of(each)] for each in questions)
    return out.getvalue().encode("utf-8-sig")


def _rows(text: str, separator: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader, None)
        except csv.Error as exc:
            raise FileError("too_long" if "limit" in str(exc) else "quotes", number) from exc
        if cells is None:
            return
        yield number, [cell[1:] if _GUARDED.match(cell) else cell for cell in cells]
