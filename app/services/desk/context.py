"""What a verb has in hand: the meeting as it is, who asks, and a place for bytes."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Protocol

from app.models.badge import Issuer
from app.models.checks import Case
from app.models.entry import By, Entry
from app.models.facts import Fact, Ink
from app.models.meeting import Meeting
from app.models.package import SignedPackage
from app.models.rulepack import RulePack
from app.models.terms import Document
from app.services.desk.requests import Drawing


class Papers(Protocol):
    """Makes documents; the desk knows only this much of them."""

    def content_hash(self, case: Case) -> str:
        """SHA-256 of the canonical signed content 3.2 items 1–8 (rules.md 8.1)."""

    def make(self, case: Case, document: Document, blob: Callable[[str], bytes], subject: str = "") -> bytes:
        """The PDF of a document for the meeting as it is; ``subject`` where there may be several of a kind."""

    def number(self, case: Case, document: Document, subject: str = "") -> str:
        """Document id ``<地区码>-<会议号>-<类型>-<序号>-v<版本>``."""

    def missing_glyphs(self, case: Case) -> tuple[str, ...]:
        """Characters of names and texts that no font has, names that are pictured left out (EC-13)."""

    def undrawable(self, text: str) -> tuple[str, ...]:
        """Characters of one text that no font has."""


class Gate(Protocol):
    """Reads a package file and says whose signature it bears."""

    def read(self, data: bytes) -> SignedPackage:
        """Parse and verify; raises the intake's own typed error."""

    def pack_for(self, package: SignedPackage) -> tuple[RulePack, bytes]:
        """The rule pack the package names, and its canonical bytes to freeze."""

    def trusted(self) -> Mapping[str, bytes]:
        """Key id → public key (32 bytes) of the central nodes this desk trusts."""

    def authorities(self) -> bytes:
        """Certificates (PEM) of the CAs whose signatures this desk can trace (8.1); empty: it cannot judge a chain."""

    def newer(self, pack: RulePack, day: date) -> str:
        """Version of a newer pack of the same place in force on the day (C71), or ``""``."""


class Ctx:
    """One call of a verb. Everything it changes is the facts it returns and the blobs it puts."""

    def __init__(  # noqa: PLR0913  the things a verb may look at
        self,
        *,
        case: Case | None,
        meeting: str,
        entries: tuple[Entry, ...],
        by: By,
        now: datetime,
        put_blob: Callable[[bytes], str],
        blob: Callable[[str], bytes],
        preview: Callable[..., Case],
        papers: Papers,
        gate: Gate,
        prepared: object = None,
        device: str = "",
        other: Callable[[str], Case | None] = lambda _meeting: None,
        entries_of: Callable[[str], tuple[Entry, ...]] = lambda _meeting: (),
        devices: Callable[[], Mapping[str, bytes]] = dict,
        venue_keys: Callable[[str], Mapping[str, bytes]] = lambda _meeting: {},
        issuer: Issuer | None = None,
    ) -> None:
        self._case = case
        self.meeting = meeting
        self.entries = entries
        self.by = by
        self.now = now
        self.put_blob = put_blob
        self.blob = blob
        self._preview = preview
        self.papers = papers
        self.gate = gate
        self.prepared = prepared
        self.device = device
        self.other = other
        self.entries_of = entries_of
        self.devices = devices
        self.venue_keys = venue_keys
        self.issuer = issuer

    @property
    def case(self) -> Case:
        """The meeting before this verb.

        Raises:
            LookupError: there is no meeting yet.

        """
        if self._case is None:
            raise LookupError("no meeting")
        return self._case

    @property
    def m(self) -> Meeting:
        """The folded meeting."""
        return self.case.m

    def preview(self, *facts: Fact) -> Case:
        """The meeting as it would be with these facts."""
        return self._preview(facts)

    def ink(self, drawing: Drawing | None) -> Ink | None:
        """Store a drawing and name it."""
        if drawing is None:
            return None
        return Ink(
            strokes=self.put_blob(drawing.strokes),
            picture=self.put_blob(drawing.picture),
            shown=drawing.shown,
        )
