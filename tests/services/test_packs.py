"""Reading packs: the shipped ones, a clerk's own file, and every way such a file can be wrong."""

from datetime import date
from pathlib import Path

import pytest

from app.models.packfile import PackError, PackFault
from app.models.rulepack import resolve
from app.services.packs import line_of, list_packs, load_file, load_pack, pick

SEVENTH = """\
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
src = "样例市规定-二"

[check.C20]
level = "B"
src = "样例市规定-三"
"""


@pytest.fixture
def seventh(tmp_path: Path) -> Path:
    path = tmp_path / "yangli.toml"
    path.write_text(SEVENTH, encoding="utf-8")
    return path


def refused(path: Path, text: str | bytes) -> PackError:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(PackError) as caught:
        load_file(path)
    return caught.value


def test_a_seventh_pack_is_one_file_and_no_python(seventh: Path) -> None:
    pack = load_file(seventh)
    assert pack.experts.min_count == 7
    assert (pack.check("C20").level.value, pack.check("C20").src) == ("B", "样例市规定-三")
    assert pack.check("C24").src == load_pack("national").check("C24").src
    assert pack.ref.sha256 != load_pack("national").ref.sha256


def test_a_draft_needs_the_switch(seventh: Path) -> None:
    with pytest.raises(PackError) as caught:
        load_pack("zhengzhou")
    assert caught.value.fault is PackFault.DRAFT
    assert load_pack("zhengzhou", allow_draft=True).draft
    assert refused(seventh, SEVENTH.replace("in_force", "draft")).fault is PackFault.DRAFT
    assert load_file(seventh, allow_draft=True).draft


def test_there_is_no_pack_of_that_name() -> None:
    with pytest.raises(PackError) as caught:
        load_pack("atlantis")
    assert caught.value.fault is PackFault.NO_PACK


@pytest.mark.parametrize(
    ("old", "new", "fault", "line"),
    [
        ("v = 7", "v = 4", PackFault.LOOSENED, 10),
        ("v = 7", 'v = "七"', PackFault.WRONG_TYPE, 10),
        ("v = 7", "v = ", PackFault.NOT_TOML, 11),
        ("experts.min_count", "experts.minimum", PackFault.UNKNOWN_KEY, 10),
        ('src = "样例市规定-三"', "", PackFault.NO_CLAUSE, 14),
        ('parent = "national"', 'parent = "yangli"', PackFault.CIRCULAR, 6),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(
    seventh: Path, old: str, new: str, fault: PackFault, line: int
) -> None:
    error = refused(seventh, SEVENTH.replace(old, new))
    assert (error.fault, error.line, error.file) == (fault, line, "yangli.toml")
    assert f"第 {line} 行" in str(error)


def test_what_is_no_text_or_too_long_or_not_there_is_refused(seventh: Path) -> None:
    assert refused(seventh, b"\xff\xfe\x00").fault is PackFault.NOT_TOML
    assert refused(seventh, b"#" * 1_000_001).fault is PackFault.NOT_TOML
    with pytest.raises(PackError) as caught:
        load_file(seventh.with_name("none.toml"))
    assert caught.value.fault is PackFault.NOT_TOML


def test_lines_are_found_by_the_nearest_header() -> None:
    assert line_of(SEVENTH, "check.C20.also.level") == 14
    assert line_of(SEVENTH, "meta.parent") == 6
    assert line_of(SEVENTH, "dual.NEW") is None


@pytest.mark.parametrize(
    ("region", "kind", "day", "expected"),
    [
        ("650100", "building", date(2026, 10, 12), "xinjiang"),
        ("652301", "building", date(2026, 10, 12), "changji"),
        ("650100", "building", date(2024, 3, 31), "national"),
        ("370200", "building", date(2026, 10, 12), "national"),
        ("370200", "municipal", date(2026, 10, 12), "qingdao"),
        ("370200", "rail_transit", date(2026, 10, 12), "qingdao"),
        ("370200", "municipal", date(2025, 1, 7), "national"),
        ("450100", "building", date(2026, 10, 12), "nanning"),
        ("410100", "building", date(2026, 10, 12), "national"),
        ("110100", "municipal", date(2026, 10, 12), "national"),
    ],
)
def test_the_narrowest_pack_in_force_governs(region: str, kind: str, day: date, expected: str) -> None:
    assert pick(region, kind, day).meta.id == expected


def test_a_draft_is_picked_only_with_the_switch_and_before_all_law_there_is_none() -> None:
    assert pick("410100", "building", date(2026, 10, 12), allow_draft=True).meta.id == "zhengzhou"
    with pytest.raises(PackError) as caught:
        pick("110100", "building", date(2018, 5, 31))
    assert caught.value.fault is PackFault.NO_PACK


def test_an_unresolved_name_is_told_by_its_file() -> None:
    assert all(meta.name for meta in list_packs())
    with pytest.raises(PackError) as caught:
        resolve("nobody", {})
    assert caught.value.fault is PackFault.NO_PARENT
