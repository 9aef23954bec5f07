"""Facts before the day and about its papers."""

from datetime import date, datetime
from typing import Literal

from app.models.facts.base import FactBase, Ink
from app.models.package import Letter, PackRef, ScopeHit


class PackageImported(FactBase, frozen=True):
    """T01: the meeting exists on this device. ``package`` and ``pack`` name blobs: signed package and resolved rule pack."""

    package: str
    pack: PackRef
    pack_blob: str
    roster_version: int
    signed_by: str


class PackageRefreshed(FactBase, frozen=True):
    """T02: roster version n+1 taken as a whole after its difference was shown (EC-23)."""

    package: str
    roster_version: int
    signed_by: str


class FlagDecided(FactBase, frozen=True):
    """Survey, design or subcontractor concerned, yes or no (C10, EC-11, EC-12)."""

    flag: Literal["has_survey", "has_design", "has_subcontractor"]
    value: bool
    reason: str = ""


class ScopeDecided(FactBase, frozen=True):
    """Category and parameters entered at the desk (C09)."""

    primary_category: str
    touched_categories: tuple[str, ...] = ()
    scope: tuple[ScopeHit, ...] = ()


class LetterShown(FactBase, frozen=True):
    """A delegate letter came: as upload before the day or as paper at the venue (C08, C69, EC-09)."""

    letter: Letter
    channel: Literal["upload", "paper"]


class EmployerCodeSet(FactBase, frozen=True):
    """The unified credit code of an expert's employer, from a paper shown (2.6-4)."""

    person: str
    code: str
    unit_name: str
    evidence: str


class PlanCompared(FactBase, frozen=True):
    """C02: the plan on the table against the uploaded one.

    ``method`` screen: ``sha256`` of the file shown; paper_qr: ``sha256`` read from the cover; paper_plain: version, date
    and pages read, and ``signers`` (GC_PROJ_TECH, SUP_CHIEF) signed "与上传版本一致".
    """

    method: Literal["screen", "paper_qr", "paper_plain"]
    sha256: str = ""
    version: str = ""
    dated: date | None = None
    pages: int = 0
    signers: tuple[str, ...] = ()


class PrintingConfirmed(FactBase, frozen=True):
    """C75: is there a printer, and a way to bring signed pages back (EC-53)."""

    printer: bool
    scanner: bool


class ClockAnchored(FactBase, frozen=True):
    """Server time against this device's clock in seconds (EC-17)."""

    server_time: datetime
    drift_seconds: float


class ClockAttested(FactBase, frozen=True):
    """Owner and secretary typed the true time; ``drift_seconds`` = device minus true (C73, EC-17)."""

    true_time: datetime
    drift_seconds: float
    owner: str


class WarningAcknowledged(FactBase, frozen=True):
    """W findings accepted by the secretary with a reason (rules.md 0.2). ``keys`` are finding keys."""

    keys: tuple[str, ...]
    reason: str


class GapOverridden(FactBase, frozen=True):
    """例外放行 (LW): O findings let through with a named person's reason and signature (rules.md 0.2).

    Signed by OWNER_PM, or by SUP_CHIEF together with the leader (``second``) where the gap is the owner's own.
    """

    keys: tuple[str, ...]
    reason: str
    ink: Ink
    second: str = ""
    second_ink: Ink | None = None


class FactUndone(FactBase, frozen=True):
    """An undo: the entry with hash ``target`` is as if it had not happened (8.7-9)."""

    target: str
    reason: str


class TransitionRefused(FactBase, frozen=True):
    """A block that stopped a transition; it is printed in the sealed record (4.3-4)."""

    transition: str
    keys: tuple[str, ...]
