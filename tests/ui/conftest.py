"""The window's tests: offscreen, in Chinese, in the look of the program."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from app.ui import i18n, theme

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parent))  # the gallery's modules


@pytest.fixture(autouse=True)
def _collect_on_this_thread() -> Iterator[None]:
    """Cycles with Qt objects in them are collected here, never by a worker that happens to allocate (app.ui.collector)."""
    gc.disable()
    yield
    gc.collect()
    gc.freeze()  # what is left are libraries and caches: the next one need not look at them again


@pytest.fixture
def desk(qapp: QApplication) -> QApplication:
    """The application as people see it."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # windows of the tests before
    if not qapp.styleSheet() or theme.palette().dark:
        i18n.install(qapp)
        theme.apply(qapp, "light")
    return qapp
