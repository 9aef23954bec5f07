"""``huiqian check``: all findings before the day."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click
import msgspec

from app.commands import DONE, REFUSED
from app.commands.common import PACKS, plain_errors, shelf_of, words

if TYPE_CHECKING:
    from app.models.finding import Finding
    from app.services.packshelf import PackShelf
    from app.services.wording import Sentence


class Row(NamedTuple):
    """A finding with its words; ``when``: as things stand (``now``), or if everybody on the roster came (``all_come``)."""

    when: str
    found: Finding
    said: Sentence

    def told(self) -> dict[str, str]:
        """As JSON tells it."""
        found, said = self.found, self.said
        return {
            "check": found.check,
            "level": found.level,
            "key": found.key,
            "when": self.when,
            "clause": found.clause,
            "title": said.title,
            "message": said.text,
            "next": said.next,
        }


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
    from app.models.whatif import if_everybody_comes
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
    rows = [Row("now", found, catalogue.finding(found)) for found in view.findings]
    rows += [Row("all_come", found, catalogue.if_all_come(found)) for found in if_everybody_comes(view.case)]
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode([row.told() for row in rows]), indent=1).decode())
    else:
        _print(rows)
    today = {"C02"}  # it can only be done on the day
    return REFUSED if any(row.found.stops and row.found.check not in today for row in rows) else DONE


def _print(rows: list[Row]) -> None:
    from app.services.wording import LEVEL_ZH

    if not rows:
        click.echo("会前检查：没有需要处理的事项。")
    told = ""
    for row in rows:
        if row.when == "all_come" and told != row.when:
            click.echo("即使全部到场，仍不能开会：")
        told = row.when
        click.echo(f"[{LEVEL_ZH[row.found.level]}] {row.found.check} {row.said.title}")
        click.echo(f"       {row.said.text}（{row.said.clause}）{row.said.next}")
