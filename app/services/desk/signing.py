"""Verbs of freezing, signing, ending and sealing (T16–T19)."""

from datetime import datetime

from msgspec import Struct

from app.models import facts as f
from app.models.checks import evaluate
from app.models.checks.sign import signers
from app.models.facts import Fact
from app.models.terms import Document, Role, SignKind, Stage
from app.services.desk import requests as r
from app.services.desk.context import Ctx
from app.services.desk.esigning import certified, fresh_ink, pages_match
from app.services.desk.preparing import gate, text_needed
from app.services.desk.refusal import Refusal
from app.services.desk.registry import verb
from app.services.desk.session import absences
from app.services.ledger import seal_values


class Made(Struct, frozen=True):
    """A document as made before the transaction."""

    document: Document
    id: str
    data: bytes
    pages: int


class Prepared(Struct, frozen=True):
    """What was computed outside the transaction, from which entry and at what moment (the facts then bear it)."""

    base: str
    at: datetime
    content_hash: str
    made: tuple[Made, ...]
    seen: object = None


def _prepared(ctx: Ctx) -> Prepared:
    if not isinstance(ctx.prepared, Prepared):
        raise TypeError("this verb needs its documents made first")
    return ctx.prepared


@verb(r.Freeze)
def freeze(ctx: Ctx, _request: r.Freeze) -> tuple[Fact, ...]:
    """T16: unanimous, quorum holds; from now on every signature binds this content."""
    gate(ctx.case, "T16")
    proposal = ctx.m.session.proposal
    if proposal is None:
        raise Refusal("proposal_gone", version="")
    done = _prepared(ctx)
    return (
        f.ContentFrozen(
            version=proposal.version,
            content_hash=done.content_hash,
            print_hash=ctx.put_blob(done.made[0].data),
        ),
    )


@verb(r.Sign)
def sign(ctx: Ctx, request: r.Sign) -> tuple[Fact, ...]:
    """T17: the report only while it is frozen and only by those who must; the sign-in sheet by whoever is here."""
    if request.sign_kind is SignKind.DRAWN and request.drawing is None:
        raise Refusal("ink_needed")
    report = request.document is Document.REPORT
    content = _may_sign_report(ctx, request) if report else ctx.m.last_hash
    by_hand = request.sign_kind is not SignKind.CA_ESIGN
    certificate = "" if by_hand else certified(ctx, request, _seen(ctx)).said
    ink = ctx.ink(request.drawing) if by_hand else None
    if report:
        fresh_ink(ctx, ink)
    return (
        f.SignatureGiven(
            person=request.person,
            document=request.document,
            content_hash=content,
            sign_kind=request.sign_kind,
            ink=ink,
            warned=request.warned,
            certificate=certificate,
            evidence="" if by_hand else ctx.put_blob(request.evidence),
        ),
    )


def _seen(ctx: Ctx) -> object:
    """What was looked at before the transaction, if anything."""
    return ctx.prepared.seen if isinstance(ctx.prepared, Prepared) else None


def _may_sign_report(ctx: Ctx, request: r.Sign) -> str:
    m = ctx.m
    if m.frozen is None or m.stage is not Stage.SIGNING:
        raise Refusal("not_frozen")
    if request.person not in signers(ctx.case):
        raise Refusal("not_a_signer", name=m.name(request.person), clause=ctx.case.pack.check("C50").src)
    if not request.warned:
        raise Refusal("warning_first")
    unbriefed = [x for x in evaluate(ctx.case, ("C74",)) if request.person in x.people]
    if unbriefed and request.person not in m.session.briefed:
        raise Refusal("not_briefed", name=m.name(request.person), clause=unbriefed[0].clause)
    return m.frozen.content_hash


@verb(r.RefuseToSign)
def refuse(ctx: Ctx, request: r.RefuseToSign) -> tuple[Fact, ...]:
    """EC-08: a right; his own text is kept."""
    text_needed(request.reason, "reason")
    if request.person not in ctx.m.experts:
        raise Refusal("not_an_expert", name=ctx.m.name(request.person))
    return (f.SignatureRefused(person=request.person, reason=request.reason, ink=ctx.ink(request.drawing)),)


@verb(r.AttachScan)
def attach_scan(ctx: Ctx, request: r.AttachScan) -> tuple[Fact, ...]:
    """EC-38: page by page that of the print; second pair of eyes: leader, after 散会 the owner's project leader."""
    expected = _pages_of_print(ctx)
    if request.pages != expected:
        raise Refusal("scan_pages", got=str(request.pages), want=str(expected))
    owners = {h.person for h in ctx.m.holders(Role.OWNER_PM)}
    if request.second not in ({ctx.m.leader} if ctx.m.ended_at is None else owners):
        raise Refusal("scan_second")
    pages_match(ctx, _seen(ctx))
    return (
        f.ScanAttached(
            document=request.document,
            blob=ctx.put_blob(request.data),
            pages=request.pages,
            pages_expected=expected,
            second=request.second,
        ),
    )


def _pages_of_print(ctx: Ctx) -> int:
    if ctx.m.frozen is None:
        raise Refusal("not_frozen")
    from app.services.documents.pages import count_pages

    return count_pages(ctx.blob(ctx.m.frozen.print_hash))


@verb(f.OnSiteAttested)
def attest_on_site(ctx: Ctx, request: f.OnSiteAttested) -> tuple[Fact, ...]:
    """C53: ‘已在会议现场全部签字’ by leader with the owner's verifier, when all have signed."""
    _all_signed(ctx)
    verifiers = {h.person for role in (Role.OWNER_VERIFIER, Role.OWNER_PM) for h in ctx.m.holders(role)}
    if request.leader != ctx.m.leader or request.verifier not in verifiers:
        raise Refusal("attest_who", clause=ctx.case.pack.check("C53").src)
    if not ctx.m.present(request.verifier):
        raise Refusal("not_here", name=ctx.m.name(request.verifier))
    return (request,)


def _all_signed(ctx: Ctx) -> None:
    missing = evaluate(ctx.case, ("C50",))
    if missing:
        names = "、".join(ctx.m.name(x.subject) for x in missing)
        raise Refusal("not_all_signed", names=names, clause=missing[0].clause, findings=missing)


@verb(f.SigningReopened)
def reopen(ctx: Ctx, request: f.SigningReopened) -> tuple[Fact, ...]:
    """T18: all signatures void; after 散会 the meeting must first be called together again (T11)."""
    text_needed(request.reason, "reason")
    if ctx.m.ended_at is not None:
        raise Refusal("reopen_after_end")
    return (request,)


@verb(f.MeetingEnded)
def end_meeting(ctx: Ctx, request: f.MeetingEnded) -> tuple[Fact, ...]:
    """散会 (T17): every expert of C50 has signed; E is fixed; absences are confirmed (8.7-6)."""
    _all_signed(ctx)
    if ctx.m.ended_at is not None:
        raise Refusal("already_ended")
    return (request, *absences(ctx))


def _files(ctx: Ctx, made: tuple[Made, ...]) -> tuple[f.SealedFile, ...]:
    return tuple(
        f.SealedFile(
            document=x.document, id=x.id, sha256=ctx.put_blob(x.data), size=len(x.data), pages=x.pages
        )
        for x in made
    )


@verb(r.SealRecord)
def seal(ctx: Ctx, _request: r.SealRecord) -> tuple[Fact, ...]:
    """T19: every guard holds; documents, chain and tree are closed under one hash."""
    gate(ctx.case, "T19")
    done = _prepared(ctx)
    frozen = ctx.m.frozen
    if frozen is None or done.content_hash != frozen.content_hash:
        raise Refusal("content_differs", clause=ctx.case.pack.check("C52").src)
    files = _files(ctx, done.made)
    values = seal_values(ctx.entries, frozen.content_hash, files)
    sealed = f.ReportSealed(
        content_hash=frozen.content_hash,
        seal_hash=values.seal_hash,
        tree_root=values.tree_root,
        last_entry=values.last_entry,
        heads=values.heads,
        files=files,
    )
    return (sealed, *absences(ctx))  # those of a meeting that was never declared ended (8.7-6)


@verb(r.CloseRecord)
def close_record(ctx: Ctx, _request: r.CloseRecord) -> tuple[Fact, ...]:
    """The seal of a record without a report (8.1)."""
    files = _files(ctx, _prepared(ctx).made)
    values = seal_values(ctx.entries, "", files)
    return (
        f.RecordClosed(
            seal_hash=values.seal_hash,
            tree_root=values.tree_root,
            last_entry=values.last_entry,
            heads=values.heads,
            files=files,
        ),
    )
