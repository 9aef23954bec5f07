"""How each row of the prepare list stands, in words, computed from the view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.models.terms import Role
from app.ui.i18n import tr
from app.ui.stages.prepare_scope import meaning
from app.ui.widgets import State

if TYPE_CHECKING:
    from app.services.desk.desk import View

Said = tuple[State, str]


def _open(view: View, check: str) -> bool:
    return any(x.check == check and x.is_open for x in view.findings)


def plan_state(view: View) -> Said:
    """C02."""
    seen = view.m.plan_compared
    if seen is None:
        text = tr("Not compared yet. Uploaded: {version}, fingerprint {hash}")
        plan = view.m.info.plan
        return State.MISSING, text.format(version=plan.version, hash=plan.sha256[:12])
    if any(x.check == "C02" and x.is_open and x.stops for x in view.findings):
        return State.BLOCK, tr("It is not the uploaded version, or two confirmations are missing.")
    ways = {
        "screen": tr("The file shown is the uploaded one."),
        "paper_qr": tr("The code on the cover is that of the uploaded one."),
        "paper_plain": tr("Version, date and pages are those of the uploaded one; two people confirmed."),
    }
    return State.PRESENT, ways[seen.method]


def scope_state(view: View) -> Said:
    """C09: category and parameters in the words of 31号."""
    m, tables = view.m, view.case.law.scope
    if not m.primary_category:
        return State.MISSING, tr("Not decided yet.")
    names = [s.zh for s in tables.specialties if s.code.value == m.primary_category]
    for hit in m.scope:
        for key, value in hit.params.items():
            label = tables.params.get(key)
            shown = {True: tr("yes"), False: tr("no")}[value] if isinstance(value, bool) else f"{value:g}"
            names.append(f"{label.zh if label else key} {shown}{label.unit if label else ''}")
    state, words = meaning(view.case.assessment.kind, view.case.pack.scope)
    return state, "　".join([*names, words])


def letters_state(view: View) -> Said:
    """C08, C69."""
    m = view.m
    delegates = [h for h in m.posts if h.role in {Role.GC_TECH_DELEGATE, Role.SC_TECH_DELEGATE}]
    said = []
    for shown in m.letters.values():
        letter = shown.letter
        way = tr("paper") if shown.channel == "paper" else tr("uploaded")
        said.append(f"{letter.number} {m.name(letter.delegate)}（{letter.delegator} → {way}）")
    if not delegates and not said:
        return State.NOTE, tr("Nobody on the roster stands in for a technical director.")
    if _open(view, "C08"):
        return State.BLOCK, "；".join([*said, tr("A letter is missing or not complete.")])
    if _open(view, "C69"):
        return State.WARNING, "；".join([*said, tr("Came later than the rule wants.")])
    names = "、".join(m.name(h.person) for h in delegates)
    return State.PRESENT, "；".join(said) or tr("Needed if {names} comes.").format(names=names)


def printing_state(view: View) -> Said:
    """C75."""
    ready = view.m.printing
    if ready is None:
        return State.MISSING, tr("Signed pages must be printed and brought back as a scan.")
    if ready.printer and ready.scanner:
        return State.PRESENT, tr("Printer and scanner are here.")
    return State.WARNING, tr("Find a printer and a scanner before the signing.")


def clock_state(view: View) -> Said:
    """C73."""
    m = view.m
    if m.clock_attested:
        return State.PRESENT, tr("The owner and the secretary confirmed the true time.")
    if _open(view, "C73"):
        return State.WARNING, tr("The clock is off or was set back: enter the true time.")
    if m.clock_drift is not None:
        text = tr("Compared with the central node, {seconds} seconds apart.")
        return State.PRESENT, text.format(seconds=f"{m.clock_drift:+.0f}")
    return State.NOTE, tr("Not compared with a central node; compare it with a phone.")
