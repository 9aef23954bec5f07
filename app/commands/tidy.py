"""``huiqian tidy``: take meetings off this computer whose keeping time is over (rules.md 8.2)."""

from __future__ import annotations

import sys

import click

from app.commands import DONE
from app.commands.common import home_of, plain_errors

_WHY = {
    "receipt": "没有中心节点对封存记录的有效回执",
    "unsent": "还有记录没有上报",
    "open": "会议还没有办结",
    "archive": "档案还没有移交（施工、监理各一份）",
    "nodes": "还有关键节点没有推送",
    "days": "保留期到 {due}",
}


@click.command(short_help="清除过了保留期的会议资料 · Remove meetings past their keeping time")
@click.option("--dry-run", is_flag=True, help="只列出，不清除 · Say what would go, remove nothing")
@click.option(
    "--days",
    type=click.IntRange(0, 3650),
    help="收到回执后保留的天数，默认用本机设置（30） · Days after the receipt, default from the settings",
)
@click.pass_context
def tidy(context: click.Context, *, dry_run: bool, days: int | None) -> None:
    """清除本机上已收到回执、档案已移交、过了保留期的会议：记录和附件一并删除，中心节点有全部资料，本机只留回执。

    Remove meetings that the node has acknowledged, whose archives were handed over and whose keeping time is over.
    """
    with plain_errors():
        sys.exit(_tidy(context, days, dry_run=dry_run))


def _tidy(context: click.Context, days: int | None, *, dry_run: bool) -> int:
    from app.bootstrap import open_home
    from app.services import retention, settings
    from app.services.ledger import HomeLock
    from app.services.places import settings_file
    from app.services.sync import TrustBook

    home = home_of(context)
    home.mkdir(parents=True, exist_ok=True)
    chosen = context.find_root().params.get("home")
    keep = settings.load(settings_file(home if chosen else None)).keep_days if days is None else days
    trust = TrustBook(home)
    gone = 0
    with HomeLock(home):
        desk = open_home(home, trust.keys)
        try:
            for row in desk.ledger.meetings():
                found = retention.stay(desk.view(row.meeting), trust.keys(), keep, desk.clock())
                if found.reasons:
                    why = "；".join(_WHY[reason].format(due=found.due) for reason in found.reasons)
                    click.echo(f"保留 {found.meeting} {found.title}：{why}")
                    continue
                gone += 1
                if dry_run:
                    click.echo(f"可清除 {found.meeting} {found.title}")
                    continue
                erased = retention.erase(desk, row.meeting, trust.keys(), keep)
                click.echo(
                    f"已清除 {found.meeting} {found.title}：{erased.entries} 条记录、{erased.blobs} 个附件"
                    f"（{erased.size / 1e6:.1f} MB）"
                )
        finally:
            desk.ledger.close()
    click.echo(f"{'可以清除' if dry_run else '清除了'} {gone} 场会议（回执后保留 {keep} 天）。")
    return DONE
