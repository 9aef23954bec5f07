"""``huiqian verify``: every chain, signature and digest of a bundle or PDF, or what is broken and where."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands import DONE, REFUSED
from app.commands.common import home_of, plain_errors, stop, words
from app.commands.trust import anchors

if TYPE_CHECKING:
    from app.services.bundle import Anchors
    from app.services.ledger import Report

_WHAT = {
    "file": "文件",
    "manifest": "清单",
    "device": "设备",
    "chain": "链条",
    "signature": "签名",
    "blob": "附件",
    "tree": "树根",
    "seal": "封存",
    "document": "文档",
    "anchor": "作证",
}


@click.command(short_help="核验封存包或 PDF · Verify a bundle or PDF")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--bundle",
    type=click.Path(path_type=Path),
    help="核验 PDF 时对照的封存包（默认用本机账本） · Bundle a PDF is held against",
)
@click.option(
    "--node", help="向这个中心节点查证设备和签发密钥 · Ask this central node about keys and devices"
)
@click.option(
    "--trust",
    type=click.Path(path_type=Path),
    help="可信中心节点的密钥文件（另一台电脑的 trust.json） · Keys of trusted nodes, a trust.json",
)
@click.pass_context
def verify(
    context: click.Context, file: Path, bundle: Path | None, node: str | None, trust: Path | None
) -> None:
    """核验封存包或 PDF：逐条链、逐个签名、逐个摘要，以及密钥有没有中心节点作证。有损坏时说明在哪里，退出码为 1。

    Verify every chain, signature and digest, and who vouches for the keys; what is broken is said with its place, exit code 1.
    """
    with plain_errors():
        if not file.is_file():
            stop(f"找不到文件：{file}")
        with anchors(context, node, trust) as known:
            sys.exit(_verify(context, file, bundle, known))


def _verify(context: click.Context, file: Path, bundle: Path | None, known: Anchors) -> int:
    report = _report(context, file, bundle, known)
    _tell(report)
    whole = all(
        point.what == "anchor" for point in report.broken
    )  # what nobody vouches for can still be replayed
    replayed = file.suffix.lower() == ".pdf" or (whole and _rules_kept(file))
    kept = report.ok and replayed
    click.echo(_verdict(report, kept=kept))
    return DONE if kept else REFUSED


def _verdict(report: Report, *, kept: bool) -> str:
    from app.services.bundle import UNANCHORED

    if not kept:
        return "核验不通过：上面标 ✗ 的各项有问题。"
    if any(point.code in UNANCHORED for point in report.points):
        return "核验通过，但只证明前后一致：上面标 · 的密钥没有中心节点作证，不能证明出自谁手。"
    return "核验通过。"


def _report(context: click.Context, file: Path, bundle: Path | None, known: Anchors) -> Report:
    from app.bootstrap import LEDGER_FILE
    from app.services.bundle import anchor, read_bundle, verify_bundle, verify_pdf
    from app.services.ledger import Ledger, Report

    def tied(report: Report, path: Path) -> Report:
        return Report((*report.points, *anchor(read_bundle(path), known).points))

    if file.suffix.lower() == ".pdf":
        if bundle:
            return tied(verify_pdf(file, read_bundle(bundle)), bundle)
        path = home_of(context) / LEDGER_FILE
        if not path.is_file():
            stop("核验 PDF 需要对照：请用 --bundle 指定封存包，或在有该会议的电脑上运行。")
        with Ledger.look(path) as ledger:
            return verify_pdf(file, ledger)
    report = verify_bundle(file)
    return tied(report, file) if report.ok else report  # whose forgery it is, nobody asks


def _tell(report: Report) -> None:
    catalogue = words()
    for point in report.points:
        mark = {"ok": "✓", "broken": "✗", "note": "·"}[point.state]
        said = catalogue.error(point.code, point.args) if point.code else None
        what = _WHAT.get(point.what, point.what)
        where = _place(point.args) if point.state == "broken" else ""
        click.echo(f"{mark} {what} {point.subject[:40]}  {said.text if said else ''}{where}".rstrip())


def _rules_kept(file: Path) -> bool:
    """Ask the checks again at every transition of the bundle's meeting."""
    from app.services.audit import audit, load_world
    from app.services.bundle import read_bundle
    from app.services.law import law_tables

    bundle = read_bundle(file)
    entries = tuple(sorted((line.entry() for line in bundle.lines), key=lambda e: e.order))

    def blob(name: str) -> bytes:
        data = bundle.blob(name)
        if data is None:
            raise LookupError(name)
        return data

    try:
        world = load_world(entries, blob)
        breaches = audit(bundle.manifest.meeting, entries, world, law_tables())
    except Exception as error:  # noqa: BLE001  # well-signed nonsense may break the replay anywhere; it is no proof then
        click.echo(f"✗ 规则 记录无法重放（{type(error).__name__}）")
        return False
    catalogue = words()
    for breach in breaches:
        click.echo(f"✗ 规则 {breach.transition} 第 {breach.seq} 条：不应放行")
        for found in breach.findings:
            row = catalogue.finding(found)
            click.echo(f"    {found.check} {row.title}（{row.clause}）")
    if not breaches:
        click.echo("✓ 规则 每一次流转在当时都允许")
    return not breaches


_PLACE = {
    "line": "第 {} 行",
    "device": "设备 {}",
    "seq": "第 {} 条",
    "expected": "应为 {}",
    "found": "实为 {}",
    "got": "实为 {}",
}


def _place(args: Mapping[str, str]) -> str:
    """Where a thing is broken, and what was expected and found there."""
    known = [text.format(args[key][:20]) for key, text in _PLACE.items() if args.get(key)]
    return f"（{'，'.join(known)}）" if known else ""
