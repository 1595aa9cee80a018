"""Verbs on what people say of themselves. Nothing here names an answer in an error."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from bocal.directory.acts import give_consent, withdraw_consent
from bocal.directory.models import Person
from bocal.directory.reads import seal_keys
from bocal.directory.rules import ConsentPurpose
from bocal.directory.rules.sealing import seal
from bocal.journals.rules import Refused
from bocal.workshops import reads, words
from bocal.workshops.models import Profile
from bocal.workshops.rules import profile
from bocal.workshops.rules.profile import Answers


@transaction.atomic
def save_profile(*, person: Person, answers: Answers, now: datetime) -> None:
    """What a person says of themselves, in the place of what they said before; sealed by the server's present key.

    What they said on an earlier day, on a tablet that comes back later, does not take that place.
    """
    key, *former = reads.profile_keys(person.pk)
    if Profile.objects.filter(key__in=[key, *former], asked_on__gt=timezone.localdate(now)).exists():
        return
    Profile.objects.filter(key__in=former).delete()
    sealed = seal(profile.write(answers), seal_keys(), purpose=profile.SEALED_FOR)
    Profile.objects.update_or_create(key=key, defaults={"sealed": sealed, "asked_on": timezone.localdate(now)})


def forget_profile(person: Person) -> None:
    """Nothing is kept of what this person said: figures read from now on count them as not known."""
    Profile.objects.filter(key__in=reads.profile_keys(person.pk)).delete()


@transaction.atomic
def answer(*, person: Person, answers: Answers, agrees: bool, now: datetime, by: Person | None = None) -> None:
    """A person answers, or says that they do not wish to; what they agree to is kept with its day and words, and with
    the adult who agrees for a minor (`by`).

    Raises Refused: no_consent, when something is answered without agreeing to how it is used; was_erased.
    """
    # Whoever is being forgotten at this moment is waited for.
    if Person.objects.select_for_update(no_key=True).get(pk=person.pk).erased_at is not None:
        raise Refused("was_erased")
    if profile.says_something(answers):
        if not agrees:
            raise Refused("no_consent")
        day = timezone.localdate(now)
        give_consent(person, ConsentPurpose.PROFILE, wording=str(words.PROFILE_WORDS), day=day, by=by)
    save_profile(person=person, answers=answers, now=now)


@transaction.atomic
def forget_answers(*, person: Person, now: datetime) -> None:
    """A person takes their answers back: nothing of them is kept, and they may be asked again."""
    withdraw_consent(person, ConsentPurpose.PROFILE, day=timezone.localdate(now))
    forget_profile(person)
