"""What several commands share: the home, talking, and turning typed errors into an exit code."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from app.commands import REFUSED, UNREADABLE

if TYPE_CHECKING:
    from app.models.packfile import PackError
    from app.services.desk.refusal import Refusal
    from app.services.intake.problems import IntakeError
    from app.services.ledger import Ledger
    from app.services.ledger.errors import LedgerError
    from app.services.packshelf import PackShelf
    from app.services.rehearsal.errors import ScriptError
    from app.services.signing.keys import KeyFault
    from app.services.sync import SyncError
    from app.services.wording import Words


def home_of(context: click.Context) -> Path:
    """The data folder: ``--home``, else the platform's own."""
    from app.services.places import default_home

    chosen = context.find_root().params.get("home")
    return Path(chosen) if chosen else default_home()


def shelf_of(context: click.Context, packs: Path | None) -> PackShelf:
    """The rule packs of this home, or of the folder the operator names (``--packs``)."""
    from app.services.packshelf import PackShelf
    from app.services.places import PACKS_FOLDER

    if packs is not None and not packs.is_dir():
        stop(f"没有这个规则包目录：{packs}")
    return PackShelf(packs or home_of(context) / PACKS_FOLDER)


PACKS = click.option(
    "--packs",
    "packs_folder",
    type=click.Path(path_type=Path),
    help="规则包目录，默认为数据目录里的 packs · Folder of rule packs",
)
"""Where a command takes rule packs from besides those of the program."""


NODE_DB = click.option(
    "--db",
    default="",
    help="中心节点的数据库地址，默认用数据目录里的 SQLite · Database URL of the node, default SQLite in the home",
)


def node_ledger(home: Path, db: str) -> Ledger:
    """The ledger of the central node of this home, beside the running node; ends the command if there is none."""
    from app.services.ledger import Ledger
    from app.services.places import LEDGER_FILE
    from app.services.signing.keys import load_device_key

    if not db and not (home / LEDGER_FILE).is_file():
        stop(f"这里没有中心节点的数据：{home}。请用 --home 指定运行 huiqian serve 的数据目录。")
    return Ledger.open(db or home / LEDGER_FILE, load_device_key(home))


def words() -> Words:
    """The catalogue of sentences."""
    from app.services.law import law_tables
    from app.services.wording import Words

    return Words(law_tables())


def stop(text: str, code: int = UNREADABLE) -> NoReturn:
    """Say why on stderr and end with this code."""
    click.echo(text, err=True)
    sys.exit(code)


def tell_refusal(said: Refusal) -> str:
    """A refusal with what stands in the way, one line each."""
    catalogue = words()
    first = catalogue.refusal(said)
    lines = [f"{first.text} {first.next}".strip()]
    for found in said.findings:
        row = catalogue.finding(found)
        lines.append(f"  {found.check} {row.title}。{row.text}（{row.clause}）{row.next}")
    return "\n".join(lines)


@contextlib.contextmanager
def plain_errors() -> Iterator[None]:
    """Turn typed errors into a sentence and an exit code; unknown errors stay errors.

    Refusals end with 1, bad input (package, rule pack, script, roster, disk, keyring, node) with 2.
    """
    try:
        yield
    except BrokenPipeError:
        raise  # the reader of our output has gone: click ends quietly
    except Exception as bad:
        for module, name, end in _ENDS:
            loaded = sys.modules.get(module)  # a kind of error that was never loaded was never raised
            if loaded and isinstance(bad, getattr(loaded, name)):
                end(bad)
        raise


def _refused(said: Refusal) -> NoReturn:
    stop(tell_refusal(said), REFUSED)


def _bad_file(bad: IntakeError) -> NoReturn:
    from app.services.intake.words import explain

    stop(explain(bad))


def _bad_world(bad: LedgerError | KeyFault) -> NoReturn:
    _stop_with(bad.code, bad.details)


def _bad_script(bad: ScriptError) -> NoReturn:
    _stop_with(bad.code, bad.args_)


def _bad_pack(bad: PackError) -> NoReturn:
    from app.models.packfile import PackFault

    rules = {PackFault.LOOSENED, PackFault.HASH, PackFault.TAKEN, PackFault.DRAFT}
    stop(f"规则包不予采用：{bad}", REFUSED if bad.fault in rules else UNREADABLE)


def _bad_node(bad: SyncError) -> NoReturn:
    from app.services.sync import explain

    stop(explain(bad))


def _bad_path(bad: OSError) -> NoReturn:
    _stop_with("file.fault", {"path": bad.filename or "", "detail": bad.strerror or bad})


_ENDS: tuple[tuple[str, str, Callable[..., NoReturn]], ...] = (
    ("app.services.desk.refusal", "Refusal", _refused),
    ("app.services.intake.problems", "IntakeError", _bad_file),
    ("app.services.ledger.errors", "LedgerError", _bad_world),
    ("app.services.signing.keys", "KeyFault", _bad_world),
    ("app.services.rehearsal.errors", "ScriptError", _bad_script),
    ("app.models.packfile", "PackError", _bad_pack),
    ("app.services.sync.errors", "SyncError", _bad_node),
    ("builtins", "OSError", _bad_path),
)
"""Where each kind of typed error lives, and how a command ends with it."""


def _stop_with(code: str, values: Mapping[str, object]) -> NoReturn:
    row = words().error(code, values)
    stop(f"{row.text} {row.next}".strip())


class Progress:
    """One line on stderr that says how far long work is; silent where stderr is no terminal but the last step."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()

    def __call__(self, n: int, of: int, what: str) -> None:
        """Step ``n`` of ``of``."""
        if self._live:
            click.echo(f"\r\033[K[{n}/{of}] {what}", nl=n == of, err=True)
