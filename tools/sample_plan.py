"""Makes the plan of a sample meeting: a small PDF whose SHA-256 the sample package names, so that the desk can compare it.

Its text says plainly that it is a sample. Run by make_samples.py; the bytes depend on the package alone.
"""

import hashlib
import re
from pathlib import Path

from reportlab.platypus import Flowable, PageBreak

from app.models.package import Package
from app.services.documents.page import Sheet, Watermark, build
from app.services.documents.pages import count_pages
from app.services.documents.para import Para, ParaStyle
from app.services.documents.tables import heading, title
from app.services.law import law_tables

_TEXT = ParaStyle(size=11)
_LINES = 7


def plan_pdf(package: Package) -> bytes:
    """The PDF: a cover, then the nine parts of 31号-二, each on a page of its own."""
    plan, project = package.plan, package.project
    story: list[Flowable] = [title(plan.name), Para(f"{project.name}　{plan.version}　{plan.dated}", _TEXT)]
    story.append(Para(plan.overview or "样例文字。", _TEXT))
    for part in law_tables().plan.parts:
        story.append(PageBreak())
        story += heading(f"第{part.n}章　{part.zh}")
        story += [
            Para(f"{part.n}.{n}　样例文字，仅供演示：{part.detail or part.zh}。", _TEXT)
            for n in range(1, _LINES + 1)
        ]
    sheet = Sheet(
        document=f"SAMPLE-PLAN-{plan.version}",
        version=1,
        title=plan.name,
        content_hash=hashlib.sha256(f"{plan.name}{plan.version}".encode()).hexdigest(),
        made_at=package.made_at,
        watermark=Watermark.SAMPLE,
    )
    return build(sheet, story)


def write_plan(package: Package, folder: Path) -> bool:
    """Write plan.pdf and put its digest and page count into package.toml; say whether the template changed."""
    data = plan_pdf(package)
    (folder / "plan.pdf").write_bytes(data)
    template = folder / "package.toml"
    before = template.read_text(encoding="utf-8")
    digest = hashlib.sha256(data).hexdigest()
    after = re.sub(r'(?m)^sha256 = "[0-9a-f]{64}"$', f'sha256 = "{digest}"', before)
    after = re.sub(r"(?m)^pages = \d+$", f"pages = {count_pages(data)}", after)
    template.write_text(after, encoding="utf-8")
    return after != before
