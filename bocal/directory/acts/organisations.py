"""Verbs on farms and customers."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db import transaction

from bocal.directory import reads, words
from bocal.directory.acts.turns import turn
from bocal.directory.models import Crop, Organisation
from bocal.directory.rules import OrganisationKind, Refused, contact, crops, register


def _say_story(farm: Organisation, agreed: bool, today: date | None) -> None:
    farm.story_consent = agreed
    farm.story_consent_on = today if agreed else None
    farm.story_consent_words = str(words.STORY_CONSENT) if agreed else ""


@transaction.atomic
def agree_to_story(farm: Organisation, *, agrees: bool, today: date) -> Organisation:
    """A farm says itself whether jars' public stories may name it: a yes is dated and its sentence kept, a no takes
    both away. Said again, the first day stays."""
    saved = Organisation.objects.select_for_update().get(pk=farm.pk)
    if saved.story_consent != agrees:
        _say_story(saved, agrees, today)
        saved.save(update_fields=["story_consent", "story_consent_on", "story_consent_words"])
    return saved


@transaction.atomic
def save_farm(
    farm: Organisation | None, values: Mapping[str, register.Value | None], *, today: date | None = None
) -> Organisation:
    """A new farm, or this one changed; `values` by the names of `register.FARMS.headers`, plus `active`.

    With `story_consent` comes `today`: a new yes is dated and its sentence kept, a no takes both away.

    Raises Refused (farm_there) when another farm has this SIRET.
    """
    turn()
    saved = farm or Organisation(kind=OrganisationKind.PRODUCER)
    siret = values.get("siret")
    if siret:
        twin = reads.known(OrganisationKind.PRODUCER).filter(siret=siret).exclude(pk=saved.pk).first()
        if twin:
            raise Refused("farm_there", name=twin.name)
    agreed = bool(values.get("story_consent", saved.story_consent))
    if agreed != saved.story_consent:
        _say_story(saved, agreed, today)
    for field, value in values.items():
        setattr(saved, field, value)
    # The reference stays free when another has it already: the import then finds this farm by its other keys.
    wanted = contact.keys(saved.siret, saved.email, saved.name)[:1]
    if wanted and not Organisation.objects.filter(reference=wanted[0]).exclude(pk=saved.pk).exists():
        saved.reference = wanted[0]
    saved.save()
    return saved


@transaction.atomic
def save_crops(farm: Organisation, rows: Iterable[tuple[str, Collection[int]]]) -> int:
    """What a farm grows and in which months, whole: what is not in `rows` is grown no more. Returns how many there are.

    Raises Refused: see rules.crops.listed.
    """
    turn()
    grown = crops.listed(rows)
    Crop.objects.filter(organisation=farm).delete()
    Crop.objects.bulk_create([Crop(organisation=farm, what=one.what, months=list(one.months)) for one in grown])
    return len(grown)


def save_customer(customer: Organisation | None, kind: OrganisationKind, values: Mapping[str, object]) -> Organisation:
    """A new customer or partner of this kind, or this one changed."""
    saved = customer or Organisation()
    saved.kind = kind
    for field, value in values.items():
        setattr(saved, field, value)
    saved.save()
    return saved
