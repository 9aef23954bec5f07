"""The file that a signature by certificate comes in: chosen, read in the background, handed on (8.1, NN-四（六）)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.models.checks.sign import kinds_for
from app.models.terms import SignKind
from app.ui.i18n import tr
from app.ui.stages.parts.files import pick_files

if TYPE_CHECKING:
    from app.services.desk.desk import View
    from app.ui.stages.base import Host

MAX_BYTES = 64 * 1024 * 1024


class EvidenceTooLargeError(Exception):
    """The file is larger than ``MAX_BYTES``."""


def by_certificate(view: View, person: str) -> bool:
    """May this signer finish the report with his certificate here?"""
    return SignKind.CA_ESIGN in kinds_for(view.case, person)


def pick_evidence(host: Host, parent: QWidget, then: Callable[[bytes], object]) -> None:
    """Ask for the signed PDF or the signature file of the frozen report."""
    kinds = tr("Signed report or signature file (*.pdf *.p7s *.p7m *.der *.pem)")
    title = tr("Choose the report signed with the certificate")
    pick_files(parent, title, kinds, partial(take_evidence, host, parent, then))


def take_evidence(
    host: Host, parent: QWidget, then: Callable[[bytes], object], paths: Sequence[Path]
) -> None:
    """Read the file away from the window's thread."""

    def failed(error: Exception) -> None:
        if isinstance(error, OSError | EvidenceTooLargeError):
            host.say(tr("This file cannot be read: {name}. Choose the signed file again.").format(name=error))
        else:
            host.store.failed.emit(error)

    host.pool.submit(partial(_read, paths[0]), then, failed, owner=parent)


def _read(path: Path) -> bytes:
    if path.stat().st_size > MAX_BYTES:
        raise EvidenceTooLargeError(path.name)
    return path.read_bytes()
