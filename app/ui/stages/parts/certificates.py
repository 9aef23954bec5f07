"""E-certificates in words: what somebody has shown and what the central node says of it (CJ-01, CJ-02)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.models.certificates import Shown, shown_by, standing_faults, swapped
from app.ui.i18n import tr

if TYPE_CHECKING:
    from app.models.meeting import Meeting


def state_words(shown: Shown) -> str:
    """未核验, 有效至…, 已过期, 已失效, 登记不是本人."""
    until = shown.answer.until if shown.answer else None
    if shown.state == "valid" and until is not None:
        return tr("verified, valid until {day}").format(day=until.isoformat())
    if shown.state == "expired" and until is not None:
        return tr("expired on {day}").format(day=until.isoformat())
    words = {
        "": tr("not verified yet"),
        "valid": tr("verified, valid"),
        "expired": tr("expired"),
        "revoked": tr("no longer in force"),
        "other_person": tr("registered for another person"),
    }
    return words[shown.state]


def lines_of(m: Meeting, person: str) -> Iterator[str]:
    """Each certificate with its number, how it stands, and what the node added to that."""
    for shown in shown_by(m, person):
        detail = shown.answer.detail if shown.answer and shown.state != "valid" else ""
        number = f"{shown.seen.certificate} {shown.seen.number}"
        yield "　".join(x for x in (number, state_words(shown), detail) if x)
    for seen in swapped(m, person):
        yield f"{seen.certificate} {seen.number}　{tr('recorded for another person before')}"


def in_short(m: Meeting, person: str, digest: str = "") -> str:
    """Kinds and how they stand, for the door: "" if none was shown; ``digest``: only that one, with its number."""
    each = []
    for shown in shown_by(m, person):
        if digest in {"", shown.seen.digest}:
            number = f" {shown.seen.number}" if digest else ""
            each.append(f"{shown.seen.certificate}{number}：{state_words(shown)}")
    if not digest:
        twice = tr("recorded for another person before")
        each += [f"{seen.certificate}：{twice}" for seen in swapped(m, person)]
    return tr("E-certificate: {each}").format(each="；".join(each)) if each else ""


def is_proof(m: Meeting, person: str) -> bool:
    """Was one shown, and does nothing stand against it? One the node has not answered about counts as shown."""
    return bool(shown_by(m, person)) and not any(standing_faults(m, person)) and not swapped(m, person)
