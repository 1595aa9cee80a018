from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from bocal.directory import rules, words


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """A human being. Names live here only: journals hold the key, so that erasing blanks one row."""

    name = models.CharField(max_length=120)
    email = models.EmailField(unique=True, null=True, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    language = models.CharField(max_length=5, default="fr")
    is_active = models.BooleanField(default=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    #: Their desks (organisation, desk), when they were read with the person (reads.signed_in).
    seats: tuple[tuple[int, str], ...] | None = None

    objects: ClassVar[PersonManager] = PersonManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(Lower("email"), name="person_email_any_case"),)

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """A producer, a household, a shop, a centre, the collective itself: whoever gives, owns, buys or receives."""

    kind = models.CharField(max_length=20, choices=words.ORGANISATION_KINDS)
    name = models.CharField(max_length=120)
    # What an imported sheet calls it: the SIRET, else the e-mail, else the folded name. Importing twice finds it again.
    reference = models.CharField(max_length=160, unique=True, null=True, blank=True)
    contact = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    address = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    town = models.CharField(max_length=80, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    siret = models.CharField(max_length=14, blank=True)
    organic = models.BooleanField(default=False)
    organic_until = models.DateField(null=True, blank=True)
    grows = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=500, blank=True)
    # The packer's code that the authority gave it (EMB and its number), printed on what is made here for it.
    emb = models.CharField(max_length=30, blank=True)
    # Agrees to be named on the public story of a jar.
    story_consent = models.BooleanField(default=False)
    # The day it agreed, and the sentence it agreed to.
    story_consent_on = models.DateField(null=True, blank=True)
    story_consent_words = models.CharField(max_length=200, blank=True)
    # A food-aid partner's habilitation: its number, and its last day.
    aid_number = models.CharField(max_length=60, blank=True)
    aid_until = models.DateField(null=True, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)
        indexes = (models.Index(fields=["kind", "name"]),)

    def __str__(self) -> str:
        return self.name


class Mandate(models.Model):
    """A farm's written mandate: the collective sells, bills and is paid in its name and on its behalf (Code civil, art.
    1984; CGI art. 289, I, 2). One holds at a time; those that ended are kept."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="mandates")
    given_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    vat = models.CharField(max_length=10, choices=words.FARM_VAT)
    noted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(ended_on=None), name="one_mandate_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.given_on}"


class Convention(models.Model):
    """A partnership without payment, as it was signed: what the partner gives, what it gets, from when to when."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="conventions")
    gives = models.CharField(max_length=300, blank=True)
    receives = models.CharField(max_length=300, blank=True)
    signed_on = models.DateField()
    # Empty: until somebody ends it.
    until = models.DateField(null=True, blank=True)
    # The paper that was signed, once somebody has sent it, as a PDF.
    file_name = models.CharField(max_length=150, blank=True)
    file = models.BinaryField(null=True, blank=True)
    noted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("-signed_on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("signed_on")),
                name="convention_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.signed_on}"


class Crop(models.Model):
    """What a farm grows, and the months when it has some."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="crops")
    what = models.CharField(max_length=80)
    # 1 to 12, in order.
    months = models.JSONField(default=list)

    class Meta:
        ordering = ("what",)
        constraints = (models.UniqueConstraint(Lower("what"), "organisation", name="crop_once_a_farm"),)

    def __str__(self) -> str:
        return self.what


class Collective(models.Model):
    """The one row that says which collective this database is, and how it wants to work."""

    organisation = models.OneToOneField(Organisation, models.PROTECT)
    profile = models.CharField(max_length=20, choices=words.PROFILES)
    vat_profile = models.CharField(max_length=20, choices=words.VAT_PROFILES, default=rules.VatProfile.LIABLE)
    # Another person than the one who cooked must release the lot.
    four_eyes = models.BooleanField(default=True)
    # Anyone may open a customer's account on the sign-in page.
    open_to_customers = models.BooleanField(default=True)
    # It has members who pay a fee (bocal.membership says how much).
    takes_members = models.BooleanField(default=False)
    # What a manufacturing order may leave unexplained without a reason, in hundredths of a percent of what went in.
    tolerance_bp = models.PositiveIntegerField(default=200)
    # How many days raw produce without a date keeps, unless its item says.
    raw_days = models.PositiveSmallIntegerField(default=30)
    packer_code = models.CharField(max_length=30, blank=True)
    iban = models.CharField(max_length=34, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="one_collective_one_database"),)

    def __str__(self) -> str:
        return self.organisation.name

    @property
    def name(self) -> str:
        return self.organisation.name


class Outline(models.Model):
    """The territory that the collective drew on its map: lines of cleaned points, whatever the file said besides."""

    collective = models.OneToOneField(Collective, models.CASCADE, related_name="outline")
    name = models.CharField(max_length=80)
    # Lines of [latitude, longitude] in degrees; see rules.outline.
    lines = models.JSONField()
    brought_at = models.DateTimeField()
    brought_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """A person's desk at an organisation."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="roles")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="roles")
    desk = models.CharField(max_length=20, choices=words.DESKS)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "organisation", "desk"], name="role_once"),)

    def __str__(self) -> str:
        return f"{self.person} · {self.get_desk_display()} · {self.organisation}"


class Place(models.Model):
    """Where lots are: a cold room, a truck, a pickup point, a sale's shelf, or one of the outside places."""

    kind = models.CharField(max_length=20, choices=words.PLACE_KINDS)
    name = models.CharField(max_length=120)
    # Copied from the kind (rules.REAL) for the triggers, which cannot read Python.
    real = models.BooleanField()
    address = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=80, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    # What a person should know to find it: opening hours, the door to knock at.
    note = models.CharField(max_length=300, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=["kind"], condition=models.Q(real=False), name="one_outside_place_a_kind"),
            models.CheckConstraint(
                condition=models.Q(real=True, kind__in=sorted(rules.REAL))
                | models.Q(real=False, kind__in=sorted(rules.OUTSIDE)),
                name="place_real_as_its_kind",
            ),
        )

    def __str__(self) -> str:
        # Outside there is one place of each kind, which nobody names: it is said in the reader's language.
        return self.name if self.real else str(self.get_kind_display())


class PersonalLink(models.Model):
    """A door without a password: whoever holds the address may do one thing for one organisation until a day."""

    token_hash = models.CharField(max_length=64, unique=True)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=20, choices=words.LINK_PURPOSES)
    expires_on = models.DateField()
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} · {self.organisation}"


class AgendaLink(models.Model):
    """The address at which a person's own calendar program reads what they have to come for; whoever holds it reads it.

    It has no last day, since a calendar that falls silent tells nobody: it ends when its person renews or closes it.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="agenda_link")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.person)


class Consent(models.Model):
    """What a person agreed to, in which words, on which day, and until when. One holds at a time for each purpose."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=10, choices=words.CONSENT_PURPOSES)
    wording = models.CharField(max_length=500)
    given_on = models.DateField()
    # The adult who agreed for a minor; empty when the person did so themselves.
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=models.Q(withdrawn_on=None), name="one_consent_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id}: {self.purpose}"


class Letter(models.Model):
    """An e-mail to send, and the copy that stays: written in the act's transaction, sent by the queue."""

    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="letters")
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="letters")
    email = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    # A sign-in code: its body is blanked once sent.
    secret = models.BooleanField(default=False)
    attachment_name = models.CharField(max_length=120, blank=True)
    attachment = models.BinaryField(null=True, blank=True)
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.subject


class Import(models.Model):
    """A spreadsheet somebody sent: shown first, applied by the queue once confirmed, then emptied."""

    kind = models.CharField(max_length=10, choices=words.IMPORT_KINDS, default=rules.ImportKind.PRODUCERS)
    name = models.CharField(max_length=150)
    # Emptied once applied: people's addresses are not kept twice.
    data = models.BinaryField()
    state = models.CharField(max_length=10, choices=words.IMPORT_STATES, default=rules.ImportState.SHOWN)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    brought_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.name
