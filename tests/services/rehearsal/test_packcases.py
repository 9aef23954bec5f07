"""Cases of rule packs: all that are shipped, those of a made-up city in one file, and every way a case can be wrong."""

from pathlib import Path

import pytest

from app.bootstrap import rehearsal_desk
from app.models.packfile import PackError, PackFault
from app.services.law import law_tables
from app.services.packs import program_shelf
from app.services.packshelf import PackShelf
from app.services.rehearsal.packcases import PackCase, cases_on, verdict_on
from app.services.wording import Words

CITY = Path(__file__).parents[2] / "packs" / "yangli.toml"
WORDS = Words(law_tables())
LEAST, MOST = 6, 15


def shelves() -> list[tuple[PackShelf, str]]:
    return [
        *((program_shelf(), meta.id) for meta in program_shelf().metas()),
        (PackShelf(trial=CITY), "yangli"),
    ]


ALL = [
    pytest.param(shelf, pack, case, id=f"{pack}-{case.name}")
    for shelf, pack in shelves()
    for case in cases_on(shelf, pack)
]


@pytest.mark.parametrize(("shelf", "pack", "case"), ALL)
def test_case(shelf: PackShelf, pack: str, case: PackCase) -> None:
    found = shelf.load(pack, allow_draft=True)
    assert verdict_on(case, found, shelf, rehearsal_desk, WORDS) == ()


@pytest.mark.parametrize("pack", [meta.id for meta in program_shelf().metas()])
def test_every_shipped_pack_shows_what_it_decides(pack: str) -> None:
    assert LEAST <= len(cases_on(program_shelf(), pack)) <= MOST


def test_a_case_that_is_wrong_does_not_pass_and_says_why() -> None:
    shelf = program_shelf()
    case = next(case for case in cases_on(shelf, "xinjiang") if case.name == "six_of_seven")
    said = verdict_on(case, shelf.load("national"), shelf, rehearsal_desk, WORDS)
    assert "第 2 步 Open：refused 应为“gate_T06”，实际“”" in said


HEAD = """\
[meta]
id = "yangli"
version = "1.0"
name = "样例市"
status = "in_force"
parent = "national"
regions = ["9901"]

[[case]]
name = "first_case"
title = "第一条用例"
steps = [{ do = "Gather" }]
[case.expect]
stage = "READY"

"""
SECOND = """\
[[case]]
name = "second_case"
title = "第二条用例"
steps = [{ do = "Gather" }]
[case.expect]
stage = "READY"
"""


@pytest.mark.parametrize(
    ("old", "new", "fault", "key", "line"),
    [
        ("title =", "titel =", PackFault.UNKNOWN_KEY, "case.2", 16),
        ('name = "second_case"', "", PackFault.WRONG_TYPE, "case.2", 16),
        ('"second_case"', '"first_case"', PackFault.SHAPE, "case.2.name", 17),
        ('"second_case"', '"第二条"', PackFault.WRONG_TYPE, "case.2.name", 17),
        ('[{ do = "Gather" }]', '"Gather"', PackFault.WRONG_TYPE, "case.2.steps", 19),
        ('{ do = "Gather" }', '{ du = "Gather" }', PackFault.UNKNOWN_KEY, "case.2.steps.1", 19),
        ('stage = "READY"', "stage = 7", PackFault.WRONG_TYPE, "case.2.expect.stage", 21),
        ('[case.expect]\nstage = "READY"', "", PackFault.SHAPE, "case.2.expect", 16),
        ('"Gather" }', '"Gather", expect = { stage = "READY" } }', PackFault.SHAPE, "case.2.expect", 20),
    ],
)
def test_a_case_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, fault: PackFault, key: str, line: int
) -> None:
    path = tmp_path / "yangli.toml"
    path.write_text(HEAD + SECOND.replace(old, new), encoding="utf-8")
    with pytest.raises(PackError) as caught:
        cases_on(PackShelf(trial=path), "yangli")
    assert (caught.value.fault, caught.value.key, caught.value.line) == (fault, key, line)
