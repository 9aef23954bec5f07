"""Verbs of a script that need the desk itself: bytes it keeps, the next roster, the answer of the central node."""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from msgspec import Struct

from app.models import facts as f
from app.models.entry import By
from app.models.terms import Document, Role
from app.services.desk import requests as r
from app.services.desk.desk import Desk, View
from app.services.rehearsal.people import actor, drawing
from app.services.rehearsal.source import changed
from app.services.rehearsal.variants import Change

Asked = Iterator[tuple[Struct, By]]


def _scan_report(desk: Desk, view: View, with_: dict[str, Any]) -> Asked:
    """The signed paper comes back: every page of the frozen print.

    ``pages``: fewer or more; ``second``: who looked too; ``freeze``: which freezing's print (0 the first); ``swap``: the
    first two pages changed places; ``blank``: a page of plain paper instead of this one.
    """
    from app.services.documents.pages import count_pages

    frozen = [e.body.fact for e in view.entries if isinstance(e.body.fact, f.ContentFrozen)]
    data = desk.ledger.blob(frozen[with_.get("freeze", -1)].print_hash) if frozen else b""
    if "swap" in with_ or "blank" in with_:
        data = _rearranged(data, with_.get("blank", 0), swap=bool(with_.get("swap")))
    pages = with_.get("pages", count_pages(data) if data else 0)
    second = with_.get("second") or (actor(view.m, "owner").person if view.m.ended_at else view.m.leader)
    scan = r.AttachScan(document=Document.REPORT, data=data, pages=pages, second=second)
    yield scan, actor(view.m, "secretary")


def _rearranged(data: bytes, blank: int, *, swap: bool) -> bytes:
    import io

    from pypdf import PdfReader, PdfWriter

    pages, paper = PdfReader(io.BytesIO(data)).pages, PdfWriter()
    order = list(range(1, len(pages) + 1))
    for number in [*reversed(order[:2]), *order[2:]] if swap else order:
        if number == blank:
            paper.add_blank_page(width=595, height=842)
        else:
            paper.add_page(pages[number - 1])
    out = io.BytesIO()
    paper.write(out)
    return out.getvalue()


def _photo(_desk: Desk, view: View, with_: dict[str, Any]) -> Asked:
    """A picture of the meeting."""
    picture = drawing("photo").picture
    photo = r.TakePhoto(data=picture, caption=with_.get("caption", "会议现场"))
    yield photo, actor(view.m, "secretary")


def _refresh(_desk: Desk, view: View, with_: dict[str, Any]) -> Asked:
    """T02: the roster the central node sends next. ``changes`` as in a script; the version counts on by itself."""
    changes = msgspec.convert(with_.get("changes", ()), tuple[Change, ...])
    version = Change(at="roster_version", set_=with_.get("version", view.m.info.roster_version + 1))
    data = changed(view.m.info, (*changes, version))
    yield r.RefreshPackage(data=data), actor(view.m, "secretary")


HOUSE: dict[str, Callable[[Desk, View, dict[str, Any]], Asked]] = {
    "ScanReport": _scan_report,
    "Photo": _photo,
    "RefreshPackage": _refresh,
}


def refuse(desk: Desk, meeting: str, with_: dict[str, Any]) -> None:
    """T23: the central node does not take the seal, as the sync stores it. ``reason``."""
    with desk.ledger.write(meeting) as tx:
        tx.append(By(person="node", role=Role.SECRETARY), f.ConflictNoticed(reason=with_["reason"]))


def receive(desk: Desk, meeting: str, with_: dict[str, Any]) -> None:
    """The central node has it: the fact the sync stores when a receipt was verified. ``seal_hash``: of another record."""
    view = desk.view(meeting)
    seal = with_.get("seal_hash", view.m.seal.seal_hash if view.m.seal else "")
    with desk.ledger.write(meeting) as tx:
        receipt = f.ReceiptStored(
            ranges=desk.ledger.heads(meeting),
            seal_hash=seal,
            received_at=view.case.now,
            kid="sample",
            signature="",
        )
        tx.append(By(person="node", role=Role.SECRETARY), receipt)


NODE: dict[str, Callable[[Desk, str, dict[str, Any]], None]] = {"Receive": receive, "Refuse": refuse}
"""What the central node answers."""
