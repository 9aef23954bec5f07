"""Home: the meetings of today first, all others below, and the ways a meeting comes in."""

from app.ui.home.page import HomePage

__all__ = ["HomePage"]
