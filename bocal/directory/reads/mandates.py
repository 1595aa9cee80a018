"""Mandates: which farms the collective sells for, in their names."""

from collections.abc import Collection

from bocal.directory.models import Mandate, Organisation


def mandate(farm: Organisation) -> Mandate | None:
    """The mandate of a farm that holds."""
    return Mandate.objects.filter(organisation=farm, ended_on=None).select_related("noted_by").first()


def past_mandates(farm: Organisation) -> list[Mandate]:
    """The mandates of a farm that ended, newest first."""
    return list(Mandate.objects.filter(organisation=farm, ended_on__isnull=False).select_related("noted_by"))


def last_mandates(farms: Collection[int]) -> dict[int, Mandate]:
    """Of each of these farms that ever gave one, the last mandate, whether it holds or ended."""
    found = Mandate.objects.filter(organisation__in=farms).select_related("organisation").order_by("pk")
    return {one.organisation_id: one for one in found}
