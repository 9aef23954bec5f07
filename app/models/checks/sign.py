"""Checks of signing and sealing (phase SIGN)."""

from collections.abc import Iterator

from app.models.checks.case import Case, check
from app.models.finding import Gap
from app.models.terms import Document, Mode, Presence, SignKind


def signers(c: Case) -> tuple[str, ...]:
    """Who must sign the report: XJ/CJ every drawn expert, else every expert present at T16 (C50)."""
    if c.pack.experts.all_drawn_must_attend:
        return tuple(c.m.experts)
    return c.m.frozen.present if c.m.frozen else c.present


@check("C50")
def all_signed(c: Case) -> Iterator[Gap]:
    """全体专家签字."""
    for person in signers(c):
        if (Document.REPORT, person) not in c.m.signatures:
            yield Gap(subject=person, args={"name": c.name(person)}, people=(person,))


@check("C51")
def sign_kind(c: Case) -> Iterator[Gap]:
    """签名方式符合规定; ink on paper counts with its page-checked scan, which makes DRAWN strokes working signatures (8.1)."""
    scan = c.m.scans.get(Document.REPORT)
    on_paper = scan is not None and scan.pages == scan.pages_expected
    for person in signers(c):
        signed = c.m.signatures.get((Document.REPORT, person))
        if signed is None:
            continue
        given, kinds = signed.given.sign_kind, kinds_for(c, person)
        if SignKind.WET_INK in kinds and given is not SignKind.CA_ESIGN and on_paper:
            continue
        args = {"name": c.name(person), "sign_kind": given.value}
        if given not in kinds:
            yield Gap(subject=person, args=args, people=(person,))
        elif given is SignKind.WET_INK:
            yield Gap(subject=person, variant="scan", args=args, people=(person,))


def kinds_for(c: Case, person: str) -> tuple[str, ...]:
    """Signature kinds that finish the report for this signer: by certificate in a remote meeting, and who is let in (8.7-15)."""
    span = c.m.span(person)
    if c.m.mode is Mode.REMOTE_VIDEO or (span is not None and span.presence is Presence.REMOTE):
        return tuple(c.pack.signature.remote) or (SignKind.CA_ESIGN,)
    return tuple(c.pack.signature.onsite)


@check("C52")
def sign_hash(c: Case) -> Iterator[Gap]:
    """所有签名绑定同一内容哈希."""
    if c.m.frozen is None:
        return
    for (document, person), signed in c.m.signatures.items():
        if document is Document.REPORT and signed.given.content_hash != c.m.frozen.content_hash:
            yield Gap(subject=person, args={"name": c.name(person)}, people=(person,))


@check("C53")
def report_on_site(c: Case) -> Iterator[Gap]:
    """现场形成论证报告: frozen and last signed before 散会, ticked by leader and owner's verifier."""
    if not c.pack.meeting.report_on_site:
        return
    if c.m.on_site is None:
        yield Gap(variant="tick")
    for person in signers(c):
        signed = c.m.signatures.get((Document.REPORT, person))
        if signed and signed.late:
            yield Gap(subject=person, variant="late", args={"name": c.name(person)}, people=(person,))


@check("C54")
def photos(c: Case) -> Iterator[Gap]:
    """现场会议照片."""
    taken = len(c.m.photos)
    if not taken:
        yield Gap(variant="none")
    elif taken < c.pack.photos.min_count:
        yield Gap(variant="few", args={"n": str(taken), "least": str(c.pack.photos.min_count)}, second=True)
