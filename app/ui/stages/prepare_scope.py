"""The scope of the plan (C09): kinds of work, rows of 31号附件 with their parameters, and what they mean here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models import facts as f
from app.models.package import ScopeHit
from app.models.scope import ScopeClass, ScopeItem, ScopeTables, assess
from app.ui.i18n import tr
from app.ui.theme import Space, Tone, Type
from app.ui.widgets import (
    Button,
    Choice,
    FitScroll,
    FlowLayout,
    FormRow,
    Kind,
    Notice,
    Segment,
    Segments,
    Sheet,
    State,
    Surface,
    TextField,
    WrapLabel,
)
from app.ui.widgets.chip import ChipButton

if TYPE_CHECKING:
    from app.models.meeting import Meeting
    from app.models.packvalues import ScopeRules

_NUMBER = re.compile(r"\d+(\.\d+)?")
_STATES = {
    ScopeClass.OVERSIZE: State.PRESENT,
    ScopeClass.HAZARDOUS: State.WARNING,
    ScopeClass.NEITHER: State.BLOCK,
    ScopeClass.INCOMPLETE: State.MISSING,
    ScopeClass.NOTHING: State.MISSING,
}


def meaning(kind: ScopeClass, rules: ScopeRules) -> tuple[State, str]:
    """What the entered scope means at this place, said plainly (C09, its second level, and the titles of part 3)."""
    everything = rules.trigger == "hazardous_plan_reviews"
    if kind is ScopeClass.HAZARDOUS and everything:
        return State.PRESENT, tr(
            "Hazardous work: this place reviews every such plan. Titles do not say that it is over the limit."
        )
    words = {
        ScopeClass.OVERSIZE: tr("Over the limit of scale: the review is compulsory."),
        ScopeClass.HAZARDOUS: tr(
            "Hazardous, but within the limit of scale: the review is voluntary; the owner's project manager "
            "gives a reason and signs."
        ),
        ScopeClass.NEITHER: tr("Not hazardous work: no review meeting is needed."),
        ScopeClass.INCOMPLETE: tr("Parameters are missing: enter every one of the rows chosen."),
        ScopeClass.NOTHING: tr("Choose a row of the annexes and enter its parameters."),
    }
    return _STATES[kind], words[kind]


def chain_params(item: ScopeItem, tables: ScopeTables) -> tuple[str, ...]:
    """The parameters of a row, then those of the rows of 附件1 it falls back to when it is under its bound."""
    found: list[str] = []
    row: ScopeItem | None = item
    while row is not None:
        found += row.params
        row = tables.item(row.below) if row.below else None
    return tuple(dict.fromkeys(found))


class _HitRow(Surface):
    """One row of 附件1 or 附件2 with its parameters."""

    def __init__(self, item: ScopeItem, tables: ScopeTables, hit: ScopeHit) -> None:
        super().__init__("well")
        self.item = item
        self.add(WrapLabel(f"{item.id}　{item.text}", Type.BASE, bold=True))
        self.fields: dict[str, TextField | Segments] = {}
        self.asked: dict[str, FormRow] = {}
        for key in chain_params(item, tables):
            label = tables.params[key]
            value = hit.params.get(key)
            field: TextField | Segments
            if label.kind == "yes_no":
                field = Segments([Segment("yes", tr("yes")), Segment("no", tr("no"))])
                field.set_key({True: "yes", False: "no"}.get(bool(value), "") if value is not None else "")
            else:
                field = TextField("" if value is None else f"{value:g}", longest=12)
            self.fields[key] = field
            self.asked[key] = FormRow(label.text, field)
            self.add(self.asked[key])
        self.remove = Button(tr("Take this row out"), Kind.LINK)
        self.add(self.remove)

    def ask(self, missing: frozenset[str]) -> None:
        """Show what the row itself asks, and of the milder rows below it only what is still needed or was answered."""
        given = self.hit().params
        for key, row in self.asked.items():
            row.setVisible(key in self.item.params or key in missing or key in given)

    def hit(self) -> ScopeHit:
        """What was entered; an empty field stays unknown, never zero (8.7-5)."""
        params: dict[str, float | bool] = {}
        for key, field in self.fields.items():
            if isinstance(field, Segments):
                if field.key():
                    params[key] = field.key() == "yes"
            elif _NUMBER.fullmatch(field.text().strip()):
                params[key] = float(field.text())
        return ScopeHit(item=self.item.id, params=params)

    def wrong(self) -> bool:
        """Is there something that is no number?"""
        texts = [x.text().strip() for x in self.fields.values() if isinstance(x, TextField)]
        return any(text and not _NUMBER.fullmatch(text) for text in texts)


class TouchedRow(QWidget):
    """Other kinds of work the plan touches, as pills to press (extras of QD, groups of the defect list)."""

    def __init__(self, kinds: Sequence[tuple[str, str]], touched: Sequence[str]) -> None:
        super().__init__()
        self.chosen = set(touched)
        flow = FlowLayout(self, gap=Space.XS)
        self.chips: dict[str, ChipButton] = {}
        for code, zh in kinds:
            chip = ChipButton(zh, Tone.NEUTRAL)
            chip.clicked.connect(lambda _=False, key=code: self._turn(key))
            self.chips[code] = chip
            flow.addWidget(chip)
        self._draw()

    def set_primary(self, code: str) -> None:
        """The main kind is not touched beside itself."""
        for key, chip in self.chips.items():
            chip.setVisible(key != code)
        self.chosen.discard(code)
        self._draw()

    def codes(self) -> tuple[str, ...]:
        """The kinds chosen, in the order of the annex."""
        return tuple(code for code in self.chips if code in self.chosen)

    def _turn(self, code: str) -> None:
        self.chosen ^= {code}
        self._draw()

    def _draw(self) -> None:
        for code, chip in self.chips.items():
            on = code in self.chosen
            chip.set_chip(chip.text(), Tone.BRAND if on else Tone.NEUTRAL, State.PRESENT if on else None)
            state = tr("touched") if on else tr("not touched")
            chip.setAccessibleName(f"{chip.text()} {state}")


class ScopeSheet(Sheet):
    """Category and rows of 31号附件 with their parameters (C09); what they mean here is said while they are entered."""

    def __init__(self, parent: QWidget, m: Meeting, tables: ScopeTables, rules: ScopeRules) -> None:
        super().__init__(parent, tr("Hazardous work: kind and parameters"), primary=tr("Save"), width=760)
        self._tables, self._rules = tables, rules
        kinds = [(s.code.value, s.zh) for s in tables.specialties]
        self.category = Choice(kinds)
        self.category.set_key(m.primary_category)
        self.touched = TouchedRow(kinds, m.touched_categories)
        self.body.addWidget(FormRow(tr("Kind of work"), self.category, required=True))
        self.body.addWidget(FormRow(tr("Also touches"), self.touched))
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.S)
        self._column.addStretch(1)
        self.body.addWidget(FitScroll(inside, least=200), 1)
        self.more = Choice()
        self.more.activated.connect(lambda _at: self._more())
        self.body.addWidget(self.more)
        self.meaning = Notice("", State.NOTE)
        self.body.addWidget(self.meaning)
        self.hits: list[_HitRow] = []
        self.category.currentIndexChanged.connect(lambda _at: self._renew_kind())
        for hit in m.scope:
            self._add(hit)
        self._renew_kind()

    def _renew_kind(self) -> None:
        """The rows of the chosen kind come first."""
        kind = self.category.key()
        self.touched.set_primary(kind)
        rows = (*self._tables.oversize, *self._rules.supplements, *self._tables.hazardous)
        ordered = [*(row for row in rows if row.cat == kind), *(row for row in rows if row.cat != kind)]
        offered = [(row.id, f"{row.id}　{row.text}") for row in ordered]
        self.more.set_options([("", tr("Add a row of the annexes...")), *offered])
        self._renew()

    def _renew(self) -> None:
        found = assess(self._tables, [row.hit() for row in self.hits], self._rules.supplements)
        missing = frozenset(name for names in found.missing.values() for name in names)
        for row in self.hits:
            row.ask(missing)
        state, words = meaning(found.kind, self._rules)
        self.meaning.set_notice(words, state)

    def _more(self) -> None:
        key = self.more.key()
        if key and key not in {row.item.id for row in self.hits}:
            self._add(ScopeHit(item=key))
        self.more.setCurrentIndex(0)
        self.refit()

    def _add(self, hit: ScopeHit) -> None:
        item = self._tables.item(hit.item, self._rules.supplements)
        if item is None:
            return
        row = _HitRow(item, self._tables, hit)
        row.remove.clicked.connect(lambda: self._drop(row))
        for field in row.fields.values():
            changed = field.chosen if isinstance(field, Segments) else field.textChanged
            changed.connect(lambda _said: self._renew())
        self.hits.append(row)
        self._column.insertWidget(self._column.count() - 1, row)
        self._renew()

    def _drop(self, row: _HitRow) -> None:
        self.hits.remove(row)
        row.hide()
        row.deleteLater()
        self._renew()

    def fact(self) -> f.ScopeDecided:
        """What was decided."""
        return f.ScopeDecided(
            primary_category=self.category.key(),
            touched_categories=self.touched.codes(),
            scope=tuple(row.hit() for row in self.hits),
        )

    def accept(self) -> None:
        """Only numbers."""
        for row in self.hits:
            for field in row.fields.values():
                if isinstance(field, TextField):
                    text = field.text().strip()
                    bad = bool(text) and not _NUMBER.fullmatch(text)
                    parent = field.parentWidget()
                    if isinstance(parent, FormRow):
                        parent.set_error(tr("Write a number, e.g. 11.6") if bad else "")
        if not any(row.wrong() for row in self.hits):
            super().accept()
