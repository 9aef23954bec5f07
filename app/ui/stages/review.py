"""论证: the experts review alone, the leader concludes the topics and fixes the severe defects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.models.terms import Stage
from app.ui.i18n import tr
from app.ui.stages.base import Host, StageScreen
from app.ui.stages.checkin_course import resume
from app.ui.stages.parts.experts import DELIBERATION
from app.ui.stages.parts.roll import RollSheet
from app.ui.stages.parts.spot import parts_of, show_spot
from app.ui.stages.pause_ways import pause_line, resume_reason, ways_on
from app.ui.stages.review_defectpage import DefectPage
from app.ui.stages.review_defects import answer, fix
from app.ui.stages.review_form import write_form
from app.ui.stages.review_forms import FormsPage
from app.ui.stages.review_overview import DEFECTS_PAGE, FORMS_PAGE, TOPICS_PAGE, Overview
from app.ui.stages.review_pause import suspend
from app.ui.stages.review_questions import QuestionsPage
from app.ui.stages.review_topics import TopicsPage
from app.ui.theme import Space
from app.ui.widgets import Button, EmptyState, Kind, Notice, Segment, Segments, State

if TYPE_CHECKING:
    from app.models.finding import Finding
    from app.services.desk.desk import View

OVERVIEW, QUESTIONS = "overview", "questions"
_PAGE_OF = {"C41": FORMS_PAGE, "C42": DEFECTS_PAGE, "C48": TOPICS_PAGE, "C74": OVERVIEW}


class Screen(StageScreen):
    """Five pages: how far it is, topics and parts, severe defects, personal opinions, questions."""

    key = "review"

    def __init__(self, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(host, parent)
        self.view: View | None = None
        self.tabs = Segments(
            [
                Segment(OVERVIEW, tr("How far it is")),
                Segment(TOPICS_PAGE, tr("Topics and parts")),
                Segment(DEFECTS_PAGE, tr("Severe defects")),
                Segment(FORMS_PAGE, tr("Personal opinions")),
                Segment(QUESTIONS, tr("Questions")),
            ]
        )
        self.tabs.setAccessibleName(tr("Pages of the review"))
        self.tabs.set_key(OVERVIEW)
        self.overview, self.topics = Overview(host), TopicsPage(host)
        self.defects, self.forms = DefectPage(host), FormsPage(host)
        self.questions = QuestionsPage(host)
        self.pages: dict[str, Overview | TopicsPage | DefectPage | FormsPage | QuestionsPage] = {
            OVERVIEW: self.overview,
            TOPICS_PAGE: self.topics,
            DEFECTS_PAGE: self.defects,
            FORMS_PAGE: self.forms,
            QUESTIONS: self.questions,
        }
        self.stack = QStackedWidget()
        for page in self.pages.values():
            self.stack.addWidget(page)
        self.notice = Notice("", State.BLOCK)
        self.notice.hide()
        self.empty = EmptyState(
            tr("The meeting has not been opened yet."),
            tr("When everybody required is here, the host opens it on the check-in page."),
            tr("Go to check-in"),
        )
        self.empty.acted.connect(lambda: host.go("checkin"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        for widget in (self.notice, self.tabs):
            column.addWidget(widget)
        column.addWidget(self.stack, 1)
        column.addWidget(self.empty, 1)
        self.tabs.chosen.connect(self.show_page)
        self.overview.asked.connect(self.show_page)
        self._make_buttons()

    def _make_buttons(self) -> None:
        def make(text: str, kind: Kind, do: Callable[[], object]) -> Button:
            button = Button(text, kind)
            button.clicked.connect(do)
            return button

        host = self.host
        self.pause_button = make(tr("Suspend the meeting"), Kind.SECONDARY, lambda: suspend(host, self))
        self.verdict_button = make(tr("Go to the verdict"), Kind.PRIMARY, lambda: host.go("verdict"))
        self.roll_button = make(tr("Roll-call"), Kind.SECONDARY, lambda: RollSheet(host, self).open())
        self.resume_button = make(tr("Resume the meeting"), Kind.PRIMARY, lambda: resume(host))
        self.ways_button = make(tr("Cannot be resumed..."), Kind.QUIET, lambda: ways_on(host, self))
        self.people_button = make(tr("To the check-in board"), Kind.SECONDARY, lambda: host.go("checkin"))

    def show_page(self, key: str) -> None:
        """Show one of the pages."""
        self.tabs.set_key(key)
        self.stack.setCurrentWidget(self.pages[key])

    def show_view(self, view: View) -> None:
        """Draw what the facts say."""
        self.view = view
        opened = view.m.opened_at is not None
        self.empty.setVisible(not opened)
        for widget in (self.tabs, self.stack):
            widget.setVisible(opened)
        self._show_notice(view)
        self.resume_button.set_blocked(resume_reason(self.host.words, view))
        if opened:
            for page in self.pages.values():
                page.show_view(view)

    def _show_notice(self, view: View) -> None:
        said, state = "", State.BLOCK
        if view.stage is Stage.SUSPENDED:
            said = pause_line(view)
        elif view.m.opened_at and view.stage not in DELIBERATION:
            said, state = tr("The deliberation is over; this page is for reading only."), State.NOTE
        self.notice.setVisible(bool(said))
        if said and said != self.notice.text():
            self.notice.set_notice(said, state)

    def buttons(self) -> Sequence[QWidget]:
        """The next step of the stage, last."""
        view = self.view
        if view is None or view.m.opened_at is None:
            return ()
        if view.stage is Stage.SUSPENDED:
            return (self.ways_button, self.people_button, self.roll_button, self.resume_button)
        if view.stage in DELIBERATION:
            return (self.pause_button, self.verdict_button)
        return ()

    def resolve(self, finding: Finding) -> str:
        """Words of the button where this screen resolves the finding."""
        words = {
            "C41": tr("Fill in the form"),
            "C42": tr("Answer the list") if finding.subject else tr("Fix the list"),
            "C48": tr("Conclude"),
            "C74": tr("Record the briefing"),
        }
        return words.get(finding.check, "")

    def focus_on(self, subject: str) -> None:
        """Show the page a finding is about and begin what it asks for. ``subject``: its key, or a bare subject."""
        view = self.view
        if view is None:
            return
        check, _variant, about = parts_of(subject)
        page = _PAGE_OF.get(check, OVERVIEW)
        self.show_page(page)
        show_spot(self.pages[page])
        if view.stage in DELIBERATION:
            self._open(check, about)

    def _open(self, check: str, about: str) -> None:
        """Begin what the finding asks for."""
        if check == "C41":
            write_form(self.host, self, about)
        elif check == "C42" and about in self.overview.lines:
            answer(self.host, self, about)
        elif check == "C42":
            fix(self.host, self)
        elif check == "C48":
            self._topic(about).setFocus()
        elif check == "C74":
            self.overview.brief(about)

    def _topic(self, about: str) -> QWidget:
        if about.isdigit():
            return self.topics.topics[int(about) - 1].choice.buttons()[0]
        number = about.removeprefix("part")
        row = int(number) - 1 if number.isdigit() else 0
        return self.topics.parts[row].choice.buttons()[0]
