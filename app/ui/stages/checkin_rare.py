"""The rarer things at the door: a suspicion cleared (8.7-7), a consent asked (C36), the check-in of another plan (EC-24)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from PySide6.QtWidgets import QWidget

from app.models import facts as f
from app.models.calendar import beijing_day
from app.models.terms import Role, Stage
from app.services.desk import requests as r
from app.services.desk.requests_door import PictureName, ShareCheckIn
from app.ui.i18n import tr
from app.ui.stages.parts.ask import AskSheet, view_of
from app.ui.stages.parts.people import just_identified
from app.ui.stages.parts.reason import ReasonSheet
from app.ui.stages.parts.signature import SignatureSheet
from app.ui.theme import Tone
from app.ui.widgets import Button, Choice, EmptyState, FormRow, Kind, Segment, Segments, State

if TYPE_CHECKING:
    from app.models.entry import By
    from app.services.desk.desk import Desk
    from app.services.desk.requests import Drawing
    from app.ui.stages.base import Host


def clear_suspicion(host: Host, parent: QWidget, person: str) -> None:
    """The real person came: the owner's project leader confirms it, the incident stays in the record (8.7-7)."""
    name = view_of(host).m.name(person)

    def then(by: By) -> None:
        def use(sheet: ReasonSheet, reason: str) -> None:
            sheet.send(f.SubstitutionCleared(person=person, reason=reason), by)

        ReasonSheet(
            host,
            parent,
            tr("{name} has come himself").format(name=name),
            use,
            sub=tr(
                "Confirmed by the owner's project leader. He then checks in anew; the incident stays recorded."
            ),
            usual=(tr("Document and face compared with the roster photo by two people"),),
            primary=tr("Confirm: it is the person himself"),
        ).open()

    host.identify((Role.OWNER_PM,), tr("The owner confirms who has come"), then)


What = Literal["id_photo", "biometric"]


class ConsentSheet(SignatureSheet):
    """单独同意: the person agrees with his signature, or refuses without one; a refusal bars him from nothing (EC-41)."""

    def __init__(self, host: Host, parent: QWidget, by: By) -> None:
        self._by = by
        self.what = Segments(
            [
                Segment("id_photo", tr("Photo of the identity card"), Tone.BRAND),
                Segment("biometric", tr("Biometric data"), Tone.BRAND),
            ]
        )
        self.what.set_key("id_photo")
        text = tr(
            "A photo of your identity card or biometric data is taken only if you agree to it separately. If you refuse, "
            "it is not taken, you are identified another way, and you attend all the same. A group photo needs no consent: "
            "who does not want to be in it sits outside the picture."
        )
        super().__init__(
            host,
            parent,
            tr("Separate consent: {name}").format(name=by.name),
            text,
            lambda _sheet, made: self._send(made),
            primary=tr("I agree, with my signature"),
        )
        self.extra.addWidget(FormRow(tr("What is asked for"), self.what, required=True))
        self.first = self.what.buttons()[0]
        self.refuse = Button(tr("I do not agree"), Kind.SECONDARY)
        self.refuse.clicked.connect(lambda: self._send(None))
        self.add_foot(self.refuse)

    def _send(self, drawing: Drawing | None) -> None:
        what: What = "biometric" if self.what.key() == "biometric" else "id_photo"
        request = r.GiveConsent(person=self._by.person, what=what, given=drawing is not None, drawing=drawing)
        said = tr("Recorded: agreed") if drawing else tr("Recorded: not agreed; another way is used")
        self.send(request, self.host.secretary(), lambda _view: self.host.say(said))


def ask_consent(host: Host, parent: QWidget, person: str) -> None:
    """Ask a person who is here."""
    ConsentSheet(host, parent, just_identified(view_of(host).m, person)).open()


_USUAL = 0x20000
"""Below this, and outside the private use area, our fonts have every character of a name."""


def is_rare(name: str) -> bool:
    """May a character of this name have no font? The desk knows for certain; this only decides whether to offer it."""
    return any(ord(c) >= _USUAL or 0xE000 <= ord(c) <= 0xF8FF for c in name)  # noqa: PLR2004  private use area


def picture_name(host: Host, parent: QWidget, person: str) -> None:
    """The name is written by hand and printed as that picture, with its code points (EC-13, 姓名33)."""
    name = view_of(host).m.name(person)
    text = tr(
        "Write the name as it stands on the identity card, clearly and upright: {name}. It is printed as this picture, "
        "with the code points of every character, wherever no font has it."
    ).format(name=name)

    def use(sheet: SignatureSheet, drawing: Drawing) -> None:
        request = PictureName(person=person, text=name, picture=drawing.picture)
        said = tr("{name} is printed as a picture").format(name=name)
        sheet.send(request, host.secretary(), lambda _view: host.say(said))

    SignatureSheet(
        host, parent, tr("The name as a picture"), text, use, primary=tr("Print it like this")
    ).open()


@dataclass(frozen=True, slots=True)
class OtherPlan:
    """Another meeting of the same day on this computer, and how many are here there who are on this roster too."""

    meeting: str
    plan: str
    people: int


def other_plans(desk: Desk, meeting: str) -> tuple[OtherPlan, ...]:
    """Meetings of the same day with somebody to take over. Reads the ledger: not on the GUI thread."""
    here = desk.view(meeting).m
    day = beijing_day(here.info.meeting.planned_start)
    found = []
    for row in desk.ledger.meetings():
        if row.meeting == meeting:
            continue
        other = desk.view(row.meeting).m
        if beijing_day(other.info.meeting.planned_start) != day:
            continue
        both = [p for p in other.spans if other.present(p) and p in here.people and not here.present(p)]
        if both:
            found.append(OtherPlan(row.meeting, other.info.plan.name, len(both)))
    return tuple(found)


class ShareSheet(AskSheet):
    """从另一场会议带入签到: which meeting; declarations are signed anew, they speak of one plan (C37)."""

    def __init__(self, host: Host, parent: QWidget, plans: Sequence[OtherPlan]) -> None:
        super().__init__(
            host,
            parent,
            tr("Take over the check-in of another meeting"),
            tr(
                "Who is present there and on this roster too is present here. Declarations are signed anew for this plan."
            ),
            primary=tr("Take it over"),
            width=680,
        )
        rows = [(x.meeting, tr("{plan} ({n} people)").format(plan=x.plan, n=x.people)) for x in plans]
        self.plans = Choice([("", tr("Choose the meeting")), *rows])
        self.plans.setAccessibleName(tr("Take over the check-in of another meeting"))
        if plans:
            self.body.addWidget(FormRow(tr("Other meetings of today"), self.plans, required=True))
            self.first = self.plans
        else:
            self.plans.setParent(self)
            self.plans.hide()
            empty = tr("No other meeting of today on this computer has people of this roster.")
            self.body.addWidget(EmptyState(empty, tr("Check them in here as usual."), state=State.NOTE))
        self.plans.currentIndexChanged.connect(self.renew)
        self.renew()

    def renew(self) -> None:
        """One must be chosen."""
        self.primary.set_blocked("" if self.plans.key() else tr("Choose the meeting first."))

    def accept(self) -> None:
        """Ask the desk."""
        if self.primary.is_free():
            before = len(view_of(self.host).m.spans)
            source = self.plans.key()

            def said(view: object) -> None:
                del view
                n = len(view_of(self.host).m.spans) - before
                self.host.say(tr("{n} people taken over").format(n=n))

            self.send(ShareCheckIn(source=source), self.host.secretary(), said)


def share(host: Host, parent: QWidget) -> None:
    """Look for other meetings of the day, then ask which."""
    store = host.store
    work = partial(other_plans, store.desk, store.meeting)

    def show(plans: Sequence[OtherPlan]) -> None:
        if view_of(host).stage in {Stage.CHECKIN, Stage.READY}:
            ShareSheet(host, parent, plans).open()

    store.lane.submit(work, show, store.failed.emit, owner=parent)
