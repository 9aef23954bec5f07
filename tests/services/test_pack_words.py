"""What is wrong in a pack file is said with file, line, key and reason, in words a clerk can act on."""

from pathlib import Path

import pytest

from app.models.packfile import PackError
from app.services.packhints import hints
from app.services.packs import load_file, program_shelf

HEAD = """\
[meta]
id = "yangli"
version = "1.0"
name = "样例市"
status = "in_force"
parent = "national"
regions = ["9901"]

"""
SUPPLEMENT = """\
[param."scope.supplements"]
src = "样例规定-一"
[[param."scope.supplements".v]]
id = "YL1"
cat = "DEEP_PIT"
zh = "地铁旁的基坑"
any_of = [["depth_m", ">=", 4]]
below = "H1.1"
"""


def refusal(tmp_path: Path, text: str) -> str:
    path = tmp_path / "yangli.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PackError) as caught:
        load_file(path)
    return str(caught.value)


def param(key: str, value: str) -> str:
    return f'{HEAD}[param."{key}"]\nv = {value}\nsrc = "样例规定-二"\n'


WRONG = [
    (
        param("experts.odd_required", '"yes"'),
        "应写true 或 false，写成了文字（加引号）；可写：true（是）、false（否）",
    ),
    (param("experts.min_count", "0"), "数超出了范围；可写：1 到 1000 的整数"),
    (
        param("experts.draw_mode", '"dice"'),
        "没有 'dice' 这个写法；可写：\"select_from_pool\"（从专家库选取）",
    ),
    (param("meeting.plan_lead", '"5天"'), '写法不对；可写：文字，如 "W-5"（会前5个工作日）'),
    (
        param("meeting.modes", '"onsite"'),
        '应写列表 [ ]，写成了文字（加引号）；可写：列表，可含："onsite"（现场）',
    ),
    (param("experts.extra_specialty_range", "[1]"), "可写：2 个数的列表：1 到 1000 的整数"),
    (
        HEAD + '[check.C20]\nlevel = "X"\nsrc = "样例规定"\n',
        "第 10 行 check.C20.level  取值不对：没有 'X' 这个写法；可写：B、O、W、R、-",
    ),
    (
        HEAD + '[check.C20]\nlevle = "B"\nsrc = "样例规定"\n',
        "第 10 行 check.C20.levle  没有这个参数、检查项或字段",
    ),
    (HEAD.replace('"1.0"', "1.0"), "第 3 行 meta.version  取值不对：应写文字（加引号），写成了数"),
    (HEAD.replace('"yangli"', '"样例"'), "meta.id  取值不对：写法不对；可写：小写字母开头"),
    (
        f'{HEAD}[param."experts.min_count"]\nnone = true\nsrc = "样例规定-二"\n',
        "应写整数，写成了空；可写：1 到 1000 的整数",
    ),
    (HEAD.replace('version = "1.0"\n', ""), "第 1 行 meta  取值不对：缺少 version"),
    (HEAD.replace('"in_force"', '"valid"'), "第 5 行 meta.status  取值不对：没有 'valid' 这个写法"),
]


@pytest.mark.parametrize(("text", "said"), WRONG, ids=[row[1][:24] for row in WRONG])
def test_a_wrong_type_is_said_in_chinese(tmp_path: Path, text: str, said: str) -> None:
    assert said in refusal(tmp_path, text)


def test_a_pack_that_ends_before_it_begins_is_refused(tmp_path: Path) -> None:
    dated = HEAD.replace("regions", "effective_from = 2027-01-01\neffective_to = 2026-01-01\nregions")
    path = tmp_path / "yangli.toml"
    path.write_text(dated, encoding="utf-8")
    with pytest.raises(PackError, match="失效日期 2026-01-01 早于施行日期 2027-01-01") as caught:
        load_file(path)
    assert caught.value.key == "meta.effective_to"


ROWS = [
    ('id = "YL1"', 'id = "1.1"', "条目 1.1 的编号已经用过"),
    ('any_of = [["depth_m", ">=", 4]]', "", "条目 YL1 没有界限；不设界限的写 always = true"),
    ('"depth_m", ">=", 4', '"tiefe", ">=", 4', "条目 YL1 的参数 tiefe 没有定义；可用：depth_m（开挖深度）"),
    ('"depth_m", ">=", 4', '"unconventional", "==", 4', "条目 YL1 的参数 unconventional 应与true、false比较"),
    ('below = "H1.1"', 'below = "1.1"', "条目 YL1 的 below 写的 1.1 不是附件1 的条目"),
    ('below = "H1.1"', 'defects = ["Z"]', "条目 YL1 的 defects 没有 Z 这一组"),
]


@pytest.mark.parametrize(("old", "new", "said"), ROWS, ids=[row[2][:16] for row in ROWS])
def test_a_supplement_must_fit_the_tables_of_the_law(tmp_path: Path, old: str, new: str, said: str) -> None:
    told = refusal(tmp_path, HEAD + SUPPLEMENT.replace(old, new))
    assert told.startswith("yangli.toml 第 9 行 param.scope.supplements  取值不对：")
    assert said in told


def test_a_supplement_that_fits_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "yangli.toml"
    path.write_text(HEAD + SUPPLEMENT, encoding="utf-8")
    assert load_file(path).scope.supplements[0].id == "YL1"


SLIPS = [
    (HEAD + HEAD, "第 9 行  不是可读的 TOML 文件：同一段写了两次：meta"),
    (
        HEAD.replace('name = "样例市"', "name = 样例市"),
        "第 4 行  不是可读的 TOML 文件：等号后面的值写法不对：文字要加英文双引号",
    ),
    (
        HEAD.replace('name = "样例市"', 'name = "样例市'),
        "第 4 行  不是可读的 TOML 文件：有不能用的字符，或引号没有配对在同一行",
    ),
    (HEAD.replace("name =", "name"), "第 4 行  不是可读的 TOML 文件：缺少等号"),
    (HEAD.replace('["9901"]', '["9901"'), "不是可读的 TOML 文件：列表的方括号没有配对"),
    (HEAD + "样例规定", "第 9 行  不是可读的 TOML 文件：这一行不是“键 = 值”，也不是 [段名]"),
    (HEAD + 'id = "x"\nid = "y"', "同一项写了两次"),
    (HEAD + "effective_from = 2026-02-30", "没有这个日期"),
]


@pytest.mark.parametrize(("text", "said"), SLIPS, ids=[row[1][-12:] for row in SLIPS])
def test_slips_of_the_pen_are_said_in_chinese(tmp_path: Path, text: str, said: str) -> None:
    assert said in refusal(tmp_path, text)


@pytest.mark.parametrize("pack", [meta.id for meta in program_shelf().metas()])
def test_every_value_of_a_shipped_pack_is_asked_by_a_check(pack: str) -> None:
    assert list(hints(program_shelf().load(pack, allow_draft=True))) == []


def test_a_value_without_its_check_and_a_check_without_its_value_are_hinted(tmp_path: Path) -> None:
    path = tmp_path / "yangli.toml"
    odd = param("experts.odd_required", "true")
    path.write_text(odd + '[check.C20]\nlevel = "B"\nsrc = "样例规定"\n', encoding="utf-8")
    assert list(hints(load_file(path))) == [
        (
            "experts.odd_required（专家须为奇数）已有规定，但检查 C22 到场专家为奇数 为“- 不查”，不起作用；"
            "请写 [check.C22] 的 level。"
        ),
        "检查 C20 专家组全体到场 要查，但 experts.all_drawn_must_attend（抽取专家须全体到场） 没有相应规定；请核对。",
    ]
