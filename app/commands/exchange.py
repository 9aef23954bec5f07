"""``huiqian exchange``: what two laptops of a venue give each other on a USB stick, when there is no network at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from app.commands import REFUSED, UNREADABLE
from app.commands.common import home_of, plain_errors, stop

if TYPE_CHECKING:
    from app.services.desk.desk import Desk

_FILE = click.argument("file", type=click.Path(path_type=Path))


@click.group(short_help="会场电脑之间用 U 盘交换 · Exchange by USB file")
def exchange() -> None:
    """没有任何网络时，会场的几台电脑用文件互换记录；反复导入不会重复。

    Exchange the records of a venue's laptops by file. Importing again changes nothing.
    """


@exchange.command("export", short_help="导出会议的全部记录 · Write all of a meeting")
@click.argument("meeting")
@_FILE
@click.pass_context
def write(context: click.Context, meeting: str, file: Path) -> None:
    """把会议 MEETING 的全部记录和附件写进 FILE。Write all chains, keys and blobs of a meeting."""
    from app.services.sync import TrustBook
    from app.services.venue.carried import CarriedError, write_file

    home = home_of(context)
    with plain_errors():
        desk = _desk(home)
        try:
            size = write_file(desk.ledger, meeting, TrustBook(home).keys(), file)
        except CarriedError as bad:
            _stop(bad.code, bad.details)
        finally:
            desk.ledger.close()
    click.echo(f"{file}（{size} 字节）。里面有人员信息，用完请从 U 盘删去。")


@exchange.command("import", short_help="导入别的电脑的记录 · Take another laptop's file")
@_FILE
@click.option(
    "--primary", default="", help="主控电脑的核对码（本机没有这次会议时） · Fingerprint of the primary"
)
@click.pass_context
def read(context: click.Context, file: Path, primary: str) -> None:
    """导入 FILE 里本机没有的记录。Take what is new; refused whole if the file is damaged or holds a stranger's chain."""
    from app.services.venue.book import VenueBook
    from app.services.venue.carried import CarriedError, read_file
    from app.services.venue.carrying import take_file

    home = home_of(context)
    with plain_errors():
        desk = _desk(home)
        try:
            taken = take_file(desk.ledger, read_file(file), book=VenueBook(home), primary=primary)
        except CarriedError as bad:
            _stop(bad.code, bad.details)
        finally:
            desk.ledger.close()
    click.echo(f"{taken.meeting}：新记录 {taken.new} 条，附件 {taken.blobs} 个。")


@exchange.command(short_help="写加入申请 · Write a join request")
@click.argument("meeting")
@click.argument("name")
@_FILE
@click.pass_context
def request(context: click.Context, meeting: str, name: str, file: Path) -> None:
    """写本机加入会议 MEETING 的申请，拿到主控电脑用 admit 登记；NAME 是这台电脑的叫法，例如“东门”。

    Write this laptop's request to join, to be carried to the primary.
    """
    from app.services.signing.keys import load_device_key
    from app.services.venue.carrying import write_request

    with plain_errors():
        key = load_device_key(home_of(context))
        file.write_bytes(write_request(key, meeting, name))
    click.echo(f"{file}（本机 {key.id}）")


@exchange.command(short_help="登记加入申请 · Record a join request")
@_FILE
@click.pass_context
def admit(context: click.Context, file: Path) -> None:
    """在主控电脑上登记 FILE 里的加入申请。Record on the primary that a laptop joins."""
    from app.models.entry import By
    from app.models.terms import Role
    from app.services.venue.carried import CarriedError
    from app.services.venue.carrying import read_request

    with plain_errors():
        desk = _desk(home_of(context))
        try:
            asked = read_request(file.read_bytes())
            m = desk.view(asked.meeting).m
            holder = next(iter(m.holders(Role.SECRETARY)), None)
            person = holder.person if holder else ""
            by = By(person=person, role=Role.SECRETARY, name=m.name(person) if person else "")
            desk.do(asked.meeting, asked.fact, by)
        except CarriedError as bad:
            _stop(bad.code, bad.details)
        except LookupError:
            _stop("file.no_meeting", {"meeting": asked.meeting})
        finally:
            desk.ledger.close()
    click.echo(f"{asked.name}（{asked.fact.device}）已加入 {asked.meeting}。")


@exchange.command(short_help="本机的核对码 · Fingerprint of this laptop")
@click.pass_context
def fingerprint(context: click.Context) -> None:
    """显示本机的设备号和核对码，供另一台电脑导入整个会议时核对。Show what another laptop compares."""
    from app.services.signing.keys import load_device_key
    from app.services.venue.carrying import fingerprint as digits

    with plain_errors():
        key = load_device_key(home_of(context))
    click.echo(f"{key.id}  {digits(key.public)}")


def _desk(home: Path) -> Desk:
    from app.bootstrap import open_home
    from app.services.sync import TrustBook

    return open_home(home, TrustBook(home).keys)


def _stop(code: str, details: dict[str, str]) -> NoReturn:
    from app.services.venue.words import sentence

    stop(
        sentence(code, details),
        REFUSED if code in {"file.stranger", "file.order", "file.receipt"} else UNREADABLE,
    )
