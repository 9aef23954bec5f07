"""Both sample scripts as real processes, and scripts that are bad in every way."""

import filecmp
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.services.bundle import read_bundle, verify_bundle
from support.command import XINJIANG, Huiqian, Ran, read_only

pytestmark = pytest.mark.xdist_group("rehearsed")  # the samples are played once
Played = Callable[[str], tuple[Ran, Path]]
HEAD = 'format: huiqian.script/1\ntitle: 样例\npackage: "sample:xinjiang"\nclock: "2026-11-20 09:20"\n'


def kinds(out: Path) -> list[str]:
    lines = read_bundle(next(out.glob("*.huiqian"))).lines
    return [type(line.entry().fact).__name__ for line in lines]


def test_the_clean_sample_is_sealed(rehearsed: Played) -> None:
    ran, out = rehearsed("clean")
    assert (ran.code, ran.err) == (0, "")
    assert "演练完成" in ran.out
    assert json.loads((out / "meeting.json").read_text())["stage"] == "SYNC_PENDING"
    assert kinds(out).count("ReportSealed") == 1
    assert verify_bundle(next(out.glob("*.huiqian"))).ok
    pages = sorted(out.glob("*.pdf"))
    assert [page.name.split("-")[3] for page in pages] == ["GR", "HB", "LZ", "QD", "TX"]
    assert all(page.read_bytes().startswith(b"%PDF-") for page in pages)


def test_every_finding_of_every_step_is_told_with_clause_and_message(rehearsed: Played) -> None:
    _, out = rehearsed("clean")
    steps = json.loads((out / "findings.json").read_text())
    found = [finding for step in steps for finding in step["findings"]]
    assert len(steps) > 25
    assert found
    assert all(finding[key] for finding in found for key in ("check", "level", "clause", "message"))
    assert not any("—" in finding["message"] or "{" in finding["message"] for finding in found)


def test_the_stopped_sample_keeps_a_record_without_a_report(rehearsed: Played) -> None:
    ran, out = rehearsed("stop")
    assert (ran.code, ran.err) == (0, "")
    happened = kinds(out)
    assert "ReportSealed" not in happened
    assert "ContentFrozen" not in happened
    assert "MeetingOpened" not in happened
    assert happened[-1] == "RecordClosed"
    assert not list(out.glob("*-LZ-*"))
    assert verify_bundle(next(out.glob("*.huiqian"))).ok
    steps = json.loads((out / "findings.json").read_text())
    refused = [step["refused"] for step in steps if step["do"] in {"SealRecord", "Freeze", "MeetingOpened"}]
    assert len(refused) == 6
    assert all(refused)


def test_two_rehearsals_give_the_same_bytes(rehearsed: Played, huiqian: Huiqian, tmp_path: Path) -> None:
    _, first = rehearsed("clean")
    second = tmp_path / "again"
    other = {"PYTHONHASHSEED": "4711", "TZ": "America/Anchorage", "LC_ALL": "C"}
    assert huiqian("rehearse", XINJIANG / "clean.yaml", "--out", second, more=other).code == 0
    names = sorted(file.name for file in first.iterdir())
    assert names == sorted(file.name for file in second.iterdir())
    assert filecmp.cmpfiles(first, second, names, shallow=False) == (names, [], [])


def script(tmp_path: Path, steps: str, head: str = HEAD, name: str = "script.yaml") -> Path:
    path = tmp_path / name
    path.write_text(head + "steps:\n" + steps, encoding="utf-8")
    return path


def test_an_expectation_that_is_not_met_ends_with_1(inside: Huiqian, tmp_path: Path) -> None:
    path = script(tmp_path, "  - {do: ImportPackage, expect: {stage: SEALED, open: [C99], closed: [C02]}}\n")
    ran = inside("rehearse", path, "--out", tmp_path / "out")
    assert ran.code == 1
    assert "第 1 步" in ran.err
    assert all(word in ran.err for word in ("SEALED", "C99", "C02"))


def test_a_refusal_nobody_expected_ends_with_1_and_its_words(inside: Huiqian, tmp_path: Path) -> None:
    path = script(tmp_path, "  - {do: ImportPackage}\n  - {do: SealRecord}\n  - {do: CheckInOpened}\n")
    ran = inside("rehearse", path, "--out", tmp_path / "out")
    assert ran.code == 1
    assert len(json.loads((tmp_path / "out" / "findings.json").read_text())) == 2
    assert ran.err.strip().splitlines()[-1] not in {"", "stage_PREPARED"}


ALIASES = ", ".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12))
BAD_YAML = {
    "alias bomb": f"  - {{do: X, with: {{a0: &a0 [x, x], {ALIASES}}}}}\n",
    "endless alias": "  - {do: X, with: &w {a: *w}}\n",
    "deep": "  - {do: X, with: {a: " + "[" * 30_000 + "\n",
    "deep and whole": "  - {do: X, with: {a: " + "[" * 400 + "]" * 400 + "}}\n",
    "digits": "  - {do: X, with: {a: " + "9" * 5000 + "}}\n",
    "python object": '  - !!python/object/apply:os.system ["exit 7"]\n',
    "tab": "\t- {do: X}\n",
    "twice": "  - {do: X, do: Y}\n",
    "no such day": "  - {do: X, with: {a: 2001-13-45}}\n",
    "two documents": "  - {do: X}\n---\nformat: x\n",
    "half": '  - {do: ImportPackage, at: "09:2',
    "unknown field": "  - {do: X, whith: {}}\n",
    "wrong type": "  - {do: 5}\n",
    "no list": "  do: X\n",
    "unknown verb": "  - {do: ImportPackage}\n  - {do: NoSuchVerb}\n",
    "a fact that is no verb": "  - {do: ImportPackage}\n  - {do: ReportSealed}\n",
    "the word of a receipt": "  - {do: ImportPackage}\n  - {do: ReceiptStored}\n",
    "unknown person": "  - {do: ImportPackage}\n  - {do: CheckInOpened, by: nobody}\n",
    "unknown person at the door": "  - {do: ImportPackage}\n  - {do: Arrive, with: {person: nobody}}\n",
    "crowd without its argument": "  - {do: ImportPackage}\n  - {do: Elect}\n",
    "crowd with a wrong one": "  - {do: ImportPackage}\n  - {do: CheckInAll, with: {skip: 5}}\n",
    "arguments of another verb": "  - {do: ImportPackage}\n  - {do: PlanCompared, with: {colour: red}}\n",
    "time": '  - {do: ImportPackage, at: "24:61"}\n',
    "first step": "  - {do: CheckInOpened}\n",
}


@pytest.mark.parametrize("name", BAD_YAML)
def test_a_bad_script_is_refused_with_a_sentence(inside: Huiqian, tmp_path: Path, name: str) -> None:
    ran = inside("rehearse", script(tmp_path, BAD_YAML[name]), "--out", tmp_path / "out")
    assert ran.code == 2, ran
    assert "。" in ran.err
    assert "没有预料到" not in ran.err


BAD_TOML = {
    "half": "a = = 1",
    "deep": "a = " + "[" * 20_000,
    "digits": "a = " + "9" * 5000,
    "endless key": ".".join("a" * 60_000) + " = 1",
    "endless quoted key": ".".join(['"a"'] * 30_000) + " = 1",
    "twice": "a = 1\na = 2",
}


@pytest.mark.parametrize("name", BAD_TOML)
def test_a_bad_toml_script_is_refused_with_a_sentence(inside: Huiqian, tmp_path: Path, name: str) -> None:
    path = tmp_path / "script.TOML"
    path.write_text(BAD_TOML[name])
    ran = inside("rehearse", path, "--out", tmp_path / "out")
    assert ran.code == 2
    assert "script.TOML" in ran.err


@pytest.mark.parametrize(
    "data",
    [
        "标题".encode("gbk"),
        "标题".encode("utf-16"),
        b"\xff\xfe\x00",
        bytes(range(256)),
        b"",
        b"PK\x03\x04" * 9,
    ],
    ids=["gbk", "utf-16", "bom", "bytes", "empty", "zip"],
)
@pytest.mark.parametrize("name", ["s.yaml", "s.toml"])
def test_a_script_that_is_no_text_is_refused(inside: Huiqian, tmp_path: Path, data: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert inside("rehearse", path, "--out", tmp_path / "out").code == 2


def test_the_real_program_refuses_bombs_pipes_and_folders_at_once(huiqian: Huiqian, tmp_path: Path) -> None:
    huge = tmp_path / "huge.yaml"
    with huge.open("wb") as file:
        file.truncate(100_000_000)
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    bomb = script(tmp_path, BAD_YAML["alias bomb"])
    (empty := tmp_path / "empty").mkdir()
    for path, word in ((huge, "KB"), (pipe, "pipe.yaml"), (empty, "没有会议脚本"), (bomb, "别名")):
        ran = huiqian("rehearse", path, "--out", tmp_path / "out")
        assert ran.code == 2
        assert word in ran.err


def test_a_script_whose_package_is_bad(inside: Huiqian, tmp_path: Path) -> None:
    for name in ("nowhere.json", "../../../../../../etc", "sample:nowhere", "/dev/zero", ""):
        head = HEAD.replace("sample:xinjiang", name)
        path = script(tmp_path, "  - {do: ImportPackage}\n", head)
        ran = inside("rehearse", path, "--out", tmp_path / "out")
        assert ran.code == 2, name
        assert "。" in ran.err


def test_a_folder_that_cannot_be_written_is_told_before_the_play(huiqian: Huiqian, tmp_path: Path) -> None:
    with read_only(tmp_path / "ro") as folder:
        ran = huiqian("rehearse", XINJIANG / "clean.yaml", "--out", folder / "out")
        assert ran.code == 2
        assert str(folder) in ran.err
    (tmp_path / "file").touch()
    assert huiqian("rehearse", XINJIANG / "clean.yaml", "--out", tmp_path / "file").code == 2


def test_results_replace_those_of_the_last_play(inside: Huiqian, tmp_path: Path) -> None:
    out = tmp_path / "out"
    path = script(tmp_path, "  - {do: ImportPackage}\n")
    for _ in range(2):
        assert inside("rehearse", path, "--out", out).code == 0
    assert sorted(file.name for file in out.iterdir()) == ["findings.json", "meeting.json"]
    shutil.rmtree(out)


# --- many scripts, many packs -----------------------------------------------------------------------

PACKS = 'format: huiqian.script/1\ntitle: 两地\npacks: [national, qingdao]\nclock: "2026-11-20 09:20"\n'
IN_TWO = "  - {do: ImportPackage, expect: {in: {qingdao: {value: {id: QD-2026-1120}}}}}\n"


def test_a_script_is_played_once_in_each_of_its_packs(inside: Huiqian, tmp_path: Path) -> None:
    path = script(tmp_path, IN_TWO, PACKS)
    ran = inside("rehearse", path)
    assert (ran.code, ran.err) == (0, "")
    assert [line.split()[:2] for line in ran.out.splitlines()[:2]] == [
        ["通过", "script[national]"],
        ["通过", "script[qingdao]"],
    ]
    assert "共 2 次演练，通过 2 次" in ran.out
    alone = inside("rehearse", path, "--pack", "qingdao")
    assert alone.code == 0
    assert "演练完成：两地" in alone.out


def test_one_pack_that_fails_fails_the_whole_and_says_which(inside: Huiqian, tmp_path: Path) -> None:
    steps = "  - {do: ImportPackage, note: 导入, expect: {in: {qingdao: {stage: SEALED}}}}\n"
    ran = inside("rehearse", script(tmp_path, steps, PACKS), "--out", tmp_path / "out")
    assert ran.code == 1
    assert "通过　 script[national]" in ran.out
    assert "未通过 script[qingdao]" in ran.out
    assert "共 2 次演练，通过 1 次，未通过 1 次" in ran.out
    assert all(word in ran.err for word in ("第 1 步", "导入", "SEALED", "PREPARED"))
    left = sorted(str(file.relative_to(tmp_path / "out")) for file in (tmp_path / "out").rglob("*.json"))
    assert left == [
        f"script/{pack}/{name}.json" for pack in ("national", "qingdao") for name in ("findings", "meeting")
    ]


def test_a_folder_is_all_its_scripts_and_nothing_else(inside: Huiqian, tmp_path: Path) -> None:
    folder = tmp_path / "scripts"
    folder.mkdir()
    script(folder, "  - {do: ImportPackage}\n", name="b.yaml")
    script(folder, IN_TWO, PACKS, name="a.yml")
    (folder / "package.toml").write_text("roster_version = 1\n")
    (folder / "c.toml").write_text(
        'format = "huiqian.script/1"\ntitle = "样例"\npackage = "sample:national"\n'
        'clock = "2026-11-20 09:20"\n[[steps]]\ndo = "ImportPackage"\n'
    )
    (folder / "notes.txt").write_text("x")
    ran = inside("rehearse", folder)
    assert ran.code == 0
    assert [line.split()[1] for line in ran.out.splitlines()[:-1]] == [
        "a[national]",
        "a[qingdao]",
        "b",
        "c",
    ]


def test_the_edge_cases_are_played_by_their_numbers(inside: Huiqian) -> None:
    ran = inside("rehearse", "--edge-cases", "EC-30", "--pack", "nanning")
    assert (ran.code, ran.err) == (0, "")
    both = inside("rehearse", "--edge-cases", "ec_26", "EC-30", "--pack", "national")
    assert [line.split()[1:3] for line in both.out.splitlines()[:2]] == [
        ["ec_26_seven_drawn_six_come[national]", "EC-26"],
        ["ec_30_nothing_to_change[national]", "EC-30"],
    ]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--edge-cases", "EC-99"), "EC-99"),
        (("--edge-cases", "../ec_30"), "没有这个疑难情形"),
        (("--edge-cases", "EC-30", "--pack", "beijing"), "beijing"),
        ((), "--edge-cases"),
    ],
)
def test_what_is_not_there_is_said(inside: Huiqian, arguments: tuple[str, ...], word: str) -> None:
    ran = inside("rehearse", *arguments)
    assert ran.code == 2
    assert word in ran.err


def test_a_change_that_cannot_be_made_names_script_number_and_path(inside: Huiqian, tmp_path: Path) -> None:
    head = PACKS + "changes:\n  - {at: meeting.place, set: 别处}\n  - {at: experts.e9.confirmed, set: true}\n"
    ran = inside("rehearse", script(tmp_path, IN_TWO, head))
    assert ran.code == 2
    assert "script[national]" in ran.err
    assert "第 2 处改动（experts.e9.confirmed）" in ran.err
