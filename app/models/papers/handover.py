"""Rows of 会议交接清单 (JJ, 3.10) and of the two archive lists (C66; 令37-24②③)."""

from typing import Literal

from msgspec import Struct

from app.models.checks import Case
from app.models.papers.head import Head, clock, head_of
from app.models.papers.number import document_number
from app.models.terms import Document, PartyKind, SignKind

DOCUMENT_ZH: dict[str, str] = {
    Document.SIGN_IN: "专家论证会签到表",
    Document.REPORT: "专家论证报告",
    Document.PERSONAL: "专家个人审查意见表",
    Document.LETTER: "授权委托书",
    Document.PHOTOS: "会议照片",
    Document.STOP: "停止论证会记录",
    Document.DECLARATION: "专家回避声明",
    Document.ELECTION: "组长推选记录",
    Document.OVERRIDE: "例外放行记录",
    Document.NO_CONSENSUS: "未形成一致意见记录",
    Document.VOID: "作废说明",
    Document.REREVIEW: "修改情况复核意见",
    Document.KEY_NODE: "关键节点现场检查指导及验收意见",
    Document.DUTY: "缺席与履职记录",
    Document.CONSENT: "个人信息处理告知及单独同意书",
    Document.CORRECTION: "更正说明",
    Document.HANDOVER: "会议交接清单",
    Document.ESIGN: "电子签名使用约定",
}
"""Full names of the documents."""

Archive = Literal["contractor", "supervisor"]
_OWN: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "contractor": (
        (
            "专项施工方案及审核",
            ("专项施工方案（论证稿）", "修改后的专项施工方案", "施工单位审核、总监审查手续"),
        ),
        ("交底", ("专项施工方案交底记录", "安全技术交底记录（双方和专职安全员签字）")),
        ("现场检查", ("专职安全员现场监督记录", "施工监测和安全巡视记录", "关键节点现场检查指导意见")),
        ("验收及整改", ("验收记录（项目技术负责人、总监签字）", "整改通知及整改完成记录")),
    ),
    "supervisor": (
        ("监理实施细则", ("危大工程监理实施细则",)),
        ("专项施工方案审查", ("专项施工方案审查记录（总监签字、执业印章）", "修改后方案的审查记录")),
        ("专项巡视检查", ("专项巡视检查记录", "监理通知、暂停令及报告")),
        ("验收及整改", ("验收记录（项目技术负责人、总监签字）", "整改复查记录")),
    ),
}
"""What 令37-24 names, with the papers the unit adds itself. 专家论证 is named for the contractor only."""


class FileRow(Struct, frozen=True, kw_only=True):
    """A file that is handed over: name, id or number, pages, digest, where it comes from."""

    name: str
    number: str
    pages: str
    sha256: str
    source: str


class HandoverPaper(Struct, frozen=True, kw_only=True):
    """会议交接清单: all files of the record with their digests."""

    head: Head
    verdict: str
    sealed: str
    seal_hash: str
    tree_root: str
    entries: int
    received: str
    files: tuple[FileRow, ...]
    evidence: tuple[FileRow, ...]
    receipts: tuple[FileRow, ...]


class ArchiveGroup(Struct, frozen=True, kw_only=True):
    """A heading of 令37-24 with the papers that are here and those the unit adds."""

    name: str
    files: tuple[FileRow, ...]
    own: tuple[str, ...]


class ArchivePaper(Struct, frozen=True, kw_only=True):
    """One of the two archive lists."""

    head: Head
    archive: str
    unit: str
    verdict: str
    seal_hash: str
    groups: tuple[ArchiveGroup, ...]
    received_by: str
    note: str


def handover_paper(c: Case, subject: str = "") -> HandoverPaper | ArchivePaper:
    """会议交接清单; with ``subject`` contractor or supervisor, that archive list.

    Raises:
        LookupError: nothing is sealed yet.

    """
    if c.m.seal is None:
        raise LookupError("not sealed")
    if subject in _OWN:
        return _archive(c, subject)
    seal = c.m.seal
    return HandoverPaper(
        head=head_of(c),
        verdict=c.m.verdict.value if c.m.frozen and c.m.verdict else "",
        sealed=clock(seal.at),
        seal_hash=seal.seal_hash,
        tree_root=seal.tree_root,
        entries=c.m.count,
        received=clock(c.m.after.received_at),
        files=_sealed(c),
        evidence=_evidence(c),
        receipts=_receipts(c),
    )


def _sealed(c: Case) -> tuple[FileRow, ...]:
    seal = c.m.seal
    return tuple(
        FileRow(
            name=DOCUMENT_ZH[x.document], number=x.id, pages=str(x.pages), sha256=x.sha256, source="封存文件"
        )
        for x in (seal.files if seal else ())
    )


def _row(name: str, source: str, *, number: str = "", sha256: str = "", pages: int = 0) -> FileRow:
    return FileRow(name=name, number=number, pages=str(pages) if pages else "", sha256=sha256, source=source)


def _evidence(c: Case) -> tuple[FileRow, ...]:
    """What else belongs to the record: package, plan, scans, letters, photos, signed files."""
    m = c.m
    rows = [
        _row(
            "会议数据包", "中心节点签发", number=f"名单第 {m.info.roster_version} 版", sha256=m.package_blob
        ),
        _row(
            f"专项施工方案 {m.info.plan.name}",
            "上传平台的方案文件",
            number=m.info.plan.version,
            sha256=m.info.plan.sha256,
            pages=m.info.plan.pages,
        ),
    ]
    rows += [
        _row(f"{DOCUMENT_ZH[d]}签字扫描件", "扫描", sha256=s.blob, pages=s.pages) for d, s in m.scans.items()
    ]
    rows += [
        _row("授权委托书扫描件", "会议现场或平台", number=x.letter.number, sha256=x.letter.scan)
        for x in m.letters.values()
    ]
    rows += [
        _row(f"会议照片 {p.caption}".strip(), c.name(p.taken_by) if p.taken_by else "本机", sha256=p.blob)
        for p in m.photos
    ]
    rows += [
        _row(
            f"{DOCUMENT_ZH[d]}电子签名文件（{c.name(p)}）",
            s.given.certificate,
            sha256=s.given.evidence,
        )
        for (d, p), s in m.signatures.items()
        if s.given.sign_kind is SignKind.CA_ESIGN and s.given.evidence
    ]
    return tuple(rows)


ITEM_ZH = {
    "SIGNIN_SCAN": "签到表扫描件",
    "REPORT_SCAN": "论证报告扫描件",
    "SIGNIN_RECORD": "签到记录",
    "CONCLUSION": "论证结论",
    "PHOTOS": "现场会议照片",
}
"""Items of ``upload.items`` (C60)."""
_SOURCE_ZH = {"server": "中心节点", "platform": "主管部门平台", "acceptance": "主管部门书面认可"}


def _receipts(c: Case) -> tuple[FileRow, ...]:
    return tuple(
        FileRow(
            name=ITEM_ZH.get(item, item),
            number=x.number,
            pages="",
            sha256=x.scan,
            source=f"{_SOURCE_ZH[x.source]} {clock(x.received_at)}",
        )
        for item, x in c.m.after.uploads.items()
    )


def _archive(c: Case, archive: str) -> ArchivePaper:
    m = c.m
    kind = {"contractor": PartyKind.GC, "supervisor": PartyKind.SUPERVISOR}[archive]
    handed = m.after.archives.get(archive)
    groups = [ArchiveGroup(name=name, files=_ours(c, name), own=own) for name, own in _OWN[archive]]
    if archive == "contractor":
        review = (*_sealed(c), *_after_papers(c))
        groups.insert(1, ArchiveGroup(name="专家论证", files=review, own=()))
    unit = [p.name for p in m.parties.values() if p.kind is kind]
    return ArchivePaper(
        head=head_of(c),
        archive=archive,
        unit="、".join(unit),
        verdict=m.verdict.value if m.frozen and m.verdict else "",
        seal_hash=m.seal.seal_hash if m.seal else "",
        groups=tuple(groups),
        received_by=handed.received_by if handed else "",
        note=handed.note if handed else "",
    )


def _ours(c: Case, group: str) -> tuple[FileRow, ...]:
    """Papers of this meeting that belong under a heading of the unit's own papers."""
    if group != "验收及整改":
        return ()
    return tuple(
        _row(
            f"{DOCUMENT_ZH[Document.KEY_NODE]}（{node.name}）",
            "",
            number=f"{visit.visited_on} {visit.result}",
        )
        for node in c.m.session.nodes.values()
        for visit in c.m.after.visits
        if visit.node == node.node
    )


def _after_papers(c: Case) -> tuple[FileRow, ...]:
    """Papers made after the seal, by their numbers."""
    a, rows = c.m.after, []
    for n, answer in enumerate(a.rereviews, 1):
        number = document_number(c, Document.REREVIEW, n)
        rows.append(_row(DOCUMENT_ZH[Document.REREVIEW], clock(answer.at), number=number))
    for n in range(1, len(a.corrections) + 1):
        number = document_number(c, Document.CORRECTION, n)
        rows.append(_row(DOCUMENT_ZH[Document.CORRECTION], "", number=number))
    if a.void:
        rows.append(_row(DOCUMENT_ZH[Document.VOID], "", number=document_number(c, Document.VOID)))
    return tuple(rows)


def handover_serial(_c: Case, subject: str) -> int:
    """1 the hand-over list, 2 the contractor's archive, 3 the supervisor's."""
    return {"contractor": 2, "supervisor": 3}.get(subject, 1)
