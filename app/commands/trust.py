"""Whose packages this desk trusts: central nodes pinned at first use in its home."""

from __future__ import annotations

from collections.abc import Mapping

import click

from app.commands.common import home_of


def trusted_keys(context: click.Context) -> Mapping[str, bytes]:
    """Kid → public key (32 bytes) of the pinned central nodes."""
    from app.services.sync import TrustBook

    return TrustBook(home_of(context)).keys()
