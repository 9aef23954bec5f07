"""Rows of 授权委托书 (3.4; 31号-三（四）) and of the page of photos (3.5; NN-四（五）)."""

from datetime import timedelta

from msgspec import Struct

from app.models.checks import Case
from app.models.papers.head import KIND_ZH, Head, clock, head_of
from app.models.terms import PartyKind, Role

_DRIFT_NOTED = timedelta(minutes=1)


class LetterPaper(Struct, frozen=True, kw_only=True):
    """One letter; without a number it is the blank form, filled in as far as the roster knows."""

    head: Head
    number: str
    unit: str
    unit_code: str
    kind: str
    delegator: str
    delegator_title: str
    delegate: str
    delegate_title: str
    last4: str
    phone_tail: str
    plan: str
    when: str
    reason: str
    dated: str
    uploaded: str
    scan: str
    checked: tuple[str, ...]
    blank: bool


class PhotoRow(Struct, frozen=True, kw_only=True):
    """A photo; ``picture`` names the blob. ``at`` is the device's own time, ``shot`` what the camera says (EC-49)."""

    picture: str
    caption: str
    at: str
    shot: str
    drift: str
    taken_by: str
    late_reason: str


class PhotosPaper(Struct, frozen=True, kw_only=True):
    """The whole page."""

    head: Head
    photos: tuple[PhotoRow, ...]
    least: int


def letter_paper(c: Case, subject: str = "") -> LetterPaper:
    """The letter ``subject`` names by its number; ``unit:<code>`` or empty gives the blank form of a unit.

    Raises:
        LookupError: there is no such letter and no contractor.

    """
    shown = next((x for x in c.m.letters.values() if x.letter.number == subject), None)
    if shown is None:
        return _blank(c, subject.removeprefix("unit:"))
    letter = shown.letter
    who, party = c.m.people.get(letter.delegate), c.m.parties.get(letter.unit_code)
    uploaded = clock(letter.uploaded_at) or (f"{clock(shown.at)} 现场出示" if shown.at else "")
    return LetterPaper(
        head=head_of(c),
        number=letter.number,
        unit=party.name if party else "",
        unit_code=letter.unit_code,
        kind=KIND_ZH[party.kind] if party else "",
        delegator=letter.delegator,
        delegator_title="",
        delegate=c.name(letter.delegate),
        delegate_title=who.title if who else "",
        last4=who.last4 if who else "",
        phone_tail=who.phone_tail if who else "",
        plan=letter.plan_name,
        when=f"{clock(c.m.info.meeting.planned_start)} {c.m.info.meeting.place}",
        reason=letter.reason,
        dated=letter.dated.isoformat() if letter.dated else "",
        uploaded=uploaded,
        scan=letter.scan,
        checked=_checked(c, letter.number, letter.unit_code),
        blank=False,
    )


def letter_serial(c: Case, subject: str) -> int:
    """Place of the letter among those that are here; the blank form comes after them."""
    numbers = [x.letter.number for x in c.m.letters.values()]
    return numbers.index(subject) + 1 if subject in numbers else len(numbers) + 1


def _blank(c: Case, code: str) -> LetterPaper:
    general = [p for p in c.m.parties.values() if p.kind is PartyKind.GC]
    lead = next((p for p in general if p.lead), general[0] if general else None)
    party = c.m.parties.get(code) if code else lead
    if party is None:
        raise LookupError("no contractor")
    role = Role.SC_TECH if party.kind is PartyKind.SC else Role.GC_TECH
    director = next(iter(c.m.holders(role, party.code)), None)
    who = c.m.people.get(director.person) if director else None
    return LetterPaper(
        head=head_of(c),
        number="",
        unit=party.name,
        unit_code=party.code,
        kind=KIND_ZH[party.kind],
        delegator=who.name if who else "",
        delegator_title=who.title if who else "",
        delegate="",
        delegate_title="",
        last4="",
        phone_tail="",
        plan=c.m.info.plan.name,
        when=f"{clock(c.m.info.meeting.planned_start)} {c.m.info.meeting.place}",
        reason="",
        dated="",
        uploaded="",
        scan="",
        checked=(),
        blank=True,
    )


def _checked(c: Case, number: str, unit: str) -> tuple[str, ...]:
    """What C08 and C69 say of this letter, and who acknowledged it."""
    lines = []
    for key, note in {**c.m.overridden, **c.m.acknowledged}.items():
        check, _variant, subject = key.split(":", 2)
        if check in {"C08", "C69"} and (number in subject or unit in subject):
            who = note.by.name or note.by.person
            lines.append(f"{check} {c.pack.check(check).zh}：{note.reason}（{who} {clock(note.at)}）")
    return tuple(lines)


def photos_paper(c: Case, subject: str = "") -> PhotosPaper:
    """The page of all photos.

    Raises:
        LookupError: no photo was taken.

    """
    del subject
    if not c.m.photos:
        raise LookupError("no photo")
    rows = []
    for n, photo in enumerate(c.m.photos):
        at = c.m.photos_at[n] if n < len(c.m.photos_at) else None
        away = abs(photo.shot_at - at) if photo.shot_at and at else timedelta()
        late = bool(photo.late_reason)
        rows.append(
            PhotoRow(
                picture=photo.blob,
                caption=photo.caption,
                at=clock(at),
                shot=clock(photo.shot_at),
                drift=f"{away // timedelta(minutes=1)}" if away >= _DRIFT_NOTED and not late else "",
                taken_by=c.name(photo.taken_by) if photo.taken_by else "",
                late_reason=photo.late_reason,
            )
        )
    return PhotosPaper(head=head_of(c), photos=tuple(rows), least=c.pack.photos.min_count)
