"""What does a file of questions come to, whatever its format?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

MOST_ROWS = 5000
"""Questions in a file."""
LONGEST_CELL = 2000
"""Characters of a text that is looked at any further: four times what the longest field holds."""
CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
"""The shape of a question's code."""
WHOLE_FILE = 0
"""Stands for the row of what concerns all of a file."""

SENTENCES = {
    "all_right": "不能每个选项都对",
    "answer_unknown": "答案写的选项不存在；单选写一个字母，多选写几个字母如 ACD，判断写 T 或 F",
    "cell_error": "这个单元格是一个出错的公式，请改成文字",
    "code_malformed": "编号只能用小写字母、数字和连字符，最多 32 个字符",
    "code_twice": "这个编号在文件里已经用过，请换一个",
    "controls": "里面有看不见的控制字符，请删去",
    "date": "这个单元格是日期，请把它设为文本再填写",
    "empty": "文件里没有题目",
    "encoding": "文件既不是 UTF-8 也不是 GBK 编码，请另存为 UTF-8 再试",
    "equal_options": "有两个选项一样",
    "few_options": "至少要有两个选项",
    "formula": "这个单元格是公式，请改成文字",
    "gap": "前面有一个空着的选项，请把选项依次往前填",
    "heading_missing": "表头缺少这一列",
    "heading_twice": "表头里这一列出现了两次",
    "letters_order": "选项字母应当从 A 起依次排列",
    "line_unknown": "这一行既不是选项，也不是以 ANSWER: 开头的答案",
    "many_options": "最多 8 个选项",
    "missing": "这里不能空着",
    "no_answer": "没有写答案",
    "none_right": "没有正确的选项",
    "not_wanted": "判断题不用填选项，其他题型的答案请写字母",
    "not_xlsx": "这不是完好的 Excel 文件（.xlsx），请重新另存一份再试",
    "number_format": "这个数字带有格式（例如百分比），请把单元格设为文本再填写",
    "one_right": "多选题至少要有两个正确选项",
    "quotes": "这一行读不出来，请检查引号是否成对",
    "several_right": "单选题只能有一个正确选项",
    "too_large": "文件超过 10 MB，请分成几个文件",
    "too_long": "文字太长了",
    "too_many_rows": f"一个文件最多 {MOST_ROWS} 道题，请分成几个文件",
    "unclosed": "花括号没有成对，请检查这道题的答案部分",
    "unknown_category": "没有这个类别，请先添加类别",
    "unknown_difficulty": "难度请写 easy、medium、hard，或易、中、难",
    "unknown_type": "题型请写 single、multiple、true_false，或单选、多选、判断",
    "unpacks_too_large": "文件解开后超过 50 MB，请删去图片和多余的工作表",
    "unsupported_type": "只能导入单选题、多选题和判断题",
}
"""Code of a problem -> a sentence for whoever made the file."""

TYPE_WORDS = {
    "single": "single", "单选": "single", "单选题": "single", "单项选择题": "single",
    "multiple": "multiple", "多选": "multiple", "多选题": "multiple", "多项选择题": "multiple",
    "true_false": "true_false", "判断": "true_false", "判断题": "true_false", "是非题": "true_false",
}  # fmt: skip
DIFFICULTY_WORDS = {
    "easy": "easy", "易": "easy", "容易": "easy", "简单": "easy",
    "medium": "medium", "中": "medium", "中等": "medium", "适中": "medium",
    "hard": "hard", "难": "hard", "困难": "hard", "较难": "hard",
}  # fmt: skip


class Fault(NamedTuple):
    """Something that is wrong at a place of a file: a row or line from 1, and a column as CSV files name it."""

    row: int
    column: str
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A question as a file tells it: `said` has those fields of `QuestionFields` that it speaks of, and no others."""

    row: int
    code: str | None
    said: dict[str, Any]


@dataclass(slots=True)
class Reading:
    """What was found in a file."""

    drafts: list[Draft] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, row: int, column: str, code: str) -> None:
        """Note a fault."""
        self.faults.append(fault(row, column, code))


class FileError(Exception):
    """The file can't be read at all."""

    def __init__(self, code: str, row: int = WHOLE_FILE) -> None:
        """Take the code of the problem, and the row at which reading ended."""
        super().__init__(code)
        self.fault = fault(row, "", code)


def fault(row: int, column: str, code: str) -> Fault:
    """Return a fault with the sentence for its code."""
    return Fault(row, column, code, SENTENCES.get(code, "这里填写得不对"))


def text_of(content: bytes) -> str:
    """Return the text of a file in UTF-8 or GBK, lines ended by a line feed; `FileError` when it is neither."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise FileError("encoding")


def options_of(texts: Sequence[str], right: Sequence[bool]) -> list[dict[str, Any]]:
    """Return options as a question keeps them."""
    return [{"text": text, "right": is_right} for text, is_right in zip(texts, right, strict=True)]
