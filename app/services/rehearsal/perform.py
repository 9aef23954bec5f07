"""Plays a script in one pack on a desk of its own: what the command, the edge cases and the cases of a pack have in common."""

import tempfile
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from app.models.calendar import BEIJING
from app.models.package import Package, SignedPackage
from app.services.desk.desk import Desk
from app.services.intake.package_file import read_package
from app.services.packs import list_packs
from app.services.rehearsal.player import RehearsalClock, moment
from app.services.rehearsal.playing import Outcome, play
from app.services.rehearsal.results import write_results
from app.services.rehearsal.script import Script
from app.services.rehearsal.source import other_packages, package_of

Say = Callable[[int, int, str], None]


class OpenDesk(Protocol):
    """``bootstrap.rehearsal_desk``, or another way to a desk on an empty folder."""

    def __call__(
        self, home: Path, clock: RehearsalClock, keys: Mapping[str, bytes], *, drafts: bool, device: str
    ) -> Desk:
        """Open it; ``device`` names another device than the first."""
        ...


def versions(script: Script) -> tuple[str, ...]:
    """The packs the script is played in; ``""`` alone where its package decides."""
    return script.packs or ("",)


def is_draft(pack: str) -> bool:
    """Is this a shipped pack that asks for the switch?"""
    return any(meta.id == pack and meta.status == "draft" for meta in list_packs())


def perform(  # noqa: PLR0913  a play: what, where, from where, by whom, whose keys, and what to leave
    script: Script,
    pack: str,
    *,
    folder: Path,
    open_desk: OpenDesk,
    keys: Mapping[str, bytes] | None = None,
    drafts: bool = False,
    out: Path | None = None,
    say: Say = lambda _n, _of, _what: None,
) -> Outcome:
    """Play a script in one of its packs and return what came of it.

    Args:
        script: as read; ``in_pack`` is done here.
        pack: one of ``versions(script)``.
        folder: where the script lies; a package is looked for beside it.
        open_desk: makes the desk.
        keys: trusted central nodes; the sample key is always trusted for samples.
        drafts: the operator's switch for draft packs, on top of the script's own.
        out: where the results go, if they are wanted.
        say: told before each step.

    Raises:
        ScriptError: the script cannot be played.
        IntakeError: its package is none.

    """
    script = script.in_pack(pack)
    data = package_of(script, folder)
    signed = read_package(data, keys or {})
    start = signed.package.meeting.planned_start.astimezone(BEIJING)
    clock = RehearsalClock(moment(script.clock, start))
    with tempfile.TemporaryDirectory(prefix="huiqian-") as home:

        def device(name: str) -> Desk:
            place = Path(home) / sha256(name.encode()).hexdigest()[:16]  # a name in a script is no path
            return open_desk(place, clock, keys or {}, drafts=drafts or _drafts(script, signed), device=name)

        return _played(script, data, signed.package, clock, device, out, say)


def _played(  # noqa: PLR0913, PLR0917  a play and where its results go
    script: Script,
    data: bytes,
    package: Package,
    clock: RehearsalClock,
    device: Callable[[str], Desk],
    out: Path | None,
    say: Say,
) -> Outcome:
    desk = device("")
    try:
        outcome = play(
            script,
            desk=desk,
            clock=clock,
            package=data,
            meeting=package.meeting.id,
            others=other_packages(script, package),
            open_device=device,
            say=say,
        )
        if out:
            write_results(outcome, desk, out)
    finally:
        desk.ledger.close()
    return outcome


def _drafts(script: Script, signed: SignedPackage) -> bool:
    """The script's own switch; where it says nothing, on for a script that names its draft pack."""
    if script.drafts is not None:
        return script.drafts
    return bool(script.packs) and is_draft(signed.package.rule_pack.id)
