"""One start of a window in a process of its own: ``probe.py bare`` or ``probe.py desk HOME QUERY ROWS [--idle]``.

Prints one line of JSON: the moments (``time.monotonic``, the same clock in every process) at which things could be seen,
and, with ``--idle``, the memory of the process after it has been left alone. It looks at Qt's events from outside, so what
it watches is the program itself; nothing of the project is imported before the program would import it.
"""

import gc
import json
import sys
import time

IDLE_MS = 3000
LEAST_MS = 20
SEEN: dict[str, float] = {}


def at(what: str) -> None:
    """Keep the first moment of an event."""
    SEEN.setdefault(what, time.monotonic())


def report(*, memory: bool) -> None:
    """Say what was seen."""
    found: dict[str, float] = dict(SEEN)
    times = time.process_time()
    if memory:
        import psutil

        gc.collect()
        size = psutil.Process().memory_full_info()
        found |= {"rss": size.rss, "uss": size.uss}
    print(json.dumps(found | {"cpu": times}), flush=True)


def when_painted(app, then):  # type: ignore[no-untyped-def]  # Qt must not be imported before the program does
    """Call ``then`` when the first widget has been painted: its event, and then the loop is free again."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    class Watch(QObject):
        def eventFilter(self, _of: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                app.removeEventFilter(self)
                QTimer.singleShot(0, then)
            return False

    app.watch = Watch(app)
    app.installEventFilter(app.watch)


def finish(app, *, idle: bool) -> None:  # type: ignore[no-untyped-def]  # as above
    """End at once, or after the time of idleness."""
    from PySide6.QtCore import QTimer

    def end() -> None:
        report(memory=idle)
        app.closeAllWindows()
        app.quit()

    QTimer.singleShot(IDLE_MS if idle else LEAST_MS, end)


def bare(*, idle: bool) -> None:
    """Open the limit: an empty window of the same size."""
    from PySide6.QtWidgets import QApplication, QWidget

    app = QApplication(sys.argv[:1])
    window = QWidget()
    window.resize(1366, 768)

    def painted() -> None:
        at("painted")
        finish(app, idle=idle)

    when_painted(app, painted)
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
    """Watch from the moment the application exists; the wrapped function is the program's own."""
    import importlib.machinery

    class Finder:
        def find_spec(self, name, path, target=None):  # type: ignore[no-untyped-def]  # import protocol
            if name != "app.ui.app":
                return None
            sys.meta_path.remove(self)
            spec = importlib.machinery.PathFinder.find_spec(name, path, target)
            loader = spec.loader
            run = loader.exec_module

            def exec_module(module):  # type: ignore[no-untyped-def]  # import protocol
                run(module)
                make = module.make_app

                def made(argv: list[str]):  # type: ignore[no-untyped-def]  # as above
                    at("qt")
                    app = make(argv)
                    at("application")
                    when_painted(app, lambda: _painted(app, query, rows, idle=idle))
                    return app

                module.make_app = made

            loader.exec_module = exec_module
            return spec

    sys.meta_path.insert(0, Finder())


def _painted(app, query: str, rows: int, *, idle: bool) -> None:  # type: ignore[no-untyped-def]  # as above
    at("painted")
    from app.ui.window import DeskWindow

    window = next(w for w in app.topLevelWidgets() if isinstance(w, DeskWindow))
    window.ready.connect(lambda: _ready(app, window, query, rows, idle=idle))
    if window.home is not None:
        _ready(app, window, query, rows, idle=idle)


def _ready(app, window, query: str, rows: int, *, idle: bool) -> None:  # type: ignore[no-untyped-def]  # as above
    """The home page is there: wait for its list, then type a search and see its answer painted."""
    at("ready")

    def listed() -> None:
        if "listed" in SEEN:
            return
        at("listed")
        if window.home.list.shown_rows() != rows:
            raise AssertionError(window.home.list.shown_rows())
        when_painted(app, search)

    def search() -> None:
        at("list painted")
        field = window.home.search.field
        field.setText(query)
        field.textEdited.emit(query)
        if window.home.list.shown_rows() != 1:
            raise AssertionError(window.home.list.shown_rows())
        when_painted(app, usable)

    def usable() -> None:
        at("usable")
        if not all(card.isVisible() for card in window.home.cards.values()):
            raise AssertionError("the meetings of today are not shown")
        field = window.home.search.field
        field.clear()
        field.textEdited.emit("")
        finish(app, idle=idle)

    window.home.listed.connect(listed)


if __name__ == "__main__":
    options = [word for word in sys.argv[1:] if word != "--idle"]
    if options[0] == "bare":
        bare(idle="--idle" in sys.argv)
    else:
        desk(options[1], options[2], int(options[3]), idle="--idle" in sys.argv)
