"""``huiqian devices``: at the central node, which devices may deliver; a lost one is revoked here."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from app.commands import DONE
from app.commands.common import NODE_DB, home_of, node_ledger, plain_errors, stop


@click.group(short_help="中心节点的设备：列出、停用、恢复 · Devices of the central node")
def devices() -> None:
    """中心节点上登记的设备。停用后，那台设备的记录不再接收；中心节点运行时也可以用。

    Devices enrolled at this central node; a revoked device delivers nothing more. Works while the node runs.
    """


@devices.command(name="list", short_help="列出登记的设备 · List enrolled devices")
@NODE_DB
@click.pass_context
def list_(context: click.Context, db: str) -> None:
    """列出登记的设备，停用的注明时间。

    List the enrolled devices and since when a device is revoked.
    """
    with plain_errors():
        sys.exit(_list(home_of(context), db))


@devices.command(short_help="停用一台设备 · Revoke a device")
@click.argument("device")
@NODE_DB
@click.pass_context
def revoke(context: click.Context, device: str, db: str) -> None:
    """停用一台设备（遗失、被盗、转手）：中心节点立即不再接收它的记录。已收到的记录不变。

    Revoke a device: the node takes nothing from it any more. What has arrived stays as it is.
    """
    with plain_errors():
        sys.exit(_say(home_of(context), db, device, active=False))


@devices.command(short_help="恢复一台停用的设备 · Allow a revoked device again")
@click.argument("device")
@NODE_DB
@click.pass_context
def allow(context: click.Context, device: str, db: str) -> None:
    """恢复一台停用的设备。

    Allow a revoked device again.
    """
    with plain_errors():
        sys.exit(_say(home_of(context), db, device, active=True))


def _list(home: Path, db: str) -> int:
    from app.models.beijing import BEIJING
    from app.server.records import DEVICES, revoked

    with node_ledger(home, db) as ledger:
        gone = revoked(ledger.entries(DEVICES))
        known = sorted(ledger.devices().keys() - {ledger.device})
    for device in known:
        since = gone.get(device)
        word = f"已停用（{since.astimezone(BEIJING):%Y-%m-%d %H:%M} 起）" if since else "可以上报"
        click.echo(f"{device}  {word}")
    if not known:
        click.echo("还没有设备登记。")
    return DONE


def _say(home: Path, db: str, device: str, *, active: bool) -> int:
    from app.server.records import DEVICES, OPERATOR, device_word, revoked

    with node_ledger(home, db) as ledger:
        if device not in ledger.devices() or device == ledger.device:
            stop(f"中心节点没有登记过设备 {device}。请用 huiqian devices list 查看编号。")
        with ledger.write(DEVICES) as tx:
            if (device not in revoked(tx.entries())) == active:
                click.echo(f"设备 {device} 本来就{'可以上报' if active else '已停用'}。")
                return DONE
            tx.append(OPERATOR, device_word(device, active=active))
    click.echo(f"设备 {device} {'已恢复，可以上报' if active else '已停用，中心节点不再接收它的记录'}。")
    return DONE
