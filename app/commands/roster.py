"""``huiqian roster``: Excel rosters as secretaries keep them - the template, a check, and the signing at the central node."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.common import NODE_DB, PACKS, home_of, node_ledger, plain_errors, shelf_of, stop

if TYPE_CHECKING:
    from app.services.ledger import Ledger

_SERIAL = re.compile("[0-9a-f]{16}")
_LONGEST_REASON = 200


@click.group(short_help="Excel 名册：模板、核对、签发；作废胸牌 · Excel rosters")
def roster() -> None:
    """导出名册模板、核对填好的名册；在中心节点上把名册签发成会议包，作废丢失的胸牌。

    Write the template, check a roster, sign it into a package at the central node, revoke badges that were lost.
    """


@roster.command(short_help="导出空白模板 · Write the template")
@click.argument("out", type=click.Path(path_type=Path))
def template(out: Path) -> None:
    """导出空白模板 OUT（.xlsx）。Write the empty template."""
    from app.services.intake.roster import export_template

    with plain_errors():
        export_template(out)
    click.echo(str(out))


@roster.command(short_help="核对名册 · Check a roster")
@click.argument("file", type=click.Path(path_type=Path))
@PACKS
@click.pass_context
def check(context: click.Context, file: Path, packs_folder: Path | None) -> None:
    """核对名册 FILE：一次列出全部有问题的单元格。All wrong cells at once; exit code 2 if there are any."""
    from app.services.intake.roster import read_roster

    with plain_errors():
        draft = read_roster(file, packs=shelf_of(context, packs_folder))
    package = draft.package
    click.echo(
        f"名册可用：{package.meeting.id} {package.plan.name}，专家 {len(package.experts)} 人，"
        f"参建单位 {len(package.parties)} 家。还须由中心节点签发。"
    )


@roster.command(short_help="在中心节点签发 · Sign at the central node")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="会议包文件 · Package file")
@click.option(
    "--photos",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="照片目录，按人员编号命名，如 e1.jpg · Folder of photos named by person id",
)
@PACKS
@click.pass_context
def sign(
    context: click.Context, file: Path, out: Path, photos: Path | None, packs_folder: Path | None
) -> None:
    """用本机中心节点的密钥把名册 FILE 签发成会议包。Sign a roster with the key of the central node in --home."""
    from app.services.badges.keys import with_badge_key
    from app.services.intake.package_file import encode_package, sign_package
    from app.services.intake.photos import photos_of
    from app.services.intake.roster import read_roster
    from app.services.signing.keys import load_node_key

    with plain_errors():
        draft = read_roster(file, packs=shelf_of(context, packs_folder))
        home = home_of(context)
        home.mkdir(parents=True, exist_ok=True)
        pictures = photos_of(draft.package, photos) if photos else {}
        key = load_node_key(home)
        signed = sign_package(with_badge_key(draft.package, key), key, pictures)
        out.write_bytes(encode_package(signed))
    click.echo(f"{out}（签发密钥 {signed.kid}）")


@roster.command(name="revoke-badge", short_help="在中心节点作废胸牌 · Revoke badges at the central node")
@click.argument("meeting")
@click.option(
    "--person", "people", multiple=True, help="此人的全部胸牌（人员编号）· All badges of a person id"
)
@click.option("--serial", "serials", multiple=True, help="这张胸牌（16 位编号）· One badge by its serial")
@click.option("--reason", required=True, help="原因，门口会看到 · Reason, shown at the door")
@NODE_DB
@click.pass_context
def revoke_badge(
    context: click.Context,
    meeting: str,
    people: tuple[str, ...],
    serials: tuple[str, ...],
    reason: str,
    db: str,
) -> None:
    """作废会议 MEETING 的胸牌：桌面端下次联网时取回，此后任何门口都不放行。不能撤回，本人请另发新牌。

    Revoke badges of a meeting. The desks take the list when they are next online; it cannot be taken back.
    """
    from app.bootstrap import utc_now
    from app.server.records import OPERATOR, badge_record, badge_word, revoked_badges

    reason = reason.strip()
    if not 0 < len(reason) <= _LONGEST_REASON:
        stop(f"请写明原因，不超过 {_LONGEST_REASON} 字。")
    with plain_errors(), node_ledger(home_of(context), db) as ledger:
        wanted = _serials(ledger, meeting, people, serials)
        with ledger.write(badge_record(meeting)) as tx:
            known = {badge.serial for badge in revoked_badges(tx.entries())}
            new = tuple(serial for serial in wanted if serial not in known)
            if new:
                tx.append(OPERATOR, badge_word(new, reason, utc_now()))
    told = f"会议 {meeting}：作废胸牌 {len(new)} 张"
    click.echo(
        f"{told}（其余 {len(wanted) - len(new)} 张早已作废）。" if len(new) < len(wanted) else f"{told}。"
    )


@roster.command(name="revoked-badges", short_help="列出已作废的胸牌 · List revoked badges")
@click.argument("meeting")
@NODE_DB
@click.pass_context
def revoked_badges_(context: click.Context, meeting: str, db: str) -> None:
    """列出会议 MEETING 已作废的胸牌。List the revoked badges of a meeting."""
    from app.server.records import badge_record, revoked_badges

    with plain_errors(), node_ledger(home_of(context), db) as ledger:
        found = revoked_badges(ledger.entries(badge_record(meeting)))
    for badge in found:
        click.echo(f"{badge.serial}  {badge.reason}")
    if not found:
        click.echo("没有作废的胸牌。")


def _serials(
    ledger: Ledger, meeting: str, people: tuple[str, ...], serials: tuple[str, ...]
) -> tuple[str, ...]:
    """The badges that are meant: those named, and of each person one for every roster version that was signed."""
    from app.models.package import roles_by_person
    from app.services.badges.issue import serial_of
    from app.services.intake.package_file import decode_package

    rows = [row for row in ledger.packages() if row.meeting == meeting]
    if not rows:
        stop(f"中心节点没有签发过会议 {meeting}。")
    if not people and not serials:
        stop("请用 --person 或 --serial 指明要作废的胸牌。")
    wrong = [serial for serial in serials if not _SERIAL.fullmatch(serial)]
    if wrong:
        stop(f"胸牌编号应为 16 位十六进制小写字母和数字：{'、'.join(wrong)}。")
    packages = [decode_package(ledger.blob(row.sha256)).package for row in rows]
    found = list(serials)
    for person in people:
        his = [serial_of(p, person) for p in packages if person in roles_by_person(p)]
        if not his:
            stop(f"会议 {meeting} 的名册里没有人员编号 {person}。")
        found += his
    return tuple(dict.fromkeys(found))
