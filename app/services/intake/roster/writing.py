"""Writes the roster workbook: an empty template to fill in, or one filled from a package."""

import io
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from app.models.package import Package
from app.services.intake.problems import IntakeError, IntakeProblem
from app.services.intake.roster import layout
from app.services.intake.roster.cells import SEPARATORS
from app.services.intake.roster.headlines import HEAD_LINES, SECTIONS
from app.services.intake.roster.layout import Column, Sheet
from app.services.intake.roster.records import Record, head_record, table_records
from app.services.intake.validate import validate
from app.services.resources import resource_text

BRAND, SOFT, LINE, GREY, RED = "1D4E6B", "E3EDF2", "DEDAD1", "8A8F94", "B3261E"
FONT = "微软雅黑"
FRAMED_ROWS = 20
"""Empty rows below the last one that are drawn as cells to fill."""
SPARE_ROWS = 200
"""Rows below the last one that still offer the lists to pick from."""

_THIN = Side(style="thin", color=LINE)
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_WRAP = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)


def export_template(path: Path) -> None:
    """Write an empty roster with lists to pick from, hints and a grey example row that is not read.

    Raises:
        OSError: the file cannot be written.

    """
    _save(_workbook({}, {}, example=True), path)


def export_package(package: Package, path: Path) -> None:
    """Write a package as a roster; reading it gives ``roster_form(package)``.

    Raises:
        IntakeError: ``faults``: the package makes no sense, or a list item holds a separator.
        OSError: the file cannot be written.

    """
    problems = (*validate(package), *_separators(package))
    if problems:
        raise IntakeError("faults", problems, n=len(problems))
    _save(_workbook(head_record(package), table_records(package), example=False), path)


def _separators(package: Package) -> tuple[IntakeProblem, ...]:
    lists = [
        (f"$.experts[{n}].pool_labels", x.pool_labels, SEPARATORS) for n, x in enumerate(package.experts)
    ]
    lists.append(("$.meeting.touched_specialties", package.meeting.touched_specialties, SEPARATORS))
    for n, person in enumerate(package.people):
        texts = tuple(text for x in person.certificates for text in (x.kind, x.number))
        lists.append((f"$.people[{n}].certificates", texts, f"{SEPARATORS}:："))
    return tuple(
        IntakeProblem(where, "separator", {"got": text})
        for where, texts, marks in lists
        for text in texts
        if set(text) & set(marks)
    )


def _save(book: Workbook, path: Path) -> None:
    """Whole or not at all."""
    buffer = io.BytesIO()
    book.save(buffer)
    draft = path.with_name(path.name + ".new")
    draft.write_bytes(buffer.getvalue())
    draft.replace(path)


def _workbook(head: Record, tables: dict[str, list[Record]], *, example: bool) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    options = book.create_sheet(layout.OPTIONS)
    choices = _write_options(options)
    _write_guide(book.create_sheet(layout.GUIDE))
    _write_head(book.create_sheet(layout.HEAD), head, choices, example=example)
    for sheet in layout.TABLES:
        if not sheet.hidden or tables:
            _write_table(
                book.create_sheet(sheet.name), sheet, tables.get(sheet.name, []), choices, example=example
            )
    for hidden in (layout.OPTIONS, layout.SYSTEM):
        if hidden in book.sheetnames:
            book[hidden].sheet_state = "hidden"
    book.move_sheet(options, len(book.sheetnames))
    book.active = book.sheetnames.index(layout.HEAD)
    for other in book.worksheets:
        other.sheet_view.tabSelected = other.title == layout.HEAD
    return book


def _write_options(sheet: Worksheet) -> dict[tuple[str, ...], str]:
    """Write every list to pick from into one hidden sheet; return choices → range."""
    columns = [column for table in layout.TABLES for column in table.columns]
    columns += HEAD_LINES
    ranges: dict[tuple[str, ...], str] = {}
    for choices in dict.fromkeys(column.kind.choices for column in columns if column.kind.choices):
        letter = get_column_letter(len(ranges) + 1)
        for row, word in enumerate(choices, 1):
            sheet[f"{letter}{row}"] = word
        ranges[choices] = f"='{layout.OPTIONS}'!${letter}$1:${letter}${len(choices)}"
    return ranges


def _write_guide(sheet: Worksheet) -> None:
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width = 3
    sheet.column_dimensions["B"].width = 96
    for row, line in enumerate(resource_text("samples", "roster_guide.txt").splitlines(), 1):
        cell = sheet.cell(row, 2, line.removeprefix("# "))
        title = line.startswith("# ")
        cell.font = Font(
            name=FONT, size=16 if row == 1 else 11, bold=title, color=BRAND if title else "1C2126"
        )
        cell.alignment = _WRAP
        sheet.row_dimensions[row].height = 34 if row == 1 else 24
    _print_setup(sheet)


def _write_head(
    sheet: Worksheet, record: Record, choices: dict[tuple[str, ...], str], *, example: bool
) -> None:
    _header(sheet, ("项目", "内容", "说明"), (26, 60, 46))
    row = 1
    for title, columns in SECTIONS.items():
        row += 1
        for index in (1, 2, 3):
            cell = sheet.cell(row, index, f"【{title}】" if index == 1 else None)
            cell.fill, cell.font = _fill(SOFT), Font(name=FONT, bold=True, color=BRAND)
        for column in columns:
            row += 1
            _head_line(sheet, row, column, record, example=example)
            if column.kind.choices:
                _offer(sheet, choices[column.kind.choices], f"B{row}")
    sheet.freeze_panes = "B2"
    _print_setup(sheet)


def _head_line(sheet: Worksheet, row: int, column: Column, record: Record, *, example: bool) -> None:
    label = sheet.cell(row, 1, column.header + ("*" if column.required else ""))
    label.font = Font(name=FONT, color=RED if column.required else "1C2126")
    _put(sheet.cell(row, 2), column, record)
    hint = "，".join(
        part for part in (column.hint, f"例：{column.example}" if example and column.example else "") if part
    )
    note = sheet.cell(row, 3, hint)
    note.font = Font(name=FONT, size=9, color=GREY)
    for index in (1, 2, 3):
        sheet.cell(row, index).border, sheet.cell(row, index).alignment = _BOX, _WRAP


def _write_table(
    sheet: Worksheet, table: Sheet, rows: list[Record], choices: dict[tuple[str, ...], str], *, example: bool
) -> None:
    headers = (layout.ROW_NO, *(column.header + ("*" if column.required else "") for column in table.columns))
    _header(sheet, headers, (6, *(column.width for column in table.columns)))
    first = 2
    if example and any(column.example for column in table.columns):
        first = 3
        _example(sheet, table)
    for number, record in enumerate(rows):
        sheet.cell(first + number, 1, number + 1)
        for index, column in enumerate(table.columns, 2):
            _put(sheet.cell(first + number, index), column, record)
    last = first + len(rows) + SPARE_ROWS
    for row in range(first, first + len(rows) + FRAMED_ROWS):
        _plain(sheet.cell(row, 1))
        sheet.cell(row, 1).alignment = _CENTRE
    for index, column in enumerate(table.columns, 2):
        letter = get_column_letter(index)
        if column.kind.choices:
            _offer(sheet, choices[column.kind.choices], f"{letter}{first}:{letter}{last}")
        _format_spare(sheet, index, column, range(first + len(rows), first + len(rows) + FRAMED_ROWS))
        if column.hint:
            _hint(sheet, f"{letter}{first}:{letter}{last}", column)
    sheet.freeze_panes = "C2" if table.name != layout.POSTS else "D2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headers))}{max(first, first + len(rows) - 1)}"
    _print_setup(sheet)


def _example(sheet: Worksheet, table: Sheet) -> None:
    words = [
        layout.EXAMPLE,
        *(column.example or ("……" if column.required else "") for column in table.columns),
    ]
    for index, word in enumerate(words, 1):
        cell = sheet.cell(2, index, word)
        cell.data_type = "s"
        cell.font = Font(name=FONT, size=10, italic=True, color=GREY)
        cell.fill, cell.border = _fill("F5F3EE"), _BOX


def _put(cell: Cell | MergedCell, column: Column, record: Record) -> None:
    """A text stays a text even if it looks like a formula."""
    if column.key in record:
        value: Any = column.kind.show(record[column.key])
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
    cell.number_format = column.kind.format
    _plain(cell)


def _plain(cell: Cell | MergedCell) -> None:
    cell.font, cell.border, cell.alignment = Font(name=FONT, size=10), _BOX, _WRAP


def _format_spare(sheet: Worksheet, index: int, column: Column, rows: range) -> None:
    """Cells to be filled are texts already, so that Excel keeps leading zeros and 18-digit codes."""
    for row in rows:
        cell = sheet.cell(row, index)
        cell.number_format = column.kind.format
        _plain(cell)


def _header(sheet: Worksheet, headers: tuple[str, ...], widths: tuple[int, ...]) -> None:
    for index, (header, width) in enumerate(zip(headers, widths, strict=True), 1):
        cell = sheet.cell(1, index, header)
        cell.font = Font(name=FONT, size=10, bold=True, color="FFFFFF")
        cell.fill, cell.border = _fill(BRAND), _BOX
        cell.alignment = _CENTRE
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.row_dimensions[1].height = 32


def _offer(sheet: Worksheet, source: str, cells: str) -> None:
    rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
    rule.errorTitle, rule.error = "请从列表中选择", "这一格只能填列表里的内容。"
    rule.add(cells)
    sheet.add_data_validation(rule)


def _hint(sheet: Worksheet, cells: str, column: Column) -> None:
    if column.kind.choices:
        return
    rule = DataValidation(
        type=None, showInputMessage=True, promptTitle=column.header[:32], prompt=column.hint
    )
    rule.add(cells)
    sheet.add_data_validation(rule)


def _fill(color: str) -> PatternFill:
    return PatternFill("solid", start_color=color, end_color=color)


def _print_setup(sheet: Worksheet) -> None:
    sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight = 21, True
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if sheet.title != layout.GUIDE:
        sheet.print_title_rows = "1:1"
