"""A real desk: real ledger, real documents, the signed Xinjiang sample; steps as a script says them."""

from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
from ruamel.yaml import YAML

from app.bootstrap import rehearsal_desk
from app.models.package import Package
from app.services.desk.desk import View
from app.services.desk.refusal import Refusal
from app.services.intake.package_file import encode_package, sign_package
from app.services.intake.sample_key import sample_key
from app.services.rehearsal.player import Player, RehearsalClock
from app.services.rehearsal.script import Script, Step

START = datetime(2026, 11, 20, 1, 20, tzinfo=UTC)


class Office:
    """A desk with one meeting, played step by step."""

    def __init__(self, home: Path, package: Package) -> None:
        self.clock = RehearsalClock(START)
        key = sample_key()
        self.desk = rehearsal_desk(home, self.clock, {key.kid: key.public})
        self.package = package
        self.player = Player(self.desk, self.clock, self.signed(package), package.meeting.id)

    @staticmethod
    def signed(package: Package) -> bytes:
        """The package as the sample node sends it."""
        return encode_package(sign_package(package, sample_key()))

    @property
    def view(self) -> View:
        """The meeting as it is."""
        return self.desk.view(self.package.meeting.id)

    def play(self, do: str, by: str = "secretary", at: str = "", **with_: Any) -> str:
        """One step; the code of the refusal, or ``""``."""
        said = self.ask(do, by, at, **with_)
        return said.code if said else ""

    def ask(self, do: str, by: str = "secretary", at: str = "", **with_: Any) -> Refusal | None:
        """One step; the refusal itself."""
        return self.player.step(Step(do=do, by=by, at=at, with_=with_))

    def until(self, last: str) -> "Office":
        """The clean script up to and with the step ``last``."""
        for step in clean().steps:
            said = self.player.step(step)
            assert said is None, (step.do, said)
            if step.do == last:
                break
        return self


def clean() -> Script:
    """The clean sample script."""
    text = (files("resources") / "samples" / "xinjiang" / "clean.yaml").read_text(encoding="utf-8")
    return msgspec.convert(YAML(typ="safe").load(text), Script)
