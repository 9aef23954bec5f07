"""The window's language. Source texts are English; `resources/i18n/<language>/*.toml` translate them.

A catalogue is flat: `"English" = "中文"`. One translator serves all areas; Qt's own dialogs
take Qt's `qtbase` catalogue. Legal documents have a catalogue of their own and never come here.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

CONTEXT = "huiqian"
DEFAULT = "zh_CN"
FIRST = "first.toml"
"""The area with the texts of the first paint."""


class CatalogueError(ValueError):
    """A catalogue cannot be used: not flat, or two areas translate one text differently."""


def tr(text: str) -> str:
    """Translate a source text written here as a literal; without a translation it is its own."""
    return QCoreApplication.translate(CONTEXT, text)


def _read_area(language: str, name: str) -> dict[str, str]:
    """One area as it stands, {} if there is none; ``load_catalogue`` checks it."""
    path = resources.files("resources") / "i18n" / language / name
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}


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
        for source, target in tomllib.loads(item.read_text("utf-8")).items():
            if not isinstance(target, str) or not target:
                raise CatalogueError(f"{language}/{item.name}: {source!r} is not a flat text")
            if joined.setdefault(source, target) != target:
                raise CatalogueError(f"{language}/{item.name}: {source!r} is translated differently before")
    return joined


class Translator(QTranslator):
    """Serves one joined catalogue in our context and leaves every other context to Qt.

    The few texts of the first paint come from an area of their own; the whole catalogue is read at the first other text.
    """

    def __init__(self, language: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self._first = _read_area(language, FIRST)

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
        found = self._first.get(sourceText)
        if found is not None:
            return found
        return load_catalogue(self._language).get(sourceText)  # type: ignore[return-value] # same


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
    _installed.append(Translator(language, app))
    for translator in _installed:
        app.installTranslator(translator)
