"""The register of certificates the operator of a central node keeps: a CSV or Excel file, one certificate a row (CJ-二12).

Read whole or not at all: a register that is half read would call certificates unknown that stand in it, or miss that one
was revoked. Every fault is named with its row and column.
"""

import csv
import io
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

from app.models.certificates import MAX_KIND, MAX_NUMBER, same_number
from app.services.intake.fieldrules import NAME_LIMIT, credit_code
from app.services.intake.package_file import read_bytes
from app.services.intake.problems import IntakeError, IntakeProblem
from app.services.intake.roster.cells import CODE, DAY, TEXT, CellFault
from app.services.intake.roster.opening import open_workbook

FILES = ("certificates.csv", "certificates.xlsx")
"""Names of the register in the home of a node; only one of them may lie there."""

MAX_BYTES = 20_000_000
MAX_ROWS = 200_000
"""Of a CSV file; an Excel file may have 5,000 rows."""

SHEET = "证照登记表"
EXAMPLE = "例"
"""Begins the number of a row that is not read."""

FOREVER = "长期"

Standing = Literal["valid", "expired", "revoked"]
_STATES: dict[str, Standing] = {
    "有效": "valid",
    "过期": "expired",
    "注销": "revoked",
    "撤销": "revoked",
    "吊销": "revoked",
    "暂扣": "revoked",
}
HEADERS = ("证书编号", "证照标识", "种类", "姓名", "单位代码", "有效期至", "状态")
NUMBER, IDENTIFIER, KIND, NAME, UNIT, UNTIL, STATE = HEADERS
_OPTIONAL = frozenset({IDENTIFIER, UNIT})
_LIMITS = {NUMBER: MAX_NUMBER, IDENTIFIER: MAX_NUMBER, KIND: MAX_KIND, NAME: NAME_LIMIT, UNIT: 18, STATE: 10}


class Row(Struct, frozen=True, kw_only=True):
    """One certificate. ``word``: its state as the operator wrote it; ``until`` None: without end; ``unit`` may be empty."""

    number: str
    kind: str
    name: str
    until: date | None
    state: Standing
    word: str
    unit: str = ""
    identifier: str = ""


class Register(Struct, frozen=True):
    """All certificates of a file, by ``same_number`` of number and identifier."""

    rows: dict[str, Row]

    @property
    def count(self) -> int:
        """How many certificates there are."""
        return len({id(row) for row in self.rows.values()})

    def find(self, number: str) -> Row | None:
        """The certificate with this number or 证照标识."""
        return self.rows.get(same_number(number))


def find_register(home: Path) -> Path | None:
    """The register in the home of a node, None if the operator keeps none.

    Raises:
        IntakeError: ``register_both``.

    """
    there = [home / name for name in FILES if (home / name).exists()]
    if len(there) > 1:
        raise IntakeError("register_both", files="、".join(FILES))
    return there[0] if there else None


def read_register(path: Path) -> Register:
    """Read a register whole.

    Raises:
        IntakeError: ``register`` with every faulty cell; ``unreadable``, ``too_large``, ``empty``, ``register_encoding``,
            ``register_csv``, ``register_rows``; of an Excel file those of ``open_workbook``.

    """
    grid = _excel(path) if path.suffix.lower() == ".xlsx" else _csv(path)
    header = next(grid, None)
    if header is None:
        raise IntakeError("empty")
    problems: list[IntakeProblem] = []
    places = _columns(header[1], problems)
    rows: dict[str, Row] = {}
    if not problems:
        for line, cells in grid:
            _take(line, cells, places, rows, problems)
    if problems:
        raise IntakeError("register", problems, n=len(problems), file=path.name)
    return Register(rows)


def _csv(path: Path) -> Iterator[tuple[int, list[Any]]]:
    """Rows with their line number. Excel in China writes GB 18030 unless it is asked for UTF-8."""
    data = read_bytes(path, MAX_BYTES)
    if not data.strip():
        raise IntakeError("empty")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError as error:
            raise IntakeError("register_encoding", file=path.name, byte=error.start) from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            if reader.line_num > MAX_ROWS:
                raise IntakeError("register_rows", limit=MAX_ROWS)
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise IntakeError("register_csv", line=reader.line_num) from error


def _excel(path: Path) -> Iterator[tuple[int, list[Any]]]:
    sheet = open_workbook(path).worksheets[0]
    for line, cells in enumerate(sheet.iter_rows(), 1):
        values = [CellFault("formula") if c.data_type == "f" else c.value for c in cells]
        if any(value is not None and str(value).strip() for value in values):
            yield line, values


def _columns(header: list[Any], problems: list[IntakeProblem]) -> dict[str, int]:
    places: dict[str, int] = {}
    for n, cell in enumerate(header):
        name = str(cell or "").strip().rstrip("*＊").strip()
        if name in places:
            problems.append(IntakeProblem(_where(1, n), "column_twice", {"header": name}))
        elif name in HEADERS:
            places[name] = n
        elif name:
            problems.append(IntakeProblem(_where(1, n), "column_unknown", {"header": name[:40]}))
    problems += [
        IntakeProblem(f"{SHEET}!1", "column_missing", {"header": name})
        for name in HEADERS
        if name not in places and name not in _OPTIONAL
    ]
    return places


def _take(
    line: int, cells: list[Any], places: dict[str, int], rows: dict[str, Row], problems: list[IntakeProblem]
) -> None:
    found: dict[str, Any] = {}
    if str(cells[places[NUMBER]] if len(cells) > places[NUMBER] else "").strip().startswith(EXAMPLE):
        return
    before = len(problems)
    for name, n in places.items():
        try:
            found[name] = _cell(name, cells[n] if n < len(cells) else None)
        except CellFault as fault:
            problems.append(IntakeProblem(_where(line, n), fault.code, fault.details))
    if len(problems) > before:
        return
    row = Row(
        number=found[NUMBER],
        identifier=found.get(IDENTIFIER, ""),
        kind=found[KIND],
        name=found[NAME],
        unit=found.get(UNIT, ""),
        until=found[UNTIL],
        state=_STATES[found[STATE]],
        word=found[STATE],
    )
    for name, key in ((NUMBER, row.number), (IDENTIFIER, row.identifier)):
        if key and rows.setdefault(same_number(key), row) is not row:
            problems.append(IntakeProblem(_where(line, places[name]), "twice", {"got": key[:60]}))


def _cell(name: str, value: Any) -> Any:
    """The value of one cell; an empty one only where nothing follows from it."""
    if isinstance(value, CellFault):
        raise value
    if value is None or (isinstance(value, str) and not value.strip()):
        if name in _OPTIONAL:
            return ""
        raise CellFault("empty")
    if name == UNTIL:
        return _until(value)
    text: str = CODE.parse(value) if name in {NUMBER, IDENTIFIER, UNIT} else TEXT.parse(value)
    _plain(text, _LIMITS[name])
    if name == UNIT and (fault := credit_code(text)):
        raise CellFault(fault[0], **fault[1])
    if name == STATE and text not in _STATES:
        raise CellFault("choice", got=text, allowed="、".join(_STATES))
    return text


def _until(value: Any) -> date | None:
    if isinstance(value, str) and value.strip() == FOREVER:
        return None
    day: date = DAY.parse(value)
    return day.date() if isinstance(day, datetime) else day


def _plain(text: str, limit: int) -> None:
    if len(text) > limit:
        raise CellFault("too_long", n=str(len(text)), limit=str(limit))
    for letter in "" if text.isprintable() else text:
        if unicodedata.category(letter)[0] == "C":
            fault = CellFault("bad_character")
            fault.details["code"] = f"U+{ord(letter):04X}"
            raise fault


def _where(line: int, column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{SHEET}!{letters}{line}"


_EXAMPLES = (
    (
        "例 新建安B(2024)0000001",
        "",
        "项目负责人安全生产考核合格证书（B证）",
        "样例",
        "",
        "2027-05-01",
        "有效",
    ),
    ("例 新建安C2(2024)0000002", "", "专职安全生产管理人员考核合格证书（C证）", "样例", "", FOREVER, "注销"),
)


def write_template(path: Path) -> None:
    """Write an empty register with two example rows that are not read; CSV as Excel opens it, or .xlsx.

    Raises:
        OSError: the file cannot be written.

    """
    if path.suffix.lower() != ".xlsx":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([HEADERS, *_EXAMPLES])
        return
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    for row in (HEADERS, *_EXAMPLES):
        sheet.append(row)
    book.save(path)
