"""The two documents, each against a plain ReportLab table with the same rows, font and pictures in the same run."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from statistics import median
from time import perf_counter

import pytest
from msgspec.structs import replace
from pytest_benchmark.fixture import BenchmarkFixture
from reportlab.lib.pagesizes import A4
from reportlab.platypus import Image, SimpleDocTemplate, Table

from app.models.papers import ReportContent, SignIn
from app.services.documents.forms import report, signin
from app.services.documents.page import Sheet
from app.services.rehearsal.people import drawing
from bench.support.figures import Figure

ROUNDS = 7
PEOPLE = 40
DESIGN_MS = 91.0
"""What the plain sheet of 40 rows with 40 signatures took where it was first measured."""

SHEET = Sheet(
    document="650100-2026112001-LZ-01-v2",
    version=2,
    title="样例",
    content_hash="0123456789abcdef" * 4,
    made_at=datetime(2026, 11, 20, 9, 42, tzinfo=UTC),
)


def plain(rows: Sequence[Sequence[object]], ink: Sequence[bytes]) -> bytes:
    """The same cells as strings, a picture at the end of the first rows; nothing wraps, nothing is checked."""
    cells = [
        [*(str(cell)[:12] for cell in row), Image(BytesIO(ink[n]), 60, 20) if n < len(ink) else ""]
        for n, row in enumerate(rows)
    ]
    out = BytesIO()
    SimpleDocTemplate(out, pagesize=A4, invariant=1).build(
        [Table(cells, style=[("FONT", (0, 0), (-1, -1), "NotoSansSC-Regular", 6)], repeatRows=1)]
    )
    return out.getvalue()


def in_turn(ours: Callable[[], bytes], peer: Callable[[], bytes]) -> tuple[float, float]:
    """Median milliseconds of each, after one round that is not counted."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS + 1):
        for times, make in zip(taken, (ours, peer), strict=True):
            began = perf_counter()
            assert make().startswith(b"%PDF")
            times.append((perf_counter() - began) * 1e3)
    return median(taken[0][1:]), median(taken[1][1:])


@pytest.fixture(scope="module", autouse=True)
def font() -> None:
    """The peer prints with our face too."""
    from importlib import resources

    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    with resources.as_file(resources.files("resources") / "fonts" / "NotoSansSC-Regular.ttf") as path:
        pdfmetrics.registerFont(TTFont("NotoSansSC-Regular", str(path)))


def test_sign_in_sheet_of_40(benchmark: BenchmarkFixture, figure: Figure, sign_in_rows: SignIn) -> None:
    posts = tuple(row for row in sign_in_rows.posts if row.person)[: PEOPLE - len(sign_in_rows.experts)]
    content = replace(sign_in_rows, posts=posts, observers=())
    people = [row.person for row in sign_in_rows.experts] + [row.person for row in posts]
    pictures = {person: drawing(person).picture for person in (*people, "verifier")}
    rows = [(row.kind, row.unit, row.roles, row.name, row.certificate, row.came, row.left) for row in posts]
    rows += [rows[0]] * (PEOPLE - len(rows))
    assert len(people) == len(rows) == PEOPLE

    def ours() -> bytes:
        return signin.render(content, SHEET, pictures)

    mine, peer = in_turn(ours, lambda: plain(rows, [pictures[person] for person in people]))
    figure("sign-in sheet, 40 rows, 40 signatures", mine, peer, unit="ms", of="plain table")
    figure("  the same against the plan", mine, DESIGN_MS, unit="ms", of="DESIGN.md 5")
    benchmark.pedantic(ours, rounds=1)  # type: ignore[no-untyped-call]  # pytest-benchmark has no types


def test_report_of_30_items(benchmark: BenchmarkFixture, figure: Figure, report_rows: ReportContent) -> None:
    pictures = {row.person: drawing(row.person).picture for row in report_rows.signers}
    given = {person: report.GivenSignature(ink, "2026-11-20 17:30") for person, ink in pictures.items()}
    around = report.Around("2026-11-20 17:20", given, ("签到表",))
    rows = [(i.number, i.place, i.problem, i.requirement, i.basis, i.expert) for i in report_rows.items]
    assert (len(rows), len(given)) == (30, 7)

    def ours() -> bytes:
        return report.render(report_rows, SHEET, around)

    mine, peer = in_turn(ours, lambda: plain(rows, list(pictures.values())))
    figure("report, 30 items, 7 signatures", mine, peer, unit="ms", of="plain table")
    benchmark.pedantic(ours, rounds=1)  # type: ignore[no-untyped-call]  # pytest-benchmark has no types
