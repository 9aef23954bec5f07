"""``huiqian check``: all findings before the day."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from app.commands import DONE, REFUSED
from app.commands.common import PACKS, plain_errors, shelf_of, words

if TYPE_CHECKING:
    from app.services.packshelf import PackShelf


@click.command(short_help="会前检查会议包 · All findings before the day")
@click.argument("package", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · Machine-readable")
@click.option("--drafts", is_flag=True, help="允许征求意见稿规则包 · Allow draft rule packs")
@click.option(
    "--at", default="", help='按这一时刻检查，如 "2026-11-19 17:00" · As of this moment, Beijing time'
)
@PACKS
@click.pass_context
def check(
    context: click.Context,
    package: Path,
    *,
    packs_folder: Path | None,
    as_json: bool,
    drafts: bool,
    at: str,
) -> None:
    """列出会议包在会前的全部检查结果；有必须项未满足时退出码为 1。

    Print all findings of a package before the day; exit code 1 if one of them would stop the meeting.
    """
    with plain_errors():
        shelf = shelf_of(context, packs_folder)
        sys.exit(_check(context, package, shelf, as_json=as_json, drafts=drafts, at=at))


def _check(
    context: click.Context, path: Path, shelf: PackShelf, *, as_json: bool, drafts: bool, at: str
) -> int:
    from app.bootstrap import rehearsal_desk, utc_now
    from app.commands.trust import trusted_keys
    from app.models.entry import By
    from app.models.terms import Role
    from app.services.desk import requests as r
    from app.services.intake.package_file import read_package_file
    from app.services.rehearsal.player import RehearsalClock, moment

    now = moment(at, utc_now()) if at else utc_now()
    keys = trusted_keys(context)
    data, signed = read_package_file(path, keys)
    with tempfile.TemporaryDirectory(prefix="huiqian-") as home:
        desk = rehearsal_desk(Path(home), RehearsalClock(now), keys, drafts=drafts, shelf=shelf)
        try:
            by = By(person="secretary", role=Role.SECRETARY)
            view = desk.do(signed.package.meeting.id, r.ImportPackage(data=data), by)
        finally:
            desk.ledger.close()
    catalogue = words()
    rows = [(found, catalogue.finding(found)) for found in view.findings]
    if as_json:
        click.echo(
            msgspec.json.format(
                msgspec.json.encode(
                    [
                        {
                            "check": f.check,
                            "level": f.level,
                            "key": f.key,
                            "clause": f.clause,
                            "title": s.title,
                            "message": s.text,
                            "next": s.next,
                        }
                        for f, s in rows
                    ]
                ),
                indent=1,
            ).decode()
        )
    else:
        _print(rows)
    today = {"C02"}  # it can only be done on the day
    return REFUSED if any(f.stops and f.check not in today for f, _ in rows) else DONE


def _print(rows: list) -> None:  # type: ignore[type-arg]  # pairs of finding and sentence
    from app.services.wording import LEVEL_ZH

    if not rows:
        click.echo("会前检查：没有需要处理的事项。")
    for found, said in rows:
        click.echo(f"[{LEVEL_ZH[found.level]}] {found.check} {said.title}")
        click.echo(f"       {said.text}（{said.clause}）{said.next}")
