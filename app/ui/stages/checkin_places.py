"""Where on the check-in page a finding is resolved: a sheet of its own, the person's card, or the search."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.models.terms import Role, Stage
from app.ui.i18n import tr
from app.ui.stages.checkin_arrive import declare_now
from app.ui.stages.checkin_board import NOBODY
from app.ui.stages.checkin_leader import elect
from app.ui.stages.checkin_person import DAY, PersonSheet, check_out, employer
from app.ui.stages.checkin_proofs import check_proofs, verify
from app.ui.stages.parts.ask import view_of
from app.ui.stages.parts.roll import RollSheet
from app.ui.stages.parts.spot import parts_of, person_of, show_spot

if TYPE_CHECKING:
    from app.models.finding import Finding
    from app.ui.stages.checkin import Screen
    from app.ui.widgets import PersonCard

_PERSONAL = frozenset({"C19", "C31", "C32", "C35", "C36"})
"""Resolved among the ways of one person: check out, check in again, change the holder of the post."""


def words_of(finding: Finding) -> str:
    """Words of the button where a sheet of this page resolves the finding; "" for the usual ones."""
    words = {
        "C29": tr("Verify and sign"),
        "C30": tr("Check the proofs now"),
        "C33": tr("Elect the leader"),
        "C34": tr("Check out"),
        "C37": tr("Sign now"),
    }
    return words.get(finding.check, "") if finding.subject or finding.check in {"C29", "C33"} else ""


def open_place(screen: Screen, subject: str) -> None:
    """Open or show what a finding is about.

    Args:
        screen: the check-in page.
        subject: the key of a finding, or a bare subject (a person, ``ROLE@unit``).

    """
    check, variant, about = parts_of(subject)
    if screen.view is None or screen.view.stage not in DAY:
        show_card(screen, about)
    elif variant == "roll" and screen.view.stage is Stage.SUSPENDED:
        RollSheet(screen.host, screen).open()
    else:
        do = _sheets(screen, check, person_of(about)).get(check)
        do() if do else show_card(screen, about)


def _sheets(screen: Screen, check: str, person: str) -> dict[str, Callable[[], object]]:
    """The sheet of each check that has one here; of a person only while he can be the subject of it."""
    host = screen.host
    m = view_of(host).m
    found: dict[str, Callable[[], object]] = {
        "C29": lambda: verify(host, screen),
        "C30": lambda: check_proofs(host, screen),
        "C33": lambda: elect(host, screen),
    }
    if person in m.experts and m.present(person):
        found |= dict.fromkeys(("C37", "C16", "C13"), lambda: declare_now(host, screen, person))
    if m.present(person):
        found["C34"] = lambda: check_out(host, screen, person)
    if person in m.experts:
        found["C12"] = lambda: employer(host, screen, person)
    if person in m.people and check in _PERSONAL:
        found[check] = lambda: PersonSheet(host, screen, person).open()
    return found


def show_card(screen: Screen, about: str) -> None:
    """Bring the card of a person or an empty post into sight; without one the search waits for a name."""
    card = _card(screen, about) or _card(screen, person_of(about))
    if card is None:
        if screen.search.isEnabled():
            screen.search.setFocus()
        else:
            show_spot(screen.board)
        return
    for panel in screen.panels.values():
        if panel.isAncestorOf(card):
            panel.area.ensureWidgetVisible(card)
    card.setFocus()


def _card(screen: Screen, subject: str) -> PersonCard | None:
    view = screen.view
    if view is None:
        return None
    keys = [subject, f"{NOBODY}{subject}"]
    if "@" in subject:
        role, _, unit = subject.partition("@")
        keys += [h.person for h in view.m.posts if h.role.value == role and h.unit_code == unit]
    elif subject in Role.__members__:
        keys += [h.person for h in view.m.holders(Role(subject))]
    found = (panel.card(key) for key in keys for panel in screen.panels.values())
    return next((card for card in found if card is not None), None)
