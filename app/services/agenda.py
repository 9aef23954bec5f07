"""The meetings of this computer, as far as a list shows them, without folding one (1,000 of them stay quick)."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from app.services.ledger import Ledger, MeetingRow
    from app.services.ledger.glance import Row


class MeetingHead(NamedTuple):
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


_NAMING = ("PackageImported", "PackageRefreshed")


def heads_of(rows: Iterable[Row]) -> tuple[MeetingHead, ...]:
    """All meetings of a glance at the ledger, the earliest start first."""
    found = (_seen(meeting, tuple(marks)) for meeting, marks in groupby(rows, lambda row: row.meeting))
    return _in_order(head for head in found if head is not None)


def heads(ledger: Ledger) -> tuple[MeetingHead, ...]:
    """All meetings, the earliest start first, asked of the open ledger: the way that always works.

    Raises:
        LedgerError: the disk.

    """
    return _in_order(_asked(row, ledger) for row in ledger.meetings())


def _in_order(found: Iterable[MeetingHead]) -> tuple[MeetingHead, ...]:
    return tuple(sorted(found, key=lambda head: head.start))


def _seen(meeting: str, marks: tuple[Row, ...]) -> MeetingHead | None:
    came = next((row.came for row in marks if row.came is not None), None)
    if came is None:
        return None
    package = [row.package for row in marks if row.kind in _NAMING][-1]
    return _head(meeting, datetime.fromisoformat(came), package, {row.kind for row in marks})


def _asked(row: MeetingRow, ledger: Ledger) -> MeetingHead:
    from app.models.facts import PackageImported, PackageRefreshed
    from app.services.ledger.errors import BlobMissing

    named = [m.fact for m in row.marks if isinstance(m.fact, PackageImported | PackageRefreshed)]
    values = None
    with contextlib.suppress(BlobMissing):
        package = json.loads(ledger.blob(named[-1].package))["package"]
        meeting, plan = package["meeting"], package["plan"]
        values = [
            *(meeting.get(key) for key in ("planned_start", "place", "sample")),
            *(plan.get(key) for key in ("name", "version")),
            package["project"].get("name"),
        ]
    return _head(row.meeting, row.imported.body.at, values, {type(m.fact).__name__ for m in row.marks})


def _head(meeting: str, came: datetime, values: list[Any] | None, kinds: set[str]) -> MeetingHead:
    """``values``: start, place, sample, plan, its version, project; None: the package is not here."""
    if values is None:
        return MeetingHead(meeting=meeting, title=meeting, project="", place="", start=came)
    start, place, sample, plan, version, project = values
    return MeetingHead(
        meeting=meeting,
        title=plan or "",
        project=project or "",
        place=place or "",
        start=datetime.fromisoformat(start),
        version=version or "",
        sample=bool(sample),
        opened="MeetingOpened" in kinds,
        sealed=not kinds.isdisjoint(("ReportSealed", "RecordClosed")),
        void="MeetingVoided" in kinds,
    )
