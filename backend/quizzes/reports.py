"""How do a board and the statistics of a quiz leave as an Excel file? For staff; all of it they could see before."""

from backend.core.actor import Actor
from backend.quizzes import boards, queries
from backend.quizzes.bank_schemas import QuestionStatistics
from backend.quizzes.boards_schemas import BoardRow, By
from backend.quizzes.formats.xlsx import write_table
from backend.quizzes.statistics_queries import quiz_statistics

MOST_ROWS = 10_000
"""Of a board: the best ten thousand are more than anybody honours."""

_BOARD = {
    "person": ("名次", "称呼", "社区", "得分", "用时（秒）"),
    "community": ("名次", "社区", "乡镇（街道）", "参加人数", "平均得分", "平均用时（秒）"),
    "organisation": ("名次", "单位", "所在地", "参加人数", "参与率（%）", "平均得分", "平均用时（秒）"),
}
_STATISTICS = (
    "编号",
    "版本",
    "题干",
    "作答人数",
    "得分率",
    "区分度",
    "区分效率",
    "用时中位数（秒）",
    "未答",
    "建议复核",
    "各选项人数",
)


def board_file(quiz_id: str, by: By, *, actor: Actor) -> bytes:
    """Return a board as it is shown, whoever does not want to stand on it left out. 404 outside one's regions."""
    queries.quiz_settings(quiz_id, actor=actor)
    rows = boards.ranked(quiz_id, by, MOST_ROWS)
    return write_table("排行榜", [_BOARD[by], *(_board_line(by, row) for row in rows)])


def _board_line(by: By, row: BoardRow) -> list[str | float | None]:
    line: list[str | float | None] = [row.rank, row.name, row.place]
    if by == "person":
        return [*line, _hundredth(row.score), _seconds(row.milliseconds)]
    line.append(row.participants)
    if by == "organisation":
        line.append(_hundredth(row.rate))
    return [*line, _hundredth(row.mean), _seconds(row.mean_milliseconds)]


def statistics_file(quiz_id: str, *, actor: Actor) -> bytes:
    """Return the figures of each question. 404 outside one's regions."""
    found = quiz_statistics(quiz_id, actor=actor)
    return write_table("题目统计", [_STATISTICS, *(_statistics_line(item) for item in found.items)])


def _statistics_line(item: QuestionStatistics) -> list[str | float | None]:
    chosen = "；".join(f"{'✓' if option.right else ''}{option.text} {option.chosen}" for option in item.options)
    figures = (item.facility, item.discrimination, item.efficiency, item.seconds)
    return [item.code, item.version, item.stem, item.n, *figures, item.unanswered, "是" if item.dubious else "", chosen]


def _hundredth(value: int | None) -> float | None:
    return None if value is None else value / 100


def _seconds(milliseconds: int | None) -> float | None:
    return None if milliseconds is None else milliseconds / 1000
