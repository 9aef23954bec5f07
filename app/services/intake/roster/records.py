"""Package ↔ rows: which field of the package stands in which column. Both directions stand side by side."""

from typing import Any

import msgspec

from app.models.package import Expert, HolidayYear, Package, Person, Prereview
from app.models.papers.head import ROLE_ZH
from app.services.intake.roster import layout
from app.services.intake.roster.headlines import HEAD_LINES

Record = dict[str, Any]
"""Key of a column → value; a key that is missing is an empty cell."""

PREREVIEW = ("pushed_at", "opened_at", "opinion_at", "form_uploaded_at", "conclusion", "opinion")


def roster_form(package: Package) -> Package:
    """Return the package as a roster can hold it; reading an exported roster gives exactly this.

    People stand in the order of experts, posts, staff, others; texts have no outer spaces; an expert's empty unit is his
    employer; a pre-review of which nothing is known is none.
    """
    plain = _stripped(msgspec.to_builtins(package))
    people = {person["id"]: person for person in plain["people"]}
    order = [x["person"] for x in plain["experts"]]
    order += [post["person"] for party in plain["parties"] for post in party.get("posts", ())]
    order += [x["person"] for x in plain["staff"]]
    plain["people"] = [people[key] for key in dict.fromkeys([*order, *people])]
    for expert in plain["experts"]:
        person = people[expert["person"]]
        person["unit_code"] = person["unit_code"] or expert.get("employer_code", "")
        name = expert.get("employer_name") or person["unit_name"]
        person["unit_name"], expert["employer_name"] = person["unit_name"] or name, name
        if not expert.get("prereview"):
            expert.pop("prereview", None)
    return msgspec.convert(plain, Package)


def _stripped(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list | tuple):
        return [_stripped(part) for part in value]
    if isinstance(value, dict):
        return {key: _stripped(part) for key, part in value.items()}
    return value


def head_record(package: Package) -> Record:
    """Values of the head sheet by path."""
    record: Record = {}
    for column in HEAD_LINES:
        value: Any = package
        for part in column.key.split("."):
            value = getattr(value, part)
        record[column.key] = value
    record["plan.scope"] = [msgspec.to_builtins(hit) for hit in package.plan.scope]
    return _filled(record)


def table_records(package: Package) -> dict[str, list[Record]]:
    """Rows of each table sheet."""
    return {
        layout.UNITS: [_filled(_fields(party)) for party in package.parties],
        layout.POSTS: _post_records(package),
        layout.EXPERTS: _expert_records(package),
        layout.SIGN_OFFS: [_filled(_fields(off)) for off in package.plan.sign_offs],
        layout.LETTERS: [_filled(_fields(letter)) for letter in package.letters],
        layout.SYSTEM: _system_records(package),
    }


def _fields(struct: msgspec.Struct) -> Record:
    return {name: getattr(struct, name) for name in struct.__struct_fields__}


def _filled(record: Record) -> Record:
    """Drop what an empty cell says as well: nothing known, empty text. An empty tuple is a "none" only where None differs."""
    return {
        key: value
        for key, value in record.items()
        if value is not None
        and value != ""
        and (value != () or key in {"group", "employer_group"})
        and value != []
    }


def _person_record(person: Person) -> Record:
    record = _fields(person)
    for key in ("unit_code", "unit_name"):
        del record[key]
    return record


def _post_records(package: Package) -> list[Record]:
    people = {person.id: person for person in package.people}
    rows: list[Record] = []
    for party in package.parties:
        for post in party.posts:
            person = people[post.person]
            row = _with_unit(person) | {"role": ROLE_ZH[post.role], "certificate": post.certificate}
            row["post_unit"] = party.code if party.code != person.unit_code else ""
            rows.append(_filled(row))
    for staff in package.staff:
        row = _with_unit(people[staff.person]) | {"role": ROLE_ZH[staff.role], "purpose": staff.purpose}
        rows.append(_filled(row))
    listed = {row["id"] for row in rows} | {expert.person for expert in package.experts}
    others = [person for person in package.people if person.id not in listed]
    return rows + [_filled(_with_unit(person) | {"role": layout.ONLY_LISTED}) for person in others]


def _with_unit(person: Person) -> Record:
    return _person_record(person) | {"unit_code": person.unit_code, "unit_name": person.unit_name}


def _expert_records(package: Package) -> list[Record]:
    people = {person.id: person for person in package.people}
    return [_filled(_expert_record(expert, people[expert.person])) for expert in package.experts]


def _expert_record(expert: Expert, person: Person) -> Record:
    row = _person_record(person) | _fields(expert)
    row |= {key: getattr(expert.prereview or Prereview(), key) for key in PREREVIEW}
    row["expert_certificate"] = expert.certificate
    row["person_unit_code"] = person.unit_code if person.unit_code != expert.employer_code else ""
    row["person_unit_name"] = person.unit_name if person.unit_name != expert.employer_name else ""
    for key in ("person", "prereview", "certificate"):
        del row[key]
    return row


def _system_records(package: Package) -> list[Record]:
    rows = [row for table in package.holidays for row in _holiday_rows(table)]
    return rows + [{"record": "公钥"} | _fields(key) for key in package.keys]


def _holiday_rows(table: HolidayYear) -> list[Record]:
    rows: list[Record] = [{"record": "年度表", "year": table.year}]
    rows += [{"record": "放假", "year": table.year, "day": day} for day in table.days_off]
    return rows + [{"record": "调休", "year": table.year, "day": day} for day in table.makeup_days]
