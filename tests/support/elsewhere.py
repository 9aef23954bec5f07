"""A hall in any rule pack, brought to the seal by the shipped walk “修改后通过” (rules.md 4.4)."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from app.services.intake.package_file import encode_package, sign_package
from app.services.intake.sample import sample_key, sample_package
from app.services.rehearsal.player import Player
from app.services.rehearsal.script import read_script
from support.closing import receive
from support.hall import Hall
from support.remembered import remembered

_AROUND = frozenset({"ImportPackage", "Finish"})


@remembered
def sealed_in(made: Hall, pack: str) -> None:
    """T01 to T22 in the pack the hall was made for."""
    script = read_script(Path(str(files("resources") / "samples" / "whole" / "revised.yaml"))).in_pack(pack)
    data = encode_package(sign_package(sample_package(name=pack), sample_key()))
    player = Player(made.desk, made.clock, data, made.meeting)
    player.view = made.view
    for step in script.steps:
        if step.do not in _AROUND:
            said = player.step(step)
            assert said is None, (pack, step.do, said)
    made.view = player.seen()
    receive(made)
