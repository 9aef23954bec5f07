"""Which facts an undo may take back (rules.md 8.7-9)."""

from collections.abc import Container, Iterable

from app.models import facts as f
from app.models.entry import Entry
from app.models.facts import Fact

UNDOABLE: tuple[type[Fact], ...] = (
    f.PersonCheckedIn,
    f.VisitorCheckedIn,
    f.PersonCheckedOut,
    f.DeclarationSigned,
    f.FlagDecided,
    f.ScopeDecided,
    f.LetterShown,
    f.PlanCompared,
    f.PrintingConfirmed,
    f.QualificationsChecked,
    f.ECertificateSeen,
    f.PostHolderChanged,
    f.LeaderElected,
    f.AbsenceRecorded,
    f.SubstitutionSuspected,
    f.RevisionItemWritten,
    f.KeyNodeWritten,
    f.TopicConcluded,
    f.PlanPartsTicked,
    f.DefectsAnswered,
    f.DefectFixed,
    f.AssessmentWritten,
    f.LateExpertBriefed,
    f.UploadReceiptRecorded,
    f.ChangeNoticeDelivered,
    f.ExpertRegistered,
    f.ExpertScored,
    f.NextMeetingLinked,
    f.ArchiveHandedOver,
    f.KeyNodeInvited,
    f.KeyNodePushed,
)
"""Check-in and check-out, declarations not yet signed, opinions and list entries. Never a signature, override or seal."""

_UNDOABLE = frozenset(UNDOABLE)
_SEALS = (f.ReportSealed, f.RecordClosed)


def undoable(fact: Fact) -> bool:
    """May this fact ever be undone? A declaration only while it bears no signature."""
    return type(fact) in _UNDOABLE and not (isinstance(fact, f.DeclarationSigned) and fact.ink is not None)


def undone_by(entries: Iterable[Entry], barred: Container[str] = frozenset()) -> set[str]:
    """Hashes of the entries that an undo took back; an undo cannot itself be undone (8.7-9).

    An undo that no desk would grant has no effect here either: of a signature, an override or a transition, of what
    does not stand before it, or of anything from before the seal once the record is sealed (4.3-2). What a device that
    only scans may not write (``barred``) is no undo either.
    """
    entries = tuple(entry for entry in entries if entry.hash not in barred)
    found: set[str] = set()
    if not any(type(entry.body.fact) is f.FactUndone for entry in entries):
        return found
    open_to_undo: set[str] = set()
    for entry in entries:
        fact = entry.body.fact
        if isinstance(fact, _SEALS):
            open_to_undo.clear()
        elif isinstance(fact, f.FactUndone):
            if fact.target in open_to_undo:
                found.add(fact.target)
        elif undoable(fact):
            open_to_undo.add(entry.hash)
    return found
