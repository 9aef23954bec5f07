"""The home cannot be opened: say what is wrong and what to do, and offer to try again."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.services.ledger.errors import HomeBusy, LedgerError
from app.services.signing.keys import KeyFault
from app.ui.i18n import tr
from app.ui.widgets import FailedState

if TYPE_CHECKING:
    from app.ui.window import DeskWindow


def words_of(error: Exception) -> tuple[str, str]:
    """Sentence and next step."""
    from app.services.law import law_tables
    from app.services.wording import Words

    if isinstance(error, HomeBusy):
        text = tr("Another program is using this data (process {pid}).").format(
            pid=error.details.get("pid", "")
        )
        return text, tr("Close it there, then try again.")
    if isinstance(error, LedgerError | KeyFault):
        said = Words(law_tables()).error(error.code, getattr(error, "details", {}))
        return said.text, said.next
    if isinstance(error, OSError):
        text = tr("The data folder cannot be used: {why}").format(why=error.strerror or error)
        return text, tr("Check the folder and its permissions, or start with another one (--home).")
    return tr("The records cannot be opened."), tr("The cause is in the log. Nothing was changed.")


def show_failure(window: DeskWindow, error: Exception) -> None:
    """Put the failure in the place of the list."""
    if not isinstance(error, LedgerError | KeyFault | OSError):
        sys.excepthook(type(error), error, error.__traceback__)
    text, next_step = words_of(error)
    page = QWidget()
    column = QVBoxLayout(page)
    failed = FailedState(text, next_step, tr("Try again"))
    column.addWidget(failed)
    window.stack.addWidget(page)
    window.stack.setCurrentWidget(page)

    def again() -> None:
        window.stack.setCurrentIndex(0)
        window.stack.removeWidget(page)
        page.deleteLater()
        window.begin()

    failed.acted.connect(again)
    QApplication.alert(window)
