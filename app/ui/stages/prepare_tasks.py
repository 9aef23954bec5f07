"""The list of what is settled before the day: plan, flags, scope, letters, printing, clock, roster."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from app.models import facts as f
from app.models.entry import By
from app.models.fold.moves import allowed
from app.models.terms import Document, Role
from app.services.desk import requests as r
from app.ui.i18n import tr
from app.ui.stages.base import Host
from app.ui.stages.prepare_plan import PaperSheet, PlanRow, hash_file
from app.ui.stages.prepare_rows import TaskRow
from app.ui.stages.prepare_say import clock_state, letters_state, plan_state, printing_state, scope_state
from app.ui.stages.prepare_scope import ScopeSheet
from app.ui.stages.prepare_sheets import ClockSheet, LetterSheet, ReasonSheet
from app.ui.widgets import Button, Kind, Segment, Segments, Sheet, State, TitledCard

if TYPE_CHECKING:
    from app.models.meeting import Meeting
    from app.models.package import Package
    from app.services.desk.desk import View

FLAGS = ("has_survey", "has_design", "has_subcontractor")


def _flag_title(flag: str) -> str:
    return {
        "has_survey": tr("Is the survey unit concerned?"),
        "has_design": tr("Is the design unit concerned?"),
        "has_subcontractor": tr("Is there a specialist subcontractor?"),
    }[flag]


class Tasks(QObject):
    """Rows and what they do. Decisions of others than the secretary identify them first."""

    def __init__(self, host: Host, screen: QWidget) -> None:
        super().__init__(screen)
        self._host, self._screen = host, screen
        self.card = TitledCard(tr("To settle before the day"))
        self.rows: dict[str, TaskRow] = {}
        self.flags: dict[str, Segments] = {}
        self.actions: dict[str, Button] = {}
        self._build()

    def _build(self) -> None:
        self.plan = PlanRow()
        self.plan.file.clicked.connect(self.choose_plan)
        self.plan.paper.clicked.connect(self.paper_plan)
        self._add("plan", self.plan)
        for flag in FLAGS:
            self._add(flag, self._flag_row(flag))
        self.rows["flags"] = self.rows[FLAGS[0]]
        self._task("scope", tr("Hazardous work: kind and parameters"), tr("Enter..."), self.edit_scope)
        self._task("letters", tr("Letters of delegation"), tr("Register a paper letter..."), self.new_letter)
        self.printing = Segments(
            [Segment("both", tr("Both are here")), Segment("lacking", tr("Something is missing"))]
        )
        self.printing.setFixedWidth(300)
        self.printing.chosen.connect(self._printing)
        self._add("printing", TaskRow(tr("Printer and scanner"), [self.printing]))
        self._task("clock", tr("Clock of this computer"), tr("Enter the true time..."), self.attest_clock)
        self._task("roster", tr("Roster"), tr("Take a newer roster..."), self.choose_roster)
        self._task("badges", tr("Badges and table cards"), tr("Preview and print..."), self.open_badges)

    def _add(self, key: str, row: TaskRow) -> None:
        self.rows[key] = row
        self.card.add(row)

    def _task(self, key: str, title: str, words: str, act: Callable[[], object]) -> None:
        button = Button(words, Kind.SECONDARY)
        button.clicked.connect(lambda _checked=False: act())
        self.actions[key] = button
        self._add(key, TaskRow(title, [button]))

    def _flag_row(self, flag: str) -> TaskRow:
        segments = Segments([Segment("yes", tr("Concerned")), Segment("no", tr("Not concerned"))])
        segments.setFixedWidth(260)
        segments.chosen.connect(lambda key: self._flag(flag, key))
        self.flags[flag] = segments
        return TaskRow(_flag_title(flag), [segments])

    def show_view(self, view: View) -> None:
        """Draw how each stands."""
        m = view.m
        self.rows["plan"].show_state(*plan_state(view))
        for flag in FLAGS:
            self._show_flag(view, flag)
        self.rows["scope"].show_state(*scope_state(view))
        self.rows["letters"].show_state(*letters_state(view))
        self.rows["printing"].show_state(*printing_state(view))
        ready = m.printing
        self.printing.set_key(
            "" if ready is None else "both" if ready.printer and ready.scanner else "lacking"
        )
        self.rows["clock"].show_state(*clock_state(view))
        roster = tr("version {n}; changes are shown before they are taken").format(n=m.info.roster_version)
        self.rows["roster"].show_state(State.NOTE, roster)
        self.rows["badges"].show_state(State.NOTE, tr("Large and small badges, table cards, door list"))
        self._lock(m)

    def _show_flag(self, view: View, flag: str) -> None:
        value = view.m.flags[flag]
        decided = value.value is not None
        self.flags[flag].set_key(("yes" if value.value else "no") if decided else "")
        bad = any(x.subject == flag and x.is_open for x in view.findings if x.check == "C10")
        text = tr("Reason: {reason}").format(reason=value.reason) if value.reason else ""
        self.rows[flag].show_state(State.PRESENT if decided and not bad else State.MISSING, text)

    def _lock(self, m: Meeting) -> None:
        late = tr("Settled: the meeting has been opened.")
        for key, fact in (
            ("scope", f.ScopeDecided),
            ("letters", f.LetterShown),
            ("roster", f.PackageRefreshed),
        ):
            self.actions[key].set_blocked("" if allowed(fact, m.stage) else late)
        self.actions["clock"].set_blocked("" if allowed(f.ClockAttested, m.stage) else late)
        for key in ("yes", "no"):
            for segments in self.flags.values():
                segments.set_reason(key, "" if allowed(f.FlagDecided, m.stage) else late)
        for key in ("both", "lacking"):
            self.printing.set_reason(key, "" if allowed(f.PrintingConfirmed, m.stage) else late)
        self.plan.lock("" if allowed(f.PlanCompared, m.stage) else late)

    def open_sheet(self, sheet: Sheet) -> None:
        """Open a sheet over the window; it goes when it closes."""
        opener = getattr(self._host, "open_sheet", None)
        if opener is not None:
            opener(sheet)
        else:
            sheet.finished.connect(sheet.deleteLater)
            sheet.open()

    def _meeting(self) -> Meeting | None:
        view = self._host.store.view
        return view.m if view else None

    def _flag(self, flag: str, key: str) -> None:
        secretary = self._host.secretary()
        if key == "yes":
            self._host.ask(f.FlagDecided(flag=flag, value=True), secretary)  # type: ignore[arg-type]  # one of FLAGS
            return
        sheet = ReasonSheet(self._screen, _flag_title(flag), tr("Why it is not concerned"))

        def said() -> None:
            fact = f.FlagDecided(flag=flag, value=False, reason=sheet.reason())  # type: ignore[arg-type]  # one of FLAGS
            self._host.ask(fact, secretary)

        sheet.accepted.connect(said)
        sheet.rejected.connect(self._redraw)
        self.open_sheet(sheet)

    def _redraw(self) -> None:
        view = self._host.store.view
        if view is not None:
            self.show_view(view)

    def choose_plan(self) -> None:
        """Ask for the file shown at the meeting."""
        path, _ = QFileDialog.getOpenFileName(
            self._screen, tr("Open the plan shown at the meeting"), "", tr("Plan (*.pdf *.*)")
        )
        if path:
            self.compare_file(path)

    def compare_file(self, path: str) -> None:
        """Hash the file off the GUI thread and record what it is (C02)."""
        self.plan.file.set_busy(tr("Comparing..."))

        def done(digest: str) -> None:
            self.plan.file.set_busy("")
            self._compared(f.PlanCompared(method="screen", sha256=digest))

        def failed(error: Exception) -> None:
            self.plan.file.set_busy("")
            why = error.strerror if isinstance(error, OSError) else str(error)
            self._host.say(tr("The file cannot be used: {why}").format(why=why))

        self._host.pool.submit(lambda: hash_file(path), done, failed, owner=self)

    def _compared(self, fact: f.PlanCompared) -> None:
        self._host.ask(fact, self._host.secretary())

    def paper_plan(self) -> None:
        """A plan on paper: the code on its cover, or version, date and pages with two signers."""
        m = self._meeting()
        if m is None:
            return
        sheet = PaperSheet(self._screen, m.info.plan)
        sheet.accepted.connect(lambda: self._paper(sheet.fact()))
        self.open_sheet(sheet)

    def _paper(self, fact: f.PlanCompared) -> None:
        if fact.method != "paper_plain":
            self._compared(fact)
            return
        first = tr("Project technical lead of the contractor confirms: same version as uploaded")
        second = tr("Chief supervisor confirms: same version as uploaded")

        def then(one: By) -> None:
            self._host.identify((Role.SUP_CHIEF,), second, lambda two: self._signed(fact, one, two))

        self._host.identify((Role.GC_PROJ_TECH,), first, then)

    def _signed(self, fact: f.PlanCompared, one: By, two: By) -> None:
        signers = (one.person, two.person)
        whole = f.PlanCompared(
            method=fact.method, version=fact.version, dated=fact.dated, pages=fact.pages, signers=signers
        )
        self._compared(whole)

    def edit_scope(self) -> None:
        """Category and parameters (C09)."""
        view = self._host.store.view
        if view is None:
            return
        sheet = ScopeSheet(self._screen, view.m, view.case.law.scope, view.case.pack.scope)
        sheet.accepted.connect(lambda: self._host.ask(sheet.fact(), self._host.secretary()))
        self.open_sheet(sheet)

    def new_letter(self) -> None:
        """A letter on paper, shown at the venue (C08)."""
        m = self._meeting()
        if m is None:
            return
        sheet = LetterSheet(self._screen, m)

        def said() -> None:
            request = r.ShowLetter(letter=sheet.letter(), scan=sheet.scan())
            self._host.ask(request, self._host.secretary())

        def blank() -> None:
            unit = sheet.unit()
            sheet.reject()  # a sheet would stand over the preview
            self._host.show_document(Document.LETTER, f"unit:{unit}" if unit else "")

        sheet.blank.clicked.connect(blank)
        sheet.accepted.connect(said)
        self.open_sheet(sheet)

    def _printing(self, key: str) -> None:
        both = key == "both"
        fact = f.PrintingConfirmed(printer=both, scanner=both)
        self._host.ask(fact, self._host.secretary())

    def attest_clock(self) -> None:
        """Owner and secretary type the true time (C73)."""
        roles = (Role.OWNER_VERIFIER, Role.OWNER_PM)
        self._host.identify(roles, tr("The owner confirms the true time"), self._clock)

    def _clock(self, owner: By) -> None:
        sheet = ClockSheet(self._screen, owner.name)

        def said() -> None:
            fact = f.ClockAttested(true_time=sheet.moment(), drift_seconds=0.0, owner=owner.person)
            self._host.ask(fact, self._host.secretary())

        sheet.accepted.connect(said)
        self.open_sheet(sheet)

    def choose_roster(self) -> None:
        """Ask for the newer package."""
        path, _ = QFileDialog.getOpenFileName(
            self._screen, tr("Take a newer roster"), "", tr("Meeting package (*.json *.huiqian)")
        )
        if path:
            self.compare_roster(path)

    def compare_roster(self, path: str) -> None:
        """Show what a newer roster changes, then take it whole (T02, EC-23)."""
        m = self._meeting()
        if m is None:
            return
        from app.ui.stages.prepare_roster import RosterSheet, read_newer

        def show(found: tuple[bytes, Package]) -> None:
            data, package = found
            sheet = RosterSheet(self._screen, m.info, package)
            request = r.RefreshPackage(data=data)
            sheet.accepted.connect(lambda: self._host.ask(request, self._host.secretary()))
            self.open_sheet(sheet)

        self._host.pool.submit(lambda: read_newer(path), show, self._trouble, owner=self)

    def _trouble(self, error: Exception) -> None:
        trouble = getattr(self._host, "trouble", None)
        if trouble is not None:
            trouble(error)

    def open_badges(self) -> None:
        """Badges, table cards and the door list, to be printed."""
        from app.ui.badges import open_badges

        open_badges(self._host, self._screen)

    def cancel_meeting(self) -> None:
        """T10: with a reason; the record is closed afterwards."""
        sheet = ReasonSheet(
            self._screen, tr("Cancel the meeting"), tr("Why it does not take place"), danger=True
        )
        secretary = self._host.secretary()
        sheet.accepted.connect(lambda: self._host.ask(f.MeetingCancelled(reason=sheet.reason()), secretary))
        self.open_sheet(sheet)
