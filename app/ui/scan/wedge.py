"""The hand scanner that types, caught on every screen: also over a dialog, in a text field, while an input method is on.

What a scanner types reaches nothing but this signal; what a person types arrives as before, at most 40 ms later. On X11 the
keys are caught before the input method sees them (app.ui.scan.xear), elsewhere as they come to the window (app.ui.scan.qtear).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.services.scanning.repairs import PREFIX
from app.services.scanning.wedge import Scan, repairs
from app.ui.i18n import tr
from app.ui.scan.ear import Ear

if TYPE_CHECKING:
    from PySide6.QtGui import QGuiApplication


class WedgeWay(QObject):
    """Listens to all keys of the program.

    Signals:
        scanned: the text of one scan, as it was sent, without Enter or Tab; `repairs` knows what else it can have been.
        garbled: a sentence: a scan was heard, but an input method had made something else of it.

    Attributes:
        heard_at: when the last scan was heard (UTC); None: none yet.

    """

    scanned = Signal(str)
    garbled = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.heard_at: datetime | None = None
        self._ear: Ear | None = None

    def install(self, app: QGuiApplication) -> None:
        """Listen from now on; a second time does nothing."""
        if self._ear is not None:
            return
        self._ear = _ear(app, self)
        self._ear.heard.connect(self._heard)
        self._ear.open()

    def remove(self) -> None:
        """Listen no more. What is held goes to where it was going."""
        if self._ear is not None:
            self._ear.close()
            self._ear.deleteLater()
            self._ear = None

    def ready(self) -> bool:
        """Whether it listens."""
        return self._ear is not None

    def _heard(self, scan: Scan) -> None:
        self.heard_at = datetime.now(UTC)
        if scan.doubtful and not any(text.startswith((PREFIX, "http")) for text in repairs(scan.text)):
            self.garbled.emit(
                tr("The input method changed what the scanner typed. Switch to English, then scan again.")
            )
            return
        self.scanned.emit(scan.text)


def _ear(app: QGuiApplication, parent: QObject) -> Ear:
    """The ear for this system."""
    if app.platformName() == "xcb":
        from app.ui.scan.xear import XEar

        try:
            return XEar(app, parent)
        except OSError:  # no libxcb of this name: then as everywhere else
            pass
    from app.ui.scan.qtear import QtEar

    return QtEar(app, parent)
