"""Rows of the personal review forms (3.3), meeting stage: one form per expert, printed one after the other."""

from msgspec import Struct

from app.models.checks import Case
from app.models.checks.session import PARTS, TOPICS
from app.models.facts import OpinionRow, PersonalFormSubmitted
from app.models.papers.head import Head, clock, head_of
from app.models.terms import DefectAnswer

NO_DEFECT = "未发现严重缺陷"


class FormTopic(Struct, frozen=True, kw_only=True):
    """One of the three topics as this expert sees it; empty = not answered."""

    text: str
    conclusion: str


class FormPart(Struct, frozen=True, kw_only=True):
    """One of the nine parts as this expert ticked it; empty = not ticked."""

    text: str
    tick: str
    remark: str


class FormQuestion(Struct, frozen=True, kw_only=True):
    """A question or request of this expert and what was answered (ZZ§11（三）)."""

    ask: str
    text: str
    answer: str
    answered_by: str


class PersonalForm(Struct, frozen=True, kw_only=True):
    """One expert's form. ``defects`` are the items he himself ticked 存在; ``answered`` how many he answered."""

    person: str
    name: str
    unit: str
    title: str
    specialty: str
    certificate: str
    received: str
    site_visit: str
    topics: tuple[FormTopic, ...]
    parts: tuple[FormPart, ...]
    answered: int
    defects: tuple[str, ...]
    rows: tuple[OpinionRow, ...]
    opinion: str
    wants: str
    questions: tuple[FormQuestion, ...]
    nodes: tuple[str, ...]
    conclusion: str
    reserve: str
    no_interest: bool
    picture: str
    at: str


class PersonalForms(Struct, frozen=True, kw_only=True):
    """All forms of a meeting, in the order of the roster."""

    head: Head
    category: str
    forms: tuple[PersonalForm, ...]


def personal_forms(c: Case) -> PersonalForms:
    """Every form handed in.

    Raises:
        LookupError: nobody has handed one in.

    """
    if not c.m.session.forms:
        raise LookupError("no form was handed in")
    head = head_of(c)
    return PersonalForms(
        head=head,
        category=head.category,
        forms=tuple(_form(c, p, c.m.session.forms[p]) for p in c.m.experts if p in c.m.session.forms),
    )


def _form(c: Case, person: str, said: PersonalFormSubmitted) -> PersonalForm:
    m, expert, who = c.m, c.m.experts[person], c.m.people.get(person)
    answers = m.session.answers.get(person, {})
    declared = m.declarations.get(person)
    pushed = expert.prereview.pushed_at if expert.prereview else None
    return PersonalForm(
        person=person,
        name=c.name(person),
        unit=expert.employer_name or (who.unit_name if who else ""),
        title=who.title if who else "",
        specialty=expert.draw_specialty or "、".join(expert.pool_labels),
        certificate=expert.certificate,
        received=clock(pushed),
        site_visit=said.site_visit,
        topics=tuple(
            FormTopic(text=c.topic(n), conclusion=said.topics[n - 1].value if n <= len(said.topics) else "")
            for n in TOPICS
        ),
        parts=_parts(c, said),
        answered=len(answers),
        defects=tuple(
            f"{code} {c.defect_text(code)}" for code, x in answers.items() if x is DefectAnswer.PRESENT
        ),
        rows=said.rows,
        opinion=said.opinion,
        wants=said.wants,
        questions=_questions(c, person),
        nodes=said.nodes,
        conclusion=said.conclusion.value,
        reserve=said.reserve,
        no_interest=declared is not None and not declared.interest,
        picture=said.ink.picture if said.ink else "",
        at=clock(m.when.get(("PersonalFormSubmitted", person))),
    )


def _parts(c: Case, said: PersonalFormSubmitted) -> tuple[FormPart, ...]:
    ticked = {part.part: part for part in said.parts}
    return tuple(
        FormPart(
            text=c.plan_part(n),
            tick=ticked[n].tick.value if n in ticked else "",
            remark=ticked[n].remark if n in ticked else "",
        )
        for n in PARTS
    )


def _questions(c: Case, person: str) -> tuple[FormQuestion, ...]:
    session = c.m.session
    asked = (q for q in session.questions.values() if q.expert == person)
    replies = ((q, session.replies.get(q.question)) for q in asked)
    return tuple(
        FormQuestion(
            ask=q.ask,
            text=q.text,
            answer=reply.answer if reply else "",
            answered_by=c.name(reply.answered_by) if reply and reply.answered_by else "",
        )
        for q, reply in replies
    )
