"""What the package says: project, plan, experts with their pre-review, units with their posts. Read only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.models.package import Expert, Party
from app.models.papers.head import KIND_ZH, ROLE_ZH
from app.ui.i18n import tr
from app.ui.shell.moments import moment_text
from app.ui.theme import Space, Tone, Type
from app.ui.widgets import Chip, FlowLayout, State, Surface, TitledCard, WrapLabel

if TYPE_CHECKING:
    from app.models.meeting import Meeting
    from app.services.desk.desk import View

_SHORT = 12


class PackageCard(TitledCard):
    """Project, plan with its version and fingerprint, meeting, rules, roster."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Meeting package"), parent=parent)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(Space.L)
        self._grid.setVerticalSpacing(Space.S)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(3, 1)
        self.box.addLayout(self._grid)
        self._values: list[WrapLabel] = []

    def show_view(self, view: View) -> None:
        """Draw the package of the view."""
        pairs = _pairs(view)
        if not self._values:
            for at, (label, _value) in enumerate(pairs):
                name = WrapLabel(label, Type.SMALL, ink="ink2")
                value = WrapLabel("", Type.BASE)
                self._grid.addWidget(name, at // 2, at % 2 * 2, Qt.AlignmentFlag.AlignTop)
                self._grid.addWidget(value, at // 2, at % 2 * 2 + 1, Qt.AlignmentFlag.AlignTop)
                self._values.append(value)
        for value_, (_label, text) in zip(self._values, pairs, strict=True):
            value_.setText(text or "—")
        version = tr("roster version {n}, made {time}")
        info = view.m.info
        self.side.setText(version.format(n=info.roster_version, time=moment_text(info.made_at)))


def _pairs(view: View) -> tuple[tuple[str, str], ...]:
    info = view.m.info
    plan, meeting = info.plan, info.meeting
    author = view.m.parties.get(plan.author_unit)
    pages = tr("{version}, {pages} pages, {day}").format(
        version=plan.version, pages=plan.pages, day=plan.dated.isoformat()
    )
    signed = "、".join(f"{s.name} {s.signed_on or '—'}" for s in plan.sign_offs)
    meta = view.case.pack.meta
    return (
        (tr("Project"), f"{info.project.name}　{info.project.place}"),
        (tr("Planned start"), moment_text(meeting.planned_start)),
        (tr("Plan"), plan.name),
        (tr("Place"), meeting.place),
        (tr("Version"), pages),
        (tr("Fingerprint"), plan.sha256[:_SHORT]),
        (tr("Written by"), author.name if author else plan.author_unit),
        (tr("Reviewed by"), signed),
        (tr("Rule pack"), f"{meta.name} {meta.version}"),
        (tr("Organiser"), meeting.organiser_name),
        (tr("Application"), meeting.application_no),
        (tr("Draw"), " ".join(text for text in (meeting.draw_id, meeting.draw_method) if text)),
    )


class ExpertsCard(TitledCard):
    """Experts with unit, discipline, match, confirmation, pre-review and term."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Experts on the roster"), parent=parent)
        self.rows: dict[str, QWidget] = {}
        self._drawn: object = None

    def show_view(self, view: View) -> None:
        """Draw the experts of the roster."""
        m = view.m
        drawn = (m.package_blob, tuple(m.statuses.items()), tuple(m.employer_codes))
        if drawn == self._drawn:
            return
        self._drawn = drawn
        for row in self.rows.values():
            row.hide()
            row.deleteLater()
        self.rows = {e.person: self._row(m, e) for e in m.experts.values()}
        for row in self.rows.values():
            self.add(row)
        self.side.setText(tr("{n} on the roster").format(n=len(self.rows)))

    def _row(self, m: Meeting, expert: Expert) -> QWidget:
        person = m.people.get(expert.person)
        row = Surface("well", margin=Space.M)
        line = QHBoxLayout()
        line.setSpacing(Space.M)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(WrapLabel(m.name(expert.person), Type.NAME, bold=True))
        unit = expert.employer_name or (person.unit_name if person else "")
        title = person.title if person else ""
        parts = (unit, title, expert.discipline or expert.draw_specialty)
        words.addWidget(WrapLabel(" · ".join(p for p in parts if p), Type.SMALL, ink="ink2"))
        line.addLayout(words, 1)
        chips = QWidget()
        flow = FlowLayout(chips, gap=Space.XS)
        for text, state in _expert_state(m, expert):
            tone = {State.PRESENT: Tone.PRESENT, State.WARNING: Tone.WARNING, State.BLOCK: Tone.BLOCK}
            flow.addWidget(Chip(text, tone.get(state, Tone.NEUTRAL), state=state))
        line.addWidget(chips, 1)
        row.box.addLayout(line)
        row.setAccessibleName(m.name(expert.person))
        return row


def _expert_state(m: Meeting, e: Expert) -> list[tuple[str, State]]:
    found: list[tuple[str, State]] = []
    if e.matched is not None:  # else the check judges by the discipline
        found.append(_yes_no(e.matched, tr("matches"), tr("does not match"), ""))
    found.append(_yes_no(e.confirmed, tr("will come"), tr("declined"), tr("no answer yet")))
    pre = e.prereview
    seen = pre.opened_at is not None if pre else None
    given = pre is not None and pre.opinion_at is not None
    words = tr("pre-review given") if given else tr("plan opened")
    found.append(_yes_no(seen, words, tr("plan not opened"), tr("no pre-review")))
    status = m.statuses.get(e.person) or e.status
    if status not in (None, "active"):
        found.append((tr("qualification: {status}").format(status=status), State.BLOCK))
    if e.term_end is not None:
        over = e.term_end < m.info.meeting.planned_start.date()
        text = tr("term to {day}").format(day=e.term_end.isoformat())
        found.append((text, State.BLOCK if over else State.PRESENT))
    return found


def _yes_no(value: bool | None, yes: str, no: str, unknown: str) -> tuple[str, State]:  # noqa: FBT001  tri-state
    if value is None:
        return unknown, State.WARNING
    return (yes, State.PRESENT) if value else (no, State.BLOCK)


class UnitsCard(TitledCard):
    """Units with their posts and who holds them, in the order of 31号-三."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Units and posts"), parent=parent)
        self._rows: list[QWidget] = []
        self._drawn: object = None

    def show_view(self, view: View) -> None:
        """Draw the units."""
        m = view.m
        drawn = (m.package_blob, m.posts)
        if drawn == self._drawn:
            return
        self._drawn = drawn
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows = [self._row(m, party) for party in m.parties.values()]
        for row in self._rows:
            self.add(row)
        self.side.setText(tr("{n} units").format(n=len(self._rows)))

    def _row(self, m: Meeting, party: Party) -> QWidget:
        row = Surface("well", margin=Space.M)
        row.box.setSpacing(2)
        kind = KIND_ZH.get(party.kind, party.kind.value)
        row.add(WrapLabel(f"{kind}　{party.name}", Type.BASE, bold=True))
        row.add(WrapLabel(party.code, Type.SMALL, ink="faint"))
        held = [h for h in m.posts if h.unit_code == party.code and h.role in ROLE_ZH]
        text = "　".join(f"{ROLE_ZH[h.role]} {m.name(h.person)}{_changed(changed=h.changed)}" for h in held)
        if not party.relevant:
            text = tr("Need not come: {reason}").format(reason=party.reason)
        row.add(WrapLabel(text or tr("No post on the roster."), Type.SMALL, ink="ink2"))
        row.setAccessibleName(f"{kind} {party.name} {text}")
        return row


def _changed(*, changed: bool) -> str:
    return tr("(changed)") if changed else ""
