"""Projects: what money is given for between two days, what it costs, and the proof of it."""

from django.db import models
from django.db.models import F, Q

from bocal.directory.models import Organisation, Person
from bocal.funding import words
from bocal.funding.rules import WHOLE


class Project(models.Model):
    """What funders pay for together, between two days, both included. Sessions say which one they belong to."""

    name = models.CharField(max_length=120, unique=True)
    # What its funders call it: the number of the file.
    reference = models.CharField(max_length=60, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    aims = models.TextField(max_length=4000, blank=True)
    # What was done, as its report tells it.
    activity = models.TextField(max_length=12_000, blank=True)

    class Meta:
        ordering = ("-starts_on", "-id")
        constraints = (models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="project_ends_after"),)

    def __str__(self) -> str:
        return self.name


class ProjectPartner(models.Model):
    """An organisation that takes part in a project."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("organisation__name",)
        constraints = (models.UniqueConstraint(fields=["project", "organisation"], name="partner_once"),)

    def __str__(self) -> str:
        return f"{self.project_id}: {self.organisation_id}"


class ProjectPerson(models.Model):
    """Somebody who carries a project, and their part in it: one each."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="people")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    part = models.CharField(max_length=12, choices=words.DESIGN_PARTS)

    class Meta:
        ordering = ("part", "person__name")
        constraints = (models.UniqueConstraint(fields=["project", "person"], name="project_person_once"),)

    def __str__(self) -> str:
        return f"{self.project_id}: {self.person_id}"


class Grant(models.Model):
    """What a funder grants to a project; the collective's own money is one of them."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="grants")
    kind = models.CharField(max_length=10, choices=words.FUNDER_KINDS)
    name = models.CharField(max_length=120)
    # The letter or the agreement that grants it.
    reference = models.CharField(max_length=80, blank=True)
    cents = models.PositiveBigIntegerField()

    class Meta:
        ordering = ("kind", "id")
        constraints = (models.UniqueConstraint(fields=["project", "name"], name="grant_once"),)

    def __str__(self) -> str:
        return self.name


class BudgetLine(models.Model):
    """What a project plans to spend on something."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="lines")
    post = models.CharField(max_length=4, choices=words.BUDGET_POSTS)
    label = models.CharField(max_length=120)
    cents = models.PositiveBigIntegerField()

    class Meta:
        ordering = ("post", "id")
        constraints = (models.UniqueConstraint(fields=["project", "post", "label"], name="budget_line_once"),)

    def __str__(self) -> str:
        return f"{self.post} {self.label}"


class Expense(models.Model):
    """Something paid for one project or several (ExpenseShare); `withdrawn_at`: a mistake, counted nowhere."""

    label = models.CharField(max_length=120)
    supplier = models.CharField(max_length=120)
    # The supplier's own number of the invoice.
    number = models.CharField(max_length=60, blank=True)
    day = models.DateField()
    net_cents = models.PositiveBigIntegerField()
    gross_cents = models.PositiveBigIntegerField()
    # What of it funders accept, at most all.
    eligible_cents = models.PositiveBigIntegerField()
    paid_on = models.DateField(null=True, blank=True)
    paid_by = models.CharField(max_length=10, choices=words.PAID_BY, blank=True)
    noted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("day", "id")
        constraints = (
            models.CheckConstraint(condition=Q(eligible_cents__lte=F("gross_cents")), name="eligible_at_most_all"),
            models.CheckConstraint(condition=Q(net_cents__lte=F("gross_cents")), name="net_at_most_gross"),
        )

    def __str__(self) -> str:
        return self.label


class ExpenseProof(models.Model):
    """The file that proves an expense, as it came; another one takes its place."""

    expense = models.OneToOneField(Expense, models.CASCADE, related_name="proof")
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    data = models.BinaryField()
    sent_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class ExpenseShare(models.Model):
    """What part of an expense a project counts, in basis points; over all projects never more than the whole."""

    expense = models.ForeignKey(Expense, models.CASCADE, related_name="shares")
    project = models.ForeignKey(Project, models.PROTECT, related_name="shares")
    line = models.ForeignKey(BudgetLine, models.PROTECT, null=True, blank=True, related_name="shares")
    share_bp = models.PositiveIntegerField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["expense", "project"], name="expense_once_a_project"),
            models.CheckConstraint(condition=Q(share_bp__gt=0, share_bp__lte=WHOLE), name="expense_share_in_bounds"),
        )

    def __str__(self) -> str:
        return f"{self.project_id}: {self.expense_id}"


class HourRate(models.Model):
    """What an hour given to a project is worth from a day on, and who says so."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="rates")
    since = models.DateField()
    cents = models.PositiveIntegerField()
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ("since",)
        constraints = (models.UniqueConstraint(fields=["project", "since"], name="hour_rate_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.since}: {self.cents}"


class InKind(models.Model):
    """Something given to a project that is not money, and how its value was found."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="in_kind")
    account = models.CharField(max_length=4, choices=words.VOLUNTARY_ACCOUNTS)
    label = models.CharField(max_length=160)
    day = models.DateField()
    cents = models.PositiveBigIntegerField()
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ("account", "day", "id")

    def __str__(self) -> str:
        return self.label


class CentreActivity(models.Model):
    """How much a centre was frequented before a project and after it, and where the two figures come from."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="centres")
    centre = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    before = models.PositiveIntegerField()
    after = models.PositiveIntegerField()
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ("centre__name",)
        constraints = (
            models.UniqueConstraint(fields=["project", "centre"], name="centre_once"),
            models.CheckConstraint(condition=Q(before__gt=0), name="centre_had_somebody"),
        )

    def __str__(self) -> str:
        return f"{self.project_id}: {self.centre_id}"


class EstimateFactor(models.Model):
    """What the collective takes to estimate what nobody weighs, with its source; without a row, rules.FACTORS."""

    code = models.CharField(max_length=12, choices=words.ESTIMATES, unique=True)
    value = models.DecimalField(max_digits=10, decimal_places=4)
    source = models.CharField(max_length=300)
    certainty = models.CharField(max_length=10, choices=words.CERTAINTIES)

    def __str__(self) -> str:
        return self.code


class IssuedReport(models.Model):
    """A report as it left the house: its figures and its paper. Never changed."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="reports")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    # Groups of fewer than five are hidden in it.
    outside = models.BooleanField(default=True)
    figures = models.JSONField()
    pdf = models.BinaryField()
    # SHA-256 of the paper.
    digest = models.CharField(max_length=64)
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.project_id}: {self.digest[:8]}"
