"""Applies the facts of signing, ending and sealing."""

from datetime import datetime

from app.models import facts as f
from app.models.entry import Entry
from app.models.fold.registry import World, on
from app.models.meeting import Meeting
from app.models.meetingparts import Frozen, Proposal, Seal, Signed
from app.models.terms import Document


@on(f.ContentFrozen)
def _(m: Meeting, fact: f.ContentFrozen, entry: Entry, _world: World) -> None:
    m.frozen = Frozen(
        version=fact.version,
        content_hash=fact.content_hash,
        print_hash=fact.print_hash,
        at=entry.body.at,
        present=m.present_experts(),
    )
    m.sign_refusals = {}


@on(f.SignatureGiven)
def _(m: Meeting, fact: f.SignatureGiven, entry: Entry, _world: World) -> None:
    m.signatures[fact.document, fact.person] = Signed(
        given=fact, at=entry.body.at, by=entry.body.by, late=m.ended_at is not None
    )
    if fact.document is Document.REPORT:
        m.sign_refusals.pop(fact.person, None)


@on(f.SignatureRefused)
def _(m: Meeting, fact: f.SignatureRefused, _entry: Entry, _world: World) -> None:
    m.sign_refusals[fact.person] = fact
    m.signatures.pop((Document.REPORT, fact.person), None)


@on(f.ScanAttached)
def _(m: Meeting, fact: f.ScanAttached, _entry: Entry, _world: World) -> None:
    m.scans[fact.document] = fact


def reopen_signing(m: Meeting, at: datetime) -> None:
    """T18: every signature of the report is void, the content is v_n+1."""
    m.invalidated += [s for (doc, _p), s in m.signatures.items() if doc is Document.REPORT]
    m.signatures = {k: s for k, s in m.signatures.items() if k[0] is not Document.REPORT}
    m.scans.pop(Document.REPORT, None)
    m.frozen, m.on_site, m.ended_at = None, None, None
    old = m.session.proposal
    if old:
        old.superseded = True
        m.session.proposals.append(
            Proposal(version=old.version + 1, verdict=old.verdict, reason=old.reason, at=at)
        )


@on(f.SigningReopened)
def _(m: Meeting, _fact: f.SigningReopened, entry: Entry, _world: World) -> None:
    reopen_signing(m, entry.body.at)


@on(f.OnSiteAttested)
def _(m: Meeting, fact: f.OnSiteAttested, _entry: Entry, _world: World) -> None:
    m.on_site = fact


@on(f.MeetingEnded)
def _(m: Meeting, _fact: f.MeetingEnded, entry: Entry, _world: World) -> None:
    m.ended_at = entry.body.at


@on(f.ReportSealed)
def _(m: Meeting, fact: f.ReportSealed, entry: Entry, _world: World) -> None:
    m.seal = Seal(
        content_hash=fact.content_hash,
        seal_hash=fact.seal_hash,
        tree_root=fact.tree_root,
        last_entry=fact.last_entry,
        files=fact.files,
        at=entry.body.at,
    )
    m.ended_at = m.ended_at or entry.body.at


@on(f.NoConsensusClosed)
def _(m: Meeting, fact: f.NoConsensusClosed, entry: Entry, _world: World) -> None:
    m.no_consensus, m.no_consensus_fact = fact.reason, fact
    m.ended_at = m.ended_at or entry.body.at


@on(f.RecordClosed)
def _(m: Meeting, fact: f.RecordClosed, entry: Entry, _world: World) -> None:
    m.seal = Seal(
        content_hash="",
        seal_hash=fact.seal_hash,
        tree_root=fact.tree_root,
        last_entry=fact.last_entry,
        files=fact.files,
        at=entry.body.at,
    )


@on(f.NamePictured)
def _(m: Meeting, fact: f.NamePictured, _entry: Entry, _world: World) -> None:
    m.pictured[fact.person] = fact


@on(f.RecordReissued)
def _(m: Meeting, fact: f.RecordReissued, entry: Entry, _world: World) -> None:
    m.reissue, m.mode, m.gathered = fact, fact.mode, False
    m.checkin_opened_at, m.opened_at, m.opened_by = entry.body.at, entry.body.at, entry.body.by
    m.session.proposals.append(
        Proposal(version=fact.version, verdict=fact.verdict, reason=fact.verdict_reason, at=entry.body.at)
    )
