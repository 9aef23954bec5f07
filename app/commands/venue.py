"""``huiqian venue``: the devices of a venue without a window: serve a meeting, or join one and follow it."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from app.commands import UNREADABLE
from app.commands.common import home_of, plain_errors, stop

if TYPE_CHECKING:
    from app.services.desk.desk import Desk
    from app.services.venue.deskhall import DeskHall

_HOST = click.option("--host", default="", help="只在这个地址上开放，默认全部网络 · Only at this address")


@click.group(short_help="会场的几台电脑：开放、加入 · Laptops of a venue")
def venue() -> None:
    """没有窗口时也能让几台电脑一起签到：主控电脑开放会议，别的电脑用加入码加入。随时停止都不会丢失记录。

    Serve a meeting to the other laptops of a venue, or join one and follow it. It may be stopped at any moment.
    """


@venue.command("open", short_help="在主控电脑上开放 · Serve a meeting")
@click.argument("meeting")
@_HOST
@click.pass_context
def serve(context: click.Context, meeting: str, host: str) -> None:
    """开放会议 MEETING，显示加入码；每来一台电脑换一个。Serve a meeting and print join codes."""
    from app.models.entry import By
    from app.models.terms import Role
    from app.services.sync.errors import SyncError
    from app.services.venue.joincode import encode

    with plain_errors():
        desk, hall = _hall(home_of(context), host)
        try:
            m = desk.view(meeting).m
            holder = next(iter(m.holders(Role.SECRETARY)), None)
            person = holder.person if holder else ""
            by = By(person=person, role=Role.SECRETARY, name=m.name(person) if person else "")
            hall.start()
            hall.open(meeting, by)
            done = _asked_to_stop()
            click.echo(encode(hall.code(meeting)))
            done.wait()
        except LookupError:
            stop(f"本机没有会议 {meeting}。")
        except SyncError as bad:
            _stop(bad)
        finally:
            hall.stop()
            desk.ledger.close()


@venue.command("join", short_help="用加入码加入 · Join with a code")
@click.argument("code")
@click.option("--name", default="扫码电脑", help="这台电脑的叫法 · Name of this laptop")
@click.option("--once", is_flag=True, help="加入并取回记录后就结束 · End after the first exchange")
@click.pass_context
def join(context: click.Context, code: str, name: str, *, once: bool) -> None:
    """用主控电脑显示的加入码 CODE 加入，取回整个会议，随后保持两边一致。Join, take the meeting, follow it."""
    from app.services.sync.errors import SyncError
    from app.services.venue.joincode import JoinCodeError
    from app.services.venue.words import sentence

    with plain_errors():
        desk, hall = _hall(home_of(context))
        try:
            hall.start()
            meeting = hall.join(code, name)
            done = _asked_to_stop()
            click.echo(f"已加入 {meeting}")
            if not once:
                done.wait()
        except JoinCodeError as bad:
            stop(sentence(f"code.{bad.reason}", {}))
        except SyncError as bad:
            _stop(bad)
        finally:
            hall.stop()
            desk.ledger.close()


@venue.command(short_help="已加入的会场保持一致 · Follow what was joined")
@click.pass_context
def follow(context: click.Context) -> None:
    """跟随本机已加入的会场，直到停止。Follow the venues this laptop has joined."""
    with plain_errors():
        desk, hall = _hall(home_of(context))
        try:
            hall.start()
            done = _asked_to_stop()
            click.echo("正在跟随")
            done.wait()
        finally:
            hall.stop()
            desk.ledger.close()


def _hall(home: Path, host: str = "") -> tuple[Desk, DeskHall]:
    from app.bootstrap import open_hall, open_home
    from app.services.signing.keys import load_device_key
    from app.services.sync import TrustBook

    trust = TrustBook(home)
    desk = open_home(home, trust.keys)
    return desk, open_hall(home, desk, load_device_key(home), trust.keys, host=host)


def _asked_to_stop() -> threading.Event:
    """Set by SIGTERM and SIGINT from now on."""
    done = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: done.set())
    return done


def _stop(bad: Exception) -> NoReturn:
    from app.services.sync.errors import SyncError
    from app.services.venue.words import explain

    stop(explain(bad) if isinstance(bad, SyncError) else str(bad), UNREADABLE)
