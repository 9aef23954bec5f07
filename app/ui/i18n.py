"""The window's language. Source texts are English; `resources/i18n/<language>/*.toml` translate them.

A catalogue is flat: `"English" = "中文"`. One translator serves all areas; Qt's own dialogs
take Qt's `qtbase` catalogue. Legal documents have a catalogue of their own and never come here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from importlib import resources

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

CONTEXT = "huiqian"
DEFAULT = "zh_CN"


class CatalogueError(ValueError):
    """A catalogue cannot be used: not flat, or two areas translate one text differently."""


def tr(text: str) -> str:
    """Translate a source text written here as a literal; without a translation it is its own."""
    return QCoreApplication.translate(CONTEXT, text)


@cache
def load_catalogue(language: str = DEFAULT) -> dict[str, str]:
    """Read and join all areas of a language; raises CatalogueError with file and text."""
    folder = resources.files("resources") / "i18n" / language
    joined: dict[str, str] = {}
    if not folder.is_dir():
        return joined
    for item in sorted(folder.iterdir(), key=lambda f: f.name):
        if not item.name.endswith(".toml"):
            continue
        for source, target in _pairs(item.read_text("utf-8")):
            if not isinstance(target, str) or not target:
                raise CatalogueError(f"{language}/{item.name}: {source!r} is not a flat text")
            if joined.setdefault(source, target) != target:
                raise CatalogueError(f"{language}/{item.name}: {source!r} is translated differently before")
    return joined


def _pairs(text: str) -> Iterable[tuple[str, object]]:
    """The pairs of one area: the plain lines of TOML by themselves, a file with anything else by its library.

    Catalogues are read before the first paint; the library needs half as long as all of Qt.
    """
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    try:
        pairs = [_pair(line) for line in lines]
    except ValueError:
        pairs = []
    if len(dict(pairs)) == len(lines):
        return pairs
    import tomllib  # which also says what is wrong or double

    return tomllib.loads(text).items()


def _pair(line: str) -> tuple[str, object]:
    """``"English" = "中文"``; raises ValueError for anything else. Escapes that TOML has and JSON has not count as else."""
    source, middle, target = line.removeprefix('"').removesuffix('"').partition('" = "')
    if "\\" in line:
        source, target = json.loads(f'["{source}", "{target}"]')
    elif '"' in source or '"' in target:
        raise ValueError(line)
    if not middle or len(line) < len(source) + len(target) + len(middle) + 2:
        raise ValueError(line)
    return source, target


class Translator(QTranslator):
    """Serves one joined catalogue in our context and leaves every other context to Qt."""

    def __init__(self, catalogue: dict[str, str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue

    def isEmpty(self) -> bool:
        """Never call it empty: Qt would not announce the change of language."""
        return False

    def translate(
        self,
        context: str,
        sourceText: str,  # noqa: N803 - Qt's name
        disambiguation: str | None = None,  # noqa: ARG002 - Qt's signature
        n: int = -1,  # noqa: ARG002 - Qt's signature
    ) -> str:
        """Answer for our own context only; None (a null string) lets Qt ask the next translator."""
        if context != CONTEXT:
            return None  # type: ignore[return-value] # Qt needs a null string, the stub knows only str
        return self._catalogue.get(sourceText)  # type: ignore[return-value] # same


_installed: list[QTranslator] = []


def install(app: QCoreApplication, language: str = DEFAULT) -> None:
    """Speak `language` from now on (widgets built later show it); English needs no catalogue."""
    for old in _installed:
        app.removeTranslator(old)
    _installed.clear()
    QLocale.setDefault(QLocale(language))
    if language.startswith("en"):
        return
    qt = QTranslator(app)
    if qt.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        _installed.append(qt)
    _installed.append(Translator(load_catalogue(language), app))
    for translator in _installed:
        app.installTranslator(translator)
