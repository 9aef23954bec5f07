"""Where this program keeps its data and its settings on this platform. Asked before the first paint: nothing heavy."""

from __future__ import annotations

from pathlib import Path

NAME = "huiqian"


def default_home() -> Path:
    """The platform's own data folder for this program."""
    from platformdirs import user_data_path

    return user_data_path(NAME, NAME)


def default_config() -> Path:
    """The platform's own config folder for this program."""
    from platformdirs import user_config_path

    return user_config_path(NAME, NAME)
