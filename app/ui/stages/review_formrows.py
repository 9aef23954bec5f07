"""Parts of the form 3.3: the rows of the opinion one can add and remove, and a line with its ticks."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models import facts as f
from app.ui.i18n import tr
from app.ui.theme import Space, Type
from app.ui.widgets import Button, Kind, Segments, Surface, TextArea, TextField, WrapLabel


class OpinionLine(Surface):
    """One row of the opinion: place, problem, advice, basis."""

    changed = Signal()
    removed = Signal(object)

    def __init__(self, number: int, was: f.OpinionRow | None = None) -> None:
        super().__init__("well", margin=Space.S)
        self.place = TextField(was.place if was else "", tr("Place: chapter, page, drawing"), longest=100)
        self.basis = TextField(was.basis if was else "", tr("Basis: standard and clause"), longest=100)
        self.problem = TextArea(was.problem if was else "", tr("Problem"), least=1, most=3, longest=1000)
        self.advice = TextArea(was.advice if was else "", tr("Advice"), least=1, most=3, longest=1000)
        names: dict[TextField | TextArea, str] = {
            self.place: tr("Row {n}: place"),
            self.basis: tr("Row {n}: basis"),
            self.problem: tr("Row {n}: problem"),
            self.advice: tr("Row {n}: advice"),
        }
        for field, name in names.items():
            field.setAccessibleName(name.format(n=number))
            field.textChanged.connect(self.changed)
        remove = Button("", Kind.QUIET, icon_name="remove")
        remove.setAccessibleName(tr("Remove row {number}").format(number=number))
        remove.clicked.connect(lambda: self.removed.emit(self))
        top = QHBoxLayout()
        top.setSpacing(Space.S)
        top.addWidget(self.place, 1)
        top.addWidget(self.basis, 1)
        top.addWidget(remove)
        low = QHBoxLayout()
        low.setSpacing(Space.S)
        low.addWidget(self.problem, 1)
        low.addWidget(self.advice, 1)
        self.box.addLayout(top)
        self.box.addLayout(low)

    def row(self) -> f.OpinionRow | None:
        """What was typed; None while nothing was."""
        said = f.OpinionRow(
            place=self.place.text().strip(),
            problem=self.problem.toPlainText().strip(),
            advice=self.advice.toPlainText().strip(),
            basis=self.basis.text().strip(),
        )
        return said if any((said.place, said.problem, said.advice, said.basis)) else None


class OpinionRows(QWidget):
    """Rows one can add and remove."""

    changed = Signal()

    def __init__(self, was: tuple[f.OpinionRow, ...]) -> None:
        super().__init__()
        self.lines: list[OpinionLine] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.XS)
        self.more = Button(tr("Add an opinion"), Kind.QUIET, icon_name="plus")
        self.more.clicked.connect(lambda _=False: self.add())
        self._column.addWidget(self.more)
        for row in was:
            self.add(row)

    def add(self, was: f.OpinionRow | None = None) -> OpinionLine:
        """Append a row."""
        line = OpinionLine(len(self.lines) + 1, was)
        line.changed.connect(self.changed)
        line.removed.connect(self._remove)
        self.lines.append(line)
        self._column.insertWidget(self._column.count() - 1, line)
        self.changed.emit()
        return line

    def _remove(self, line: OpinionLine) -> None:
        self.lines.remove(line)
        line.hide()
        line.deleteLater()
        self.changed.emit()

    def rows(self) -> tuple[f.OpinionRow, ...]:
        """The rows with something in them."""
        return tuple(row for row in (line.row() for line in self.lines) if row)

    def lack(self) -> str:
        """A row needs its problem and its advice."""
        whole = all(row.problem and row.advice for row in self.rows())
        return "" if whole else tr("Each row needs the problem and the advice.")


class Ticks(QWidget):
    """One line with its words and a choice; of the nine parts with a remark."""

    def __init__(self, words: str, choice: Segments, remark: TextField | None = None) -> None:
        super().__init__()
        self.choice, self.remark = choice, remark
        choice.setAccessibleName(words)
        choice.setFixedWidth(300)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(WrapLabel(words, Type.BASE), 1)
        if remark is not None:
            remark.setFixedWidth(200)
            remark.setAccessibleName(tr("What is lacking: {part}").format(part=words))
            row.addWidget(remark)
        row.addWidget(choice)
