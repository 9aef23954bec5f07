"""A request goes on from the meeting that was folded last: the same as all facts folded anew, and no screen's view changes."""

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import asdict

from app.bootstrap import rehearsal_desk
from app.models.checks import Case
from app.models.entry import Entry
from app.models.fold import fold
from app.models.meeting import Meeting
from app.services.desk.desk import Desk, View
from app.services.rehearsal.finding import edge_cases
from app.services.rehearsal.perform import perform, versions
from app.services.rehearsal.script import read_script

CASES = ("01", "07", "19", "23", "31", "39", "44", "47", "50")
"""Undone facts, several devices, a changed roster, a new leader, a second review, pauses, a lost laptop."""

PATHS = [path for path in edge_cases() if path.stem.split("_")[1] in CASES]


def content(m: Meeting) -> dict[str, Any]:
    """Every field by name, so that a difference says where it is."""
    return asdict(m)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_folded_on_is_folded_anew(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script, seen = read_script(path), Desk._seen
    shown: list[tuple[Desk, View]] = []

    def watched(desk: Desk, case: Case, entries: tuple[Entry, ...]) -> View:
        view = seen(desk, case, entries)
        assert content(view.m) == content(fold(view.m.id, entries, desk._worlds))
        shown.append((desk, view))
        return view

    monkeypatch.setattr(Desk, "_seen", watched)
    pack = next(iter(versions(script)))
    assert not perform(script, pack, folder=path.parent, open_desk=rehearsal_desk).failures
    assert shown
    for desk, view in shown:  # long after: nothing that was added later has reached what a screen was given
        assert content(view.m) == content(fold(view.m.id, view.entries, desk._worlds))
