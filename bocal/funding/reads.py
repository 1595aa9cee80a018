"""Questions about projects and their money."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from bocal.directory.models import Organisation, Person
from bocal.directory.rules import TEAM, OrganisationKind
from bocal.funding import rules
from bocal.funding.models import (
    BudgetLine,
    EstimateFactor,
    Expense,
    ExpenseProof,
    ExpenseShare,
    Grant,
    IssuedReport,
    Project,
)
from bocal.funding.rules import Certainty, Cost, Estimate, Known, Standing


@dataclass(frozen=True)
class Paid:
    """A project's share of an expense, in cents."""

    expense: Expense
    line: BudgetLine | None
    share_bp: int
    cents: int
    eligible: int
    proven: bool


@dataclass(frozen=True)
class Money:
    """A project's budget against what was spent: who pays, on what, and by which expenses."""

    grants: list[tuple[Grant, Standing]]
    lines: list[tuple[BudgetLine | None, Standing]]
    expenses: list[Paid]
    granted: int
    total: Standing

    @property
    def unbalanced(self) -> int:
        """Granted less planned, in cents: a budget has as much on one side as on the other."""
        return self.granted - self.total.planned


def projects() -> QuerySet[Project]:
    """All projects, the latest first, each with what was granted to it in cents (`granted`)."""
    granted = Grant.objects.filter(project=OuterRef("pk")).order_by().values("project").annotate(n=Sum("cents"))
    return Project.objects.annotate(granted=Coalesce(Subquery(granted.values("n")), Value(0)))


def project(pk: int) -> Project | None:
    """One project."""
    return Project.objects.filter(pk=pk).first()


def project_named(said: str) -> Project | None:
    """A project by its key, its name or its reference."""
    by_key = Project.objects.filter(pk=int(said)).first() if said.isdecimal() and len(said) < 10 else None
    return by_key or Project.objects.filter(name=said).first() or Project.objects.filter(reference=said).first()


def money(found: Project) -> Money:
    """All of a project's money, in four queries."""
    grants, lines = list(found.grants.all()), list(found.lines.all())
    expenses = paid(found)
    costs = [Cost(one.line.pk if one.line else None, one.cents, one.eligible, one.proven) for one in expenses]
    by_key = {line.pk: line for line in lines}
    rows = rules.by_line({line.pk: line.cents for line in lines}, costs)
    funders = {row.key: row for row in rules.by_funder({grant.pk: grant.cents for grant in grants}, costs)}
    return Money(
        grants=[(grant, funders[grant.pk]) for grant in grants],
        lines=[(by_key[row.key] if row.key is not None else None, row) for row in rows],
        expenses=expenses,
        granted=sum(grant.cents for grant in grants),
        total=rules.total(rows),
    )


def paid(found: Project) -> list[Paid]:
    """The expenses that a project counts, in the order of their days: two queries."""
    proven = set(ExpenseProof.objects.filter(expense__shares__project=found).values_list("expense", flat=True))
    shares = (
        ExpenseShare.objects.filter(expense__shares__project=found, expense__withdrawn_at=None)
        .select_related("expense", "line")
        .order_by("expense__day", "expense", "pk")
    )
    told: dict[int, list[ExpenseShare]] = {}
    for share in shares:
        told.setdefault(share.expense_id, []).append(share)
    rows = []
    for together in told.values():
        expense, parts = together[0].expense, [share.share_bp for share in together]
        spent, eligible = rules.slices(expense.gross_cents, parts), rules.slices(expense.eligible_cents, parts)
        for share, cents, accepted in zip(together, spent, eligible, strict=True):
            if share.project_id == found.pk:
                sure = expense.pk in proven and expense.paid_on is not None
                rows.append(Paid(expense, share.line, share.share_bp, cents, accepted, sure))
    return rows


def expense(pk: int) -> Expense | None:
    """An expense that stands."""
    return Expense.objects.filter(pk=pk, withdrawn_at=None).first()


def shares_of(found: Expense) -> QuerySet[ExpenseShare]:
    """Which projects count an expense."""
    return found.shares.select_related("project", "line")


def proof_name(found: Expense) -> str:
    """What the file of its proof is called; "" without one. Its bytes are not read."""
    return ExpenseProof.objects.filter(expense=found).values_list("name", flat=True).first() or ""


def proof(found: Expense) -> ExpenseProof | None:
    """The file that proves it."""
    return ExpenseProof.objects.filter(expense=found).first()


def to_link(found: Project) -> QuerySet[Expense]:
    """Expenses of other projects, of this one's days, that are not wholly counted yet."""
    return (
        Expense.objects.filter(withdrawn_at=None, day__gte=found.starts_on, day__lte=found.ends_on)
        .exclude(shares__project=found)
        .annotate(counted=Coalesce(Sum("shares__share_bp"), Value(0)))
        .filter(counted__lt=rules.WHOLE)
    )


def partners_to_name() -> QuerySet[Organisation]:
    """Organisations that may be partners: all but households."""
    return Organisation.objects.filter(active=True).exclude(kind=OrganisationKind.HOUSEHOLD).order_by("name")


def centres() -> QuerySet[Organisation]:
    """Social centres."""
    return Organisation.objects.filter(kind=OrganisationKind.CENTRE, active=True)


def people_to_name() -> QuerySet[Person]:
    """People of the team."""
    return Person.objects.filter(is_active=True, erased_at=None, roles__desk__in=sorted(TEAM)).distinct()


def in_design(found: Project) -> dict[str, int]:
    """How many people carry a project, by their part."""
    rows = found.people.order_by().values("part").annotate(n=Count("pk"))
    return dict(rows.values_list(F("part"), F("n")))


def factors() -> dict[Estimate, Known]:
    """What estimates stand on: the collective's own rows, else rules.FACTORS."""
    said = {one.code: one for one in EstimateFactor.objects.all()}
    return {
        code: Known(said[code].value, said[code].source, Certainty(said[code].certainty)) if code in said else known
        for code, known in rules.FACTORS.items()
    }


def reports(found: Project) -> QuerySet[IssuedReport]:
    """A project's issued reports, the latest first, without their papers."""
    return found.reports.defer("pdf").select_related("issued_by")


def issued(pk: int) -> IssuedReport | None:
    """An issued report with its paper."""
    return IssuedReport.objects.select_related("project", "issued_by").filter(pk=pk).first()


def sums(rows: Iterable[tuple[object, Standing]]) -> Standing:
    """All rows of a table in one."""
    return rules.total([row for _, row in rows])
