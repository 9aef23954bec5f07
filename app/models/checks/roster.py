"""Checks on single experts and on the group as sent (phase PRE): avoidance, specialty, status, mix."""

from collections.abc import Iterator
from datetime import timedelta

from app.models.checks.case import Case, check
from app.models.finding import Gap
from app.models.package import Expert, Party, Prereview
from app.models.terms import PartyKind


def _gap(
    c: Case, e: Expert, variant: str = "", *, unknown: bool = False, second: bool = False, **args: str
) -> Gap:
    return Gap(
        subject=e.person,
        variant=variant,
        args={"name": c.name(e.person), **args},
        people=(e.person,),
        unknown=unknown,
        second=second,
    )


@check("C06")
def prereview_done(c: Case) -> Iterator[Gap]:
    """专家预审意见; in QD the 审查意见表 uploaded before the opening too."""
    for e in c.judged_experts:
        if e.prereview is None or e.prereview.opinion_at is None:
            yield _gap(c, e)
        elif c.pack.experts.prereview_form_upload and not _form_in_time(c, e.prereview):
            yield _gap(c, e, "form")


def _form_in_time(c: Case, review: Prereview) -> bool:
    uploaded = review.form_uploaded_at
    return uploaded is not None and (c.m.opened_at is None or uploaded <= c.m.opened_at)


@check("C07")
def expert_confirmed(c: Case) -> Iterator[Gap]:
    """专家已确认参会; QD also within six hours of his message; QD and NN the final list too."""
    if c.pack.experts.final_list_confirmed_in_system and c.m.info.meeting.final_list_confirmed_at is None:
        yield Gap(subject="list", variant="list_unknown", unknown=True)
    for e in c.judged_experts:
        if e.confirmed is None:
            yield _gap(c, e, "unknown", unknown=True)
        elif not e.confirmed:
            yield _gap(c, e, "not_confirmed")
        elif _too_late(c, e):
            yield _gap(c, e, "late")


def _too_late(c: Case, e: Expert) -> bool:
    hours = c.pack.experts.confirm_window_hours
    if not (hours and e.sms_at and e.confirmed_at):
        return False
    return e.confirmed_at > e.sms_at + timedelta(hours=hours)


@check("C11")
def specialty_match(c: Case) -> Iterator[Gap]:
    """专家专业匹配: a pool label of his maps to the category, or the signed package says matched."""
    table = c.pack.experts.specialty_map
    for e in c.judged_experts:
        codes = {code for label in e.pool_labels for code in table.get(label, ())}
        accepted = _accepted_categories(c, e)
        if e.matched or codes & accepted:
            continue
        labels = "、".join(e.pool_labels) or "—"
        unmapped = not e.pool_labels or any(label not in table for label in e.pool_labels)
        if unmapped and e.matched is None and accepted:
            yield _gap(c, e, "unknown", unknown=True, labels=labels)
        else:
            yield _gap(c, e, "mismatch", labels=labels, category=c.category_name(c.m.primary_category))


def _accepted_categories(c: Case, e: Expert) -> set[str]:
    """The primary category; for an extra the touched ones, none without a touched specialty (8.7-12)."""
    info = c.m.info.meeting
    if not e.draw_specialty or not info.primary_specialty or e.draw_specialty == info.primary_specialty:
        return {c.m.primary_category}
    return set(c.m.touched_categories) if e.draw_specialty in info.touched_specialties else set()


def employer_code(c: Case, e: Expert) -> str:
    """The code sent, else the one set from a paper shown (2.6-4)."""
    was_set = c.m.employer_codes.get(e.person)
    return e.employer_code or (was_set.code if was_set else "")


def _parties(c: Case) -> list[Party]:
    """参建单位: the 论证机构 is none (NN-二（一）; 2.6-2)."""
    return [p for p in c.m.parties.values() if p.kind is not PartyKind.INSTITUTION]


def _institutions(c: Case) -> set[str]:
    """Codes of the 论证机构 that organises the meeting (2.6-2)."""
    codes = {p.code for p in c.m.parties.values() if p.kind is PartyKind.INSTITUTION}
    if c.m.info.meeting.organiser_code not in c.party_codes:
        codes.add(c.m.info.meeting.organiser_code)
    return codes - {""}


@check("C12")
def avoid_unit(c: Case) -> Iterator[Gap]:
    """回避-参建单位人员: by code, never by name (EC-14)."""
    parties = {p.code: p.name for p in _parties(c)}
    for e in c.judged_experts:
        code = employer_code(c, e)
        if not code:
            yield _gap(c, e, "unknown_code")
        elif code in parties:
            yield _gap(c, e, "same_unit", unit=parties[code])
        for former in e.former_codes:
            if former in parties:
                yield _gap(c, e, "former", unit=parties[former])


@check("C13")
def avoid_group(c: Case) -> Iterator[Gap]:
    """回避-上下级/集团关系; not sent = his signed declaration answers (rules.md 0.2)."""
    parties = _parties(c)
    at = {p.code: n for n, p in enumerate(parties)}
    above: dict[str, set[int]] = {}
    for n, p in enumerate(parties):
        for member in p.group or ():
            above.setdefault(member, set()).add(n)
    all_sent = all(p.group is not None for p in parties)
    institutions = _institutions(c)
    for e in c.judged_experts:
        code = employer_code(c, e)
        related = above.get(code, set()) | {at[unit] for unit in e.employer_group or () if unit in at}
        if related:
            yield _gap(c, e, "group", unit="、".join(parties[n].name for n in sorted(related)))
        elif e.employer_group is None and not all_sent and not _declared_free(c, e):
            yield _gap(c, e, "unknown", unknown=True)
        if e.institution_employee or code in institutions:
            yield _gap(c, e, "institution", second=True)


def _declared_free(c: Case, e: Expert) -> bool:
    signed = c.m.declarations.get(e.person)
    return signed is not None and not signed.interest


@check("C14")
def special_invite_doc(c: Case) -> Iterator[Gap]:
    """外省/特邀专家报备或同意文件."""
    for e in c.judged_experts:
        if e.origin == "special" and not (e.filing_number and e.filing_scan):
            yield _gap(c, e)


@check("C16")
def same_plan_other_institution(c: Case) -> Iterator[Gap]:
    """专家未参加其他机构组织的同一方案论证."""
    for e in c.judged_experts:
        if e.same_plan_other_institution:
            yield _gap(c, e, "other")
        elif e.same_plan_other_institution is None and not _declared_free(c, e):
            yield _gap(c, e, "unknown", unknown=True)


@check("C17")
def group_mix_units(c: Case) -> Iterator[Gap]:
    """不同单位组合; two of one unit is a printed remark."""
    codes = [code for e in c.judged_experts if (code := employer_code(c, e))]
    least = c.pack.experts.min_distinct_units
    if least is not None and len(set(codes)) < least and (codes or c.m.checkin_opened_at is None):
        yield Gap(variant="few", args={"n": str(len(set(codes))), "least": str(least)})
    for code in sorted({x for x in codes if codes.count(x) > 1}):
        people = tuple(e.person for e in c.judged_experts if employer_code(c, e) == code)
        names = "、".join(c.name(p) for p in people)
        yield Gap(subject=code, variant="same", args={"names": names}, people=people, second=True)


@check("C19")
def expert_status(c: Case) -> Iterator[Gap]:
    """专家状态有效; a later notice of the central node counts, absent = active."""
    for e in c.judged_experts:
        status = c.m.statuses.get(e.person) or e.status or "active"
        if status != "active":
            yield _gap(c, e, status)


@check("C38")
def expert_term_age(c: Case) -> Iterator[Gap]:
    """聘期/年龄 on the meeting day; fields absent = pass."""
    for e in c.judged_experts:
        if e.term_end and e.term_end < c.day:
            yield _gap(c, e, "term", day=e.term_end.isoformat())
        limit = c.pack.experts.age_max
        if limit and e.birth_year and c.day.year - e.birth_year > limit:
            yield _gap(c, e, "age", age=str(c.day.year - e.birth_year), limit=str(limit))


@check("C68")
def group_mix_specialties(c: Case) -> Iterator[Gap]:
    """不同专业组合, counted on raw pool labels."""
    least = c.pack.experts.min_distinct_specialties
    if least is None:
        return
    labels = {e.discipline or label for e in c.judged_experts for label in (e.pool_labels or ("",))} - {""}
    finer = any(e.discipline for e in c.m.experts.values()) or any(
        x not in c.pack.experts.specialty_map for x in labels
    )
    if not finer:
        yield Gap(variant="no_finer_label", second=True)
    elif len(labels) < least:
        yield Gap(variant="few", args={"n": str(len(labels)), "least": str(least)})
