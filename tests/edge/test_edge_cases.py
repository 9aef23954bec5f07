"""The edge cases of rules.md 7, each in every pack in which its script says it is played: ``ec_30_…[xinjiang]``."""

from pathlib import Path

import pytest

from app.bootstrap import rehearsal_desk
from app.services.intake.sample import PLACES
from app.services.rehearsal.finding import edge_cases
from app.services.rehearsal.perform import perform, versions
from app.services.rehearsal.script import read_script

SCRIPTS = {path: read_script(path) for path in edge_cases()}
CASES = [
    pytest.param(path, pack, id=f"{path.stem}[{pack}]")
    for path, script in SCRIPTS.items()
    for pack in versions(script)
]


@pytest.mark.parametrize(("path", "pack"), CASES)
def test_edge_case(path: Path, pack: str) -> None:
    outcome = perform(SCRIPTS[path], pack, folder=path.parent, open_desk=rehearsal_desk)
    told = [
        f"第 {x.step} 步 {x.do}（{x.note}）：{x.code} 应为 {x.want}，实际 {x.got}" for x in outcome.failures
    ]
    assert not told, "\n".join(told)
    assert outcome.refused is None
    assert outcome.played


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_case_says_what_it_is(path: Path) -> None:
    script = SCRIPTS[path]
    number = path.stem.split("_")[1]
    assert script.case == f"EC-{number}"
    assert script.packs
    assert set(script.packs) <= set(PLACES)
    expected = [step.expect for step in script.steps if step.expect]
    assert expected, "a case that expects nothing proves nothing"
    assert path.read_text(encoding="utf-8").startswith(f"# {script.case}")


def test_no_number_is_there_twice() -> None:
    numbers = [path.stem.split("_")[1] for path in edge_cases()]
    assert len(set(numbers)) == len(numbers)
