"""Checks before the day on the papers of the meeting: plan, application, letters, scope, pack (phase PRE)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from app.models.calendar import DueState, LeadReading, Unknown, beijing_day, lead
from app.models.checks.case import Case, check
from app.models.finding import Gap
from app.models.package import SignOff
from app.models.quorum import letter_faults, letter_of
from app.models.scope import ScopeClass
from app.models.terms import DELEGATE_OF, PartyKind, Role


def _sign_offs_wanted(c: Case) -> list[tuple[str, str]]:
    """(role, unit code) that must have signed: both directors if a subcontractor wrote the plan (令37-11②)."""
    author = c.m.parties.get(c.plan.author_unit)
    general = [p.code for p in c.m.parties.values() if p.kind is PartyKind.GC and p.lead]
    wanted = [("technical_director", code) for code in general or [""]]
    if author and author.kind is PartyKind.SC:
        wanted.append(("technical_director", author.code))
    return [*wanted, ("chief_supervisor", "")]


def _latest_day(c: Case) -> date:
    """Sign-offs must lie on or before the meeting day, in packs with a system also before the upload (C01)."""
    uploaded = c.plan.uploaded_at
    if (c.pack.meeting.plan_lead or "").startswith("W") and uploaded:
        return min(c.day, beijing_day(uploaded))
    return c.day


@check("C01")
def plan_reviewed(c: Case) -> Iterator[Gap]:
    """方案已经施工单位审核、总监审查."""
    limit = _latest_day(c)
    for role, code in _sign_offs_wanted(c):
        offs = [s for s in c.plan.sign_offs if s.role == role and code in {"", s.unit_code}]
        yield from _sign_off_gaps(role, code, offs, limit, c.party_codes.get(code, ""))


def _sign_off_gaps(role: str, code: str, offs: list[SignOff], limit: date, unit: str) -> Iterator[Gap]:
    subject = f"{role}@{code}"
    off = next((s for s in offs if s.signed_on), None)
    if off is None or off.signed_on is None:
        yield Gap(subject=subject, variant=f"missing_{role}", args={"unit": unit})
        return
    args = {"unit": unit, "name": off.name, "day": off.signed_on.isoformat(), "limit": limit.isoformat()}
    if off.signed_on > limit:
        yield Gap(subject=subject, variant="late", args=args)
    if not off.stamped:
        yield Gap(subject=subject, variant=f"stamp_{role}", args=args, second=True)


@check("C02")
def plan_version(c: Case) -> Iterator[Gap]:
    """会上方案与上传方案同一版本."""
    seen, plan = c.m.plan_compared, c.plan
    args = {
        "version": plan.version,
        "hash": plan.sha256[:12],
        "pages": str(plan.pages),
        "day": plan.dated.isoformat(),
    }
    if seen is None:
        yield Gap(variant="not_compared", args=args)
    elif seen.method != "paper_plain":
        if seen.sha256 != plan.sha256:
            found = seen.sha256[
                :12
            ]  # another file is another finding: an acknowledgement covers this one only
            yield Gap(subject=found, variant="differs", args=args | {"seen": found})
    elif (seen.version, seen.dated, seen.pages) != (plan.version, plan.dated, plan.pages):
        read = f"{seen.version} / {seen.dated} / {seen.pages} 页"
        found = f"{seen.version}_{seen.dated}_{seen.pages}"
        yield Gap(subject=found, variant="paper_differs", args=args | {"seen": read})
    elif not _plain_paper_signed(c, seen.signers):
        yield Gap(variant="paper_unsigned", args=args)
    else:
        yield Gap(variant="paper", args=args, second=True)


def _plain_paper_signed(c: Case, signers: tuple[str, ...]) -> bool:
    wanted = (Role.GC_PROJ_TECH, Role.SUP_CHIEF)
    return all(any(h.person in signers for h in c.m.holders(role)) for role in wanted)


@check("C03")
def system_draw(c: Case) -> Iterator[Gap]:
    """专家由系统/专家库抽取."""
    info = c.m.info.meeting
    if c.pack.system.mandatory and not info.application_no:
        yield Gap(variant="no_application")
    if c.pack.system.mandatory and not info.draw_id:
        yield Gap(variant="no_draw")
    for e in c.judged_experts:
        if e.origin == "special" and c.pack.experts.special_invite == "none":
            yield Gap(
                subject=e.person, variant="special", args={"name": c.name(e.person)}, people=(e.person,)
            )


def _lead_gap(
    c: Case, offset: str | None, done: datetime | None, *, two_readings: bool = False
) -> Iterator[Gap]:
    """Common arithmetic of C04 and C05: done by 24:00 of W-n or D-n (0.3)."""
    if not offset:
        return
    reading = LeadReading(c.pack.time.lead_count_mode, c.pack.time.two_days_mode)
    due = lead(c.calendar, c.m.info.meeting.planned_start, offset, reading, two_readings=two_readings)
    if done is None:
        yield Gap(variant="not_sent", args={"lead": offset})
        return
    state = due.state(c.now, done)
    if state is DueState.UNKNOWN:
        yield Gap(variant="by_hand", args={"lead": offset})
    elif state not in {DueState.MET, DueState.BORDERLINE}:
        yield Gap(variant="late", args={"limit": str(due.target), "done": beijing_day(done).isoformat()})


@check("C04")
def apply_lead(c: Case) -> Iterator[Gap]:
    """论证申请提前量."""
    yield from _lead_gap(c, c.pack.meeting.apply_lead, c.m.info.meeting.applied_at)


@check("C05")
def plan_lead(c: Case) -> Iterator[Gap]:
    """方案送审提前量."""
    offset = c.pack.meeting.plan_lead
    working = (offset or "").startswith("W")  # XJ counts the upload, "5个工作日前"; NN the handing over
    done = c.plan.uploaded_at if working else c.plan.submitted_at
    yield from _lead_gap(c, offset, done, two_readings=working)


def delegates_in_use(c: Case) -> Iterator[tuple[str, str]]:
    """(unit code, person) of delegates relied on: the director himself is not here."""
    for role, delegate_role in DELEGATE_OF.items():
        for held in c.m.holders(delegate_role):
            directors = c.m.holders(role, held.unit_code)
            started = c.m.checkin_opened_at is not None
            if any(c.m.present(d.person) for d in directors):
                continue
            if not started or c.m.present(held.person):
                yield held.unit_code, held.person


@check("C08")
def delegate_letter(c: Case) -> Iterator[Gap]:
    """技术负责人授权委托书 complete, as upload or as paper."""
    for unit, person in delegates_in_use(c):
        shown = letter_of(c.m, unit, person)
        args = {"name": c.name(person), "unit": c.party_codes.get(unit, unit)}
        if shown is None:
            yield Gap(subject=person, variant="none", args=args, people=(person,))
            continue
        faults = letter_faults(c.m, shown.letter)
        if faults:
            args |= {"number": shown.letter.number, "faults": ",".join(faults)}
            yield Gap(subject=person, variant="incomplete", args=args, people=(person,))


@check("C69")
def delegate_letter_time(c: Case) -> Iterator[Gap]:
    """委托书按时上传: upload by 24:00 of W-1."""
    if not c.pack.attendance.delegate_letter_deadline.startswith("W"):
        return
    limit = lead(
        c.calendar, c.m.info.meeting.planned_start, c.pack.attendance.delegate_letter_deadline
    ).target
    for unit, person in delegates_in_use(c):
        shown = letter_of(c.m, unit, person)
        if shown is None:
            continue  # C08 says so
        args = {"name": c.name(person), "number": shown.letter.number, "limit": str(limit)}
        if shown.channel == "paper":
            yield Gap(subject=person, variant="paper", args=args, people=(person,))
        elif isinstance(limit, Unknown) or shown.at is None:
            yield Gap(subject=person, variant="by_hand", args=args, people=(person,))
        elif beijing_day(shown.at) > limit:
            done = beijing_day(shown.at).isoformat()
            yield Gap(subject=person, variant="late", args=args | {"done": done}, people=(person,))


@check("C09")
def scope_known(c: Case) -> Iterator[Gap]:
    """危大/超危类别已判定."""
    if not c.m.primary_category or not c.m.scope:
        yield Gap(variant="undecided")
        return
    found = c.assessment
    if found.missing or found.strange:
        yield Gap(variant="params", args={"items": "、".join((*found.missing, *found.strange))})
    elif found.kind is ScopeClass.NEITHER:
        yield Gap(variant="neither")
    elif c.pack.scope.trigger == "oversize_only" and found.kind is ScopeClass.HAZARDOUS:
        yield Gap(variant="voluntary", args={"items": "、".join(found.hazardous)}, second=True)


@check("C10")
def flags_decided(c: Case) -> Iterator[Gap]:
    """是否分包/涉及勘察/涉及设计 已判定; every "no" has a reason."""
    for flag, state in c.m.flags.items():
        if state.value is None:
            yield Gap(subject=flag, variant=f"undecided_{flag}")
        elif state.value is False and not state.reason.strip():
            yield Gap(subject=flag, variant=f"reason_{flag}")


@check("C15")
def package_signed(c: Case) -> Iterator[Gap]:
    """离线数据包签名有效: the desk checked it at import and wrote down whose it is."""
    if not c.m.signed_by:
        yield Gap()


@check("C18")
def pack_applies(c: Case) -> Iterator[Gap]:
    """规则包适用: project kind and date fit the pack."""
    kind = c.m.info.meeting.project_kind
    if not c.pack.covers_kind(kind):
        yield Gap(subject="kind", variant="kind", args={"kind": kind, "pack": c.pack.meta.name})
    if not c.pack.covers_region(c.m.info.meeting.region):
        args = {"region": c.m.info.meeting.region, "pack": c.pack.meta.name}
        yield Gap(subject="region", variant="region", args=args)
    if not c.pack.covers_day(c.day):
        yield Gap(subject="date", variant="date", args={"day": c.day.isoformat(), "pack": c.pack.meta.name})


@check("C70")
def package_age(c: Case) -> Iterator[Gap]:
    """离线数据包时效, measured at T06."""
    age = c.age(c.m.info.made_at)
    if age > timedelta(hours=c.pack.package.max_age_hours):
        hours = int(age.total_seconds() // 3600)
        yield Gap(args={"hours": str(hours), "limit": str(c.pack.package.max_age_hours)})


@check("C71")
def pack_updated(c: Case) -> Iterator[Gap]:
    """规则包已更新 (EC-33)."""
    if c.newer_pack:
        yield Gap(args={"version": c.newer_pack, "pack": c.pack.meta.name})
