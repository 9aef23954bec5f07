"""The command line of ``huiqian``: its options and its list of commands."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import click

_COMMANDS = {
    "rehearse": "按脚本演练一场会议 · Play a meeting script",
    "check": "会前检查会议包 · All findings before the day",
    "verify": "核验封存包或 PDF · Verify a bundle or PDF",
    "restore": "从封存包恢复记录 · Bring a record back",
    "serve": "运行中心节点 · Run the central node",
    "devices": "中心节点的设备：列出、停用、恢复 · Devices of the central node",
    "certificates": "中心节点的证照登记表：模板、核对 · Register of e-certificates",
    "sync": "与中心节点同步 · Sync with the central node",
    "venue": "会场的几台电脑：开放、加入 · Laptops of a venue",
    "exchange": "会场电脑之间用 U 盘交换 · Exchange by USB file",
    "pack": "规则包：新建、查看、比较、测试、安装 · Rule packs",
    "badges": "打印胸牌、席卡和门口名单 · Badges, table cards, door list",
    "scan": "图片里的二维码，门口会怎么答复 · What the door would say",
    "pin": "本机 PIN：设置、清除 · PIN of this computer",
    "tidy": "清除过了保留期的会议资料 · Remove meetings past their keeping time",
    "roster": "Excel 名册：模板、核对、签发 · Excel rosters",
    "doctor": "检查本机条件 · Check this computer",
    "schema": "输出格式的 JSON Schema · JSON Schema of a format",
}
"""Name → one line for the list; the module ``app.commands.<name>`` is imported when the command is used."""


class LazyGroup(click.Group):
    """A group that lists its commands without importing them: the desk must not pay for them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order people need them."""
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        name = f"app.commands.{cmd_name}"
        try:
            found = getattr(importlib.import_module(name), cmd_name)
        except ModuleNotFoundError as missing:
            if missing.name != name:
                raise
            return None
        return found if isinstance(found, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, from their lines."""
        del ctx
        with formatter.section("命令 · Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


_HELP = """会签，专家论证会的会务台。不带命令时打开会务台。

Huiqian: the desk at which an expert review meeting is held. Without a command it opens the desk.

退出码 · Exit codes: 0 完成 done, 1 规则不允许或证据损坏 refused or broken, 2 用法或输入有误 bad usage or input.
"""


@click.group(
    help=_HELP,
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option("--home", type=click.Path(path_type=Path), help="数据目录 · Folder of all data")
@click.option("--sample", is_flag=True, help="打开今天的示例会议 · Open the sample meeting of today")
@click.version_option(package_name="huiqian", prog_name="huiqian")
@click.pass_context
def huiqian(context: click.Context, home: Path | None, *, sample: bool) -> None:
    """The root command: without a subcommand it opens the desk."""
    if context.invoked_subcommand is None:  # commands read ``home`` from the root context
        from app.commands.desk import desk

        sys.exit(desk(home, sample=sample))
