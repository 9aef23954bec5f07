"""What must be asked of Qt before anybody writes, in a module that costs no start-up time."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt


def prepare_pens() -> None:
    """Ask Qt for every raw event instead of merged ones; call when QApplication is made: on X11 making it asks for merged."""
    uses = Qt.ApplicationAttribute
    QCoreApplication.setAttribute(uses.AA_CompressHighFrequencyEvents, on=False)
    QCoreApplication.setAttribute(uses.AA_CompressTabletEvents, on=False)
