"""Reads the cells of a roster into values by column, and notes every cell that is wrong."""

from collections.abc import Iterator
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.services.intake.problems import IntakeProblem
from app.services.intake.roster import layout
from app.services.intake.roster.cells import CellFault
from app.services.intake.roster.headlines import HEAD_LINES
from app.services.intake.roster.layout import Column, Sheet


class Row:
    """One row: ``values`` of the cells that hold something good, ``at`` where each column's cell is, ``bad`` the wrong ones."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.at: dict[str, str] = {}
        self.bad: set[str] = set()

    def get(self, key: str, default: Any = "") -> Any:
        """The value, or ``default`` for an empty or wrong cell."""
        return self.values.get(key, default)


class Grid:
    """The sheets of a workbook, read by their layout; ``problems`` grows as they are read."""

    def __init__(self, book: Workbook) -> None:
        self.problems: list[IntakeProblem] = []
        self._book = book
        self._check_sheets()

    def _check_sheets(self) -> None:
        wanted = [layout.HEAD, *(table.name for table in layout.TABLES if not table.hidden)]
        known = {*wanted, layout.SYSTEM, layout.GUIDE, layout.OPTIONS}
        for name in wanted:
            if name not in self._book.sheetnames:
                self._say(name, "sheet_missing", sheet=name)
        for sheet in self._book.worksheets:
            if sheet.title not in known and sheet.sheet_state == "visible":
                self._say(sheet.title, "sheet_unknown", sheet=sheet.title)

    def has(self, name: str) -> bool:
        """Is there such a sheet?"""
        return name in self._book.sheetnames

    def head(self) -> Row:
        """Read the head sheet: names in column A, values in column B."""
        row = Row()
        columns = {column.header: column for column in HEAD_LINES}
        if not self.has(layout.HEAD):
            return row
        sheet = self._book[layout.HEAD]
        self._merged(sheet)
        for number in range(2, sheet.max_row + 1):
            label = _label(sheet.cell(number, 1).value)
            if label.startswith("【") or (not label and sheet.cell(number, 2).value is None):
                continue
            if label not in columns:
                self._say(f"{layout.HEAD}!A{number}", "key_unknown", header=label)
            elif columns[label].key in row.at:
                self._say(f"{layout.HEAD}!A{number}", "key_twice", header=label)
            else:
                self._take(row, sheet.cell(number, 2), columns[label])
        for header, column in columns.items():
            if column.key not in row.at:
                self._say(layout.HEAD, "key_missing", header=header)
                row.bad.add(column.key)
        return row

    def table(self, table: Sheet) -> list[Row]:
        """Read a table sheet: headers in row 1, one record a row; empty rows and example rows are passed over."""
        if not self.has(table.name):
            return []
        sheet = self._book[table.name]
        self._merged(sheet)
        places = self._headers(sheet, table)
        return [
            self._row(sheet, number, table, places)
            for number in range(2, sheet.max_row + 1)
            if _label(sheet.cell(number, 1).value) != layout.EXAMPLE and not self._blank(sheet, number)
        ]

    def _row(self, sheet: Worksheet, number: int, table: Sheet, places: dict[str, int]) -> Row:
        row = Row()
        for column in table.columns:
            if column.key in places:
                self._take(row, sheet.cell(number, places[column.key]), column)
            else:
                row.at[column.key] = f"{table.name}!{number}"
                row.bad.add(column.key)
        return row

    def _headers(self, sheet: Worksheet, table: Sheet) -> dict[str, int]:
        by_header = {column.header: column.key for column in table.columns}
        places: dict[str, int] = {}
        for index in range(2, sheet.max_column + 1):
            header = _label(sheet.cell(1, index).value)
            where = f"{table.name}!{get_column_letter(index)}1"
            if header in by_header and by_header[header] not in places:
                places[by_header[header]] = index
            elif header in by_header:
                self._say(where, "column_twice", header=header)
            elif header or any(
                sheet.cell(row, index).value is not None for row in range(2, sheet.max_row + 1)
            ):
                self._say(where, "column_unknown", header=header or "（空）")
        for column in table.columns:
            if column.key not in places:
                self._say(f"{table.name}!1", "column_missing", header=column.header)
        return places

    def _take(self, row: Row, cell: Cell | MergedCell, column: Column) -> None:
        where = f"{cell.parent.title}!{cell.coordinate}"
        row.at[column.key] = where
        try:
            value = _screened(cell, required=column.required)
            if value is not None:
                row.values[column.key] = column.kind.parse(value)
        except CellFault as fault:
            row.bad.add(column.key)
            self._say(where, fault.code, **fault.details)

    def _merged(self, sheet: Worksheet) -> None:
        for area in sorted(sheet.merged_cells.ranges, key=lambda found: (found.min_row, found.min_col)):
            first = f"{get_column_letter(area.min_col)}{area.min_row}"
            self._say(f"{sheet.title}!{first}", "merged", range=area.coord)

    def _blank(self, sheet: Worksheet, number: int) -> bool:
        return all(_is_blank(cell.value) for cell in _cells(sheet, number))

    def _say(self, where: str, code: str, **args: str) -> None:
        self.problems.append(IntakeProblem(where, code, args))


def _cells(sheet: Worksheet, number: int) -> Iterator[Any]:
    return (sheet.cell(number, index) for index in range(2, sheet.max_column + 1))


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _label(value: Any) -> str:
    return str(value).strip().rstrip("*＊").strip() if value is not None else ""


def _screened(cell: Cell | MergedCell, *, required: bool) -> Any:
    """The value of a cell that holds one; None for an empty cell."""
    if cell.data_type == "f":
        raise CellFault("formula")
    if cell.data_type == "e":
        raise CellFault("excel_error", got=str(cell.value))
    if not _is_blank(cell.value):
        return cell.value
    if required:
        raise CellFault("empty")
    return None
