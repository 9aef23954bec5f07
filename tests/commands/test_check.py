"""``huiqian check``: clean, with a gap, and packages that are bad in every way."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.models.package import Flag, Package
from app.services.intake.package_file import MAX_BYTES
from support.command import Huiqian, read_only, write_package

DAY_BEFORE = ("--at", "2026-11-19 17:00")


def undecided(package: Package) -> Package:
    """Nobody has said whether subcontractors are concerned (C10)."""
    return replace(package, flags=replace(package.flags, has_subcontractor=Flag()))


def without_letter(package: Package) -> Package:
    """A post is held through a delegate, but there is no letter for it (C08)."""
    return replace(package, letters=())


def test_a_clean_package_passes(huiqian: Huiqian, tmp_path: Path) -> None:
    ran = huiqian("check", write_package(tmp_path / "p.json"), *DAY_BEFORE)
    assert (ran.code, ran.err) == (0, "")
    assert "[必须] C02" in ran.out, "what can only be done on the day is shown, but does not stop"
    assert ran.out.count("[必须]") == 1


def test_a_gap_that_stops_the_meeting_ends_with_1(huiqian: Huiqian, tmp_path: Path) -> None:
    ran = huiqian("check", write_package(tmp_path / "p.json", without_letter), *DAY_BEFORE)
    assert ran.code == 1
    assert "[必须] C08" in ran.out


def test_json_says_the_same_with_ids_levels_and_clauses(inside: Huiqian, tmp_path: Path) -> None:
    clean = inside("check", write_package(tmp_path / "p.json"), "--json", *DAY_BEFORE)
    rows = json.loads(clean.out)
    assert clean.code == 0
    assert [(row["check"], row["level"]) for row in rows] == [("C02", "B")]
    assert all(row[key] for row in rows for key in ("key", "clause", "title", "message", "next"))
    late = inside("check", tmp_path / "p.json", "--json", "--at", "2026-11-21 12:00")
    assert [(row["check"], row["level"]) for row in json.loads(late.out)] == [("C02", "B"), ("C70", "W")]


def four_experts(package: Package) -> Package:
    """The roster itself cannot meet the least number."""
    return replace(package, experts=package.experts[:4])


def test_what_would_stop_the_day_even_if_all_came_is_said_before_it(inside: Huiqian, tmp_path: Path) -> None:
    path = write_package(tmp_path / "p.json", four_experts)
    ran = inside("check", path, *DAY_BEFORE)
    assert ran.code == 1
    first, _, after = ran.out.partition("即使全部到场，仍不能开会：")
    assert "C21" in after
    assert "名单上只有 4 名专家，至少 5 名" in after
    assert "C21" not in first
    rows = json.loads(inside("check", path, "--json", *DAY_BEFORE).out)
    assert {row["check"] for row in rows if row["when"] == "all_come"} >= {"C21"}


def test_json_of_gaps(inside: Huiqian, tmp_path: Path) -> None:
    ran = inside("check", write_package(tmp_path / "p.json", undecided), "--json", *DAY_BEFORE)
    found = {row["check"]: row["level"] for row in json.loads(ran.out)}
    assert ran.code == 1
    assert found["C10"] in {"B", "O"}


def flipped(data: bytes) -> bytes:
    return data.replace(b'"signature": "', b'"signature": "A', 1)


def other_name(data: bytes) -> bytes:
    return data.replace("样".encode(), "假".encode(), 1)


BAD: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "blank": lambda _: b" \n ",
    "half": lambda data: data[: len(data) // 2],
    "cut within a character": lambda data: data[: data.index("样".encode()) + 1],
    "garbage": lambda _: bytes(range(256)) * 40,
    "huge": lambda _: b" " * (MAX_BYTES + 1),
    "gbk": lambda data: data.decode().encode("gb18030"),
    "utf-16": lambda data: data.decode().encode("utf-16"),
    "bom": lambda data: b"\xef\xbb\xbf" + data,
    "zip": lambda _: b"PK\x03\x04" * 100,
    "pdf": lambda _: b"%PDF-1.7\n",
    "deep": lambda _: b"[" * 100_000,
    "deep in a name": lambda data: data.replace(b'"title": "', b'"title": ' + b'{"a":' * 5000 + b'"', 1),
    "no package": lambda _: b"{}",
    "a list": lambda _: b"[1, 2]",
    "not json": lambda data: data.replace(b":", b";", 1),
    "unknown field": lambda data: data.replace(b'"package": {', b'"package": {"colour": "red",', 1),
    "long number": lambda data: re.sub(rb'"pages": \d+', b'"pages": ' + b"9" * 5000, data, count=1),
    "false signature": flipped,
    "another name under the signature": other_name,
    "unknown key": lambda data: data.replace(b'"kid": "sample"', b'"kid": "n-0123456789abcdef"', 1),
    "a real meeting under the sample key": lambda data: data.replace(
        b'"sample": true', b'"sample": false', 1
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_package_is_refused_with_its_reason(inside: Huiqian, tmp_path: Path, name: str) -> None:
    path = write_package(tmp_path / "p.json")
    whole = path.read_bytes()
    path.write_bytes(BAD[name](whole))
    assert path.read_bytes() != whole, "the change found nothing to change"
    ran = inside("check", path)
    assert ran.code == 2, ran
    assert "。" in ran.err
    assert not ran.out


def test_what_the_real_program_says_of_files_it_cannot_read(
    huiqian: Huiqian, inside: Huiqian, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe.json"
    os.mkfifo(pipe)
    half = write_package(tmp_path / "half.json")
    half.write_bytes(half.read_bytes()[:9000])
    false = write_package(tmp_path / "false.json")
    false.write_bytes(other_name(false.read_bytes()))
    cases = [(inside, path) for path in (tmp_path / "nowhere.json", tmp_path, Path("/dev/zero"), half)]
    for start, path in [*cases, (huiqian, pipe), (huiqian, false)]:
        ran = start("check", path)
        assert (ran.code, ran.out) == (2, ""), path
        assert "。" in ran.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(inside: Huiqian, tmp_path: Path) -> None:
    path = write_package(tmp_path / "p.json")
    path.chmod(0)
    assert inside("check", path).code == 2


def test_a_roster_or_a_script_is_no_package(inside: Huiqian, tmp_path: Path) -> None:
    (tmp_path / "roster.xlsx").write_bytes(b"PK\x03\x04 not even a workbook")
    (tmp_path / "s.yaml").write_text("format: huiqian.script/1\n")
    for name in ("roster.xlsx", "s.yaml"):
        assert inside("check", tmp_path / name).code == 2


def test_a_moment_that_is_none(inside: Huiqian, tmp_path: Path) -> None:
    ran = inside("check", write_package(tmp_path / "p.json"), "--at", "morgen")
    assert ran.code == 2
    assert "morgen" in ran.err


def test_check_leaves_no_trace_and_needs_no_home(huiqian: Huiqian, tmp_path: Path) -> None:
    path = write_package(tmp_path / "p.json")
    with read_only(tmp_path / "ro") as folder:
        assert huiqian("check", path, *DAY_BEFORE, home=folder / "home").code == 0
    assert not (tmp_path / "home").exists()
