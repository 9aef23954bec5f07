"""``huiqian scan``: for each code of each picture, what the door would say."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands import DONE, REFUSED, UNREADABLE
from app.commands.common import plain_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.models.meeting import Meeting

_PICTURE_ZH = {
    "too_large": "图片太大",
    "unreadable": "不是可读的图片或 PDF",
    "empty": "文件是空的",
    "locked": "有密码，打不开",
}


@click.command(short_help="图片里的二维码，门口会怎么答复 · What the door would say")
@click.argument("package", type=click.Path(path_type=Path))
@click.argument("images", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--at", default="", help='按这一时刻，如 "2026-11-20 09:30" · As of this moment, Beijing time')
@click.pass_context
def scan(context: click.Context, package: Path, images: tuple[Path, ...], at: str) -> None:
    """读出图片或 PDF 里的二维码，说出门口会怎么答复。全部放行时退出码为 0，有不放行的为 1，有读不出的文件为 2。

    Read the codes of pictures and say what the door would answer to each.
    """
    with plain_errors():
        sys.exit(_scan(context, package, images, at))


def _scan(context: click.Context, path: Path, images: tuple[Path, ...], at: str) -> int:
    from app.bootstrap import utc_now
    from app.commands.trust import trusted_keys
    from app.services.badges.door import answer_scan, door_keys
    from app.services.badges.keys import badge_keys
    from app.services.badges.words import say
    from app.services.rehearsal.player import moment

    raw = trusted_keys(context)
    now = moment(at, utc_now()) if at else utc_now()
    m = _meeting(path, raw)
    keys = door_keys(badge_keys(m, raw, {}))

    def answer(text: str) -> tuple[str, str]:
        seen = answer_scan(text, m, keys, now)
        said = say(seen, m)
        return seen.answer.outcome.value, f"{said.title}。{said.text}{said.next}"

    return max(_picture(image, answer) for image in images)


def _meeting(path: Path, keys: Mapping[str, bytes]) -> Meeting:
    """The meeting of a package as the door knows it before anybody came."""
    from app.bootstrap import rehearsal_desk, utc_now
    from app.models.entry import By
    from app.models.terms import Role
    from app.services.desk import requests as r
    from app.services.intake.package_file import read_package_file
    from app.services.rehearsal.player import RehearsalClock

    data, signed = read_package_file(path, keys)
    with tempfile.TemporaryDirectory(prefix="huiqian-") as home:
        desk = rehearsal_desk(Path(home), RehearsalClock(utc_now()), keys, drafts=True)
        try:
            by = By(person="secretary", role=Role.SECRETARY)
            return desk.do(signed.package.meeting.id, r.ImportPackage(data=data), by).m
        finally:
            desk.ledger.close()


def _picture(path: Path, answer: Callable[[str], tuple[str, str]]) -> int:
    from app.services.scanning.pictures import PictureError, codes_in

    try:
        codes = codes_in(path.read_bytes())
    except (OSError, PictureError) as bad:
        why = _PICTURE_ZH[bad.code] if isinstance(bad, PictureError) else (bad.strerror or "打不开")
        click.echo(f"{path.name}\t{why}", err=True)
        return UNREADABLE
    if not codes:
        click.echo(f"{path.name}\tunreadable\t没有找到二维码。")
        return REFUSED
    worst = DONE
    for code in codes:
        outcome, words = answer(code.text)
        click.echo(f"{path.name}\t{outcome}\t{words}")
        worst = max(worst, DONE if outcome == "admitted" else REFUSED)
    return worst
