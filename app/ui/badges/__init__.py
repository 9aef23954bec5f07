"""The badge screen: badges, table cards and the door list, for all or for some, before they are printed."""

from app.ui.badges.window import BadgeWindow, open_badges

__all__ = ["BadgeWindow", "open_badges"]
