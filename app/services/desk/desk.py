"""The desk: the only way to add facts. Screen, rehearsal, tests and sync all come through ``Desk.do`` (DESIGN.md 1)."""

import contextlib
from collections.abc import Callable, Mapping
from datetime import datetime

from msgspec import Struct

from app.models import facts as f
from app.models.calendar import beijing_day
from app.models.checks import Case
from app.models.entry import By, Entry, Unsigned
from app.models.facts import Fact
from app.models.finding import Finding
from app.models.fold import World, apply, fold
from app.models.fold.copies import second
from app.models.fold.moves import allowed
from app.models.fold.writers import at_the_door
from app.models.law import LawTables
from app.models.meeting import Meeting
from app.models.package import SignedPackage
from app.models.papers.there import day_documents
from app.models.rulepack import from_blob
from app.models.stages import findings, shown_stage
from app.models.terms import Document, Role, Stage
from app.services.desk import beforehand, devices
from app.services.desk import requests as r
from app.services.desk.context import Ctx, Gate, Papers
from app.services.desk.inplace import FACT_OF, in_place
from app.services.desk.refusal import Refusal
from app.services.desk.signing import Made, Prepared
from app.services.desk.verbs import VERBS
from app.services.desk.who import require, require_secretary
from app.services.ledger import Ledger, WriteTx

_RETRIES = 3
_REACH_BACK = (f.FactUndone, f.DeviceJoined, f.DeviceLeft, f.PrimaryTaken, f.PackageImported)


class View(Struct, frozen=True):
    """What a person sees of a meeting at one moment."""

    m: Meeting
    case: Case
    stage: Stage
    findings: tuple[Finding, ...]
    entries: tuple[Entry, ...]
    unsent: int


class Desk:
    """Runs verbs on a ledger.

    Args:
        ledger: the facts.
        law: scope and defect tables.
        papers: makes documents.
        gate: reads and verifies packages, resolves rule packs.
        clock: the moment, UTC; never decides order.
        venue_keys: the nodes that the primary of a meeting trusts, where this desk has joined it; for badges alone.

    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        law: LawTables,
        papers: Papers,
        gate: Gate,
        clock: Callable[[], datetime],
        venue_keys: Callable[[str], Mapping[str, bytes]] = lambda _meeting: {},
    ) -> None:
        self.ledger = ledger
        self.law = law
        self.papers = papers
        self.gate = gate
        self.clock = clock
        self.venue_keys = venue_keys
        self._worlds = World({}, {})
        self._last: dict[str, tuple[tuple[Entry, ...], Meeting]] = {}

    def view(self, meeting: str) -> View:
        """The meeting as it is now.

        Raises:
            LookupError: no such meeting.

        """
        entries = self.ledger.entries(meeting)
        return self._view(meeting, entries, self.ledger.blob)

    def _view(self, meeting: str, entries: tuple[Entry, ...], blob: Callable[[str], bytes]) -> View:
        case = self.case(meeting, entries, blob)
        if case is None:
            raise LookupError(meeting)
        return self._seen(case, entries)

    def _seen(self, case: Case, entries: tuple[Entry, ...]) -> View:
        """What a person sees; the fold is kept beside its entries, for the next request to go on from."""
        self._last = {case.m.id: (entries, case.m)}
        return View(case.m, case, shown_stage(case), findings(case), entries, _unsent(case.m, entries))

    def badge_keys(self, m: Meeting) -> dict[str, bytes]:
        """Key id → public key (32 bytes) of all whose badges the door of this meeting takes."""
        from app.services.badges.keys import badge_keys

        return badge_keys(m, self.gate.trusted(), self.ledger.devices(), self.venue_keys)

    def draft(self, meeting: str, *facts: Fact) -> Case:
        """The meeting as it would be with these facts, for a preview; nothing is written.

        Raises:
            LookupError: no such meeting.

        """
        entries = self.ledger.entries(meeting)
        by = By(person="", role=Role.SECRETARY)
        added = self._tentative(entries, meeting, by, facts, self.clock())
        case = self.case(meeting, (*entries, *added), self.ledger.blob)
        if case is None:
            raise LookupError(meeting)
        return case

    def case(self, meeting: str, entries: tuple[Entry, ...], blob: Callable[[str], bytes]) -> Case | None:
        """Fold and put beside its pack; None before T01."""
        m = self._folded(meeting, entries, blob)
        return None if m.package is None else self._judged(m)

    def _folded(self, meeting: str, entries: tuple[Entry, ...], blob: Callable[[str], bytes]) -> Meeting:
        """The meeting of these entries. Of the very ones that were folded last it is there; else all are folded."""
        known = self._last.get(meeting)
        if known is not None and known[0] is entries:
            return second(known[1])
        self._load(entries, blob)
        return fold(meeting, entries, self._worlds)

    def _judged(self, m: Meeting) -> Case:
        """A folded meeting before the checks."""
        case = Case(m, self._worlds.packs[m.pack_blob], self.law, self.clock())
        if case.before_opening:  # afterwards nobody asks any more (C71)
            case.newer_pack = self.gate.newer(case.pack, case.day)
        return case

    def _load(self, entries: tuple[Entry, ...], blob: Callable[[str], bytes]) -> None:
        """Read packages and packs that facts name; they are immutable, so they stay in memory."""
        world = self._worlds
        for e in entries:
            fact = e.body.fact
            if (
                isinstance(fact, f.PackageImported | f.PackageRefreshed)
                and fact.package not in world.packages
            ):
                world.packages[fact.package] = _package(blob(fact.package))
            if isinstance(fact, f.PackageImported) and fact.pack_blob not in world.packs:
                world.packs[fact.pack_blob] = from_blob(blob(fact.pack_blob))

    def do(self, meeting: str, request: Struct, by: By) -> View:
        """Decide a request and, if it is granted, put its facts on disk before returning (DESIGN.md 3.1).

        Raises:
            Refusal: the rules say no; a refused transition is recorded first (4.3-4).
            LedgerError: disk or database; nothing was written.

        """
        if isinstance(request, r.ImportPackage) and self.ledger.is_erased(meeting):
            raise Refusal("already_erased")
        for _attempt in range(_RETRIES):
            prepared = self._prepare(meeting, request)
            with contextlib.suppress(_MovedOnError):
                return self._do(meeting, request, by, prepared)
        raise Refusal("busy")

    def _do(self, meeting: str, request: Struct, by: By, prepared: Prepared | None) -> View:
        refusal: Refusal | None = None
        with self.ledger.write(meeting) as tx:
            ctx = self._ctx(meeting, tx, by, prepared)
            if prepared and (not ctx.entries or prepared.base != ctx.m.last_hash):
                raise _MovedOnError
            added: list[Entry] = []
            try:
                at = prepared.at if prepared else ctx.now
                added += [tx.append(by, fact, at=at) for fact in decide(ctx, request)]
            except Refusal as said:
                if not said.code.startswith("gate_") or not ctx.entries:
                    raise
                refusal = said
                keys = tuple(x.key for x in said.findings)
                fact = f.TransitionRefused(transition=said.code.removeprefix("gate_"), keys=keys)
                tx.append(by, fact, at=ctx.now)
            view = None if refusal else self._view_after(ctx, tx, added)
        if refusal or view is None:
            raise refusal or LookupError(meeting)
        return view

    def _view_after(self, ctx: Ctx, tx: WriteTx, added: list[Entry]) -> View:
        """What was added comes last in the order, so the meeting that was folded for the verb is folded on.

        An undo reaches back, and so does who may write (``fold.writers``); then everything is folded anew.
        """
        facts = [e.body.fact for e in added]
        may = ctx.m.primary == ctx.device if ctx.entries else False
        if not (may or all(at_the_door(x) for x in facts)) or any(isinstance(x, _REACH_BACK) for x in facts):
            return self._view(ctx.meeting, tx.entries(), tx.blob)
        self._load(tuple(added), tx.blob)
        for entry in added:
            apply(ctx.m, entry, self._worlds)
        case = self._judged(ctx.m)
        return self._seen(case, tx.entries())

    def _ctx(self, meeting: str, tx: WriteTx, by: By, prepared: Prepared | None) -> Ctx:
        entries = tx.entries()
        now = self.clock()

        def preview(facts: tuple[Fact, ...]) -> Case:
            case = self.case(meeting, (*entries, *self._tentative(entries, meeting, by, facts, now)), tx.blob)
            if case is None:
                raise LookupError(meeting)
            return case

        return Ctx(
            case=self.case(meeting, entries, tx.blob),
            meeting=meeting,
            entries=entries,
            by=by,
            now=now,
            put_blob=tx.put_blob,
            blob=tx.blob,
            preview=preview,
            papers=self.papers,
            gate=self.gate,
            prepared=prepared,
            device=self.ledger.device,
            other=self._other,
            entries_of=self.ledger.entries,
            devices=self.ledger.devices,
            venue_keys=self.venue_keys,
            issuer=self.ledger.issuer,
        )

    def _other(self, meeting: str) -> Case | None:
        """Another meeting of this ledger as it is now (EC-21, EC-24); None if there is none of this name."""
        return self.case(meeting, self.ledger.entries(meeting), self.ledger.blob)

    def _prepare(self, meeting: str, request: Struct) -> Prepared | None:
        """Make documents outside the transaction (DESIGN.md 3.2: never a transaction across a file)."""
        if beforehand.looks_at(request):
            return self._look(meeting, request)
        if not isinstance(request, r.Freeze | r.SealRecord | r.CloseRecord):
            return None
        view = self.view(meeting)
        if not allowed(FACT_OF[type(request)], view.m.stage):
            return None  # it will be refused; there is nothing to make
        documents = (Document.REPORT,) if isinstance(request, r.Freeze) else self.documents(view.m)
        missing = self.papers.missing_glyphs(view.case)
        if missing:
            raise Refusal("glyphs_missing", characters=" ".join(missing), clause="姓名33")
        content = self.papers.content_hash(view.case) if view.m.session.proposal else ""
        at = self.clock()
        case = self._frozen(view, content, at) if isinstance(request, r.Freeze) else view.case
        made = tuple(self._make(case, d) for d in documents)
        return Prepared(view.m.last_hash, at, content, made)

    def _look(self, meeting: str, request: Struct) -> Prepared | None:
        """Read the file a signature or a scan brings; None if there is nothing frozen it could belong to."""
        m = self.view(meeting).m
        if m.frozen is None or not isinstance(request, r.Sign | r.AttachScan):
            return None
        printed = self.ledger.blob(m.frozen.print_hash)
        frozen = beforehand.Frozen(printed, m.frozen.content_hash, self.gate.authorities())
        return Prepared(m.last_hash, self.clock(), "", (), beforehand.look(request, frozen))

    def _frozen(self, view: View, content: str, at: datetime) -> Case:
        """The meeting as it will be frozen, so that the print already bears the 论证意见形成时间."""
        proposal = view.m.session.proposal
        if proposal is None:
            return view.case
        fact = f.ContentFrozen(version=proposal.version, content_hash=content)
        by = By(person="", role=Role.SECRETARY)
        entries = (*view.entries, *self._tentative(view.entries, view.m.id, by, (fact,), at))
        return self.case(view.m.id, entries, self.ledger.blob) or view.case

    def _tentative(
        self, entries: tuple[Entry, ...], meeting: str, by: By, facts: tuple[Fact, ...], now: datetime
    ) -> list[Entry]:
        """Entries that are not in the ledger: only to see what the meeting would be."""
        lamport = max((e.body.lamport for e in entries), default=0)
        return [
            Entry(
                body=Unsigned(
                    meeting=meeting,
                    device=self.ledger.device,
                    seq=n,
                    prev="",
                    lamport=lamport + n,
                    at=now,
                    mono=0,
                    by=by,
                    fact=fact,
                ),
                hash=f"preview-{n}",
                sig="",
            )
            for n, fact in enumerate(facts, 1)
        ]

    def documents(self, m: Meeting) -> tuple[Document, ...]:
        """Which documents a record of this kind has when it is closed."""
        found = [Document.SIGN_IN] if m.checkin_opened_at else []
        if m.frozen:
            found.append(Document.REPORT)
        if m.stops:
            found.append(Document.STOP)
        if m.photos:
            found.append(Document.PHOTOS)
        if m.duties or m.substitutions or m.sign_refusals:
            found.append(Document.DUTY)
        return (*found, *day_documents(m))

    def _make(self, case: Case, document: Document) -> Made:
        from app.services.documents.pages import count_pages

        data = self.papers.make(case, document, self.ledger.blob)
        return Made(document, self.papers.number(case, document), data, count_pages(data))


def decide(ctx: Ctx, request: Struct) -> tuple[Fact, ...]:
    """The facts a request leads to: who may, in which stage, and then the verb itself.

    Raises:
        Refusal: the rules say no.

    """
    verb = VERBS[type(request)]
    if isinstance(request, r.ImportPackage | r.Reissue):
        if ctx.entries:
            raise Refusal("already_imported")
        if isinstance(request, r.Reissue):
            require_secretary(ctx.by)
        return verb(ctx, request)
    if not ctx.entries:
        raise Refusal("no_meeting")
    require(ctx, request)
    in_place(request, ctx)
    devices.on_primary(ctx, request)
    return verb(ctx, request)


def _unsent(m: Meeting, entries: tuple[Entry, ...]) -> int:
    """Entries no receipt covers. Receipts are not counted: no receipt covers itself, so it would never be 0."""
    sent = m.after.sent_upto
    return sum(
        e.body.seq > sent.get(e.body.device, 0) and not isinstance(e.body.fact, f.ReceiptStored)
        for e in entries
    )


def overdue(view: View) -> Struct | None:
    """What time alone makes due: a stop that outlived its day (T09). The window asks every minute."""
    if view.m.stage is Stage.STOPPED and beijing_day(view.case.now) > beijing_day(view.m.stops[-1].at):
        return r.EndDay()
    return None


class _MovedOnError(Exception):
    """Another fact came between making the documents and naming them: make them again."""


def _package(data: bytes) -> object:
    """The package inside a signed file that was verified when it came."""
    import msgspec

    return msgspec.json.decode(data, type=SignedPackage).package
