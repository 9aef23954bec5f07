"""Joins the figures of all benchmarks in one table at the end of ``make bench``."""

import os

import pytest

from bench.support import figures
from services.documents.conftest import report_rows, sign_in_rows

__all__ = ["report_rows", "sign_in_rows"]


@pytest.fixture
def figure() -> figures.Figure:
    """See ``figures.add``."""
    return figures.add


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write the table."""
    if figures.ROWS:
        load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
        terminalreporter.section(
            f"figures against their limits, medians (load {load}, {os.cpu_count()} cores)"
        )
        for line in figures.table():
            terminalreporter.write_line(line)
