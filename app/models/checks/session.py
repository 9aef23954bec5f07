"""Checks of the session: opinions, defects, topics, verdict, consensus (phase SESSION)."""

import re
from collections.abc import Iterator

from app.models.checks.case import Case, check
from app.models.facts import RevisionItemWritten
from app.models.finding import Gap
from app.models.terms import Conformity, DefectAnswer, PartTick, Stance, Verdict

PASSING = frozenset({Verdict.PASS, Verdict.PASS_AFTER_REVISION})
TOPICS = (1, 2, 3)
PARTS = range(1, 10)
MIN_CHARACTERS = 12
_EMPTY_WORDS = (
    "进一步",
    "完善",
    "补充",
    "细化",
    "加强",
    "优化",
    "应",
    "建议",
    "相关",
    "内容",
    "方案",
    "措施",
)
_HAS_VALUE = re.compile(
    r"[0-9０-９一二三四五六七八九十]|不小于|不大于|不少于|不得|明确|按|设置|给出|增设|改为|验算|复核|核算|补算"
)


@check("C41")
def personal_opinions(c: Case) -> Iterator[Gap]:
    """专家个人意见齐全 (form 3.3, meeting stage)."""
    for person in c.present:
        if person not in c.m.session.forms:
            yield Gap(subject=person, args={"name": c.name(person)}, people=(person,))


def applicable_items(c: Case) -> tuple[str, ...]:
    """Item codes of the severe-defect list that must be answered for this plan (section 6)."""
    return c.defect_items


@check("C42")
def defects_checked(c: Case) -> Iterator[Gap]:
    """严重缺陷清单逐项核查: answered by each present expert, fixed by the leader."""
    items = applicable_items(c)
    for person in c.present:
        answers = c.m.session.answers.get(person, {})
        open_items = [i for i in items if i not in answers]
        if open_items:
            args = {"name": c.name(person), "n": str(len(open_items)), "items": "、".join(open_items[:5])}
            yield Gap(subject=person, variant="expert", args=args, people=(person,))
    unfixed = [i for i in items if i not in c.m.session.fixed]
    if unfixed:
        yield Gap(variant="leader", args={"n": str(len(unfixed)), "items": "、".join(unfixed[:5])})


def fixed_defects(c: Case) -> tuple[str, ...]:
    """Items the leader fixed as 存在."""
    items = applicable_items(c)
    return tuple(i for i in items if c.m.session.fixed.get(i) is DefectAnswer.PRESENT)


@check("C43")
def verdict_vs_defect(c: Case) -> Iterator[Gap]:
    """有严重缺陷则只能不通过 (63号-备注3, EC-29)."""
    found = fixed_defects(c)
    if found and c.m.verdict in PASSING:
        yield Gap(args={"items": "、".join(found)})


@check("C44")
def revision_items(c: Case) -> Iterator[Gap]:
    """修改后通过须有具体修改内容; 通过 beside a 必须 item is the second level (EC-52)."""
    required = [i for i in c.m.session.items.values() if i.required]
    if c.m.verdict is Verdict.PASS_AFTER_REVISION:
        if not any(i.place.strip() and i.requirement.strip() for i in required):
            yield Gap(variant="none")
    elif c.m.verdict is Verdict.PASS and required:
        yield Gap(variant="required", args={"n": str(len(required))}, second=True)


def vague(item: RevisionItemWritten) -> str:
    """Why 2.7 calls an item vague: ``short words place value``, or "" if it is concrete."""
    said = f"{item.problem}{item.requirement}".strip()
    if len(said) < MIN_CHARACTERS:
        return "short"
    rest = said
    for word in (*_EMPTY_WORDS, "，", "。", "、", " "):
        rest = rest.replace(word, "")
    if not rest:
        return "words"
    if not item.place.strip():
        return "place"
    return (
        "" if _HAS_VALUE.search(item.requirement.replace("进一步", "")) else "value"
    )  # that 一 is no number


@check("C45")
def opinion_vague(c: Case) -> Iterator[Gap]:
    """意见空泛 (2.7); the author may keep an item with one click."""
    for number, item in enumerate(c.m.session.items.values(), 1):
        why = vague(item)
        if why and not item.confirmed:
            yield Gap(subject=item.item, variant=why, args={"n": str(number), "text": item.requirement[:20]})


@check("C46")
def key_nodes(c: Case) -> Iterator[Gap]:
    """关键节点已列 for the two passing verdicts."""
    if c.m.verdict in PASSING and not any(
        n.name.strip() and n.content.strip() for n in c.m.session.nodes.values()
    ):
        yield Gap()


@check("C47")
def consensus(c: Case) -> Iterator[Gap]:
    """一致意见: every present expert agrees; an objection of one who left still counts (令37-13①)."""
    proposal = c.m.session.proposal
    if proposal is None:
        return
    for person in c.present:
        stance = proposal.stances.get(person)
        if stance is None:
            yield Gap(subject=person, variant="no_stance", args={"name": c.name(person)}, people=(person,))
    for person, stance in proposal.stances.items():
        if stance is Stance.DISAGREE:
            yield Gap(subject=person, variant="disagrees", args={"name": c.name(person)}, people=(person,))
    for person in c.m.sign_refusals:
        yield Gap(subject=person, variant="refused", args={"name": c.name(person)}, people=(person,))


@check("C48")
def three_topics(c: Case) -> Iterator[Gap]:
    """三项论证内容均有结论; the nine parts and the warning of XJ-二（四）3 are the second level."""
    topics = c.m.session.topics
    for number in TOPICS:
        if number not in topics:
            yield Gap(subject=str(number), variant="open", args={"n": str(number)})
        elif topics[number].conclusion is Conformity.FAILS and c.m.verdict is Verdict.PASS:
            yield Gap(subject=str(number), variant="fails", args={"n": str(number)})
    yield from _part_gaps(c)
    second = topics.get(2)
    if second and second.conclusion is Conformity.FAILS and c.m.verdict is Verdict.PASS_AFTER_REVISION:
        yield Gap(subject="2", variant="mandatory", second=True)


def _part_gaps(c: Case) -> Iterator[Gap]:
    parts = c.m.session.parts
    unset = [n for n in PARTS if n not in parts]
    if unset:
        yield Gap(subject="parts", variant="parts", args={"n": str(len(unset))}, second=True)
    for number, part in sorted(parts.items()):
        if part.tick is PartTick.MISSING and not part.remark.strip():
            args = {"part": c.plan_part(number)}
            yield Gap(subject=f"part{number}", variant="part_remark", args=args, second=True)


@check("C74")
def late_briefed(c: Case) -> Iterator[Gap]:
    """迟到专家已补充介绍 (EC-03)."""
    for person in c.present:
        if c.m.spans[person][0].late and person not in c.m.session.briefed:
            yield Gap(subject=person, args={"name": c.name(person)}, people=(person,))
