"""Verbs on the collective itself."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from bocal.directory import words
from bocal.directory.acts.places import open_place
from bocal.directory.models import Collective, Organisation, Place
from bocal.directory.rules import OUTSIDE, OrganisationKind, PlaceKind, Profile, VatProfile


@transaction.atomic
def furnish() -> None:
    """Put the standing rows every collective needs: one outside place of each kind. Harmless when repeated."""
    there = set(Place.objects.filter(real=False).values_list("kind", flat=True))
    names = dict(words.PLACE_KINDS)
    Place.objects.bulk_create(
        [Place(kind=kind, name=str(names[kind]), real=False) for kind in sorted(OUTSIDE) if kind not in there],
        ignore_conflicts=True,
    )


@transaction.atomic
def found(*, name: str, profile: Profile, town: str = "", vat_profile: VatProfile = VatProfile.LIABLE) -> Collective:
    """Make this database the home of a new collective, with its outside places and a first store."""
    furnish()
    organisation = Organisation.objects.create(kind=OrganisationKind.COLLECTIVE, name=name, town=town)
    open_place(kind=PlaceKind.STORE, name=_("Réserve"))
    return Collective.objects.create(pk=1, organisation=organisation, profile=profile, vat_profile=vat_profile)


@transaction.atomic
def change_collective(
    *,
    identity: Mapping[str, object],
    iban: str,
    vat_profile: VatProfile,
    packer_code: str,
    four_eyes: bool,
    open_to_customers: bool,
    takes_members: bool,
    tolerance_bp: int,
    raw_days: int,
) -> Collective:
    """Who the collective is (fields of its organisation) and how it works. What was issued before stays as it was."""
    collective = Collective.objects.select_for_update().get()
    Organisation.objects.filter(pk=collective.organisation_id).update(**identity)
    collective.iban, collective.packer_code = iban, packer_code
    collective.vat_profile = vat_profile
    collective.four_eyes, collective.open_to_customers = four_eyes, open_to_customers
    collective.takes_members = takes_members
    collective.tolerance_bp = tolerance_bp
    collective.raw_days = raw_days
    collective.save()
    return collective
