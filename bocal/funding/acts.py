"""Write a project, who carries it, what is granted and planned; note expenses with their proof; keep issued reports."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from bocal.directory import acts as directory
from bocal.directory.models import Organisation, Person
from bocal.funding import rules
from bocal.funding.models import (
    BudgetLine,
    CentreActivity,
    EstimateFactor,
    Expense,
    ExpenseProof,
    ExpenseShare,
    Grant,
    HourRate,
    InKind,
    IssuedReport,
    Project,
    ProjectPartner,
    ProjectPerson,
)
from bocal.funding.rules import BudgetPost, Certainty, DesignPart, Estimate, FunderKind, PaidBy, VoluntaryAccount
from bocal.journals.rules import Refused


@transaction.atomic
def save_project(
    found: Project | None,
    *,
    name: str,
    reference: str,
    starts_on: date,
    ends_on: date,
    aims: str,
    activity: str = "",
) -> Project:
    """Open a project, or change it. Raises Refused: ends_before, project_named, leaves_expenses."""
    if ends_on < starts_on:
        raise Refused("ends_before")
    one = Project.objects.select_for_update().get(pk=found.pk) if found else Project()
    if Project.objects.filter(name=name.strip()).exclude(pk=one.pk).exists():
        raise Refused("project_named")
    if found:
        counted = one.shares.filter(expense__withdrawn_at=None)
        outside = counted.exclude(expense__day__gte=starts_on, expense__day__lte=ends_on).first()
        if outside is not None:
            raise Refused("leaves_expenses", day=outside.expense.day)
    one.name, one.reference, one.aims, one.activity = name.strip(), reference.strip(), aims.strip(), activity.strip()
    one.starts_on, one.ends_on = starts_on, ends_on
    one.save()
    return one


def add_partner(project: Project, organisation: Organisation) -> ProjectPartner:
    """An organisation takes part; twice is once."""
    return ProjectPartner.objects.get_or_create(project=project, organisation=organisation)[0]


@transaction.atomic
def add_person(project: Project, part: DesignPart, *, person: Person | None = None, name: str = "") -> ProjectPerson:
    """Somebody carries a project: one of the team, or a new name. Who is there already changes their part."""
    one = person or directory.register_person(name=name.strip())
    return ProjectPerson.objects.update_or_create(project=project, person=one, defaults={"part": part})[0]


def add_grant(project: Project, *, kind: FunderKind, name: str, cents: int, reference: str = "") -> Grant:
    """A funder grants so much; the same name again changes it."""
    values = {"kind": kind, "cents": cents, "reference": reference.strip()}
    return Grant.objects.update_or_create(project=project, name=name.strip(), defaults=values)[0]


def add_line(project: Project, *, post: BudgetPost, label: str, cents: int) -> BudgetLine:
    """A line of the budget; the same again changes its amount."""
    return BudgetLine.objects.update_or_create(
        project=project, post=post, label=label.strip(), defaults={"cents": cents}
    )[0]


def add_rate(project: Project, *, since: date, cents: int, source: str) -> HourRate:
    """An hour given is worth so much from a day on; the same day again changes it."""
    values = {"cents": cents, "source": source.strip()}
    return HourRate.objects.update_or_create(project=project, since=since, defaults=values)[0]


def add_in_kind(
    project: Project, *, account: VoluntaryAccount, label: str, day: date, cents: int, source: str
) -> InKind:
    """Something that is not money was given, on a day of the project. Raises Refused: outside_project."""
    rules.check_inside(day, project.starts_on, project.ends_on)
    return InKind.objects.create(
        project=project, account=account, label=label.strip(), day=day, cents=cents, source=source.strip()
    )


def add_centre(project: Project, *, centre: Organisation, before: int, after: int, source: str) -> CentreActivity:
    """How much a centre was frequented before (at least 1) and after; said again, it changes."""
    values = {"before": before, "after": after, "source": source.strip()}
    return CentreActivity.objects.update_or_create(project=project, centre=centre, defaults=values)[0]


#: What may be taken off a project's pages, by the word of the form.
REMOVABLE: dict[str, Any] = {
    "partner": ProjectPartner,
    "person": ProjectPerson,
    "grant": Grant,
    "line": BudgetLine,
    "rate": HourRate,
    "in_kind": InKind,
    "centre": CentreActivity,
}


@transaction.atomic
def take_off(project: Project, what: str, pk: int) -> bool:
    """Take a row off a project; False when it is not there any more. Raises Refused: line_used."""
    found = REMOVABLE[what].objects.filter(project=project, pk=pk).first() if what in REMOVABLE else None
    if found is None:
        return False
    if isinstance(found, BudgetLine) and found.shares.exists():
        raise Refused("line_used")
    found.delete()
    return True


@dataclass(frozen=True)
class Bill:
    """What the paper of an expense says; amounts in cents."""

    label: str
    supplier: str
    number: str
    day: date
    net: int
    gross: int
    eligible: int
    paid_on: date | None = None
    paid_by: PaidBy | None = None

    def columns(self) -> dict[str, Any]:
        """As the table holds it."""
        return {
            "label": self.label.strip(),
            "supplier": self.supplier.strip(),
            "number": self.number.strip(),
            "day": self.day,
            "net_cents": self.net,
            "gross_cents": self.gross,
            "eligible_cents": self.eligible,
            "paid_on": self.paid_on,
            "paid_by": self.paid_by or "",
        }


@transaction.atomic
def note_expense(
    project: Project,
    bill: Bill,
    *,
    share_bp: int = rules.WHOLE,
    line: BudgetLine | None = None,
    author: Person,
    key: str,
    now: datetime,
) -> Expense:
    """Note an expense that a project counts, wholly or for a share of it. The same key notes it once.

    Raises Refused: what rules.check_expense, check_inside and check_share refuse, other_line, key_reused.
    """
    if made := _noted(project, author, key):
        return made
    _check(bill, now)
    try:
        with transaction.atomic():
            expense = Expense.objects.create(**bill.columns(), noted_by=author, noted_at=now, key=key)
    except IntegrityError:
        # The same form sent twice at once: the other one has noted it.
        if made := _noted(project, author, key):
            return made
        raise
    count_in(project, expense, share_bp=share_bp, line=line)
    return expense


def _noted(project: Project, author: Person, key: str) -> Expense | None:
    """What was noted under this key already. Raises Refused: key_reused, by somebody else or for another project."""
    found = Expense.objects.filter(key=key).first()
    if found is not None and (found.noted_by_id != author.pk or not found.shares.filter(project=project).exists()):
        raise Refused("key_reused")
    return found


@transaction.atomic
def change_expense(expense: Expense, bill: Bill, *, now: datetime) -> Expense:
    """Mend what was noted. Raises Refused: what rules.check_expense refuses, outside_project of any that counts it."""
    locked = Expense.objects.select_for_update(of=("self",)).get(pk=expense.pk)
    _check(bill, now)
    for share in locked.shares.select_related("project"):
        rules.check_inside(bill.day, share.project.starts_on, share.project.ends_on)
    for name, value in bill.columns().items():
        setattr(locked, name, value)
    locked.save()
    return locked


@transaction.atomic
def count_in(project: Project, expense: Expense, *, share_bp: int, line: BudgetLine | None = None) -> ExpenseShare:
    """A project counts a share of an expense; said again, it changes. Over all projects never more than the whole:
    two who do it at once wait for each other on the expense's row.

    Raises Refused: outside_project, no_share, over_shared, other_line.
    """
    locked = Expense.objects.select_for_update(of=("self",)).get(pk=expense.pk)
    # Whoever moves the project's days at this moment is waited for.
    held = Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    rules.check_inside(locked.day, held.starts_on, held.ends_on)
    if line is not None and line.project_id != project.pk:
        raise Refused("other_line")
    others = locked.shares.exclude(project=project).aggregate(n=Sum("share_bp"))["n"] or 0
    rules.check_share(share_bp, others)
    values = {"share_bp": share_bp, "line": line}
    return ExpenseShare.objects.update_or_create(project=project, expense=locked, defaults=values)[0]


@transaction.atomic
def prove(expense: Expense, *, name: str, data: bytes, now: datetime) -> ExpenseProof:
    """Keep the file that proves an expense, in the place of the one before.

    Raises Refused: empty_proof, large_proof, bad_proof.
    """
    values = {
        "name": name[-150:],
        "kind": rules.proof_kind(data),
        "digest": hashlib.sha256(data).hexdigest(),
        "data": data,
        "sent_at": now,
    }
    return ExpenseProof.objects.update_or_create(expense=expense, defaults=values)[0]


#: A file's name and what it holds.
File = tuple[str, bytes]


@transaction.atomic
def note_proven(
    project: Project,
    bill: Bill,
    *,
    share_bp: int,
    line: BudgetLine | None,
    file: File | None,
    author: Person,
    key: str,
    now: datetime,
) -> Expense:
    """Note an expense and its proof, both or neither. Raises Refused: what note_expense and prove refuse."""
    made = note_expense(project, bill, share_bp=share_bp, line=line, author=author, key=key, now=now)
    if file is not None:
        prove(made, name=file[0], data=file[1], now=now)
    return made


@transaction.atomic
def change_proven(
    project: Project,
    expense: Expense,
    bill: Bill,
    *,
    share_bp: int,
    line: BudgetLine | None,
    file: File | None,
    now: datetime,
) -> None:
    """Mend an expense, what of it this project counts, and its proof: all or nothing.

    Raises Refused: what change_expense, count_in and prove refuse.
    """
    changed = change_expense(expense, bill, now=now)
    count_in(project, changed, share_bp=share_bp, line=line)
    if file is not None:
        prove(changed, name=file[0], data=file[1], now=now)


@transaction.atomic
def withdraw_expense(expense: Expense, *, now: datetime) -> None:
    """An expense noted by mistake counts for nothing any more; it is kept."""
    Expense.objects.filter(pk=expense.pk, withdrawn_at=None).update(withdrawn_at=now)


def set_factor(code: Estimate, *, value: Decimal, source: str, certainty: Certainty) -> EstimateFactor:
    """What estimates stand on from now on."""
    values = {"value": value, "source": source.strip(), "certainty": certainty}
    return EstimateFactor.objects.update_or_create(code=code, defaults=values)[0]


@transaction.atomic
def keep_report(
    project: Project,
    *,
    figures: Mapping[str, Any],
    pdf: bytes,
    outside: bool,
    author: Person,
    key: str,
    now: datetime,
) -> IssuedReport:
    """Keep a report as it leaves the house. The same key keeps it once."""
    if made := IssuedReport.objects.filter(key=key).first():
        return made
    try:
        with transaction.atomic():
            return IssuedReport.objects.create(
                project=project,
                issued_at=now,
                issued_by=author,
                outside=outside,
                figures=dict(figures),
                pdf=pdf,
                digest=hashlib.sha256(pdf).hexdigest(),
                key=key,
            )
    except IntegrityError:
        # The same form sent twice at once: the other one has kept it.
        if made := IssuedReport.objects.filter(key=key).first():
            return made
        raise


def _check(bill: Bill, now: datetime) -> None:
    rules.check_expense(
        day=bill.day,
        net=bill.net,
        gross=bill.gross,
        eligible=bill.eligible,
        paid_on=bill.paid_on,
        today=timezone.localdate(now),
    )
