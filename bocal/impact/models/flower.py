"""The flower that people gave themselves, what they were asked, and what they answered: never who answered."""

from django.db import models
from django.db.models import F, Q

from bocal.directory.models import Organisation, Person
from bocal.impact.rules.flower import WORDS_LENGTH
from bocal.impact.words import flower as labels


class Flower(models.Model):
    """A version of the flower, kept for ever: "Agora du 9 novembre". What it says may change until a consultation is
    opened for it."""

    name = models.CharField(max_length=80)
    day = models.DateField()
    note = models.TextField(max_length=1_000, blank=True)
    # The version that people work with; the others are past.
    current = models.BooleanField(default=True)
    # The key of the form that asked for it: twice, it is one.
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("-current", "-day", "-id")
        constraints = (
            models.UniqueConstraint(fields=["current"], condition=Q(current=True), name="one_current_flower"),
        )

    def __str__(self) -> str:
        return self.name


class Petal(models.Model):
    """A dimension of a flower, in the people's words."""

    flower = models.ForeignKey(Flower, models.CASCADE, related_name="petals")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    meaning = models.CharField(max_length=300, blank=True)
    # The petal of the first version that it was copied from: it may have got another name since.
    root = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("place", "id")

    def __str__(self) -> str:
        return self.name


class Question(models.Model):
    """What is asked about a petal, and to whom."""

    petal = models.ForeignKey(Petal, models.CASCADE, related_name="questions")
    place = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=300)
    kind = models.CharField(max_length=10, choices=labels.QUESTION_KINDS)
    # Of rules.flower.Public.
    publics = models.JSONField(default=list)

    class Meta:
        ordering = ("petal__place", "petal", "place", "id")

    def __str__(self) -> str:
        return self.words

    def asks(self, public: str) -> bool:
        """Whether this public is asked."""
        return public in self.publics


class Measure(models.Model):
    """An indicator of a petal, read from the journals, and the target that makes the petal full, in its own unit."""

    petal = models.ForeignKey(Petal, models.CASCADE, related_name="measures")
    place = models.PositiveSmallIntegerField()
    # Of rules.flower.IndicatorCode: more come with the rooms that know them.
    indicator = models.CharField(max_length=40)
    target = models.PositiveBigIntegerField()

    class Meta:
        ordering = ("petal__place", "petal", "place", "id")
        constraints = (
            models.UniqueConstraint(fields=["petal", "indicator"], name="measure_once_a_petal"),
            models.CheckConstraint(condition=Q(target__gt=0), name="measure_has_a_target"),
        )

    def __str__(self) -> str:
        return self.indicator


class Consultation(models.Model):
    """A flower's questions are asked, from a day until another, by the collective or by one centre. Its petals are
    drawn once it is closed, so that nobody's answers can be read off while they come in."""

    flower = models.ForeignKey(Flower, models.PROTECT, related_name="consultations")
    name = models.CharField(max_length=80)
    centre = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateField()
    until = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("-until", "-id")
        constraints = (models.CheckConstraint(condition=Q(until__gte=F("since")), name="consultation_ends_after"),)

    def __str__(self) -> str:
        return self.name

    @property
    def closed(self) -> bool:
        """Whether nothing is taken in any more, and its petals are drawn."""
        return self.closed_at is not None


class MeasureRead(models.Model):
    """What an indicator came to when a consultation was closed, over the year that ended with it; null is unknown."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="read")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+")
    figure = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["consultation", "measure"], name="measure_read_once"),)

    def __str__(self) -> str:
        return f"{self.measure_id}: {self.figure}"


class ConsultationLink(models.Model):
    """Opens one public's questionnaire to whoever has it, without a password, for so many sheets. A hash is kept."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="links")
    public = models.CharField(max_length=20, choices=labels.PUBLICS)
    token_hash = models.CharField(max_length=64, unique=True)
    most = models.PositiveIntegerField()
    used = models.PositiveIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(used__lte=F("most")), name="link_never_overfull"),
            models.UniqueConstraint(
                fields=["consultation", "public"], condition=Q(revoked_at=None), name="one_open_link_a_public"
            ),
        )

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.public}"


class Sheet(models.Model):
    """One questionnaire answered, by one person or by `people` around a table. Nobody is named, and no hour is kept."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="sheets")
    public = models.CharField(max_length=20, choices=labels.PUBLICS)
    way = models.CharField(max_length=10, choices=labels.SHEET_WAYS)
    people = models.PositiveSmallIntegerField(default=1)
    day = models.DateField()
    # Who of the team typed it; nobody when it came by a link.
    keyed_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    # A slip of the keyboard, taken back: it counts for nothing.
    withdrawn = models.BooleanField(default=False)
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.CheckConstraint(condition=Q(people__gte=1), name="sheet_of_somebody"),)
        indexes = (models.Index(fields=["consultation", "public"]),)

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.public}"


class Answer(models.Model):
    """A value answered to a question, as often as hands went up for it; or free words."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    words = models.TextField(max_length=WORDS_LENGTH, blank=True)
    count = models.PositiveSmallIntegerField(default=1)
    # Words that somebody of the team has read and chosen to show.
    shown = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(value__isnull=False, words="") | (Q(value__isnull=True) & ~Q(words="")),
                name="answer_value_or_words",
            ),
            models.CheckConstraint(condition=Q(count__gte=1), name="answer_of_somebody"),
            models.UniqueConstraint(fields=["sheet", "question", "value"], name="answer_value_once_a_sheet"),
        )
        indexes = (models.Index(fields=["question", "value"]),)

    def __str__(self) -> str:
        return self.words or str(self.value)
