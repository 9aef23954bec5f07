"""What can be asked after the seal and needs more than its fact: ink, a scan, another meeting (T26–T35)."""

from datetime import date, datetime
from typing import Literal

from app.models.facts import RereviewRow
from app.models.terms import Document, Factor
from app.services.desk.request import Drawing, Request

VoidCause = Literal["内容差错", "签字或身份差错", "程序差错", "主管部门要求", "结论不被接受"]
"""Why a record is to be void. The last is asked for in order to be refused (EC-54)."""


class ReturnRevision(Request, frozen=True):
    """T27: the leader finds the change not done; ``rows`` say which item is how."""

    rows: tuple[RereviewRow, ...]
    reason: str
    drawing: Drawing | None = None


class ApproveRevision(Request, frozen=True):
    """T28: form 3.8, every required item 已落实, signed by who acts as leader."""

    rows: tuple[RereviewRow, ...]
    opinion: str = ""
    drawing: Drawing | None = None


class RejectRevision(Request, frozen=True):
    """T29: the change is too big, a new meeting is needed."""

    reason: str
    rows: tuple[RereviewRow, ...] = ()
    drawing: Drawing | None = None


class ReplaceLeader(Request, frozen=True):
    """组长变更: whom the authority's document ``number`` names, with its scan. ``leader``: his id, on the roster or new."""

    leader: str
    name: str = ""
    number: str = ""
    scan: bytes = b""


class WriteCorrection(Request, frozen=True):
    """更正说明 (GS) by the secretary; ``drawing`` is the signature of who acts as leader."""

    document: Document
    place: str
    wrong: str
    right: str
    reason: str
    drawing: Drawing | None = None


class VoidRecord(Request, frozen=True):
    """T32: by ``order_number`` of the authority, or with the signatures of leader and owner beside the secretary.

    ``acceptance``: number under which the central system accepts the voiding, once it has given a receipt.
    """

    cause: VoidCause
    reason: str
    order_number: str = ""
    owner: str = ""
    leader_drawing: Drawing | None = None
    owner_drawing: Drawing | None = None
    acceptance: str = ""


class Reissue(Request, frozen=True):
    """T32b, asked of the new id ``<old>~<version>``: ``people`` are together again, each identified by these factors now."""

    of: str
    people: dict[str, tuple[Factor, ...]]
    reason: str


class VisitNode(Request, frozen=True):
    """T33: form 3.9 with the signature of the expert on site."""

    node: str
    visited_on: date
    expert: str
    guidance: str
    result: Literal["合格", "整改后复验", "不合格"]
    state: str = ""
    problems: str = ""
    fix_by: date | None = None
    project_tech: str = ""
    chief: str = ""
    present: tuple[str, ...] = ()
    drawing: Drawing | None = None


class RecordUpload(Request, frozen=True):
    """C60: a receipt with its screenshot or scan; ``acceptance`` = the authority accepts in writing that an item is missing."""

    item: str
    source: Literal["server", "platform", "acceptance"]
    number: str
    received_at: datetime
    scan: bytes = b""
