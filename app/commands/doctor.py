"""``huiqian doctor``: is everything here that a meeting needs, and what to do if not."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from app.commands import DONE, REFUSED
from app.commands.common import home_of, plain_errors

if TYPE_CHECKING:
    from app.services.desk.desk import Desk
    from app.services.doctor.examine import Asked
    from app.services.ledger import Ledger

_MARK = {"ok": "✓", "warn": "!", "bad": "✗"}


@click.command(short_help="检查这台电脑 · Look at this machine")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · Machine-readable")
@click.option("--probe", is_flag=True, hidden=True)
@click.pass_context
def doctor(context: click.Context, *, as_json: bool, probe: bool) -> None:
    """检查这台电脑、账本、密钥和中心节点，以及门口的胸牌、照片、PIN、会场和扫码台，逐项说明下一步；有 ✗ 时退出码为 1。

    Look at display, fonts, camera, printer, clock, disk, ledger, keys, central node and the door (badges, photos, PIN, venue,
    kiosk), each with what to do next; exit code 1 if one of them would keep a meeting from being held.
    """
    if probe:
        from app.ui.probe import tell

        tell(click.echo)
        return
    with plain_errors():
        sys.exit(_doctor(context, as_json=as_json))


def _doctor(context: click.Context, *, as_json: bool) -> int:
    from app.ui.probe import asked

    with asked(_itself("doctor", "--probe")) as answer:
        from app.services.doctor.examine import examine
        from app.services.doctor.line import say
        from app.services.places import settings_file

        chosen = settings_file(context.find_root().params.get("home"))
        found = [say(line) for line in examine(asked_of(home_of(context), chosen), answer)]
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=1).decode())
    else:
        for said in found:
            click.echo(f"{_MARK[said.state]} {said.name}：{said.text}。")
            if said.next:
                click.echo(f"  → {said.next}")
    return REFUSED if any(said.state == "bad" for said in found) else DONE


def asked_of(home: Path, settings: Path) -> Asked:
    """What the doctor looks at in a home; its desk only reads."""
    from app.bootstrap import LEDGER_FILE, make_desk, utc_now
    from app.services.doctor.examine import Asked
    from app.services.packshelf import PackShelf
    from app.services.places import PACKS_FOLDER
    from app.services.sync import SyncError, TrustBook

    def trusted() -> dict[str, bytes]:
        try:
            return TrustBook(home).keys()
        except SyncError:
            return {}  # damaged: the line about the node says so

    def desk(ledger: Ledger) -> Desk:
        return make_desk(ledger, trusted, utc_now, shelf=PackShelf(home / PACKS_FOLDER), home=home)

    return Asked(home=home, ledger=home / LEDGER_FILE, settings=settings, now=utc_now, desk=desk)


def _itself(*arguments: str) -> tuple[str, ...]:
    """The command line of this program, also when it is packed into one folder."""
    packed = getattr(sys, "frozen", False)
    return (sys.executable, *(() if packed else ("-m", "app")), *arguments)
