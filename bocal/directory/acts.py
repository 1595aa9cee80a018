"""Verbs on people, organisations, places and letters."""

import secrets
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task
from django_tasks.base import Task

from bocal.directory import notices, reads, words
from bocal.directory.models import Collective, Crop, Import, Letter, Organisation, Person, PersonalLink, Place, Role
from bocal.directory.rules import (
    OUTSIDE,
    REAL,
    TEAM,
    Desk,
    ImportKind,
    ImportState,
    LinkPurpose,
    OrganisationKind,
    PlaceKind,
    Profile,
    Refused,
    VatProfile,
    contact,
    crops,
    register,
)
from bocal.look.sheets import SheetRefused


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
    tolerance_bp: int,
    raw_days: int,
) -> Collective:
    """Who the collective is (fields of its organisation) and how it works. What was issued before stays as it was."""
    collective = Collective.objects.select_for_update().get()
    Organisation.objects.filter(pk=collective.organisation_id).update(**identity)
    collective.iban, collective.packer_code = iban, packer_code
    collective.vat_profile = vat_profile
    collective.four_eyes, collective.open_to_customers = four_eyes, open_to_customers
    collective.tolerance_bp = tolerance_bp
    collective.raw_days = raw_days
    collective.save()
    return collective


def open_place(*, kind: PlaceKind, name: str, town: str = "", address: str = "", note: str = "") -> Place:
    """A new place that holds stock."""
    if kind not in REAL:
        raise ValueError(f"{kind} is an outside place: furnish() makes the one there is")
    return Place.objects.create(kind=kind, name=name, real=True, town=town, address=address, note=note)


def register_person(*, name: str, email: str | None = None, phone: str = "", password: str | None = None) -> Person:
    """A person, who signs in by a code sent to `email` unless a password is given."""
    person = Person(name=name, email=email.lower() if email else None, phone=phone)
    if password:
        person.set_password(password)
    else:
        person.set_unusable_password()
    person.save()
    return person


def seat(person: Person, *desks: Desk, at: Organisation) -> None:
    """Give `person` these desks at an organisation. Harmless when repeated."""
    for desk in desks:
        Role.objects.get_or_create(person=person, organisation=at, desk=desk)


@transaction.atomic
@transaction.atomic
def welcome(person: Person) -> Organisation:
    """Open the household of a customer who has just signed up, with a seat at it; the one they have if any.

    Two first orders sent at once follow each other on the person's row: one household comes of them.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    role = Role.objects.filter(person=person, desk=Desk.CUSTOMER).select_related("organisation").first()
    if role:
        return role.organisation
    home = Organisation.objects.create(
        kind=OrganisationKind.HOUSEHOLD, name=person.name, email=person.email or "", phone=person.phone
    )
    seat(person, Desk.CUSTOMER, at=home)
    return home


def open_link(organisation: Organisation, purpose: LinkPurpose, *, until: date, now: datetime) -> str:
    """A new personal link for `organisation`; returns the token, which is kept nowhere."""
    token = secrets.token_urlsafe(24)
    PersonalLink.objects.create(
        token_hash=reads.token_hash(token), organisation=organisation, purpose=purpose, expires_on=until, made_at=now
    )
    return token


def revoke_links(organisation: Organisation, purpose: LinkPurpose, *, now: datetime) -> int:
    """Close every open link of this purpose; returns how many there were."""
    return PersonalLink.objects.filter(organisation=organisation, purpose=purpose, revoked_at=None).update(
        revoked_at=now
    )


@transaction.atomic
def renew_link(organisation: Organisation, purpose: LinkPurpose, *, until: date, now: datetime) -> str:
    """Close the links there were and open another; returns its token. A lost card opens nothing any more."""
    revoke_links(organisation, purpose, now=now)
    return open_link(organisation, purpose, until=until, now=now)


# ── Organisations ────────────────────────────────────────────────────────────────────────────────────────────────────


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
    _turn()
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
    _turn()
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


# ── Importing farms and customers ─────────────────────────────────────────────────────────────────────────────────────


def bring_sheet(kind: ImportKind, *, name: str, data: bytes, by: Person, now: datetime) -> Import:
    """Keep a spreadsheet to be looked at, once it can be read. Raises SheetRefused or Refused: see reads.read_sheet."""
    reads.read_sheet(name, data, kind)
    return Import.objects.create(kind=kind, name=name[:150], data=data, by=by, brought_at=now)


def confirm_import(import_pk: int) -> bool:
    """Hand a spreadsheet of farms or customers to the queue; False when somebody has already done so."""
    return queue_import(import_pk, apply_import)


@transaction.atomic
def queue_import(import_pk: int, apply: Task) -> bool:
    """Hand a spreadsheet to the queue, where `apply` writes it; False when somebody has already done so."""
    if not Import.objects.filter(pk=import_pk, state=ImportState.SHOWN).update(state=ImportState.QUEUED):
        return False
    apply.enqueue(import_pk)
    return True


@task()  # type: ignore[untyped-decorator]
def apply_import(import_pk: int) -> None:
    """Write all the farms or customers of a spreadsheet, or none."""
    carry_out(import_pk, _write_register)


def _write_register(found: Import) -> tuple[int, int, int]:
    try:
        return bring_register(ImportKind(found.kind), found.name, bytes(found.data))
    except Refused as refused:
        raise SheetRefused(words.say(refused)) from None


def carry_out(import_pk: int, write: Callable[[Import], tuple[int, int, int]]) -> None:
    """Have `write` write all the rows of a spreadsheet, or none, and keep how many are new, changed, unchanged.

    Safe to run twice, since what is done is left alone. What `write` refuses, it says as a SheetRefused.
    """
    waiting = Import.objects.filter(pk=import_pk, state__in=[ImportState.QUEUED, ImportState.RUNNING])
    # By itself, so that the page that waits can show it.
    if not waiting.update(state=ImportState.RUNNING):
        return
    try:
        with transaction.atomic():
            found = waiting.select_for_update().first()
            if found is not None:
                found.created, found.changed, found.unchanged = write(found)
                found.state, found.data, found.ended_at = ImportState.DONE, b"", timezone.now()
                found.save()
    except SheetRefused as reason:
        waiting.update(state=ImportState.FAILED, error=str(reason)[:300], ended_at=timezone.now())
    except Exception:
        waiting.update(state=ImportState.FAILED, error=_("Une panne a tout arrêté."), ended_at=timezone.now())
        raise


@transaction.atomic
def bring_register(kind: ImportKind, name: str, data: bytes) -> tuple[int, int, int]:
    """Write all the farms or customers of a spreadsheet, or none: how many are new, changed, unchanged.

    Raises SheetRefused or Refused: see reads.read_sheet; changed_meanwhile, with the first mistake.
    """
    _turn()
    shape = register.SHAPES[kind]
    seen = reads.preview(name, data, kind)
    if seen.mistakes:
        raise Refused("changed_meanwhile", sentence=words.mistake(seen.mistakes[0], kind))
    there = Organisation.objects.in_bulk([step.pk for step in seen.steps if step.pk])
    new: list[Organisation] = []
    changed: list[Organisation] = []
    for step in seen.steps:
        one = there[step.pk] if step.pk else Organisation(kind=shape.kinds[0])
        for field, value in step.row.values.items():
            setattr(one, field, value)
        one.reference = step.row.reference
        (changed if step.pk else new).append(one)
    Organisation.objects.bulk_create(new, batch_size=500)
    Organisation.objects.bulk_update(changed, [*shape.headers, "reference"], batch_size=100)
    return len(new), len(changed), seen.plan.count(register.Fate.UNCHANGED)


def forget_imports(*, before: datetime) -> int:
    """Drop the spreadsheets brought before then that nobody confirmed or that failed; returns how many."""
    left = Import.objects.filter(brought_at__lt=before, state__in=[ImportState.SHOWN, ImportState.FAILED])
    return left.delete()[0]


def _turn() -> None:
    # One at a time: who compares with those there are must find the same ones when writing.
    list(Collective.objects.select_for_update().values_list("pk"))


# ── People ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def save_person(
    person: Person | None,
    *,
    name: str,
    email: str | None,
    phone: str,
    desks: Collection[Desk],
    at: Organisation,
    active: bool = True,
    keep: Collection[int] | None = None,
    also: Organisation | None = None,
) -> Person:
    """A person with exactly these desks of the team `at` the collective; a new one when `person` is None.

    `keep`: which of their roles elsewhere stay (all when None). `also`: a farm or customer where they get a seat.
    Raises Refused: email_there, no_email (a desk without an e-mail opens nothing), last_direction.
    """
    _turn()
    email = email.lower() if email else None
    twin = Person.objects.filter(email__iexact=email).first() if email else None
    if twin and twin != person:
        raise Refused("email_there", name=twin.name)
    if (desks or also) and not email:
        raise Refused("no_email")
    if person is None:
        person = register_person(name=name, email=email, phone=phone)
    else:
        if email != person.email:
            # Who reads the former address must not get in by it.
            EmailAddress.objects.filter(user_id=person.pk).delete()
        person.name, person.email, person.phone, person.is_active = name, email, phone, active
        person.save(update_fields=["name", "email", "phone", "is_active"])
    roles = Role.objects.filter(person=person)
    roles.filter(organisation=at, desk__in=sorted(TEAM)).exclude(desk__in=list(desks)).delete()
    seat(person, *desks, at=at)
    if keep is not None:
        roles.exclude(organisation=at).exclude(pk__in=list(keep)).delete()
    if also:
        seat(person, Desk.PRODUCER if also.kind == OrganisationKind.PRODUCER else Desk.CUSTOMER, at=also)
    if not Role.objects.filter(desk=Desk.DIRECTION, organisation=at, person__is_active=True).exists():
        raise Refused("last_direction")
    return person


def change_own(person: Person, *, name: str, phone: str, language: str) -> None:
    """What people change of themselves."""
    person.name, person.phone, person.language = name, phone, language
    person.save(update_fields=["name", "phone", "language"])


def speak(person: Person, language: str) -> None:
    """The language in which a person reads pages and gets letters."""
    person.language = language
    person.save(update_fields=["language"])


# ── Places ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def save_place(
    place: Place | None, *, kind: PlaceKind, name: str, address: str, town: str, note: str, active: bool = True
) -> Place:
    """A new place that holds stock, or this one changed, whose kind stays. Raises Refused: place_there, last_store."""
    _turn()
    twins = Place.objects.filter(real=True, active=True, name__iexact=name).exclude(kind=PlaceKind.SHELF)
    if active and any(twin != place for twin in twins):
        raise Refused("place_there")
    if place is None:
        return open_place(kind=kind, name=name, town=town, address=address, note=note)
    place.name, place.address, place.town, place.note, place.active = name, address, town, note, active
    place.save(update_fields=["name", "address", "town", "note", "active"])
    if not reads.places(PlaceKind.STORE).exists():
        raise Refused("last_store")
    return place


# ── Letters ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def write_letter(
    *,
    email: str,
    subject: str,
    body: str,
    now: datetime,
    person: Person | None = None,
    organisation: Organisation | None = None,
    secret: bool = False,
    attachment: tuple[str, bytes] | None = None,
) -> Letter:
    """Keep a letter and queue its sending in the same transaction: a gesture that fails tells nobody."""
    name, data = attachment or ("", None)
    letter = Letter.objects.create(
        email=email,
        subject=subject,
        body=body,
        person=person,
        organisation=organisation,
        secret=secret,
        attachment_name=name,
        attachment=data,
        written_at=now,
    )
    notices.send.enqueue(letter.pk)
    return letter
