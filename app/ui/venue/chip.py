"""The venue in the top bar: 会场 2 台 · 已同步, or since when it is cut. A press leads to who has joined, or to the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal

from app.models.fold.moves import BEFORE_OPENING, DAY
from app.ui.i18n import tr
from app.ui.theme import Tone
from app.ui.venue.parts import SILENT_SECONDS, seconds_since
from app.ui.widgets import ChipButton, State

if TYPE_CHECKING:
    from app.services.desk.desk import View
    from app.services.venue.hall import DeviceRow
    from app.services.venue.worker import VenueStatus
    from app.ui.host import DeskHost
    from app.ui.venue.hallway import Hallway, Seen

_LOOK_MS = 2000
_MINUTE = 60


class VenueChip(ChipButton):
    """Shown as long as people come and go; afterwards only if a venue is still open or followed.

    Signals:
        told: what whoever stands at the door of this computer must know of it, "" if nothing.
        sent_away: why this computer was sent away, "" if it was not.
    """

    told = Signal(str)
    sent_away = Signal(str)

    def __init__(self, host: DeskHost, hallway: Hallway) -> None:
        super().__init__(tr("Venue"), Tone.NEUTRAL)
        self.host, self.hallway = host, hallway
        self.seen: Seen | None = None
        self._day = False
        self.clicked.connect(self.press)
        hallway.changed.connect(self._changed)
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self._draw()
        self.hide()

    @property
    def meeting(self) -> str:
        """Whose venue."""
        return self.host.store.meeting

    @property
    def elsewhere(self) -> bool:
        """Is another computer the primary?"""
        view = self.host.store.view
        return view is not None and view.m.primary not in {"", self.host.store.desk.ledger.device}

    def show_view(self, view: View) -> None:
        """The stage decides whether a venue is of use."""
        self._day = view.m.stage in BEFORE_OPENING | DAY
        self.look()
        self._place()

    def _changed(self, meeting: str) -> None:
        if meeting == self.meeting:
            self.look()

    def look(self) -> None:
        """See how it stands; nothing is asked while nobody has opened or joined a venue here."""
        if self.hallway.made:
            self.hallway.look(self.meeting, self._take, self)

    def _take(self, seen: Seen) -> None:
        # who took over still follows the old primary, to heal; what counts for people is its own venue
        self.seen = seen if self.elsewhere else seen._replace(status=None)
        self._draw()
        self.told.emit(door_words(self.seen))
        self.sent_away.emit(away_reason(self.seen))
        self._place()

    def _place(self) -> None:
        seen = self.seen
        self.setVisible(self._day or (seen is not None and (seen.open or seen.status is not None)))

    def _draw(self) -> None:
        text, tone, state = chip_words(self.seen)
        self.set_chip(text, tone, state)
        self.setAccessibleName(tr("Computers at the venue: {what}").format(what=text))

    def press(self) -> None:
        """Open the sheet that helps now."""
        if self.elsewhere:
            from app.ui.venue.follow_sheet import FollowSheet

            self.host.open_sheet(FollowSheet(self.host, self.hallway))
        else:
            from app.ui.venue.open_sheet import VenueSheet

            self.host.open_sheet(VenueSheet(self.host, self.hallway))


def chip_words(seen: Seen | None) -> tuple[str, Tone, State | None]:
    """Text, tone and mark."""
    if seen is not None and seen.open:
        return _open_words(seen.rows)
    if seen is not None and seen.status is not None:
        return _follow_words(seen.status)
    return tr("Venue"), Tone.NEUTRAL, None


def _open_words(rows: tuple[DeviceRow, ...]) -> tuple[str, Tone, State | None]:
    if not rows:
        return tr("Venue open"), Tone.BRAND, State.NOTE
    n = len(rows) + 1
    cut = sum(silent(row) for row in rows)
    if cut:
        return tr("Venue: {n}, {cut} cut off").format(n=n, cut=cut), Tone.WARNING, State.WARNING
    return tr("Venue: {n}, in step").format(n=n), Tone.PRESENT, State.PRESENT


def _follow_words(status: VenueStatus) -> tuple[str, Tone, State | None]:
    if status.state == "refused":
        return tr("Venue: look here"), Tone.BLOCK, State.BLOCK
    if status.state == "idle":
        return tr("Venue in step"), Tone.PRESENT, State.PRESENT
    if status.state == "exchanging":
        return tr("Venue: connecting"), Tone.NEUTRAL, State.WAITING
    seconds = seconds_since(status.last_ok)
    if seconds is None or seconds < _MINUTE:
        return tr("Venue cut off"), Tone.WARNING, State.WARNING
    minutes = int(seconds // _MINUTE)
    return tr("Venue cut off for {n} min").format(n=minutes), Tone.WARNING, State.WARNING


def door_words(seen: Seen | None) -> str:
    """For the kiosk, which covers the chip: a door that is cut off, or whose records may not count, must not go unnoticed."""
    if seen is None:
        return ""
    if not seen.open and seen.status is not None and seen.status.state == "refused":
        return tr("The exchange with the primary needs somebody: tell the secretary.")
    if not seen.open and seen.status is not None and seen.status.state == "away":
        return tr("{chip}: go on checking in, all is kept here.").format(chip=chip_words(seen)[0])
    return chip_words(seen)[0] if any(silent(row) for row in seen.rows) else ""


def away_reason(seen: Seen | None) -> str:
    """Why this computer was sent away, in the words of the primary; "" as long as it is of the venue."""
    status = seen.status if seen is not None and not seen.open else None
    if status is None or status.message_code != "venue_left":
        return ""
    return status.details.get("reason", "") or tr("no reason was given")


def silent(row: DeviceRow) -> bool:
    """Has this device not been heard for too long?"""
    seconds = seconds_since(row.heard)
    return seconds is None or seconds > SILENT_SECONDS
