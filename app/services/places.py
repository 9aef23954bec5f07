"""Where things lie on this computer, by names alone: asking for them imports nothing heavy."""

from __future__ import annotations

from pathlib import Path

LEDGER_FILE = "ledger.db"
SETTINGS_FILE = "settings.json"
PACKS_FOLDER = "packs"
"""In a home: rule packs somebody installed there, one TOML file each."""
AUTHORITIES_FILE = "ca.pem"
"""Certificates of the CAs whose electronic signatures this desk can trace (8.1); the operator puts it there, or not."""
PID_FILE = "desk.pid"
"""Stands beside the lock of a home as long as a desk has it (or was killed while it had it)."""


def default_home() -> Path:
    """The platform's own data folder for this program."""
    from platformdirs import user_data_path

    return user_data_path("huiqian", "huiqian")


def settings_file(chosen_home: Path | None) -> Path:
    """Beside the data where a home was chosen, else in the platform's own configuration folder."""
    if chosen_home is not None:
        return chosen_home / SETTINGS_FILE
    from platformdirs import user_config_path

    return user_config_path("huiqian", "huiqian") / SETTINGS_FILE
