"""Crowd verbs: a line of a script that stands for many real requests, one per person, in the order of the roster."""

from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct

from app.models import facts as f
from app.models.checks.desk import required_people
from app.models.checks.sign import signers
from app.models.entry import By
from app.models.terms import (
    OBSERVERS,
    Conformity,
    DefectAnswer,
    Document,
    Factor,
    Level,
    Mode,
    PartTick,
    Presence,
    Proof,
    Role,
    SignKind,
    Stance,
    Tick,
    Verdict,
)
from app.services.desk import requests as r
from app.services.desk.desk import View
from app.services.rehearsal.people import BOTH, FAR, actor, drawing, expert

Asked = Iterator[tuple[Struct, By]]
Crowd = Callable[[View, dict[str, Any]], Asked]
MANUAL = "无胸牌，核对证件原件与照片"


def check_in(view: View, with_: dict[str, Any], person: str) -> tuple[Struct, By]:
    """One person at the door in all his posts, or in those the script names."""
    m = view.m
    roles = [h.role for h in m.posts.of(person)]
    if person in m.experts:
        roles.insert(0, Role.EXPERT)
    if "roles" in with_:
        roles = [Role(x) for x in with_["roles"]]
    remote = m.info.meeting.mode is Mode.REMOTE_VIDEO and person in m.experts
    presence = Presence(with_.get("presence", Presence.REMOTE if remote else Presence.ONSITE))
    request = r.CheckIn(
        person=person,
        roles=tuple(dict.fromkeys(roles)),
        factors=tuple(Factor(x) for x in with_.get("factors", _factors(presence))),
        presence=presence,
        last4=with_.get("last4", m.people[person].last4),
        manual_reason=with_.get("manual_reason", MANUAL),
    )
    return request, actor(m, "secretary")


def _factors(presence: Presence) -> tuple[Factor, ...]:
    return FAR if presence is Presence.REMOTE else BOTH


def _arrive(view: View, with_: dict[str, Any]) -> Asked:
    """CheckIn of one person with the defaults of a calm door."""
    yield check_in(view, with_, with_["person"])


def _check_in_all(view: View, with_: dict[str, Any]) -> Asked:
    """Everybody on the roster; ``skip`` and ``only`` name person ids."""
    skip, only = set(with_.get("skip", ())), with_.get("only")
    people = dict.fromkeys([*view.m.experts, *(h.person for h in view.m.posts if h.role not in OBSERVERS)])
    for person in people:
        wanted = person in only if only else person not in skip
        if wanted and not view.m.present(person):
            yield check_in(view, {}, person)


def _declare_all(view: View, with_: dict[str, Any]) -> Asked:
    for person in view.m.present_experts():
        if person not in view.m.declarations and person not in with_.get("skip", ()):
            yield r.Declare(person=person, interest=False, drawing=drawing(person)), expert(view.m, person)


def _elect(view: View, with_: dict[str, Any]) -> Asked:
    ballots = tuple(f.Ballot(voter=p, candidate=with_["leader"]) for p in view.case.present)
    yield f.LeaderElected(leader=with_["leader"], ballots=ballots), actor(view.m, "secretary")


def _tick_all(view: View, with_: dict[str, Any]) -> Asked:
    rows = required_people(view.case)
    ticks = tuple(
        f.QualificationTick(
            person=person,
            role=role,
            result=Tick.CONFORMS,
            proof=Proof.ROSTER if role is Role.EXPERT else Proof.PAPER,
        )
        for person, role in rows
        if person not in with_.get("skip", ())
    )
    owner = view.case.pack.attendance.verifier == "OWNER"
    yield f.QualificationsChecked(ticks=ticks), actor(view.m, "verifier" if owner else "secretary")


def _verify(view: View, _with: dict[str, Any]) -> Asked:
    by = actor(view.m, "verifier")
    yield r.VerifyAttendance(drawing=drawing(by.person)), by


def _acknowledge_all(view: View, with_: dict[str, Any]) -> Asked:
    keys = tuple(x.key for x in view.findings if x.level is Level.WARN and x.is_open)
    if keys:
        reason = with_.get("reason", "已核对，情况属实")
        yield f.WarningAcknowledged(keys=keys, reason=reason), actor(view.m, "secretary")


def _answer_all(view: View, with_: dict[str, Any]) -> Asked:
    present = set(with_.get("present", ()))
    answers = {
        i: DefectAnswer.PRESENT if i in present else DefectAnswer.ABSENT for i in view.case.defect_items
    }
    for person in view.m.present_experts():
        yield f.DefectsAnswered(expert=person, answers=answers), expert(view.m, person)


def _fix_all(view: View, with_: dict[str, Any]) -> Asked:
    present = set(with_.get("present", ()))
    results = {
        i: DefectAnswer.PRESENT if i in present else DefectAnswer.ABSENT for i in view.case.defect_items
    }
    reasons = dict.fromkeys(results, with_["reason"]) if "reason" in with_ else {}
    yield f.DefectFixed(results=results, reasons=reasons), actor(view.m, "leader")


def _forms_all(view: View, with_: dict[str, Any]) -> Asked:
    verdict = Verdict(with_.get("conclusion", Verdict.PASS_AFTER_REVISION))
    opinion = with_.get("opinion", "总体可行；换撑验算与监测布点须按会上意见补充后实施。")
    for person in view.m.present_experts():
        if person not in view.m.session.forms and person not in with_.get("skip", ()):
            form = r.SubmitForm(expert=person, conclusion=verdict, opinion=opinion, drawing=drawing(person))
            yield form, expert(view.m, person)


def _topics(view: View, with_: dict[str, Any]) -> Asked:
    leader = actor(view.m, "leader")
    said = [Conformity(x) for x in with_.get("conclusions", ("符合", "基本符合", "符合"))]
    notes = with_.get("notes", ("", "换撑工况须补充验算", ""))
    for n, (conclusion, note) in enumerate(zip(said, notes, strict=True), 1):
        yield f.TopicConcluded(topic=n, conclusion=conclusion, note=note), leader  # type: ignore[arg-type]  # 1..3
    parts = tuple(f.PlanPart(part=n, tick=PartTick.THERE) for n in range(1, 10))
    yield f.PlanPartsTicked(parts=parts), leader


def _agree_all(view: View, with_: dict[str, Any]) -> Asked:
    proposal = view.m.session.proposal
    version = proposal.version if proposal else 0
    for person in view.m.present_experts():
        if person not in with_.get("skip", ()):
            stance = f.StanceTaken(expert=person, version=version, stance=Stance.AGREE)
            yield stance, expert(view.m, person)


def _sign_all(view: View, with_: dict[str, Any]) -> Asked:
    shown = view.m.frozen.content_hash if view.m.frozen else ""
    for person in signers(view.case):
        signed = (Document.REPORT, person) in view.m.signatures
        if not signed and person not in with_.get("skip", ()):
            yield _signed(view, person, shown), expert(view.m, person)


def _signed(view: View, person: str, shown: str) -> r.Sign:
    span = view.m.span(person)
    if view.m.mode is Mode.REMOTE_VIDEO or (span is not None and span.presence is Presence.REMOTE):
        return by_certificate(view, person, {})
    ink = drawing(person, shown, str(view.m.count))
    return r.Sign(person=person, document=Document.REPORT, drawing=ink, warned=True)


def by_certificate(view: View, person: str, with_: dict[str, Any]) -> r.Sign:
    """CA_ESIGN over the frozen content. ``content``: signs something else; ``key_of``: with the certificate of another."""
    from app.services.rehearsal.certificates import esign

    content = with_.get("content") or (view.m.frozen.content_hash if view.m.frozen else "")
    key_of = view.m.name(with_["key_of"]) if "key_of" in with_ else ""
    return r.Sign(
        person=person,
        document=Document.REPORT,
        sign_kind=SignKind.CA_ESIGN,
        certificate=with_.get("certificate", ""),
        evidence=esign(view.m.name(person), content.encode(), key_of),
        warned=True,
    )


def _esign(view: View, with_: dict[str, Any]) -> Asked:
    """One expert signs with his certificate."""
    yield by_certificate(view, with_["person"], with_), expert(view.m, with_["person"])


def _sign_sheet_all(view: View, _with: dict[str, Any]) -> Asked:
    for person, spans in view.m.spans.items():
        signed = view.m.signatures.get((Document.SIGN_IN, person))
        again = signed is not None and signed.at >= spans[-1].came
        if spans[-1].left is None and person in view.m.people and not again:
            by = actor(view.m, person)
            request = r.Sign(person=person, document=Document.SIGN_IN, drawing=drawing(person))
            yield request, by


def _attest(view: View, _with: dict[str, Any]) -> Asked:
    leader = actor(view.m, "leader")
    verifier = actor(view.m, "verifier").person
    yield f.OnSiteAttested(leader=leader.person, verifier=verifier), leader


def _tell_all(view: View, _with: dict[str, Any]) -> Asked:
    for person in view.m.frozen.present if view.m.frozen else ():
        notice = f.ChangeNoticeDelivered(expert=person, channel="短信", delivered_at=view.case.now)
        yield notice, actor(view.m, "secretary")


def _roll_all(view: View, with_: dict[str, Any]) -> Asked:
    here = tuple(p for p in view.m.spans if view.m.present(p) and p not in with_.get("skip", ()))
    yield f.RollCalled(people=here), actor(view.m, "secretary")


def _upload_all(view: View, with_: dict[str, Any]) -> Asked:
    """Receipts of the authority's platform for what the pack wants uploaded (C60)."""
    wanted = [item for item in view.case.pack.upload.items if item not in with_.get("skip", ())]
    for number, item in enumerate(wanted, 1):
        receipt = f.UploadReceiptRecorded(
            item=item, source="platform", number=f"HZ-SAMPLE-{number:02d}", received_at=view.case.now
        )
        yield receipt, actor(view.m, "secretary")


CROWD: dict[str, Crowd] = {
    "UploadAll": _upload_all,
    "Arrive": _arrive,
    "CheckInAll": _check_in_all,
    "DeclareAll": _declare_all,
    "Elect": _elect,
    "TickAll": _tick_all,
    "Verify": _verify,
    "AcknowledgeAll": _acknowledge_all,
    "AnswerAll": _answer_all,
    "FixAll": _fix_all,
    "FormsAll": _forms_all,
    "Topics": _topics,
    "AgreeAll": _agree_all,
    "SignAll": _sign_all,
    "Esign": _esign,
    "SignSheetAll": _sign_sheet_all,
    "AttestOnSite": _attest,
    "TellAll": _tell_all,
    "RollAll": _roll_all,
}
"""Verbs of a script that stand for many requests."""
