"""Checks on the day: who is here and in which posts (phase DAY)."""

from collections.abc import Iterator
from itertools import combinations

from app.models import quorum
from app.models.checks.case import Case, check
from app.models.finding import Gap
from app.models.posts import Held
from app.models.quorum import Need
from app.models.terms import DELEGATE_OF, Level, PartyKind, Role, Stage


@check("C20")
def all_drawn_present(c: Case) -> Iterator[Gap]:
    """专家组全体到场: one gap per missing expert (EC-26)."""
    if c.pack.experts.all_drawn_must_attend:
        total = str(len(c.m.experts))
        for person in quorum.missing_experts(c.m, c.pack):
            yield Gap(
                subject=person,
                variant=_where(c, person),
                args={"name": c.name(person), "total": total},
                people=(person,),
            )


def _where(c: Case, person: str) -> str:
    """He never came; he is here but does not count (C31, C34); or he left."""
    if c.m.first_came(person) is None:
        return "missing"
    return "not_counted" if c.m.present(person) else "left"


@check("C21")
def expert_min_present(c: Case) -> Iterator[Gap]:
    """到场专家≥5."""
    if len(c.present) < c.pack.experts.min_count:
        yield Gap(args={"n": str(len(c.present)), "least": str(c.pack.experts.min_count)})


@check("C22")
def expert_odd(c: Case) -> Iterator[Gap]:
    """到场专家为奇数 (EC-06)."""
    if c.pack.experts.odd_required and len(c.present) % 2 == 0:
        yield Gap(args={"n": str(len(c.present))})


@check("C23")
def same_specialty_min(c: Case) -> Iterator[Gap]:
    """所涉专业专家≥5 (EC-27); extras have a touched specialty, at most two each."""
    least = c.pack.experts.min_same_specialty
    if least is None:
        return
    info = c.m.info.meeting
    drawn = [c.m.experts[p].draw_specialty for p in c.present]
    same = drawn.count(info.primary_specialty)
    if same < least:
        yield Gap(
            variant="few", args={"n": str(same), "least": str(least), "specialty": info.primary_specialty}
        )
    span = c.pack.experts.extra_specialty_range
    most = span[1] if span else None
    for extra in sorted(set(drawn) - {info.primary_specialty}):
        touched = extra in info.touched_specialties
        if not touched or (most is not None and drawn.count(extra) > most):
            yield Gap(subject=extra, variant="extra", args={"specialty": extra}, second=True)


def _post_gap(c: Case, need: Need) -> Gap:
    """A post nobody fills: named by its holder on the roster, else by post and unit."""
    holders = c.m.holders(need.role, need.unit_code or None)
    names = "、".join(c.name(h.person) for h in holders)
    args = {"role": need.role.value, "unit": need.unit_name, "names": names}
    if not holders:
        variant = "no_holder"
    elif any(c.m.present(h.person) for h in holders):
        variant = "not_identified"
    else:
        variant = "missing"
    return Gap(
        subject=need.subject,
        variant="",
        args=args | {"how": variant},
        people=tuple(h.person for h in holders),
    )


def _posts(c: Case, id_: str) -> Iterator[Gap]:
    for need in c.empty_posts:
        if need.check == id_:
            yield _post_gap(c, need)
    if c.m.post_changes and c.pack.check(id_).level is Level.OVERRIDE:
        yield from _changed_posts(c, id_)


def _changed_posts(c: Case, id_: str) -> Iterator[Gap]:
    """EC-44, 8.7-14: a holder from a change document is let through by the owner; in XJ/CJ the verifier confirms him."""
    for need in quorum.needs(c.m, c.pack):
        if need.check != id_:
            continue
        filled = quorum.filled_by(c.m, c.pack, need)
        changed = {h.person for h in c.m.holders(need.role, need.unit_code or None) if h.changed}
        if filled and set(filled) <= changed:
            names = "、".join(c.name(p) for p in filled)
            args = {"role": need.role.value, "unit": need.unit_name, "names": names}
            yield Gap(subject=need.subject, variant="changed", args=args, people=filled)


@check("C24")
def owner_pm(c: Case) -> Iterator[Gap]:
    """建设单位项目负责人到场."""
    yield from _posts(c, "C24")


@check("C25")
def survey_design(c: Case) -> Iterator[Gap]:
    """勘察/设计项目技术负责人到场(如涉及)."""
    yield from _posts(c, "C25")


@check("C26")
def gc_roles(c: Case) -> Iterator[Gap]:
    """总承包五类人员到场."""
    yield from _posts(c, "C26")


@check("C27")
def sc_roles(c: Case) -> Iterator[Gap]:
    """分包五类人员到场(如有), each relevant subcontractor by itself."""
    yield from _posts(c, "C27")


@check("C28")
def supervision(c: Case) -> Iterator[Gap]:
    """总监及专业监理工程师到场 (EC-10)."""
    yield from _posts(c, "C28")


@check("C32")
def dual_role(c: Case) -> Iterator[Gap]:
    """一人多角色冲突 (2.4): of the roles taken at check-in, before it of the roster."""
    experts = {e.person: e for e in c.m.experts.values()}
    for person in c.m.posts.in_order({*c.m.posts.several, *experts}):
        posts = list(c.m.posts.of(person))
        if (e := experts.get(person)) is not None:
            posts.append(Held(role=Role.EXPERT, unit_code=e.employer_code, person=person))
        taken = _taken(c, person, posts)
        for one, two in combinations(taken, 2):
            yield from _pair_gap(c, person, one, two)


def _taken(c: Case, person: str, posts: list[Held]) -> list[Held]:
    span = c.m.span(person)
    if c.m.checkin_opened_at is None:
        return posts
    if span is None or span.left is not None:
        return []
    return [h for h in posts if h.role in span.roles]


def _pair_gap(c: Case, person: str, one: Held, two: Held) -> Iterator[Gap]:
    level = c.pack.dual(one.role, two.role, same_unit=one.unit_code == two.unit_code)
    roles = sorted((one.role.value, two.role.value))
    units = sorted({one.unit_code, two.unit_code})
    yield Gap(
        subject="+".join([person, *roles, *(units if len(units) > 1 else [])]),
        variant=f"level_{level}",
        args={"name": c.name(person), "one": roles[0], "two": roles[1]},
        people=(person,),
    )


@check("C33")
def leader_set(c: Case) -> Iterator[Gap]:
    """组长已确定且在场; elected by more than half of the experts present (TX, APP)."""
    elected = c.pack.leader.selection == "elected_by_members"
    if not c.m.leader:
        yield Gap(variant="none", args={} if elected else {"how": "none_system"})
    elif c.m.leader not in c.present:
        args = {"name": c.name(c.m.leader)} | ({} if elected else {"how": "absent_system"})
        yield Gap(variant="absent", args=args, people=(c.m.leader,))
    elif elected and c.before_opening:
        ballots = c.m.election.ballots if c.m.election else ()
        votes = sum(1 for b in ballots if b.candidate == c.m.leader and b.voter in c.present)
        if votes * 2 <= len(c.present):
            args = {"name": c.name(c.m.leader), "votes": str(votes), "n": str(len(c.present))}
            yield Gap(variant="majority", args=args, people=(c.m.leader,))


@check("C34")
def no_interest(c: Case) -> Iterator[Gap]:
    """专家无利害关系: declared = he leaves, no override (2.6-3)."""
    for person in c.m.present_experts():
        signed = c.m.declarations.get(person)
        if signed and signed.interest:
            args = {"name": c.name(person), "whom": signed.with_whom}
            yield Gap(subject=person, args=args, people=(person,))


@check("C37")
def declaration_signed(c: Case) -> Iterator[Gap]:
    """专家回避声明已签."""
    for person in c.m.present_experts():
        if person not in c.m.declarations:
            yield Gap(subject=person, args={"name": c.name(person)}, people=(person,))


@check("C76")
def consortium_posts(c: Case) -> Iterator[Gap]:
    """联合体成员岗位 (EC-45): members beside the lead, W."""
    for party in c.m.parties.values():
        if party.kind is PartyKind.GC and not party.lead:
            for role in quorum.GC_POSTS:
                need = Need(check="C76", role=role, unit_code=party.code, unit_name=party.name)
                if not quorum.filled_by(c.m, c.pack, need):
                    yield _post_gap(c, need)


@check("C39")
def parties_kept(c: Case) -> Iterator[Gap]:
    """参建各方人员保持 from opening to 散会; an override of the post's own check counts."""
    if c.before_opening or c.m.ended_at is not None:
        return
    for need in c.empty_posts:
        if not quorum.let_through(c.m, c.pack, need):
            yield _post_gap(c, need)
    yield from _not_rolled(c, experts=False)


@check("C40")
def experts_kept(c: Case) -> Iterator[Gap]:
    """专家法定人数保持 from opening to 散会."""
    if c.before_opening or c.m.ended_at is not None:
        return
    for id_ in quorum.experts_short(c.m, c.pack):
        away = quorum.missing_experts(c.m, c.pack)
        names = "、".join(c.name(p) for p in away)
        yield Gap(subject=id_, variant="short", args={"names": names, "n": str(len(c.present))}, people=away)
    yield from _not_rolled(c, experts=True)


def _not_rolled(c: Case, *, experts: bool) -> Iterator[Gap]:
    """In a pause: those required who are still listed as present but were not confirmed by the roll-call (EC-47)."""
    pause = c.m.pause
    if pause is None or c.m.stage is not Stage.SUSPENDED:
        return
    if experts:
        wanted: tuple[str, ...] = c.m.present_experts()
    else:
        wanted = tuple(dict.fromkeys(p for people in c.filled.values() for p in people))
    for person in wanted:
        if person not in pause.rolled:
            yield Gap(subject=person, variant="roll", args={"name": c.name(person)}, people=(person,))


def delegate_roles(role: Role) -> tuple[Role, ...]:
    """The post itself and, where 31号-三（四） allows one, its delegate."""
    return (role, DELEGATE_OF[role]) if role in DELEGATE_OF else (role,)
