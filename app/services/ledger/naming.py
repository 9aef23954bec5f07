"""Which blobs a fact names, so that no fact travels or is sealed without them."""

from collections.abc import Callable, Iterator

from app.models.facts import (
    ContentFrozen,
    Fact,
    LeaderReplaced,
    LetterShown,
    NamePictured,
    PackageImported,
    PackageRefreshed,
    PhotoTaken,
    PostHolderChanged,
    RecordClosed,
    ReportSealed,
    ScanAttached,
    SignatureGiven,
    UploadReceiptRecorded,
)
from app.models.facts.base import Ink

_INK_FIELDS = ("ink", "second_ink", "leader_ink", "owner_ink")

_NAMES: dict[type, Callable[..., Iterator[str]]] = {
    PackageImported: lambda fact: iter((fact.package, fact.pack_blob)),
    PackageRefreshed: lambda fact: iter((fact.package,)),
    LetterShown: lambda fact: iter((fact.letter.scan,) if fact.channel == "paper" else ()),
    ContentFrozen: lambda fact: iter((fact.print_hash,)),
    SignatureGiven: lambda fact: iter((fact.evidence,)),
    PhotoTaken: lambda fact: iter((fact.blob,)),
    ScanAttached: lambda fact: iter((fact.blob,)),
    PostHolderChanged: lambda fact: iter((fact.scan,)),
    UploadReceiptRecorded: lambda fact: iter((fact.scan,)),
    LeaderReplaced: lambda fact: iter((fact.scan,)),
    NamePictured: lambda fact: iter((fact.picture,)),
    ReportSealed: lambda fact: (file.sha256 for file in fact.files),
    RecordClosed: lambda fact: (file.sha256 for file in fact.files),
}


def blobs_named(fact: Fact) -> tuple[str, ...]:
    """SHA-256 names of the blobs a fact cannot be without, in the order of its fields, each once."""
    named = list(_NAMES.get(type(fact), _none)(fact))
    for field in _INK_FIELDS:
        ink = getattr(fact, field, None)
        if isinstance(ink, Ink):
            named += [ink.strokes, ink.picture]
    return tuple(dict.fromkeys(name for name in named if name))


def _none(_fact: Fact) -> Iterator[str]:
    return iter(())
