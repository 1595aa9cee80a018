"""Verbs on the album: remember, say who can be recognised, agree or no more, forget a picture."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from bocal.directory import acts as directory
from bocal.directory.models import Consent, Person
from bocal.directory.rules import ConsentPurpose
from bocal.funding.models import Project
from bocal.impact.models import Memory, Petal, Pictured
from bocal.impact.reads import album as reads
from bocal.impact.rules import album as rules
from bocal.impact.rules.album import MemoryKind
from bocal.impact.words import album as words
from bocal.journals.rules import Refused
from bocal.look import pictures
from bocal.look.pictures import Picture
from bocal.workshops.models import Session


@dataclass(frozen=True)
class Remembered:
    """What somebody writes of something that took place, and what it belongs to."""

    kind: MemoryKind
    day: date
    title: str
    text: str = ""
    outlet: str = ""
    address: str = ""
    recognisable: bool = True
    session: Session | None = None
    project: Project | None = None
    petal: Petal | None = None


def _check(told: Remembered, now: datetime) -> None:
    if not told.title.strip():
        raise Refused("no_title")
    if told.day > timezone.localdate(now):
        raise Refused("to_come")
    if told.address and not rules.web_address(told.address):
        raise Refused("bad_address")


def _fill(memory: Memory, told: Remembered) -> None:
    press, petal = told.kind is MemoryKind.PRESS, told.petal
    memory.kind, memory.day, memory.title, memory.text = told.kind, told.day, told.title.strip(), told.text.strip()
    memory.outlet, memory.address = (told.outlet.strip(), told.address) if press else ("", "")
    memory.recognisable, memory.session = told.recognisable, told.session
    # A session's project is what it is evidence for, whatever was left unsaid.
    memory.project = told.project or (told.session.project if told.session else None)
    memory.petal_id = (petal.root_id or petal.pk) if petal else None


def _show(memory: Memory, picture: Picture) -> None:
    memory.picture, memory.small = picture.data, pictures.shrink(picture.data, edge=rules.SMALL_EDGE).data


@transaction.atomic
def remember(told: Remembered, *, picture: Picture | None, by: Person, key: str, now: datetime) -> Memory:
    """Put something into the album; the same key once. With a picture on which somebody can be recognised, it is for
    the team alone until all of them are named and have agreed.

    Raises Refused: no_picture, no_title, to_come, bad_address.
    """
    if made := Memory.objects.defer("picture", "small").filter(key=key).first():
        return made
    _check(told, now)
    if told.kind is MemoryKind.PHOTO and picture is None:
        raise Refused("no_picture")
    memory = Memory(by=by, at=now, key=key)
    _fill(memory, told)
    if picture is not None:
        _show(memory, picture)
    try:
        with transaction.atomic():
            memory.save()
    except IntegrityError:
        # The same form sent twice at once: the other one has put it in.
        if made := Memory.objects.defer("picture", "small").filter(key=key).first():
            return made
        raise
    return memory


@transaction.atomic
def change(memory: Memory, told: Remembered, *, picture: Picture | None, now: datetime) -> Memory:
    """Write it differently; with another picture, who can be recognised on it is asked anew.

    Raises Refused: no_picture, no_title, to_come, bad_address.
    """
    _check(told, now)
    locked = Memory.objects.select_for_update(of=("self",), no_key=True).get(pk=memory.pk)
    if told.kind is MemoryKind.PHOTO and picture is None and locked.picture is None:
        raise Refused("no_picture")
    _fill(locked, told)
    if picture is not None:
        _show(locked, picture)
        locked.pictured.all().delete()
    elif not told.recognisable:
        locked.pictured.all().delete()
    locked.save()
    return locked


def take_out(memory: Memory) -> None:
    """Out of the album for good, its picture with it. Harmless when repeated."""
    Memory.objects.filter(pk=memory.pk).delete()


@transaction.atomic
def name_people(memory: Memory, people: Collection[Person]) -> None:
    """These people, and nobody else, can be recognised on its picture. Raises Refused: was_erased."""
    keys = {one.pk for one in people}
    # Before the picture's row: whoever is being forgotten at this moment holds their own, and waits for that one.
    named = Person.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    if any(one.erased_at is not None for one in named):
        raise Refused("was_erased")
    locked = Memory.objects.defer("picture", "small").select_for_update(of=("self",), no_key=True).get(pk=memory.pk)
    locked.pictured.exclude(person__in=keys).delete()
    there = set(locked.pictured.values_list("person", flat=True))
    Pictured.objects.bulk_create(Pictured(memory=locked, person_id=pk) for pk in sorted(keys - there))
    if keys and not locked.recognisable:
        locked.recognisable = True
        locked.save(update_fields=["recognisable"])


@transaction.atomic
def agree(person: Person, *, now: datetime) -> Consent:
    """They agree to be shown, or the adult who answers for them does, in the words that were read to them.

    Raises Refused: was_erased, no_guardian.
    """
    # Whoever is being forgotten at this moment is waited for.
    locked = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if locked.erased_at is not None:
        raise Refused("was_erased")
    minor = reads.minor(locked)
    if minor is not None and minor.guardian is None:
        raise Refused("no_guardian")
    day = timezone.localdate(now)
    held = Consent.objects.filter(person=locked, purpose=ConsentPurpose.PHOTO, withdrawn_on=None).first()
    if held and minor is not None and held.given_by_id is None:
        # A child's own word is no agreement: the adult's takes its place.
        directory.withdraw_consent(locked, ConsentPurpose.PHOTO, day=day)
    wording = str(words.PHOTO_WORDS if minor is None else words.PHOTO_WORDS_MINOR)
    guardian = minor.guardian if minor else None
    return directory.give_consent(locked, ConsentPurpose.PHOTO, wording=wording, day=day, by=guardian)


def agree_no_more(person: Person, *, now: datetime) -> None:
    """They want to be seen no more: pictures of them leave album, reports and evidence with this row. Harmless when
    repeated."""
    directory.withdraw_consent(person, ConsentPurpose.PHOTO, day=timezone.localdate(now))


@transaction.atomic
def forget_pictures(person: Person, *, now: datetime) -> int:
    """Delete each picture that shows somebody, whoever else is on it, and what they agreed to, for themselves and for a
    minor; what was written beside it stays, unless it was a photo alone. Returns how many pictures."""
    directory.withdraw_all(person, ConsentPurpose.PHOTO, day=timezone.localdate(now))
    shown = list(Memory.objects.filter(pictured__person=person).order_by("pk").values_list("pk", flat=True))
    Pictured.objects.filter(memory__in=shown).delete()
    Memory.objects.filter(pk__in=shown, kind=MemoryKind.PHOTO).delete()
    Memory.objects.filter(pk__in=shown).update(picture=None, small=None, recognisable=True)
    return len(shown)
