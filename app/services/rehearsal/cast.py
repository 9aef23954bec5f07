"""Several devices and several meetings in one script: who plays a step, and how the devices exchange what they wrote."""

from collections.abc import Callable, Iterable, Mapping

from app.services.desk.desk import Desk
from app.services.desk.refusal import Refusal
from app.services.intake.package_file import decode_package
from app.services.ledger.naming import blobs_named
from app.services.rehearsal.errors import ScriptError
from app.services.rehearsal.player import Player
from app.services.rehearsal.script import EXCHANGE, Step

SUCCESSOR = "~"
"""Before the version of a record that replaces a voided one."""


class Cast:
    """The players of a script: one for each device and meeting that a step names.

    Args:
        first: plays what names neither.
        packages: of the other meetings, by name.
        open_device: opens the desk of another device; None where there is only one.
        devices: those of the script; an exchange is between all of them.

    """

    def __init__(
        self,
        first: Player,
        packages: Mapping[str, bytes],
        open_device: Callable[[str], Desk] | None,
        devices: Iterable[str] = (),
    ) -> None:
        self.first = first
        self._packages = packages
        self._open = open_device
        self._names = tuple(dict.fromkeys(devices))
        self._desks: dict[str, Desk] = {"": first.desk}
        self._players: dict[tuple[str, str], Player] = {("", ""): first}
        ids = {name: decode_package(data).package.meeting.id for name, data in packages.items()}
        self._ids = first.ids = {"": first.meeting} | ids

    def of(self, step: Step) -> Player:
        """The player of a step; a new device has an empty ledger until it exchanges.

        Raises:
            ScriptError: ``script.no_meeting``, ``script.no_device``.

        """
        key = (step.device, step.meeting)
        if key not in self._players:
            package = self._package(step.meeting)
            made = Player(self._desk(step.device), self.first.clock, package, self._id(step.meeting))
            made.origin, made.ids = self.first, self._ids
            self._players[key] = made
            self._look(made)
        return self._players[key]

    def _package(self, meeting: str) -> bytes:
        if not meeting or meeting.startswith(SUCCESSOR):
            return self.first.package
        if meeting not in self._packages:
            raise ScriptError("script.no_meeting", name=meeting)
        return self._packages[meeting]

    def _id(self, meeting: str) -> str:
        """``~2`` is the corrected re-issue of the first meeting (T32b)."""
        return self.first.meeting + meeting if meeting.startswith(SUCCESSOR) else self._ids[meeting]

    def _desk(self, device: str) -> Desk:
        if device not in self._desks:
            if self._open is None:
                raise ScriptError("script.no_device", name=device)
            self._desks[device] = self._open(device)
        return self._desks[device]

    def step(self, player: Player, step: Step) -> Refusal | None:
        """Play a step; an exchange is between all devices."""
        if step.do != EXCHANGE:
            return player.step(step)
        for name in self._names:
            self._desk(name)
        for target in self._desks.values():
            for source in self._desks.values():
                if source is not target:
                    _take(target, source)
        for one in self._players.values():
            self._look(one)
        return None

    @staticmethod
    def _look(player: Player) -> None:
        if player.desk.ledger.entries(player.meeting):
            player.view = player.desk.view(player.meeting)

    def close(self) -> None:
        """Close the ledgers of the other devices."""
        for name, desk in self._desks.items():
            if name:
                desk.ledger.close()


def _take(target: Desk, source: Desk) -> None:
    """Every meeting of one ledger into another, with what its facts name."""
    for row in source.ledger.meetings():
        names = {n for entry in source.ledger.entries(row.meeting) for n in blobs_named(entry.body.fact)}
        wanted = names - target.ledger.has_blobs(names)
        blobs = {name: source.ledger.blob(name) for name in wanted}
        lines, keys = source.ledger.lines(row.meeting), source.ledger.devices()
        target.ledger.absorb(row.meeting, lines, blobs, keys)
