"""Questions of the experts and what was answered (T36; ZZ§11（三）; printed in the minutes, ZZ-06)."""

from app.models import facts as f
from app.models.facts import Fact
from app.services.desk.context import Ctx
from app.services.desk.preparing import text_needed
from app.services.desk.refusal import Refusal
from app.services.desk.registry import verb


@verb(f.QuestionAsked)
def ask(ctx: Ctx, request: f.QuestionAsked) -> tuple[Fact, ...]:
    """An expert who is here; a question once asked is not rewritten, another one is asked."""
    text_needed(request.text, "question")
    if request.expert not in ctx.case.present:
        raise Refusal("not_here", name=ctx.m.name(request.expert))
    if not request.question or request.question in ctx.m.session.questions:
        raise Refusal("question_there", question=request.question)
    return (request,)


@verb(f.QuestionAnswered)
def answer(ctx: Ctx, request: f.QuestionAnswered) -> tuple[Fact, ...]:
    """To a question that was asked; a later answer replaces the earlier, both stay in the ledger."""
    if request.question not in ctx.m.session.questions:
        raise Refusal("question_unknown", question=request.question)
    text_needed(request.answer, "answer")
    return (request,)
