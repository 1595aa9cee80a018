"""How one becomes a member, and who is one until when."""

from django.db import models
from django.db.models import F, Q

from bocal.directory.models import Organisation
from bocal.journals.models import Voucher
from bocal.membership import words
from bocal.membership.rules import Fee


class MembershipTerms(models.Model):
    """How one becomes a member: one row; none until the direction has said so."""

    year = models.CharField(max_length=10, choices=words.YEARS)
    # What the money is for, in the collective's own words.
    purpose = models.CharField(max_length=300)
    # [[name, cents]], in the order in which they are proposed.
    amounts = models.JSONField(default=list, blank=True)
    # The least that may be given freely, in cents; none where only the named amounts are taken.
    least_cents = models.PositiveIntegerField(null=True, blank=True)
    # Only members may order in a sale round.
    orders_for_members = models.BooleanField(default=False)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="one_membership_terms"),)

    def __str__(self) -> str:
        return self.purpose

    @property
    def named(self) -> list[Fee]:
        """The named amounts."""
        return [Fee(name, cents) for name, cents in self.amounts]


class Membership(models.Model):
    """An organisation is a member from a day until another, both within. Whether it stands, its voucher says."""

    member = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    voucher = models.OneToOneField(Voucher, models.PROTECT, related_name="membership")
    since = models.DateField()
    until = models.DateField()
    cents = models.PositiveIntegerField()
    # When the letter about its end was written; a member who renewed before gets none.
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("until", "id")
        constraints = (
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="membership_ends_after"),
            models.CheckConstraint(condition=Q(cents__gt=0), name="membership_of_something"),
        )
        indexes = (models.Index(fields=["member", "until"]), models.Index(fields=["until"]))

    def __str__(self) -> str:
        return f"{self.member_id}: {self.until}"
