"""Verbs on what people say of themselves. Nothing here names an answer in an error."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from bocal.directory.models import Person
from bocal.directory.reads import seal_keys
from bocal.directory.rules.sealing import seal
from bocal.workshops import reads
from bocal.workshops.models import Profile
from bocal.workshops.rules import profile
from bocal.workshops.rules.profile import Answers


@transaction.atomic
def save_profile(*, person: Person, answers: Answers, now: datetime) -> None:
    """What a person says of themselves, in the place of what they said before; sealed by the server's present key."""
    key, *former = reads.profile_keys(person.pk)
    Profile.objects.filter(key__in=former).delete()
    sealed = seal(profile.write(answers), seal_keys(), purpose=profile.SEALED_FOR)
    Profile.objects.update_or_create(key=key, defaults={"sealed": sealed, "asked_on": timezone.localdate(now)})


def forget_profile(person: Person) -> None:
    """Nothing is kept of what this person said: figures read from now on count them as not known."""
    Profile.objects.filter(key__in=reads.profile_keys(person.pk)).delete()
