"""Roster → draft of a package, or every wrong cell at once."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from app.models import package as p
from app.models.calendar import beijing_day
from app.models.packfile import PackError
from app.models.terms import PartyKind, Role
from app.services.holidays import holiday_years
from app.services.intake.problems import IntakeError, IntakeProblem, unique
from app.services.intake.roster import layout
from app.services.intake.roster.cells import MOMENT
from app.services.intake.roster.grid import Grid, Row
from app.services.intake.roster.headlines import HEAD_LINES
from app.services.intake.roster.opening import open_workbook
from app.services.intake.roster.records import PREREVIEW
from app.services.intake.validate import STAFF_ROLES, validate
from app.services.packs import program_shelf
from app.services.packshelf import PackShelf

PERSON_FIELDS = ("name", "title", "phone_tail", "last4", "id_hash", "photo", "certificates")
_LEANS_ON = {
    "person_unknown": re.compile(r"\$\.people\[\d+\]\.id"),
    "unit_unknown": re.compile(r"\$\.parties\[\d+\]\.code"),
    "role_kind": re.compile(r"\$\.parties\[\d+\]\.kind"),
    "no_lead": re.compile(r"\$\.parties\[\d+\]\.(kind|lead)"),
    "leader_unknown": re.compile(r"\$\.experts\[\d+\]\.person"),
    "after_meeting": re.compile(r"\$\.meeting\.planned_start"),
    "too_young": re.compile(r"\$\.meeting\.planned_start"),
}
"""Faults that compare a cell with others: if one of those is wrong itself, nothing follows."""


class Draft(Struct, frozen=True):
    """What a roster gives: a package nobody has signed. Only a central node makes a meeting of it (C15)."""

    package: p.Package
    signed: Literal[False] = False


def read_roster(path: Path, *, now: datetime | None = None, packs: PackShelf | None = None) -> Draft:
    """Read a roster.

    Args:
        path: the .xlsx file.
        now: what stands as ``made_at`` where the roster says nothing, UTC.
        packs: the rule packs a roster may name; those of the program if none are given.

    Raises:
        IntakeError: as ``open_workbook``; ``roster`` with every wrong cell.

    """
    reader = _Reader(Grid(open_workbook(path)), now or datetime.now(UTC), packs or program_shelf())
    package = reader.package()
    problems = reader.all_problems(package)
    if problems:
        raise IntakeError("roster", problems, n=len(problems))
    return Draft(package)


class _Reader:
    """Builds the package and remembers which cell every part of it came from."""

    def __init__(self, grid: Grid, now: datetime, packs: PackShelf) -> None:
        self.grid = grid
        self.now = now
        self.packs = packs
        self.head = grid.head()
        self.rows = {table.name: grid.table(table) for table in layout.TABLES}
        self.at: dict[str, str] = {}
        self.bad: set[str] = set()
        self.people: dict[str, dict[str, Any]] = {}
        self.first: dict[str, Row] = {}

    def package(self) -> p.Package:
        """The package as far as the cells can be read; wrong cells are stood in for."""
        for column in HEAD_LINES:
            self._note(f"$.{column.key}", self.head, column.key)
        experts = [self._expert(n, row) for n, row in enumerate(self.rows[layout.EXPERTS])]
        parties, staff = self._posts()
        plain: dict[str, Any] = {
            "format": p.PACKAGE_FORMAT,
            "experts": experts,
            "parties": parties,
            "staff": staff,
            "people": list(self.people.values()),
            "letters": self._simple("letters", layout.LETTERS_SHEET),
            **self._head_values(),
            **self._system(),
        }
        plain["plan"]["sign_offs"] = self._simple("plan.sign_offs", layout.SIGN_OFFS_SHEET)
        return msgspec.convert(plain, p.Package)

    def all_problems(self, package: p.Package) -> tuple[IntakeProblem, ...]:
        """Wrong cells, then what is wrong with good cells together, in the order of sheets, rows and columns."""
        lost = {code for code, path in _LEANS_ON.items() if any(map(path.fullmatch, self.bad))}
        found = list(self.grid.problems)
        for problem in validate(package):
            path = self._nearest(problem.where)
            if path not in self.bad and problem.code not in lost:
                at = self.at.get(path, layout.HEAD)
                found.append(IntakeProblem(at, problem.code, problem.args))
        return tuple(sorted(unique(found), key=lambda problem: _order(problem.where)))

    def _nearest(self, path: str) -> str:
        while path not in self.at and path not in self.bad and path != "$":
            path = path[: max(path.rfind("."), path.rfind("["))]
        return path

    def _note(self, path: str, row: Row, key: str) -> None:
        self.at.setdefault(path, row.at.get(key, layout.HEAD))
        if key in row.bad:
            self.bad.add(path)

    def _say(self, where: str, code: str, **args: str) -> None:
        self.grid.problems.append(IntakeProblem(where, code, args))

    def _head_values(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for column in HEAD_LINES:
            if column.key in self.head.values or column.required:
                *path, name = column.key.split(".")
                inner = values
                for part in path:
                    inner = inner.setdefault(part, {})
                inner[name] = self.head.get(column.key, column.kind.empty)
        values.setdefault("made_at", self.now)
        values["plan"] = {"primary_category": "", "author_unit": ""} | values["plan"]
        values["rule_pack"] = self._rule_pack(values.get("rule_pack", {}))
        return values

    def _rule_pack(self, said: dict[str, str]) -> dict[str, str]:
        """What the roster says, else the pack that governs the place, the kind of project and the day (C18)."""
        if "id" in said and "version" in said:
            return said
        start = self.head.get("meeting.planned_start", MOMENT.empty)
        try:
            if "id" in said:
                pack = self.packs.load(said["id"], allow_draft=True)
            else:
                kind = self.head.get("meeting.project_kind", "building")
                pack = self.packs.pick(self.head.get("meeting.region"), kind, beijing_day(start))
        except PackError:
            if not self.head.bad & {"meeting.planned_start", "meeting.project_kind", "meeting.region"}:
                self._say(self.head.at["rule_pack.id"], "pack_unknown", got=said.get("id", "—"))
            return {"id": "national", "version": "1.0"} | said
        return {"id": pack.meta.id, "version": pack.meta.version} | said

    def _simple(self, path: str, table: layout.Sheet) -> list[dict[str, Any]]:
        """Rows whose columns are the fields of the struct one to one."""
        made = []
        for number, row in enumerate(self.rows[table.name]):
            for column in table.columns:
                self._note(f"$.{path}[{number}].{column.key}", row, column.key)
            empty = {column.key: column.kind.empty for column in table.columns if column.required}
            made.append(empty | row.values)
        return made

    def _person(self, row: Row, unit_code: str, unit_name: str) -> str:
        """Register the person of a row; a second row may repeat him, not contradict."""
        key = row.get("id") or f"{row.at['id']}"
        said = {field: row.values[field] for field in PERSON_FIELDS if field in row.values}
        said |= {"unit_code": unit_code, "unit_name": unit_name, "id": key}
        if key not in self.people:
            number = len(self.people)
            for field in ("id", *PERSON_FIELDS, "unit_code", "unit_name"):
                self._note(f"$.people[{number}].{field}", row, field)
            self.people[key], self.first[key] = {"name": "", **said}, row
            return str(key)
        known = self.people[key]
        unread = row.bad | self.first[key].bad
        differing = [field for field, value in said.items() if known.setdefault(field, value) != value]
        for field in [field for field in differing if field not in unread][:1]:
            self._differs(row, key, field)
        return str(key)

    def _differs(self, row: Row, key: str, field: str) -> None:
        columns = (*layout.POSTS_SHEET.columns, *layout.EXPERTS_SHEET.columns)
        header = next(column.header for column in columns if column.key == field)
        first, name = self.first[key].at["id"], str(self.people[key]["name"])
        self._say(
            row.at.get(field, row.at["id"]), "person_differs", got=key, first=first, name=name, field=header
        )

    def _expert(self, number: int, row: Row) -> dict[str, Any]:
        names = {field for field in p.Expert.__struct_fields__ if field in row.at}
        for field in names:
            self._note(f"$.experts[{number}].{field}", row, field)
        self._note(f"$.experts[{number}].person", row, "id")
        self._note(f"$.experts[{number}].certificate", row, "expert_certificate")
        for field in PREREVIEW:
            self._note(f"$.experts[{number}].prereview.{field}", row, field)
        for field, other in (("unit_code", "employer_code"), ("unit_name", "employer_name")):
            source = f"person_{field}" if f"person_{field}" in row.values else other
            row.at[field] = row.at[source]
            row.bad |= {field} if source in row.bad else set()
        code = row.get("person_unit_code") or row.get("employer_code")
        unit = row.get("person_unit_name") or row.get("employer_name")
        made = {field: row.values[field] for field in names if field in row.values}
        made |= {"person": self._person(row, code, unit), "certificate": row.get("expert_certificate")}
        prereview = {field: row.values[field] for field in PREREVIEW if field in row.values}
        return made | ({"prereview": prereview} if prereview else {})

    def _posts(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        parties = self._simple("parties", layout.UNITS_SHEET)
        for number, (party, row) in enumerate(zip(parties, self.rows[layout.UNITS], strict=True)):
            party["posts"] = []
            party["kind"] = party["kind"] or PartyKind.INSTITUTION.value
            self._note(f"$.parties[{number}]", row, "code")
        by_code = {party["code"]: number for number, party in enumerate(parties)}
        staff: list[dict[str, Any]] = []
        for row in self.rows[layout.POSTS]:
            person = self._person(row, row.get("unit_code"), row.get("unit_name"))
            label = row.get("role")
            if label and label != layout.ONLY_LISTED:
                self._place(row, person, parties, by_code, staff)
        return parties, staff

    def _place(
        self,
        row: Row,
        person: str,
        parties: list[dict[str, Any]],
        by_code: dict[str, int],
        staff: list[dict[str, Any]],
    ) -> None:
        """Put a person into a post of his unit, or among the staff."""
        roles = layout.ROLE_LABELS[row.values["role"]]
        if roles[0] in STAFF_ROLES:
            path = f"$.staff[{len(staff)}]"
            staff.append({"role": roles[0].value, "person": person, "purpose": row.get("purpose")})
            self._unused(row, "certificate", "post_unit")
        else:
            key = "post_unit" if "post_unit" in row.values else "unit_code"
            code = row.get(key)
            if code not in by_code:
                if key not in row.bad:
                    self._say(row.at[key], "unit_unknown" if code else "empty", got=code)
                return
            party = parties[by_code[code]]
            path = f"$.parties[{by_code[code]}].posts[{len(party['posts'])}]"
            role = _role_in(roles, party["kind"])
            party["posts"].append(
                {"role": role.value, "person": person, "certificate": row.get("certificate")}
            )
            self._unused(row, "purpose")
            self._note(f"{path}.certificate", row, "certificate")
        self._note(f"{path}.role", row, "role")
        self._note(f"{path}.person", row, "id")
        self._note(f"{path}.purpose", row, "purpose")

    def _unused(self, row: Row, *keys: str) -> None:
        headers = {column.key: column.header for column in layout.POSTS_SHEET.columns}
        for key in keys:
            if row.get(key):
                self._say(row.at[key], "not_used", header=headers[key])

    def _system(self) -> dict[str, Any]:
        """Holiday tables and keys as the program wrote them; a roster without that sheet gets the tables of today."""
        if not self.grid.has(layout.SYSTEM):
            year = beijing_day(self.head.get("meeting.planned_start", MOMENT.empty)).year
            return {"holidays": [msgspec.to_builtins(table) for table in holiday_years(year - 1, year + 1)]}
        rows = self.rows[layout.SYSTEM]
        tables = [row for row in rows if row.get("record") == "年度表"]
        return {
            "holidays": [_holidays(row.get("year", 0), rows) for row in tables],
            "keys": [
                {key: row.get(key) for key in ("kid", "use", "key")}
                for row in rows
                if row.get("record") == "公钥"
            ],
        }


def _role_in(roles: tuple[Role, ...], kind: str) -> Role:
    """总承包 and 分包 use the same words for their posts."""
    return next((role for role in roles if role.startswith(f"{kind}_")), roles[0])


def _holidays(year: int, rows: Iterable[Row]) -> dict[str, Any]:
    of_year = [row for row in rows if row.get("year") == year and "day" in row.values]
    return {
        "year": year,
        "days_off": [row.values["day"] for row in of_year if row.get("record") == "放假"],
        "makeup_days": [row.values["day"] for row in of_year if row.get("record") == "调休"],
    }


def _order(where: str) -> tuple[int, int, int, str]:
    """Sheets as in the workbook, then rows, then columns."""
    sheet, _, cell = where.partition("!")
    names = (layout.HEAD, *(table.name for table in layout.TABLES))
    letters, digits = cell.rstrip("0123456789"), cell[len(cell.rstrip("0123456789")) :]
    return (names.index(sheet) if sheet in names else -1, int(digits or 0), len(letters), letters)
