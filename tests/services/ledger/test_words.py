"""Every code of ledger, keys, bundle and verification has words for people, and the words use only what comes along."""

import ast
import string
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

import app.services.bundle
import app.services.ledger
from app.services.bundle import BundleUnreadable
from app.services.ledger.errors import LedgerError
from app.services.signing.keys import KeyFault

WORDS = tomllib.loads(files("resources.wording").joinpath("errors.toml").read_text(encoding="utf-8"))
ROOTS = [
    Path(package.__file__).parent
    for package in (app.services.ledger, app.services.bundle)
    if package.__file__
]
CASES = {
    "ledger.read_only": {"where", "reason"},
    "ledger.cannot_open": {"where", "reason"},
    "ledger.not_a_ledger": {"where", "reason"},
    "ledger.key_lost": {"where", "reason"},
    "ledger.blob_missing": {"sha256"},
    "ledger.blobs_missing": {"names", "count"},
    "ledger.home_busy": {"home", "pid"},
    "ledger.unknown_device": {"device"},
    "ledger.device_mismatch": {"device"},
    "ledger.gap": {"device", "expected", "got"},
    "ledger.fork": {"device", "seq", "have", "got"},
    "bundle.unreadable": {"where", "reason"},
}


def _subclasses(kind: type[LedgerError]) -> Iterator[type[LedgerError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _subclasses(below)


def _point_codes() -> Iterator[str]:
    """The literal codes in calls of ok, broken, note and ``_same``, and in the table of faults."""
    for file in (file for root in ROOTS for file in root.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                family, dot, word = node.value.partition(".")
                known = {"device", "chain", "entry", "blob", "tree", "seal", "document", "manifest"}
                if dot and family in known and word.isidentifier() and node.value != "manifest.json":
                    yield node.value


ERRORS = sorted({kind.code for kind in _subclasses(LedgerError)} | {KeyFault.code, BundleUnreadable.code})
POINTS = sorted({*_point_codes(), "entry.hash", "entry.signature"})


@pytest.mark.parametrize("code", ERRORS)
def test_every_error_has_words_and_a_next_step(code: str) -> None:
    row = WORDS[code]
    assert row["text"]
    assert row["next"]
    named = {name for text in row.values() for _, name, _, _ in string.Formatter().parse(text) if name}
    assert named <= CASES.get(code, set())


@pytest.mark.parametrize("code", POINTS)
def test_every_point_of_a_verification_has_words(code: str) -> None:
    assert WORDS[code]["text"]


def test_the_codes_were_found() -> None:
    assert {"chain.gap", "seal.late", "document.match", "manifest.blob_extra", "entry.unknown_device"} <= set(
        POINTS
    )
    assert len(ERRORS) > 20
