"""A name no font can draw is printed as a picture with its code points (EC-13, 姓名33)."""

from app.models import facts as f
from app.models.facts import Fact
from app.models.names import search_key
from app.services.desk.context import Ctx
from app.services.desk.refusal import Refusal
from app.services.desk.registry import verb
from app.services.desk.requests_door import PictureName

PNG = b"\x89PNG\r\n\x1a\n"
MOST_BYTES = 512 * 1024
"""A name of 50 characters at 600 dpi is 60 KB."""


def code_points(text: str) -> str:
    """``U+5F20 U+2CB4A``: every character of a name, so that the picture can be compared with the register."""
    return " ".join(f"U+{ord(c):04X}" for c in text)


@verb(PictureName)
def picture_name(ctx: Ctx, request: PictureName) -> tuple[Fact, ...]:
    """Only of a person of this meeting, and only where a character really has no glyph."""
    name = ctx.m.name(request.person)
    if request.person not in {*ctx.m.people, *ctx.m.visitors} or search_key(request.text) != search_key(name):
        raise Refusal("name_differs", name=name, text=request.text)
    if not ctx.papers.undrawable(name):
        raise Refusal("name_drawable", name=name)
    if not request.picture.startswith(PNG) or len(request.picture) > MOST_BYTES:
        raise Refusal("picture_wrong", limit=str(MOST_BYTES // 1024))
    picture = ctx.put_blob(request.picture)
    return (f.NamePictured(person=request.person, text=name, picture=picture, code_points=code_points(name)),)
