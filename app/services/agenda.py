"""The meetings of this computer, as far as a list shows them, without folding one (1,000 of them stay quick)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec
from msgspec import Struct

from app.models import facts as f
from app.services.ledger import Ledger, MeetingRow
from app.services.ledger.errors import BlobMissing


class _Info(Struct, frozen=True):
    id: str
    planned_start: datetime
    place: str = ""
    sample: bool = False


class _Named(Struct, frozen=True):
    name: str = ""
    version: str = ""


class _Package(Struct, frozen=True):
    meeting: _Info
    project: _Named
    plan: _Named


class _Signed(Struct, frozen=True):
    """Only what a list needs; all else in the file is passed over."""

    package: _Package


class MeetingHead(Struct, frozen=True, kw_only=True):
    """One row of the list. ``sealed`` and ``opened`` are read off the marks of the ledger, nothing is judged here."""

    meeting: str
    title: str
    project: str
    place: str
    start: datetime
    version: str = ""
    sample: bool = False
    opened: bool = False
    sealed: bool = False
    void: bool = False


def heads(ledger: Ledger) -> tuple[MeetingHead, ...]:
    """All meetings, the earliest start first.

    Raises:
        LedgerError: the disk.

    """
    decode = msgspec.json.Decoder(_Signed).decode
    found = [_head(row, decode, ledger) for row in ledger.meetings()]
    return tuple(sorted(found, key=lambda head: head.start))


def _head(row: MeetingRow, decode: Callable[[bytes], _Signed], ledger: Ledger) -> MeetingHead:
    kinds = {type(mark.fact) for mark in row.marks}
    named = [
        mark.fact.package
        for mark in row.marks
        if isinstance(mark.fact, f.PackageImported | f.PackageRefreshed)
    ]
    try:
        package = decode(ledger.blob(named[-1])).package
    except (BlobMissing, IndexError):
        return MeetingHead(
            meeting=row.meeting, title=row.meeting, project="", place="", start=row.imported.body.at
        )
    info = package.meeting
    return MeetingHead(
        meeting=row.meeting,
        title=package.plan.name,
        project=package.project.name,
        place=info.place,
        start=info.planned_start,
        version=package.plan.version,
        sample=info.sample,
        opened=f.MeetingOpened in kinds,
        sealed=f.ReportSealed in kinds or f.RecordClosed in kinds,
        void=f.MeetingVoided in kinds,
    )
