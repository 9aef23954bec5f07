"""What a check looks at: the meeting, its frozen rule pack, the law's tables, and the moment."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import cached_property

from app.models import quorum
from app.models.calendar import WorkCalendar, beijing_day
from app.models.defects import DefectGroup, DefectItem, applicable, groups_for, items_of
from app.models.finding import Finding, Gap
from app.models.law import LawTables
from app.models.meeting import Meeting
from app.models.package import Expert, Plan, ScopeHit
from app.models.rulepack import RulePack
from app.models.scope import Assessment, Category, assess
from app.models.terms import Stage

NOT_YET_OPEN = frozenset({Stage.PREPARED, Stage.CHECKIN, Stage.READY, Stage.STOPPED})


class Case:
    """A meeting before the checks.

    Args:
        m: the folded meeting; it must have a package.
        pack: the rule pack frozen into it.
        law: scope and defect tables.
        now: the moment of the question, UTC.
        newer_pack: version of a newer pack in force on the meeting day, if the desk knows one (C71).

    """

    def __init__(
        self, m: Meeting, pack: RulePack, law: LawTables, now: datetime, newer_pack: str = ""
    ) -> None:
        self.m = m
        self.pack = pack
        self.law = law
        self.now = now
        self.newer_pack = newer_pack
        self.found: dict[str, tuple[Finding, ...]] = {}
        """What each check found here; kept by ``evaluate``."""

    @property
    def plan(self) -> Plan:
        """The plan under review."""
        return self.m.info.plan

    @cached_property
    def day(self) -> date:
        """Meeting day: Beijing date of the opening, else of the planned start (EC-15)."""
        return beijing_day(self.m.opened_at or self.m.info.meeting.planned_start)

    @cached_property
    def calendar(self) -> WorkCalendar:
        """Working days from the signed holiday tables of the package (0.3)."""
        return WorkCalendar(self.m.info.holidays)

    @cached_property
    def before_opening(self) -> bool:
        """Has the meeting not been opened yet?"""
        return self.m.opened_at is None

    @cached_property
    def present(self) -> tuple[str, ...]:
        """Experts who are here and count."""
        return quorum.present_experts(self.m, self.pack)

    @cached_property
    def judged_experts(self) -> tuple[Expert, ...]:
        """Whole roster until check-in opens, then those present (rules.md 0.2)."""
        if self.m.checkin_opened_at is None:
            return tuple(self.m.experts.values())
        return tuple(self.m.experts[p] for p in self.m.present_experts())

    @cached_property
    def filled(self) -> dict[quorum.Need, tuple[str, ...]]:
        """Required and conditional posts with those who fill them now."""
        return quorum.filled(self.m, self.pack)

    @property
    def empty_posts(self) -> tuple[quorum.Need, ...]:
        """Required and conditional posts nobody fills now."""
        return tuple(need for need, people in self.filled.items() if not people)

    @cached_property
    def party_codes(self) -> dict[str, str]:
        """Code → name of every participating unit (2.6-1)."""
        return {p.code: p.name for p in self.m.parties.values()}

    @cached_property
    def assessment(self) -> Assessment:
        """What the entered scope means (C09)."""
        return assess(self.law.scope, self.m.scope, self.pack.scope.supplements)

    @cached_property
    def all_defect_items(self) -> tuple[DefectItem, ...]:
        """Every item of the groups of this plan, conditional ones too (section 6)."""
        return items_of(self.defect_groups)

    @cached_property
    def defect_groups(self) -> tuple[DefectGroup, ...]:
        """Groups of the severe-defect list that apply to this plan."""
        categories = (self.m.primary_category, *self.m.touched_categories)
        return groups_for(self.law.defects, categories, self.assessment.groups)

    @cached_property
    def defect_items(self) -> tuple[str, ...]:
        """Codes of the items each expert must answer and the leader must fix (C42)."""
        found = applicable(self.law.defects, self.defect_groups, self.m.session.conditions)
        return tuple(item.code for item in found)

    def category_name(self, code: str) -> str:
        """Chinese name of one of the seven categories; the code itself if unknown."""
        return self.law.scope.specialty_zh(Category(code)) if code in Category.__members__ else code

    def plan_part(self, n: int) -> str:
        """Heading of part ``n`` of a plan (31号-二)."""
        return self.law.plan.parts[n - 1].zh

    def topic(self, n: int) -> str:
        """Words of topic ``n`` (31号-四)."""
        return self.law.plan.topics[n - 1].text

    def defect_text(self, code: str) -> str:
        """Words of an item of the severe-defect list."""
        return next((item.text for item in self.all_defect_items if item.code == code), code)

    def describe(self, hit: ScopeHit) -> str:
        """A scope item with its parameters in words, e.g. ``1.1 …（开挖深度 11.6 m）``."""
        row = self.law.scope.item(hit.item, self.pack.scope.supplements)
        said = [self._param(key, value) for key, value in hit.params.items()]
        words = f"{hit.item} {row.text}" if row else hit.item
        return f"{words}（{'，'.join(said)}）" if said else words

    def _param(self, key: str, value: float | bool) -> str:  # noqa: FBT001  a yes/no parameter of a scope item
        label = self.law.scope.params.get(key)
        if isinstance(value, bool):
            return f"{label.zh if label else key}：{'是' if value else '否'}"
        return f"{label.zh if label else key} {value:g} {label.unit if label else ''}".strip()

    def name(self, person: str) -> str:
        """The person's name as received."""
        return self.m.name(person)

    def age(self, since: datetime) -> timedelta:
        """From ``since`` to the opening, else to now."""
        return (self.m.opened_at or self.now) - since


Check = Callable[[Case], Iterator[Gap]]
CHECKS: dict[str, Check] = {}


def check(id_: str) -> Callable[[Check], Check]:
    """Register the function that looks for gaps of check ``id_``."""

    def join(function: Check) -> Check:
        CHECKS[id_] = function
        return function

    return join
