"""``huiqian badges``: print badges, table cards and the door list of a package."""

from __future__ import annotations

from pathlib import Path

import click

from app.commands.common import plain_errors, stop

KINDS = ("large", "small", "table", "list")


@click.command(short_help="打印胸牌、席卡和门口名单 · Badges, table cards, door list")
@click.argument("package", type=click.Path(path_type=Path))
@click.option("--out", default=Path(), type=click.Path(path_type=Path), help="输出目录 · Folder for the PDFs")
@click.option(
    "--kind",
    "kinds",
    type=click.Choice(KINDS),
    multiple=True,
    help="large 大胸牌 90×130、small 小胸牌 90×54、table 席卡、list 门口名单；不写则全部 · default: all",
)
@click.option("--person", "people", multiple=True, help="只打印这些人（人员编号）· Only these person ids")
@click.pass_context
def badges(
    context: click.Context, package: Path, out: Path, kinds: tuple[str, ...], people: tuple[str, ...]
) -> None:
    """打印会议包 PACKAGE 里中心节点签发的胸牌，以及席卡、门口名单（PDF，A4，带裁切线）。

    Print the badges the central node issued with a package, table cards and the door list.
    """
    from app.commands.trust import trusted_keys
    from app.services.badges.printing import PRINTS, issued_sheet
    from app.services.intake.package_file import read_package_file

    with plain_errors():
        _, signed = read_package_file(package, trusted_keys(context))
        sheet = issued_sheet(signed)
        unknown = [person for person in people if person not in {card.person for card in sheet.cards}]
        if unknown:
            stop(f"会议包里没有人员编号 {'、'.join(unknown)} 的胸牌。")
        if people:
            sheet = issued_sheet(signed, only=people)
        if not sheet.cards:
            stop("这个会议包没有带胸牌；请中心节点用新版程序重新签发，或在会务台上补发。")
        out.mkdir(parents=True, exist_ok=True)
        for kind in kinds or KINDS:
            target = out / f"{sheet.meeting}-{PRINTS[kind].name}.pdf"
            target.write_bytes(PRINTS[kind].make(sheet))
            click.echo(str(target))
