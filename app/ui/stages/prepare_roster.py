"""A newer roster: what it changes, before it is taken whole (T02, EC-23)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.package import Package
from app.models.papers.head import ROLE_ZH
from app.models.rosterdiff import Change, changes
from app.models.terms import Role
from app.services.intake.package_file import decode_package
from app.services.intake.problems import IntakeError
from app.ui.i18n import tr
from app.ui.theme import Space
from app.ui.widgets import FitScroll, Notice, Sheet, State

_LARGEST = 16 * 1024 * 1024


def read_newer(path: str) -> tuple[bytes, Package]:
    """Bytes and content of a package file; its signature is verified when it is taken.

    Raises:
        IntakeError: unreadable, too large, wrong.

    """
    file = Path(path)
    try:
        if file.stat().st_size > _LARGEST:
            raise IntakeError("too_large", size=file.stat().st_size, limit=_LARGEST)
        data = file.read_bytes()
    except OSError as bad:
        raise IntakeError("unreadable", path=file.name, reason=bad.strerror or bad) from bad
    return data, decode_package(data).package


class RosterSheet(Sheet):
    """The differences, one by one, and one button that takes them all."""

    def __init__(self, parent: QWidget, old: Package, new: Package) -> None:
        super().__init__(
            parent,
            tr("Newer roster: what changes"),
            tr("version {old} -> {new}").format(old=old.roster_version, new=new.roster_version),
            primary=tr("Take this roster"),
            width=680,
        )
        found = changes(old, new)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        for change in found:
            column.addWidget(Notice(line_of(change), _state(change)))
        if not found:
            column.addWidget(Notice(tr("Nothing that people decide by has changed."), State.NOTE))
        self.body.addWidget(FitScroll(inside, least=200), 1)
        self.changes = found


def line_of(change: Change) -> str:
    """A difference as a sentence."""
    what = {
        "plan": tr("Plan"),
        "meeting": tr("Meeting"),
        "unit": tr("Unit"),
        "post": tr("Post"),
        "expert": tr("Expert"),
        "person": tr("Person"),
    }[change.what]
    name = ROLE_ZH[Role(change.name)] if change.what == "post" else ""
    head = f"{what} {name}".strip()
    if not change.before:
        return tr("{what} added: {after}").format(what=head, after=change.after)
    if not change.after:
        return tr("{what} gone: {before}").format(what=head, before=change.before)
    return tr("{what}: {before} -> {after}").format(what=head, before=change.before, after=change.after)


def _state(change: Change) -> State:
    if not change.before:
        return State.PRESENT
    return State.WARNING if change.after else State.BLOCK
