"""The fourth way in: a person without a badge is found by name, 拼音, unit or post, and checked in by hand (EC-40)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.models import facts as f
from app.ui.i18n import tr
from app.ui.stages.checkin_arrive import ArriveSheet
from app.ui.stages.checkin_forms import open_visitor
from app.ui.stages.checkin_search import DoorSearch
from app.ui.stages.parts.ask import AskSheet, view_of
from app.ui.stages.parts.people import hm
from app.ui.widgets import Notice, State

if TYPE_CHECKING:
    from app.services.desk.desk import View
    from app.ui.stages.base import Host

_HIGH = 430


class FindSheet(AskSheet):
    """The search of the desk in a sheet; who is chosen is checked in by hand, two factors and a reason."""

    def __init__(self, host: Host, parent: QWidget) -> None:
        super().__init__(
            host,
            parent,
            tr("Find a name"),
            tr("Without a badge: look at the document, type its last four, and say why by hand."),
            primary=tr("Close"),
            width=820,
        )
        self.cancel.hide()
        self.primary.setDefault(False)  # Enter searches; it does not close
        holder = QWidget()
        holder.setFixedHeight(_HIGH)
        self.search = DoorSearch(host.pool, holder)
        self.search.setGeometry(0, 0, 772, 60)
        self.notice = Notice("", State.WARNING, parent=holder)
        self.notice.setGeometry(0, 72, 772, 60)
        self.notice.hide()
        self.notice.acted.connect(self._out)
        self._who = ""
        self.body.addWidget(holder)
        self.first = self.search.field
        self.search.set_meeting(view_of(host).m)
        self.search.person_chosen.connect(self._chosen)
        self.search.kiosk.hide()
        self.search.badges.hide()
        self.search.camera.hide()
        self.search.visitor_asked.connect(lambda: open_visitor(host, self.over))
        self.search.nobody_found.connect(self._nobody)
        host.store.changed.connect(self._viewed)

    def accept(self) -> None:
        """Close."""
        self.done(int(self.DialogCode.Accepted))

    def _viewed(self, view: View) -> None:
        self.search.set_meeting(view.m)

    def _chosen(self, person: str) -> None:
        view, host, over = view_of(self.host), self.host, self.over
        if view.m.present(person):
            self._here(person, view)
            return
        if person in view.m.people:
            self.accept()
            QTimer.singleShot(0, over, lambda: ArriveSheet(host, over, view, person, sign=False).open())

    def _here(self, person: str, view: View) -> None:
        """He is in: at the door he can only be checked out; all else is done at the desk."""
        span = view.m.span(person)
        since = hm(span.came) if span is not None else ""
        said = tr("{name} has been in since {time}.").format(name=view.m.name(person), time=since)
        self._who = person
        self.notice.set_notice(said, State.NOTE, action=tr("Check out"))
        self.notice.show()

    def _out(self) -> None:
        person, self._who = self._who, ""
        if person:
            self.notice.hide()
            self.host.ask(f.PersonCheckedOut(person=person), self.host.at_the_door())

    def _nobody(self, text: str) -> None:
        said = tr("Nobody fits '{text}'. Who is not on the roster can only be a visitor.").format(text=text)
        self.notice.set_notice(said, State.WARNING)
        self.notice.show()
