"""A hall that is laid out from what was played before is the hall that was played."""

from __future__ import annotations

from pathlib import Path

import pytest

from support import remembered
from support.closing import sealed
from support.hall import Hall, hall


@pytest.mark.usefixtures("desk")
def test_played_and_laid_out_are_one_meeting(tmp_path: Path) -> None:
    remembered._KEPT.clear()
    with hall(tmp_path / "played") as played, hall(tmp_path / "laid") as laid:
        sealed(played)
        sealed(laid)
        assert laid.view.m == played.view.m
        assert laid.ledger.lines(laid.meeting) == played.ledger.lines(played.meeting)
        assert laid.clock.now == played.clock.now
        assert laid.ledger.verify(laid.meeting).ok
        assert _documents(laid) == _documents(played) != ()


def _documents(made: Hall) -> tuple[bytes, ...]:
    seal = made.view.m.seal
    return tuple(made.ledger.blob(file.sha256) for file in seal.files) if seal else ()
