"""Checks of signing and sealing (phase SIGN)."""

from collections.abc import Iterator

from app.models.checks.case import Case, check
from app.models.finding import Gap
from app.models.terms import Document, Mode, SignKind


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
    """签名方式符合规定; a page-checked scan of the signed paper makes DRAWN strokes a working signature (8.1)."""
    remote = c.m.mode is Mode.REMOTE_VIDEO
    kinds = c.pack.signature.remote if remote else c.pack.signature.onsite
    scan = c.m.scans.get(Document.REPORT)
    if scan and scan.pages == scan.pages_expected and SignKind.WET_INK in kinds:
        return
    for person in signers(c):
        signed = c.m.signatures.get((Document.REPORT, person))
        if signed and signed.given.sign_kind not in kinds:
            args = {"name": c.name(person), "sign_kind": signed.given.sign_kind.value}
            yield Gap(subject=person, args=args, people=(person,))


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
