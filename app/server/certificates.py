"""What the node knows of e-certificates: from the register its operator keeps, and from the roster of the meeting (CJ-二12).

It never calls valid what it does not know to be so. Without a row, with a row that has no end, or with a register that
cannot be read the answer is ``unknown``, and at the door the certificate stays 未核验.
"""

import logging
import threading
from collections.abc import Iterator
from datetime import date
from http import HTTPStatus
from pathlib import Path
from typing import Literal

from msgspec import Struct

from app.models.after import base_id
from app.models.certificates import same_number
from app.models.names import search_key
from app.models.package import Certificate, Package, Person
from app.server.refusals import NodeRefusal
from app.services.intake.package_file import decode_package
from app.services.intake.problems import IntakeError
from app.services.intake.register import FILES, Register, Row, find_register, read_register
from app.services.intake.words import explain
from app.services.ledger import Ledger
from app.services.sync.protocol import CertificateQuestion

log = logging.getLogger("huiqian.node")

_TRIES = 3
"""How often a file that changes under our hands is read again."""

_KEPT = 50
"""Packages kept in memory."""


class Verdict(Struct, frozen=True, kw_only=True):
    """One answer, before it is signed."""

    state: Literal["valid", "expired", "revoked", "other_person", "unknown"]
    detail: str
    until: date | None = None
    registered: str = ""


class RegisterShelf:
    """The register in the home of a node, read anew when its file has changed."""

    def __init__(self, home: Path | None) -> None:
        self._home = home
        self._turn = threading.Lock()
        self._stamp: object = None
        self._register = Register({})
        self._fault: IntakeError | None = None

    def current(self) -> Register:
        """The register as it lies there now; an empty one if the operator keeps none.

        Raises:
            IntakeError: it is damaged, and nothing of it is used.

        """
        with self._turn:
            for _ in range(_TRIES):
                stamp = self._look()
                if stamp == self._stamp:
                    break
                self._read()
                self._stamp = stamp
            if (
                self._fault is not None
            ):  # a new one each time: one that is raised again and again keeps every trace
                raise IntakeError(self._fault.code, self._fault.problems, **self._fault.details)
            return self._register

    def _look(self) -> tuple[tuple[str, int, int, int], ...]:
        return tuple(_stamp(self._home / name) for name in FILES) if self._home is not None else ()

    def _read(self) -> None:
        self._register, self._fault = Register({}), None
        try:
            path = find_register(self._home) if self._home is not None else None
            if path is not None:
                self._register = read_register(path)
        except IntakeError as error:
            self._fault = error
            log.error("%s", explain(error))  # noqa: TRY400  the fault is the file's, its place is told, no trace helps


def _stamp(path: Path) -> tuple[str, int, int, int]:
    try:
        seen = path.stat()
    except OSError:
        return path.name, 0, 0, 0
    return path.name, seen.st_mtime_ns, seen.st_size, seen.st_ino


class Certificates:
    """Answers questions about certificates."""

    def __init__(self, ledger: Ledger, home: Path | None) -> None:
        self._ledger = ledger
        self.register = RegisterShelf(home)
        self._packages: dict[str, Package] = {}

    def judge(self, asked: CertificateQuestion) -> Verdict:
        """Return what is known of a certificate.

        :raises NodeRefusal: meeting_unknown.
        """
        package = self._package(asked.meeting)
        person = next((p for p in package.people if p.id == asked.person), None)
        if person is None:
            return Verdict(state="unknown", detail="中心节点的名册里没有这个人，没有核验。")
        try:
            row = self.register.current().find(asked.number)
        except IntakeError:
            return Verdict(
                state="unknown", detail="中心节点的证照登记表有错、没有采用，请管理人员更正；没有核验。"
            )
        return by_register(row, person, asked.day) if row else by_roster(package, person, asked)

    def _package(self, meeting: str) -> Package:
        """The newest package of a meeting; its bytes never change, so it is kept."""
        wanted = {meeting, base_id(meeting)}
        rows = [row for row in self._ledger.packages() if row.meeting in wanted]
        if not rows:
            raise NodeRefusal("meeting_unknown", HTTPStatus.NOT_FOUND, meeting=meeting)
        name = max(rows, key=lambda row: row.roster_version).sha256
        kept = self._packages
        if name not in kept:
            found = decode_package(self._ledger.blob(name)).package
            if len(kept) >= _KEPT:
                kept.clear()
            kept[name] = found
            return found
        return kept[name]


def by_register(row: Row, person: Person, day: date) -> Verdict:
    """Judge by a row of the register. The holder's name tells whose it is, and his unit where the row has it (EC-14)."""
    until = "长期有效" if row.until is None else f"有效期至 {row.until.isoformat()}"
    if search_key(row.name) != search_key(person.name):
        return Verdict(state="other_person", detail="登记的持证人不是名册上的这个人。", registered=row.kind)
    if row.unit and row.unit != person.unit_code:
        detail = "登记在另一单位名下：可能是同名的另一个人，也可能换了单位还没有变更。"
        return Verdict(state="other_person", detail=detail, registered=row.kind)
    if row.state == "revoked":
        detail = f"登记状态为“{row.word}”（{row.kind}）。"
        return Verdict(state="revoked", detail=detail, until=row.until, registered=row.kind)
    if row.state == "expired" or (row.until is not None and row.until < day):
        detail = f"{row.kind}，{until}，已过期。"
        return Verdict(state="expired", detail=detail, until=row.until, registered=row.kind)
    return Verdict(state="valid", detail=f"{row.kind}，{until}。", until=row.until, registered=row.kind)


def by_roster(package: Package, person: Person, asked: CertificateQuestion) -> Verdict:
    """Judge by the certificates the signed roster of the meeting lists."""
    holders = dict(_listed(package, asked.number))
    mine = holders.get(person.id)
    if mine is None and holders:
        return Verdict(state="other_person", detail="名册上这是另一个人的证照。")
    if mine is None:
        return Verdict(state="unknown", detail="中心节点没有这张证照的登记。")
    if mine.expires is None:
        return Verdict(
            state="unknown", detail="名册列有这张证照，但没有有效期，不能核验。", registered=mine.kind
        )
    state: Literal["valid", "expired"] = "expired" if mine.expires < asked.day else "valid"
    detail = f"名册所列{mine.kind}，有效期至 {mine.expires.isoformat()}{'，已过期' if state == 'expired' else ''}。"
    return Verdict(state=state, detail=detail, until=mine.expires, registered=mine.kind)


def _listed(package: Package, number: str) -> Iterator[tuple[str, Certificate]]:
    wanted = same_number(number)
    for person in package.people:
        for certificate in person.certificates:
            if same_number(certificate.number) == wanted:
                yield person.id, certificate
