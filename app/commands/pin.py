"""``huiqian pin``: the PIN of this computer, for whoever has forgotten it and owns the account."""

from __future__ import annotations

import click

from app.commands.common import home_of, plain_errors, stop


@click.group(short_help="本机 PIN：设置、清除 · PIN of this computer")
def pin() -> None:
    """退出门口扫码台要用的本机 PIN。忘记的，在本机账户下清除或重新设置。

    The PIN that leads out of the door kiosk. Who owns this account can set or forget it.
    """


@pin.command(name="set", short_help="设置 PIN · Set the PIN")
@click.pass_context
def set_(context: click.Context) -> None:
    """输入两次，设置新的 PIN（4 至 8 位数字）。Ask twice and keep a new PIN of 4 to 8 digits."""
    from app.services.pin import PinPad, PinRefused

    with plain_errors():
        chosen: str = click.prompt(
            "新的 PIN（4 至 8 位数字）", hide_input=True, confirmation_prompt="再输入一次"
        )
        home = home_of(context)
        home.mkdir(parents=True, exist_ok=True)
        try:
            PinPad(home).set(chosen)
        except PinRefused:
            stop("PIN 须为 4 至 8 位数字。")
    click.echo("已设置。")


@pin.command(short_help="清除 PIN · Forget the PIN")
@click.pass_context
def forget(context: click.Context) -> None:
    """清除 PIN，并让下次启动不再直接进入门口扫码台。Forget the PIN; the next start is the desk, not the kiosk."""
    from dataclasses import replace

    from app.services import settings
    from app.services.pin import PinPad
    from app.services.places import settings_file

    with plain_errors():
        home = home_of(context)
        PinPad(home).forget()
        path = settings_file(context.find_root().params.get("home"))
        kept = settings.load(path)
        if kept.kiosk:
            settings.save(path, replace(kept, kiosk=""))
    click.echo("已清除。下次打开门口扫码台时重新设置。")
