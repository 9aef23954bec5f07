"""One start of a window in a process of its own: ``probe.py bare`` or ``probe.py desk HOME QUERY ROWS [--idle]``.

Prints one line of JSON: the moments (``time.monotonic``, the same clock in every process) at which things could be seen,
and, with ``--idle``, the memory of the process after it has been left alone. It looks at Qt's events from outside, so what
it watches is the program itself; nothing of the project is imported before the program would import it.
"""

from __future__ import annotations

import gc
import json
import sys
import time

TYPE_CHECKING = False  # the name type checkers know; nothing is imported that the window would not import
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

IDLE_MS = 3000
LEAST_MS = 20
SEEN: dict[str, float] = {}


def at(what: str) -> None:
    """Keep the first moment of an event."""
    if what not in SEEN:
        SEEN[what] = time.monotonic()
        SEEN[f"{what}, cpu"] = time.thread_time()


def report(*, memory: bool) -> None:
    """Say what was seen."""
    found: dict[str, float] = dict(SEEN)
    times = time.process_time()
    if memory:
        import psutil

        gc.collect()
        size = psutil.Process().memory_full_info()
        found |= {"rss": size.rss, "uss": size.uss}
    sys.stdout.write(json.dumps(found | {"cpu": times}) + "\n")
    sys.stdout.flush()


def when_painted(widget: Any, then: Callable[[], None]) -> None:
    """Call ``then`` when the widget has been painted: its event, and then the loop is free again.

    Only this widget is watched: a filter on the application would make Python know every event and window there is.
    """
    from PySide6.QtCore import QEvent, QObject, QTimer

    class Watch(QObject):
        def eventFilter(self, _of: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
            if event.type() == QEvent.Type.Paint:
                widget.removeEventFilter(self)
                QTimer.singleShot(0, then)
            return False

    watch = Watch(widget)
    widget.installEventFilter(watch)


def finish(*, idle: bool) -> None:
    """End at once, or after the time of idleness."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    def end() -> None:
        report(memory=idle)
        QApplication.closeAllWindows()
        QApplication.quit()

    QTimer.singleShot(IDLE_MS if idle else LEAST_MS, end)


def bare(*, idle: bool) -> None:
    """Open the limit: an empty window of the same size."""
    from PySide6.QtWidgets import QApplication, QWidget

    app = QApplication(sys.argv[:1])
    window = QWidget()
    window.resize(1366, 768)

    def painted() -> None:
        at("painted")
        finish(idle=idle)

    when_painted(window, painted)
    window.show()
    app.exec()


def desk(home: str, query: str, rows: int, *, idle: bool) -> None:
    """Open the desk as a person does, and search as soon as the list is there."""
    from app.__main__ import main

    at("main")
    _hook(query, rows, idle=idle)
    sys.argv[1:] = ["--home", home]
    main()


def _hook(query: str, rows: int, *, idle: bool) -> None:
    """Watch the program's window from the moment it is shown."""
    import importlib.machinery

    class Finder:
        def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
            if name != "app.ui.window":
                return None
            sys.meta_path.remove(self)
            spec: Any = importlib.machinery.PathFinder.find_spec(name, path, target)
            run = spec.loader.exec_module

            def exec_module(module: Any) -> None:
                run(module)
                show = module.DeskWindow.show

                def shown(window: Any) -> None:
                    when_painted(window, lambda: at("painted"))
                    window.ready.connect(lambda: _ready(window, query, rows, idle=idle))
                    show(window)

                module.DeskWindow.show = shown

            spec.loader.exec_module = exec_module
            return spec

    sys.meta_path.insert(0, Finder())


def _ready(window: Any, query: str, rows: int, *, idle: bool) -> None:
    """The home page is there: wait for its list, then type a search and see its answer painted."""
    at("ready")
    rows_seen = window.home.list.viewport()

    def listed() -> None:
        if "listed" in SEEN:
            return
        at("listed")
        if window.home.list.shown_rows() != rows:
            raise AssertionError(window.home.list.shown_rows())
        when_painted(rows_seen, search)

    def search() -> None:
        at("list painted")
        field = window.home.search.field
        field.setText(query)
        field.textEdited.emit(query)
        if window.home.list.shown_rows() != 1:
            raise AssertionError(window.home.list.shown_rows())
        when_painted(rows_seen, usable)

    def usable() -> None:
        at("usable")
        if not all(card.isVisible() for card in window.home.cards.values()):
            raise AssertionError("the meetings of today are not shown")
        field = window.home.search.field
        field.clear()
        field.textEdited.emit("")
        finish(idle=idle)

    window.home.listed.connect(listed)


if __name__ == "__main__":
    options = [word for word in sys.argv[1:] if word != "--idle"]
    if options[0] == "bare":
        bare(idle="--idle" in sys.argv)
    else:
        desk(options[1], options[2], int(options[3]), idle="--idle" in sys.argv)
