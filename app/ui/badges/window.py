"""Badges, table cards and the door list of the open meeting: what, for whom, how it will look, print, save as."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.services.badges.codes import codes_of, people_of, sheet_now
from app.services.badges.printing import PRINTS
from app.services.desk import requests_door as rd
from app.ui.badges.chooser import PeopleChooser
from app.ui.i18n import tr
from app.ui.paperwindow import PaperWindow
from app.ui.stages.parts.revoked import revoked_line
from app.ui.stages.prepare_sheets import ReasonSheet
from app.ui.theme import Space, Type
from app.ui.widgets import EmptyState, FailedState, Notice, Segment, Segments, State, Surface, WrapLabel

if TYPE_CHECKING:
    from app.models.papers.badges import BadgeSheet
    from app.services.desk.desk import View
    from app.services.wording import Words
    from app.ui.lane import Pool
    from app.ui.stages.base import Host
    from app.ui.store import MeetingStore

_WIDE = 440
_SETTLE_MS = 120
"""Several ticks in a row make one preview."""


def open_badges(host: Host, parent: QWidget) -> BadgeWindow:
    """Show the badge screen over a stage; it goes with the meeting."""
    window = BadgeWindow(host.store, host.pool, host.words, parent.window())
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    window.reissue_asked.connect(lambda who: _replace(host, window, who, again=window.has_badge(who)))
    parent.destroyed.connect(window.close)
    window.show()
    return window


def _replace(host: Host, window: BadgeWindow, person: str, *, again: bool) -> None:
    """Ask why, make the badge again (EC-40), and choose its person alone, so that it can be printed at once."""
    view = host.store.view
    if view is None:
        return
    title = tr("Replace the badge of {name}") if again else tr("Make a badge for {name}")
    sheet = ReasonSheet(
        window, title.format(name=view.m.name(person)), tr("Why: lost, spoilt, or none was issued")
    )
    sheet.primary.setText(tr("Replace it") if again else tr("Make it"))
    if again:
        sheet.sub.setText(
            tr("Every earlier badge of this person is void at once, on this and every device here.")
        )
        sheet.sub.show()

    def said() -> None:
        request = rd.ReissueBadge(person=person, reason=sheet.reason())
        host.ask(request, host.secretary(), lambda _view: window.choose_alone(person))

    sheet.accepted.connect(said)
    sheet.finished.connect(sheet.deleteLater)
    sheet.open()


class BadgeWindow(PaperWindow):
    """Left: what and for whom. Right: the pages.

    Signals:
        reissue_asked: id of the person whose badge is lost.
    """

    reissue_asked = Signal(str)

    def __init__(self, store: MeetingStore, pool: Pool, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(pool, tr("Badges and table cards"), parent)
        self._store, self._words = store, words
        self._codes: dict[str, str] | None = None
        self._known: object = None
        self._asked = 0
        self._shown_kind = ""
        self.start_with(1180, 800)
        self.empty = EmptyState("")
        self.kind.hide()
        self.middle.insertWidget(0, self._side())
        self.chooser.setFocus()
        self._soon = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._soon.timeout.connect(self.make)
        store.changed.connect(self.show_view)
        store.changed.connect(self._say_age)
        store.heard_changed.connect(self._say_age)
        self._say_age()
        if store.view is not None:
            self.show_view(store.view)

    def _side(self) -> QWidget:
        side = Surface("side")
        side.setFixedWidth(_WIDE)
        self.what = Segments([Segment(key, _name(key)) for key in PRINTS])
        self.what.set_key("large")
        self.what.chosen.connect(self._other_kind)
        self.about = WrapLabel("", Type.SMALL, ink="ink2")
        self.age = WrapLabel("", Type.SMALL, ink="ink2")
        self.lacking = Notice("", State.WARNING)
        self.lacking.hide()
        self.chooser = PeopleChooser(self._pool)
        self.chooser.changed.connect(self._later)
        self.chooser.reissue_asked.connect(self.reissue_asked)
        for widget in (self.what, self.about, self.age, self.lacking):
            side.add(widget)
        side.box.addSpacing(Space.S)
        side.add(self.chooser, 1)
        return side

    def _say_age(self) -> None:
        """As of when it is known here which badges are revoked."""
        view = self._store.view
        said = revoked_line(view.m, self._store.heard) if view is not None else ""
        self.age.setText(said)
        self.age.setVisible(bool(said))

    def show_view(self, view: View) -> None:
        """Read the badges again where roster, posts or badges changed; nothing else of the meeting matters here."""
        m = view.m
        now = (m.package_blob, m.posts, dict(m.badges), frozenset(m.revoked))
        if now == self._known:
            return
        self._known = now
        blob = self._store.desk.ledger.blob
        issuer = self._store.desk.ledger.issuer
        self._pool.submit(lambda: codes_of(view, blob, issuer), self._coded, self._failed, owner=self)

    def _coded(self, codes: dict[str, str]) -> None:
        view = self._store.view
        if view is None:
            return
        self._codes = codes
        self.chooser.set_cards(sheet_now(view, codes).cards)
        self._other_kind()

    def _other_kind(self, _key: str = "") -> None:
        self.about.setText(_about(self.what.key()))
        self._say_lacking()
        self._later()

    def _say_lacking(self) -> None:
        """Who has no badge, and what to do about it (a package from before badges, a new holder of a post)."""
        view, codes = self._store.view, self._codes
        if view is None or codes is None:
            return
        without = [view.m.name(person) for person in people_of(view.m) if person not in codes]
        if not codes:
            text = tr(
                "This meeting package brought no badges: it was issued by an older program. "
                "Have the central node issue it again and take the newer roster, or make badges here one by one. "
                "Table cards and the door list can be printed now."
            )
        else:
            text = tr("{n} without a badge: {names}. Choose the person below and make one.").format(
                n=len(without), names=_some(without)
            )
        self.lacking.set_notice(text, State.WARNING)
        self.lacking.setVisible(bool(without) and PRINTS[self.what.key()].coded)

    def has_badge(self, person: str) -> bool:
        """Was one issued to him?"""
        return bool(self._codes and person in self._codes)

    def choose_alone(self, person: str) -> None:
        """Tick only this person."""
        self.chooser.choose({person})

    # --- the pages ------------------------------------------------------------------------------

    def _later(self) -> None:
        self._soon.start()

    def make(self) -> None:
        """Make the pages off the GUI thread; only the last that was asked for is shown."""
        view, codes, kind = self._store.view, self._codes, self.what.key()
        if view is None or codes is None:
            return
        self._asked += 1
        wanted = self.chooser.chosen()
        printed = wanted & codes.keys() if PRINTS[kind].coded else wanted
        if not printed:
            self._nobody(chosen=bool(wanted))
            return
        asked, sheet = self._asked, sheet_now(view, codes, printed)
        self._free(reason=tr("The document is being made."))
        if not self.data or kind != self._shown_kind:  # the pages are of the kind that is ticked, or none
            self.page.setText("")
            self.stack.setCurrentWidget(self.loading)

        def done(data: bytes) -> None:
            if asked == self._asked:
                self._shown_kind = kind
                self.show_pdf(data, _file_name(sheet, kind))

        self._pool.submit(lambda: PRINTS[kind].make(sheet), done, self._failed, owner=self)

    def _nobody(self, *, chosen: bool) -> None:
        if chosen:
            said = tr("Nobody of those chosen has a badge.")
            after = tr("Make a badge for the person first; table cards and the door list need none.")
        else:
            said, after = tr("Nobody is chosen."), tr("Tick people at the left, or press Everybody.")
        self.empty.set_texts(said, after)
        self.show_instead(self.empty, said)

    def _failed(self, error: Exception) -> None:
        said = self._words.error(
            str(getattr(error, "code", type(error).__name__)), getattr(error, "details", {})
        )
        failed = FailedState(said.text, said.next, tr("Try again"))
        failed.acted.connect(self._again)
        self.show_instead(failed, said.text)

    def _again(self) -> None:
        self._known = None
        self.stack.setCurrentWidget(self.loading)
        if self._store.view is not None:
            self.show_view(self._store.view)


_NAMED = 3


def _some(names: list[str]) -> str:
    """The first names, and that there are more."""
    text = "、".join(names[:_NAMED])
    return tr("{names} and others").format(names=text) if len(names) > _NAMED else text


def _name(kind: str) -> str:
    return {
        "large": tr("Large badges"),
        "small": tr("Small badges"),
        "table": tr("Table cards"),
        "list": tr("Door list"),
    }[kind]


def _about(kind: str) -> str:
    return {
        "large": tr("90 x 130 mm for a ribbon, four on an A4 page with cut marks."),
        "small": tr("90 x 54 mm for a name-card holder, ten on an A4 page with cut marks."),
        "table": tr("One A4 page for each person; fold it in the middle."),
        "list": tr("For the door when everything else fails: number, name, unit, post, a box to tick."),
    }[kind]


def _file_name(sheet: BadgeSheet, kind: str) -> str:
    """``meeting-kind``, and whose it is if it is of one person; signs no file name may have are left out."""
    alone = f"-{sheet.cards[0].name}" if len(sheet.cards) == 1 else ""
    name = f"{sheet.meeting}-{PRINTS[kind].name}{alone}"
    return "".join(c for c in name if c not in '\\/:*?"<>|')
