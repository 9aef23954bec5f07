"""The one place that names concrete parts and joins them (DESIGN.md 2)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from app.models.calendar import beijing_day
from app.models.package import SignedPackage
from app.models.packfile import PackError
from app.models.rulepack import NATIONAL, RulePack, to_blob
from app.services.desk.desk import Desk
from app.services.desk.refusal import Refusal
from app.services.intake.package_file import read_package
from app.services.law import law_tables
from app.services.ledger import Ledger
from app.services.packs import program_shelf
from app.services.packshelf import PackShelf, demand_named
from app.services.places import AUTHORITIES_FILE, LEDGER_FILE, PACKS_FOLDER
from app.services.signing.keys import DeviceKey, load_device_key

if TYPE_CHECKING:
    from app.models.checks import Case
    from app.models.meeting import Meeting
    from app.models.terms import Document
    from app.services.documents.papers import PaperMaker
    from app.services.rehearsal.player import RehearsalClock
    from app.services.venue.deskhall import DeskHall


__all__ = ["LEDGER_FILE", "PackageGate", "make_desk", "open_hall", "open_home", "rehearsal_desk", "utc_now"]


def utc_now() -> datetime:
    """The moment by this machine's clock."""
    return datetime.now(UTC)


class PackageGate:
    """Reads packages signed by a trusted central node, and finds the rule pack they name.

    Args:
        keys: kid → Ed25519 public key (32 bytes) of the central nodes this desk trusts.
        drafts: the operator's switch for draft packs (rules.md 1.5), asked at every package.
        shelf: the packs of this desk; those of the program if none are given.

    """

    def __init__(
        self,
        keys: Callable[[], Mapping[str, bytes]],
        *,
        drafts: bool | Callable[[], bool] = False,
        shelf: PackShelf | None = None,
        authorities: Path | None = None,
    ) -> None:
        self._keys = keys
        self._drafts = drafts
        self._shelf = shelf or program_shelf()
        self._authorities = authorities

    def trusted(self) -> Mapping[str, bytes]:
        """See ``Gate.trusted``."""
        return self._keys()

    def authorities(self) -> bytes:
        """What the operator put into the home as ``ca.pem``; nothing if he did not."""
        if self._authorities is None or not self._authorities.is_file():
            return b""
        return self._authorities.read_bytes()

    def read(self, data: bytes) -> SignedPackage:
        """Parse, validate, verify; raises the intake's typed error."""
        return read_package(data, self._keys())

    def pack_for(self, package: SignedPackage) -> tuple[RulePack, bytes]:
        """The rule pack the package names, and its canonical bytes to freeze (EC-33).

        Raises:
            Refusal: no such pack, another one of that version (by its hash), a draft without the switch, or a pack that
                would loosen what this place asks for (C18): the pack that governs the place must be the one named or
                stand above it in its chain.

        """
        info = package.package.meeting
        day = beijing_day(info.planned_start)
        drafts = self._drafts if isinstance(self._drafts, bool) else self._drafts()
        named = package.package.rule_pack
        try:
            self._shelf.refresh()
            pack = self._shelf.load(named.id, allow_draft=drafts)
            demand_named(pack, named)
            best = self._shelf.pick(info.region, info.project_kind, day, allow_draft=drafts)
        except PackError as bad:
            raise Refusal("pack_unusable", detail=str(bad)) from bad
        chain = {name for name, _version in pack.chain}
        above = {name for name, _version in best.chain} - {NATIONAL}
        if best.meta.id not in chain and pack.meta.id not in above:
            raise Refusal(
                "wrong_pack", pack=pack.meta.name, want=best.meta.name, clause=pack.check("C18").src
            )
        return pack, to_blob(pack)

    def newer(self, pack: RulePack, day: date) -> str:
        """Version of our pack of this id if it is newer and in force on the day (C71, EC-33), or ``""``."""
        return self._shelf.newer_version(pack, day)


class LatePapers:
    """The maker of papers, imported when it is first asked: a start and a list of meetings need none of its libraries."""

    @cached_property
    def _maker(self) -> PaperMaker:
        from app.services.documents.papers import PaperMaker

        return PaperMaker()

    def content_hash(self, case: Case) -> str:
        """See ``Papers.content_hash``."""
        return self._maker.content_hash(case)

    def make(self, case: Case, document: Document, blob: Callable[[str], bytes], subject: str = "") -> bytes:
        """See ``Papers.make``."""
        return self._maker.make(case, document, blob, subject)

    def number(self, case: Case, document: Document, subject: str = "") -> str:
        """See ``Papers.number``."""
        return self._maker.number(case, document, subject)

    def missing_glyphs(self, case: Case) -> tuple[str, ...]:
        """See ``Papers.missing_glyphs``."""
        return self._maker.missing_glyphs(case)

    def undrawable(self, text: str) -> tuple[str, ...]:
        """See ``Papers.undrawable``."""
        return self._maker.undrawable(text)


def make_desk(  # noqa: PLR0913  the joint of a desk
    ledger: Ledger,
    keys: Callable[[], Mapping[str, bytes]],
    clock: Callable[[], datetime] = utc_now,
    *,
    drafts: bool | Callable[[], bool] = False,
    shelf: PackShelf | None = None,
    authorities: Path | None = None,
    home: Path | None = None,
) -> Desk:
    """A desk on a ledger.

    ``authorities``: file with the certificates of CAs (PEM), if the operator has one. ``home``: where it is noted which
    venues this desk has joined.
    """
    return Desk(
        ledger,
        law=law_tables(),
        papers=LatePapers(),
        gate=PackageGate(keys, drafts=drafts, shelf=shelf, authorities=authorities),
        clock=clock,
        venue_keys=(lambda meeting: _venue_keys(home, meeting)) if home is not None else lambda _meeting: {},
    )


def _venue_keys(home: Path, meeting: str) -> Mapping[str, bytes]:
    """Nodes the primary trusts, as it said when this desk joined; none if the note is damaged: the door goes on without."""
    from app.services.sync.errors import SyncError
    from app.services.venue.book import VenueBook

    try:
        return VenueBook(home).keys(meeting)
    except SyncError as error:
        logging.getLogger("huiqian.venue").warning("%s", error)
        return {}


def open_home(home: Path, keys: Callable[[], Mapping[str, bytes]]) -> Desk:
    """The desk of this machine: its ledger and its device key.

    Raises:
        LedgerError: the ledger cannot be opened; the code says why.

    """
    home.mkdir(parents=True, exist_ok=True)
    ledger = Ledger.open(home / LEDGER_FILE, load_device_key(home), clock=utc_now, protected=True)
    shelf = PackShelf(home / PACKS_FOLDER)
    return make_desk(ledger, keys, shelf=shelf, authorities=home / AUTHORITIES_FILE, home=home)


def open_hall(  # noqa: PLR0913  a joint of several parts
    home: Path,
    desk: Desk,
    key: DeviceKey,
    keys: Callable[[], Mapping[str, bytes]],
    *,
    on_change: Callable[[str], object] = lambda _meeting: None,
    on_stored: Callable[[str], object] = lambda _meeting: None,
    host: str = "",
    poll_seconds: float | None = None,
) -> DeskHall:
    """The venues of a desk. ``host``: listen there alone, not on every interface (a test)."""
    from app.services.venue.deskhall import DeskHall, Record, Served
    from app.services.venue.worker import POLL_SECONDS

    def fold(meeting: str) -> Meeting:
        return desk.view(meeting).m

    def serve(record: Record) -> Served:
        from app.server.venue import Venue  # with the HTTP libraries: only for whoever opens a venue
        from app.server.venuerun import ANYWHERE, VenueServer

        venue = Venue(
            desk.ledger, key, fold=fold, record=record, keys=keys, on_taken=on_stored, on_heard=on_change
        )
        return VenueServer(venue, key, host=host or ANYWHERE)

    return DeskHall(
        home,
        desk.ledger,
        key,
        fold=fold,
        record=desk.do,
        serve=serve,
        keys=keys,
        on_change=on_change,
        on_stored=on_stored,
        host=host,
        poll_seconds=POLL_SECONDS if poll_seconds is None else poll_seconds,
    )


def rehearsal_desk(
    home: Path,
    clock: RehearsalClock,
    keys: Mapping[str, bytes],
    *,
    drafts: bool = False,
    shelf: PackShelf | None = None,
    device: str = "",
) -> Desk:
    """A desk for a rehearsal: fresh ledger in ``home``, a device that is the same every time, the script's clock.

    ``device`` names another device than the first: another key.
    """
    home.mkdir(parents=True, exist_ok=True)
    seed = sha256(device.encode()).digest() if device else b"huiqian rehearsal device".ljust(32, b".")
    key = DeviceKey.in_memory(seed)
    ledger = Ledger.open(home / LEDGER_FILE, key, clock=clock, mono=clock.mono)
    return make_desk(ledger, lambda: keys, clock, drafts=drafts, shelf=shelf, home=home)
