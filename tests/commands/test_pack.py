"""``huiqian pack``: a clerk's way from an empty folder to an installed pack, and every way a file is refused."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.bootstrap import make_desk
from app.models.entry import By
from app.models.package import Package
from app.models.packvalues import KEYS
from app.models.terms import Role
from app.services.desk import requests
from app.services.intake.sample_key import sample_key
from app.services.ledger import Ledger
from app.services.packs import load_file, load_pack
from app.services.packshelf import PackShelf
from app.services.places import LEDGER_FILE, PACKS_FOLDER
from app.services.signing.keys import DeviceKey
from support.command import Huiqian, write_package

DAY_BEFORE = ("--at", "2026-11-19 17:00")
CITY = """\
[meta]
id = "yangli"
version = "1.0"
name = "样例市"
status = "in_force"
parent = "national"
effective_from = 2026-01-01
regions = ["9901"]

[param."experts.min_count"]
v = 7
src = "样例规定-二"
"""


@pytest.fixture
def city(tmp_path: Path) -> Path:
    path = tmp_path / "yangli.toml"
    path.write_text(CITY, encoding="utf-8")
    return path


@pytest.fixture
def fresh(inside: Huiqian, tmp_path: Path) -> Path:
    out = tmp_path / "shenzhen.toml"
    ran = inside("pack", "new", "shenzhen", "--region", "4403", "--name", '深圳“样例”"市', out)
    assert (ran.code, ran.err) == (0, "")
    return out


def test_a_starting_file_says_every_key_and_changes_nothing(fresh: Path) -> None:
    text = fresh.read_text("utf-8")
    assert set(tomllib.loads(text)) == {"meta"}
    assert all(f'# [param."{key}"]' in text for key in KEYS)
    assert all(f"# [check.{check}]" in text for check in load_pack("national").checks)
    assert all(f"# [dual.{pair.id}]" in text for pair in load_pack("national").duals.pairs)
    pack = load_file(fresh, allow_draft=True)
    assert (pack.meta.name, pack.meta.regions) == ('深圳“样例”"市', ("4403",))
    assert pack.experts == load_pack("national").experts


def blocks(text: str) -> list[str]:
    """The commented tables of a starting file, uncommented, each with a clause."""
    found = re.findall(r"^# \[(?:param|check|dual)\.[^\n]*\n(?:# [^\n]+\n)+", text, re.MULTILINE)
    return [
        re.sub(r"^# ", "", block, flags=re.MULTILINE).replace('src = ""', 'src = "样例规定-一"')
        for block in found
    ]


@pytest.mark.parametrize("parent", ["national", "xinjiang", "nanning"])
def test_every_line_of_a_starting_file_can_be_taken_as_it_is(
    inside: Huiqian, tmp_path: Path, parent: str
) -> None:
    out = tmp_path / "city.toml"
    assert inside("pack", "new", "city", "--region", "99", "--parent", parent, out).code == 0
    text = out.read_text("utf-8")
    taken = blocks(text.partition("# ================ 代码")[0])
    above = load_pack(parent)
    assert len(taken) >= len(KEYS) + len(above.checks) + len(above.duals.pairs)
    out.write_text(text + "\n".join(taken), encoding="utf-8")
    pack = load_file(out, allow_draft=True)
    assert all(pack.value(key) == above.value(key) for key in KEYS)
    assert {rule.pack for rule in pack.checks.values()} == {"city"}
    assert all(pack.check(name).level == rule.level for name, rule in above.checks.items())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("Shenzhen", "--region", "4403"), "编号 Shenzhen 不能用"),
        (("shenzhen", "--region", "440"), "行政区划代码"),
        (("shenzhen", "--region", "4403", "--parent", "atlantis"), "atlantis  没有适用的规则包"),
    ],
)
def test_a_starting_file_is_refused(
    inside: Huiqian, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    ran = inside("pack", "new", *words, tmp_path / "x.toml")
    assert ran.code == 2
    assert said in ran.err
    assert not (tmp_path / "x.toml").exists()


def test_a_file_that_is_there_is_not_overwritten(inside: Huiqian, fresh: Path) -> None:
    ran = inside("pack", "new", "shenzhen", "--region", "4403", fresh)
    assert (ran.code, "文件已经有了" in ran.err) == (2, True)
    assert inside("pack", "new", "shenzhen", "--region", "4404", "--force", fresh).code == 0


def test_show_reads_like_a_table(inside: Huiqian) -> None:
    ran = inside("pack", "show", "changji")
    assert ran.code == 0
    line = next(row for row in ran.out.splitlines() if row.startswith("experts.all_drawn_must_attend"))
    assert line.split()[1:] == [
        "抽取专家须全体到场",
        "是",
        "XJ-三（二）1",
        "来自新疆维吾尔自治区",
        "专家组全体专家",
    ]
    assert re.search(r"^C01 .*B 不得放行；第二级 W 提醒（缺单位公章或执业印章）$", ran.out, re.MULTILINE)
    assert re.search(r"^C13 .*缺资料时以本人声明为准", ran.out, re.MULTILINE)
    at = ran.out.index("dual.GC_SAFETY_FULLTIME")
    assert ran.out[at:].splitlines()[1].split() == [
        "XJ-三（二）4",
        "来自新疆维吾尔自治区",
        "安全生产管理人员应当专职",
    ]
    assert "依次采用：国家通用 1.0 → 新疆维吾尔自治区 1.0 → 昌吉回族自治州 1.0" in ran.out


def test_show_as_json_has_every_line(inside: Huiqian) -> None:
    rows = json.loads(inside("pack", "show", "zhengzhou", "--json").out)
    keys = {row["key"] for row in rows["lines"]}
    assert set(KEYS) <= keys
    assert set(load_pack("national").checks) <= keys
    row = next(row for row in rows["lines"] if row["key"] == "experts.age_max")
    assert (row["value"], row["raw"], row["src"], row["pack"]) == (
        "60",
        "60",
        "ZZ§8.2",
        "郑州市（征求意见稿2026）",
    )


def test_diff_tells_what_a_place_decides_differently(inside: Huiqian, city: Path) -> None:
    ran = inside("pack", "diff", "national", city)
    assert ran.code == 0
    assert "experts.min_count  专家最少人数" in ran.out
    assert "    A 5（令37-12②）" in ran.out
    assert "    B 7（样例规定-二）" in ran.out
    assert "不同 1 处。" in ran.out
    assert inside("pack", "diff", "xinjiang", "xinjiang").out.endswith("内容相同。\n")
    found = json.loads(inside("pack", "diff", "national", "nanning", "--json").out)
    assert {"key": "experts.odd_required", "zh": "专家须为奇数"}.items() <= {**found[4]}.items()


def test_install_list_remove(inside: Huiqian, city: Path, tmp_path: Path) -> None:
    assert inside("pack", "install", city).code == 0
    rows = {row["id"]: row for row in json.loads(inside("pack", "list", "--json").out)}
    assert rows["yangli"]["installed"] == str(tmp_path / "home" / "packs" / "yangli.toml")
    assert rows["national"]["installed"] == ""
    assert "yangli 1.0  样例市  有效  9901  已安装" in inside("pack", "list").out
    assert inside("pack", "install", city).code == 0, "the same file again changes nothing"
    assert inside("pack", "remove", "yangli").code == 0
    assert inside("pack", "remove", "yangli").code == 2
    assert "随程序" in inside("pack", "remove", "national").err


def test_a_folder_the_operator_names(inside: Huiqian, city: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    assert inside("pack", "install", city, "--packs", folder).code == 0
    assert "样例市" in inside("pack", "list", "--packs", folder).out
    assert "样例市" not in inside("pack", "list").out
    assert inside("pack", "list", "--packs", tmp_path / "none").code == 2


REFUSED = [
    (
        "v = 7",
        "v = 4",
        1,
        "yangli.toml 第 10 行 param.experts.min_count  放宽了上位规定，不予采用（令37-12②）：专家不得少于5名",
    ),
    (
        "v = 7",
        'v = "七"',
        2,
        "yangli.toml 第 10 行 param.experts.min_count  取值不对：应写整数，写成了文字（加引号）；可写：1 到 1000 的整数",
    ),
    ("v = 7", "v = ", 2, "yangli.toml 第 11 行  不是可读的 TOML 文件"),
    ("experts.min_count", "experts.minimum", 2, "第 10 行 param.experts.minimum  没有这个参数、检查项或字段"),
    ('src = "样例规定-二"', "", 2, "第 10 行 param.experts.min_count  缺少条款依据（src）"),
    (
        'src = "样例规定-二"',
        'src = "样例规定-二"\nsorce = "x"',
        2,
        "第 13 行 param.experts.min_count.sorce  没有这个参数",
    ),
    (
        'parent = "national"',
        'parent = "yangli"',
        2,
        "第 6 行 meta.parent  上级规则包绕成了一圈：yangli → yangli",
    ),
    ('parent = "national"', 'parent = "nowhere"', 2, "第 6 行 meta.parent  找不到上级规则包：nowhere"),
    ('id = "yangli"', 'id = "national"', 1, "编号或版本已被占用：国家通用规则包随程序提供，不能替换"),
    ('regions = ["9901"]', "", 2, "第 1 行 meta.regions  格式不对：地方规则包须写行政区划代码"),
    ('regions = ["9901"]', 'regions = ["4501"]', 1, "地区 4501 的这类工程已由 nanning（南宁市）管"),
    ('id = "yangli"', 'id = "nanning"', 1, "编号或版本已被占用：程序自带 nanning 1.0 版，version 应当更高"),
]


@pytest.mark.parametrize("case", REFUSED, ids=[row[3][:40] for row in REFUSED])
def test_a_bad_pack_is_not_installed(
    inside: Huiqian, city: Path, tmp_path: Path, case: tuple[str, str, int, str]
) -> None:
    old, new, code, said = case
    city.write_text(CITY.replace(old, new), encoding="utf-8")
    ran = inside("pack", "install", city)
    assert ran.code == code
    assert said in ran.err
    assert not list((tmp_path / "home").rglob("*.toml"))


def test_a_pack_that_is_no_text_or_not_there(inside: Huiqian, city: Path) -> None:
    city.write_bytes(b"\xff\xfe[meta]")
    assert "不是 UTF-8 文本（第 0 字节）" in inside("pack", "install", city).err
    ran = inside("pack", "show", city.with_name("none.toml"))
    assert (ran.code, "读不出来" in ran.err) == (2, True)


def test_changed_content_needs_a_higher_version(inside: Huiqian, city: Path) -> None:
    assert inside("pack", "install", city).code == 0
    city.write_text(CITY.replace("v = 7", "v = 9"), encoding="utf-8")
    ran = inside("pack", "install", city)
    assert (ran.code, "已安装 yangli 1.0 版，内容改动后 version 应当更高" in ran.err) == (1, True)
    city.write_text(CITY.replace("v = 7", "v = 9").replace('"1.0"', '"1.1"'), encoding="utf-8")
    assert inside("pack", "install", city).code == 0
    assert "yangli 1.1" in inside("pack", "list").out


def test_a_file_spoilt_in_the_folder_is_told_and_hides_nothing(
    inside: Huiqian, city: Path, tmp_path: Path
) -> None:
    inside("pack", "install", city)
    installed = tmp_path / "home" / "packs" / "yangli.toml"
    installed.write_text(CITY.replace("v = 7", "v = 4"), encoding="utf-8")
    ran = inside("pack", "list")
    assert ran.code == 1
    assert "yangli.toml 第 10 行 param.experts.min_count  放宽了上位规定" in ran.err
    assert "national 1.0" in ran.out


YANGLI = Path(__file__).parents[1] / "packs" / "yangli.toml"


def test_cases_are_played_one_line_each(inside: Huiqian) -> None:
    ran = inside("pack", "test", YANGLI)
    assert (ran.code, ran.err) == (0, "")
    assert "通过　 yangli/five_are_too_few 五名专家在国家通用够，在样例市不够" in ran.out
    assert ran.out.endswith("共 7 条用例，通过 7 条，未通过 0 条。\n")


def test_a_value_that_no_check_asks_about_is_hinted(inside: Huiqian, city: Path) -> None:
    city.write_text(CITY + '[param."photos.required"]\nv = true\nsrc = "样例规定-四"\n', encoding="utf-8")
    said = "photos.required（现场会议照片）已有规定，但检查 C54 现场会议照片 为“- 不查”，不起作用"
    assert said in inside("pack", "test", city).out
    assert said in inside("pack", "install", city).out


def test_a_case_that_does_not_hold_ends_with_1(inside: Huiqian, city: Path) -> None:
    city.write_text(YANGLI.read_text("utf-8").replace("v = 7\n", "v = 5\n"), encoding="utf-8")
    ran = inside("pack", "test", city)
    assert ran.code == 1
    assert "未通过 yangli/five_are_too_few" in ran.out
    assert "第 2 步 Open：refused 应为“gate_T06”，实际“”" in ran.out


def test_a_case_that_cannot_be_played_says_so(inside: Huiqian, city: Path) -> None:
    text = YANGLI.read_text("utf-8").replace('skip = ["owner-pm"]', 'leader = "nobody"')
    city.write_text(text.replace('do = "Deliberate"', 'do = "Celebrate"'), encoding="utf-8")
    ran = inside("pack", "test", city)
    assert ran.code == 1
    assert "没有这个动作：Celebrate" in ran.out
    assert "共 7 条用例" in ran.out


def test_a_case_of_wrong_form_is_refused_with_file_line_and_key(inside: Huiqian, city: Path) -> None:
    text = YANGLI.read_text("utf-8").replace('title = "没有照片，不得封存"', "title = 3")
    city.write_text(text, encoding="utf-8")
    line = text[: text.index("title = 3")].count("\n") + 1
    ran = inside("pack", "test", city)
    assert ran.code == 2
    assert f"yangli.toml 第 {line} 行 case.7.title  取值不对" in ran.err
    assert inside("pack", "install", city).code == 2


def meeting_of(path: Path, city: str = "yangli", **named: str) -> Path:
    """The Wuhan sample as a meeting of the made-up city."""

    def moved(package: Package) -> Package:
        meeting = replace(package.meeting, id="YL-0001", region="990100")
        return replace(package, meeting=meeting, rule_pack=replace(package.rule_pack, id=city, **named))

    return write_package(path, moved, name="national")


def test_the_installed_pack_decides_and_without_it_the_meeting_is_refused(
    inside: Huiqian, tmp_path: Path
) -> None:
    package = meeting_of(tmp_path / "p.json")
    refused = inside("check", package, *DAY_BEFORE)
    assert refused.code == 1
    assert "yangli  没有适用的规则包" in refused.err
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "yangli.toml").write_bytes(YANGLI.read_bytes())
    judged = inside("check", package, "--packs", folder, *DAY_BEFORE)
    assert (judged.code, judged.err) == (1, "")
    assert "C21 名单上只有 5 名专家，至少 7 名" in judged.out
    assert "样例规定-二（一）" in judged.out
    assert inside("pack", "install", YANGLI).code == 0
    assert inside("check", package, *DAY_BEFORE).out == judged.out, "the packs of the home need no word"
    wuhan = write_package(tmp_path / "wuhan.json", name="national")
    assert inside("check", wuhan, *DAY_BEFORE).code == 0, "the same five are enough elsewhere"


def test_the_pack_of_the_place_is_asked_for(inside: Huiqian, tmp_path: Path) -> None:
    inside("pack", "install", YANGLI)
    ran = inside("check", meeting_of(tmp_path / "p.json", "national"), *DAY_BEFORE)
    assert ran.code == 1
    assert "会议包用的规则包是国家通用，本地区应当用样例市。" in ran.err


def test_a_package_that_means_another_content_or_a_newer_pack_is_refused(
    inside: Huiqian, tmp_path: Path
) -> None:
    inside("pack", "install", YANGLI)
    ours = load_file(YANGLI).ref
    same = meeting_of(tmp_path / "same.json", sha256=ours.sha256)
    assert inside("check", same, *DAY_BEFORE).err == ""
    other = inside("check", meeting_of(tmp_path / "other.json", sha256="0" * 64), *DAY_BEFORE)
    assert other.code == 1
    assert "yangli rule_pack.sha256  规则包内容与冻结的哈希不符：会议包写的是 000000000000" in other.err
    newer = inside("check", meeting_of(tmp_path / "newer.json", version="2.0"), *DAY_BEFORE)
    assert newer.code == 1
    assert "会议包要 2.0 版，本机只有 1.0 版" in newer.err


def test_a_meeting_keeps_what_it_froze(inside: Huiqian, tmp_path: Path, city: Path) -> None:
    inside("pack", "install", YANGLI)
    home = tmp_path / "home"
    keys = {sample_key().kid: sample_key().public}
    ledger = Ledger.open(home / LEDGER_FILE, DeviceKey.in_memory())
    desk = make_desk(ledger, lambda: keys, shelf=PackShelf(home / PACKS_FOLDER))
    package = meeting_of(tmp_path / "p.json").read_bytes()
    by = By(person="secretary", role=Role.SECRETARY)
    desk.do("YL-0001", requests.ImportPackage(data=package), by)
    ledger.close()
    (home / PACKS_FOLDER / "yangli.toml").unlink()
    shown = inside("pack", "show", "meeting:YL-0001")
    assert (shown.code, "样例市（yangli 1.0，有效）" in shown.out) == (0, True)
    assert "内容相同。" in inside("pack", "diff", YANGLI, "meeting:YL-0001").out
    city.write_text(YANGLI.read_text("utf-8").replace("v = 7\n", "v = 9\n"), encoding="utf-8")
    ran = inside("pack", "install", city)
    assert ran.code == 1
    assert (
        "yangli.toml 第 5 行 meta.version  规则包内容与冻结的哈希不符：会议 YL-0001 已冻结 yangli 1.0 版"
        in ran.err
    )
    assert inside("pack", "show", "meeting:NONE").code == 2


SCRIPT = """\
format = "huiqian.script/1"
title = "样例市：七名专家，有照片"
package = "sample:xinjiang"
clock = "09:20"
changes = [
  { at = "meeting.id", set = "YL-0002" },
  { at = "meeting.region", set = "990100" },
  { at = "rule_pack.id", set = "yangli" },
]
steps = [
  { do = "ImportPackage" },
  { do = "Open", at = "09:25", expect = { stage = "IN_SESSION" } },
  { do = "Deliberate" },
  { do = "ProposeAndFreeze" },
  { do = "SignAll" },
  { do = "MeetingEnded", by = "host" },
  { do = "AcknowledgeAll" },
  { do = "SealRecord", expect = { refused = "gate_T19", obstacles = ["C54"] } },
  { do = "Photo" },
  { do = "Photo" },
  { do = "AcknowledgeAll" },
  { do = "SealRecord", expect = { stage = "SYNC_PENDING" } },
]
"""


def test_a_whole_meeting_of_the_made_up_city_is_sealed_and_verified_by_a_process_without_its_pack(
    huiqian: Huiqian, tmp_path: Path
) -> None:
    script = tmp_path / "yangli_meeting.toml"
    script.write_text(SCRIPT, encoding="utf-8")
    out = tmp_path / "out"
    refused = huiqian("rehearse", script, "--out", out)
    assert refused.code == 1
    assert "yangli  没有适用的规则包" in refused.err
    assert huiqian("pack", "install", YANGLI).code == 0
    played = huiqian("rehearse", script, "--out", out)
    assert (played.code, played.err) == (0, "")
    elsewhere = tmp_path / "elsewhere"
    verified = huiqian("verify", out / "YL-0002.huiqian", home=elsewhere)
    assert verified.code == 0, verified.out + verified.err
