"""岗位变更 (EC-44): another person holds a post than the roster says, from a change document."""

from app.models import facts as f
from app.models.facts import Fact
from app.models.package import Person
from app.models.terms import Role
from app.services.desk import requests as r
from app.services.desk.context import Ctx
from app.services.desk.preparing import text_needed
from app.services.desk.refusal import Refusal
from app.services.desk.registry import verb


@verb(r.ChangePost)
def change_post(ctx: Ctx, request: r.ChangePost) -> tuple[Fact, ...]:
    """The document as a picture or PDF is kept beside the fact."""
    fact = f.PostHolderChanged(
        role=request.role,
        unit_code=request.unit_code,
        person=request.person,
        document=request.document,
        scan=ctx.put_blob(request.scan) if request.scan else "",
    )
    return hold_post(ctx, fact)


@verb(f.PostHolderChanged)
def hold_post(ctx: Ctx, request: f.PostHolderChanged) -> tuple[Fact, ...]:
    """Only posts of units on the roster; where the owner verifies, the scan is what he confirms (XJ, CJ)."""
    text_needed(request.document, "document")
    text_needed(request.person.id, "number")
    text_needed(request.person.name, "name")
    held = ctx.m.holders(request.role, request.unit_code)
    if request.unit_code not in ctx.m.parties or request.role is Role.EXPERT:
        raise Refusal("post_unknown", role=request.role.value)
    if any(h.person == request.person.id for h in held):
        raise Refusal("post_same", name=request.person.name, role=request.role.value)
    _same_person(ctx, request.person)
    if ctx.case.pack.attendance.verifier == "OWNER" and not request.scan:
        raise Refusal("post_scan", clause=ctx.case.pack.check("C29").src)
    return (request,)


def _same_person(ctx: Ctx, person: Person) -> None:
    """An id of the roster keeps its name: nobody is typed over (EC-14)."""
    known = ctx.m.people.get(person.id)
    if known is not None and known.name != person.name:
        raise Refusal("post_person", name=known.name)
