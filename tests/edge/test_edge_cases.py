"""The edge cases of rules.md 7, each in every pack in which its script says it is played: ``ec_30_…[xinjiang]``."""

from pathlib import Path

import pytest

from app.bootstrap import rehearsal_desk
from app.services.rehearsal.finding import edge_cases
from app.services.rehearsal.perform import perform, versions
from app.services.rehearsal.script import read_script

CASES = [
    pytest.param(path, pack, id=f"{path.stem}[{pack}]")
    for path in edge_cases()
    for pack in versions(read_script(path))
]


@pytest.mark.parametrize(("path", "pack"), CASES)
def test_edge_case(path: Path, pack: str) -> None:
    outcome = perform(read_script(path), pack, folder=path.parent, open_desk=rehearsal_desk)
    told = [
        f"第 {x.step} 步 {x.do}（{x.note}）：{x.code} 应为 {x.want}，实际 {x.got}" for x in outcome.failures
    ]
    assert not told, "\n".join(told)
    assert outcome.refused is None
    assert outcome.played
