"""``huiqian sync``: send to the central node what it has not acknowledged yet."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from app.commands import DONE, REFUSED, UNREADABLE
from app.commands.common import Progress, home_of, plain_errors, stop

if TYPE_CHECKING:
    from app.services.ledger import Ledger
    from app.services.sync import SyncClient


@click.command(short_help="与中心节点同步 · Sync with the central node")
@click.option("--node", help="中心节点地址（默认用上次的） · Address of the node, default the one used last")
@click.option("--enrol-code", default="", help="设备登记码 · Code for a new device")
@click.option("--fetch/--no-fetch", default=True, help="取回会议包 · Fetch packages too")
@click.pass_context
def sync(context: click.Context, node: str | None, enrol_code: str, *, fetch: bool) -> None:
    """把中心节点还没有签收的记录送上去，取回签名收据和新的会议包。

    Send what the node has not acknowledged, take receipts and new packages. Exit code 1 if the node refused something.
    """
    with plain_errors():
        sys.exit(_sync(context, node, enrol_code, fetch=fetch))


def _ask_the_door(client: SyncClient, ledger: Ledger, meeting: str) -> bool:
    """Have the certificates verified that were seen there, take the list of revoked badges; was a fact added?"""
    from app.services.sync.counting import standing_of

    verified = client.verify_certificates(meeting)
    if verified:
        click.echo(f"  证照核验：{verified} 张有了答复")
    if standing_of(ledger, meeting).seal_hash:
        return bool(verified)
    said, stored = client.fetch_revocations(meeting)
    if said.revoked:
        click.echo(f"  作废胸牌名单：{len(said.revoked)} 张")
    return stored or bool(verified)


def _sync(context: click.Context, node: str | None, code: str, *, fetch: bool) -> int:
    from app.bootstrap import open_home
    from app.services.signing.keys import load_device_key
    from app.services.sync import SyncClient, SyncError, TrustBook, explain, sentence

    home = home_of(context)
    trust = TrustBook(home)
    url = node or next(iter(trust.urls()), "")
    if not url:
        stop("还没有设置中心节点。请用 --node http://地址:端口 指定。")
    desk = open_home(home, trust.keys)
    client = SyncClient(desk.ledger, url, load_device_key(home), trust)
    refused = 0
    try:
        client.enrol(code)
        if fetch:
            for package in client.fetch_packages():
                click.echo(f"会议包 {package.meeting} 第 {package.roster_version} 版 {package.title}")
        rows = desk.ledger.meetings()
        say = Progress()
        for n, row in enumerate(rows, 1):
            say(n, len(rows), row.meeting)
            result = client.sync_meeting(row.meeting)
            if _ask_the_door(client, desk.ledger, row.meeting):
                client.sync_meeting(row.meeting)
            click.echo(f"{row.meeting}：送出 {result.pushed} 条、附件 {result.blobs} 个")
            if result.conflict:
                refused += 1
                said = sentence(result.conflict.code, {"reason": result.conflict.reason})
                click.echo(f"  中心节点有不同意见：{said}", err=True)
    except SyncError as bad:
        stop(explain(bad), REFUSED if bad.code == "sync.refused" else UNREADABLE)
    finally:
        client.close()
        desk.ledger.close()
    return REFUSED if refused else DONE
