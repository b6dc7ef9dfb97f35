from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner

from backend.core.actor import SYSTEM
from backend.core.transaction import reading, transaction
from backend.regions.importer import Outcome, RegionFileError, import_regions
from models.audit import AuditEntry
from models.region import Region

HEAD = "code,parent_code,level,name\n"
TREE = HEAD + "5223,,city,黔西南州\n522301,5223,county,兴义市\n522301001,522301,township,黄草街道\n"


@pytest.fixture
def listed(tmp_path: Path):
    def write(text: str, encoding: str = "utf-8") -> Path:
        file = tmp_path / "regions.csv"
        file.write_bytes(text.encode(encoding))
        return file

    return write


def stored() -> dict[str, str]:
    with reading() as connection:
        return {row.code: row.name for row in connection.execute(sa.select(Region.code, Region.name))}


def problems_of(file: Path) -> list[tuple[int, str]]:
    with pytest.raises(RegionFileError) as refused:
        import_regions(file, actor=SYSTEM)
    assert stored() == {}
    return refused.value.problems


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_import_reads_the_encodings_of_office_programs(app: Flask, listed, encoding: str) -> None:
    assert import_regions(listed(TREE, encoding), actor=SYSTEM) == Outcome(read=3, added=3, changed=0)
    assert stored() == {"5223": "黔西南州", "522301": "兴义市", "522301001": "黄草街道"}


def test_import_again_changes_names_only_and_deletes_nothing(app: Flask, listed) -> None:
    import_regions(listed(TREE), actor=SYSTEM)
    assert import_regions(listed(TREE), actor=SYSTEM) == Outcome(read=3, added=0, changed=0)
    shorter = HEAD + "522301,5223,county,兴义新市\n522302,5223,county,兴仁市\n"
    assert import_regions(listed(shorter), actor=SYSTEM) == Outcome(read=2, added=1, changed=1)
    assert stored() == {"5223": "黔西南州", "522301": "兴义新市", "522301001": "黄草街道", "522302": "兴仁市"}


def test_import_takes_rows_in_any_order(app: Flask, listed) -> None:
    head, *rows = TREE.splitlines(keepends=True)
    assert import_regions(listed(head + "".join(reversed(rows))), actor=SYSTEM).added == 3


def test_import_takes_columns_in_any_order_and_ignores_others(app: Flask, listed) -> None:
    import_regions(listed("remark,name,level,parent_code,code\n,黔西南州,city,,5223\n\n"), actor=SYSTEM)
    assert stored() == {"5223": "黔西南州"}


def test_import_is_audited_when_it_changed_something(app: Flask, listed) -> None:
    for _ in range(2):
        import_regions(listed(TREE), actor=SYSTEM)
    with transaction() as session:
        entry = session.scalars(sa.select(AuditEntry)).one()
    assert (entry.action, entry.details) == ("region.import", {"read": 3, "added": 3, "changed": 0})


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("52233,5223,county,某县", "4、6、9 或 12 位数字"),
        ("５２２３０２,5223,county,某县", "4、6、9 或 12 位数字"),
        ("022302,5223,county,某县", "不以 0 开头"),
        ("522302,5223,township,某县", "级别应写 county"),
        ("522302,5224,county,某县", "上级代码“5224”"),
        ("522302,522301,county,某县", "上级代码“522301”"),
        ("522302,5223,county,", "缺少名称"),
        ("522302,5223,county," + "长" * 61, "最多 60 个字"),
        ('522302,5223,county,"某\n县"', "控制字符"),
        ("522302,5223,county,某\x00县", "控制字符"),
        ("522302,5223", "只有 2 列"),
        ("522399001,522399,township,某镇", "上级 522399 既不在文件里，也不在系统里"),
        ("522301,5223,county,又一个", "代码 522301 在第 3 行已经出现过"),
        ("522302,5223,county," + "长" * 200_000, "读不出来"),
    ],
)
def test_import_names_the_bad_row_and_imports_nothing(app: Flask, listed, row: str, says: str) -> None:
    [(line, problem)] = problems_of(listed(TREE + row + "\n"))
    assert says in problem
    assert line == TREE.count("\n") + 1 + row.count("\n")


def test_import_names_every_bad_row_once(app: Flask, listed) -> None:
    text = HEAD + "5223,,city,\n522301,5223,county,兴义市\n522301,5223,county,兴义市\nabc,5223,county,某县\n"
    assert [line for line, _ in problems_of(listed(text))] == [2, 4, 5]


def test_import_refuses_what_is_no_region_list(app: Flask, listed) -> None:
    assert problems_of(listed("code,name\n5223,黔西南州\n")) == [
        (1, "表头应有 code,parent_code,level,name，缺少 parent_code、level")
    ]
    assert problems_of(listed("")) == [(1, "表头应有 code,parent_code,level,name，缺少 code、parent_code、level、name")]
    assert problems_of(listed(HEAD)) == [(1, "文件里没有一行区划")]
    picture = listed("")
    picture.write_bytes(b"\x89PNG\xff\xff\xff")
    assert "既不是 UTF-8 也不是 GBK" in problems_of(picture)[0][1]


def test_import_command_shows_what_it_did(app: Flask, listed) -> None:
    runner: FlaskCliRunner = app.test_cli_runner()
    result = runner.invoke(args=["regions", "import", str(listed(TREE))])
    assert result.exit_code == 0
    assert "共 3 行，新增 3，更新 0" in result.output


def test_import_command_lists_bad_rows_and_fails(app: Flask, listed) -> None:
    runner: FlaskCliRunner = app.test_cli_runner()
    result = runner.invoke(args=["regions", "import", str(listed(TREE + "x,,city,某州\n"))])
    assert result.exit_code == 1
    assert "第 5 行：区划代码“x”" in result.output
    assert "没有导入任何内容" in result.output


def test_the_real_list_of_the_city_imports(app: Flask, repository: Path) -> None:
    told: list[str] = []
    outcome = import_regions(repository / "data" / "regions-5223.csv", actor=SYSTEM, tell=told.append)
    assert outcome == Outcome(read=1443, added=1443, changed=0)
    assert told == ["已读完 1443 行，正在写入…"]
