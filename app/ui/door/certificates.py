"""An e-certificate at the door: whose it will be, what is said of it, and what the desk refuses (CJ-01, CJ-02).

It lets nobody in. It is recorded for who stands before the door: who is being asked about, who has just come in.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace as renamed

from app.models import facts as f
from app.ui.door.visit import Step, Visit
from app.ui.stages.parts.people import unit_name

if TYPE_CHECKING:
    from app.models.meeting import Meeting
    from app.services.desk.desk import View
    from app.services.desk.refusal import Refusal
    from app.services.wording import Sentence

STANDS = timedelta(minutes=2)
"""So long after he came in somebody is taken to stand before the door still."""

_HERE = frozenset({Step.IN, Step.ALREADY})


def before_the_door(
    current: Visit | None, last: tuple[Visit, datetime] | None, view: View, now: datetime, device: str
) -> str:
    """The person an e-certificate is shown by; "" if nobody stands there.

    Who is shown goes before who was let in last, with his badge or by hand, at this door.
    """
    if current is not None and (current.step is Step.ASK_IN or current.step in _HERE):
        return current.person
    found = [(now - STANDS, "")]
    if current is not None and current.whose:
        found.append((now, current.whose))  # he shows another one
    if last is not None and last[0].step in _HERE and last[1] > now - STANDS:
        found.append((last[1], last[0].person))
    for entry in reversed(view.entries):
        if entry.body.at <= now - STANDS:
            break
        if isinstance(entry.fact, f.PersonCheckedIn) and entry.body.device == device:
            found.append((entry.body.at, entry.fact.person))
            break
    person = max(found, key=lambda one: one[0])[1]
    return person if view.m.present(person) else ""


def offered(plain: Visit, m: Meeting, whose: str) -> Visit:
    """Ask whether it is to be kept for ``whose``; a code that was recorded before says so at once."""
    his = replace(plain, whose=whose, name=m.name(whose), unit=unit_name(m, whose))
    known = m.certificates.get(plain.scan.digest)
    if known is None:
        return his.become(Step.ASK_CERTIFICATE, m)
    his = with_number(his, known.number)
    if known.person == whose:
        return his.become(Step.NO, m, "certificate_known")
    return _swapped(his, m, m.name(known.person))


def _swapped(visit: Visit, m: Meeting, other: str) -> Visit:
    return replace(visit, other=other).become(Step.SWAPPED, m, "certificate_swapped", other=other)


def with_number(visit: Visit, number: str) -> Visit:
    """The scan with the number as it was typed, where the code does not bear it."""
    found = visit.scan.foreign
    if found is None or not number.strip() or found.number:
        return visit
    return replace(visit, scan=renamed(visit.scan, foreign=renamed(found, number=number.strip())))


def needs_number(visit: Visit | None) -> bool:
    """Must the number be read off the certificate by a person?"""
    asked = visit is not None and visit.step is Step.ASK_CERTIFICATE
    return asked and visit is not None and not (visit.scan.foreign and visit.scan.foreign.number)


def fact_of(visit: Visit) -> f.ECertificateSeen | None:
    """What is recorded; None if the scan was of something else."""
    found = visit.scan.foreign
    if found is None or not visit.whose:
        return None
    return f.ECertificateSeen(
        person=visit.whose, digest=visit.scan.digest, certificate=found.zh, number=found.number
    )


def after_refusal(visit: Visit, m: Meeting, error: Refusal, said: Sentence) -> Visit:
    """What is shown when the desk does not record it. Two people with one certificate is evidence."""
    if error.code == "certificate_swapped":
        return _swapped(visit, m, error.args_.get("other", ""))
    if error.code == "certificate_known":
        return visit.become(Step.NO, m, error.code)
    shown = visit.become(Step.NO, m, "certificate_refused", what=said.text)
    return replace(shown, words=renamed(shown.words, next=said.next or shown.words.next))


def may_be_kept(visit: Visit, m: Meeting) -> bool:
    """Has the person it was shown with come in meanwhile? Anything but an e-certificate may always be asked."""
    return visit.step is not Step.ASK_CERTIFICATE or m.present(visit.whose)


def of_nobody(visit: Visit, m: Meeting) -> Visit:
    """He did not come in: it is told as one that was shown without a badge."""
    return replace(visit, whose="", name="", unit="").become(Step.NO, m, "e_certificate")
