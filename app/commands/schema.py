"""``huiqian schema``: JSON Schema of a format, generated from its struct."""

from __future__ import annotations

import json

import click

from app.commands.common import stop


@click.command(short_help="输出格式的 JSON Schema · JSON Schema of a format")
@click.argument("name", default="")
def schema(name: str) -> None:
    """输出一种格式的 JSON Schema；不写名称时列出全部名称。

    Print the JSON Schema of a format; without NAME list the names.
    """
    from app.services.intake.schema import NAMES
    from app.services.intake.schema import schema as make

    if not name:
        click.echo("\n".join(NAMES))
        return
    if name not in NAMES:
        stop(f"没有这种格式：{name}。可用：{'、'.join(NAMES)}")
    click.echo(json.dumps(make(name), ensure_ascii=False, indent=2))
