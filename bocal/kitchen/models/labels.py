"""What a label says that nobody can compute."""

from django.db import models
from django.db.models import Q

from bocal.catalog.models import Item
from bocal.directory.models import Person


class LabelText(models.Model):
    """The words of a product's label."""

    product = models.OneToOneField(Item, models.CASCADE, related_name="label")
    # The legal name (INCO, art. 17): « Ratatouille », « Coulis de tomate », never a brand alone.
    legal_name = models.CharField(max_length=120)
    # What the name speaks of: its share is said (QUID).
    named = models.ManyToManyField(Item, related_name="+", blank=True)
    storage = models.CharField(max_length=200)
    use = models.CharField(max_length=300, blank=True)
    # For food in a liquid, in mg; 0 when there is none to drain.
    drained_mg = models.PositiveBigIntegerField(default=0)
    # The jar's largest face, in cm²: it decides how high letters are.
    face_cm2 = models.PositiveIntegerField(default=80)
    # Soluble solids by refractometer, in percent: for jams.
    soluble_percent = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(face_cm2__gt=0), name="label_has_a_face"),)

    def __str__(self) -> str:
        return self.legal_name


class LabelPolicy(models.Model):
    """What is the same on all labels of the collective: one row."""

    # Of our own certificate: FR-BIO-00; empty when we are not certified.
    certifier = models.CharField(max_length=12, blank=True)
    # Which of rules.labels.Criterion hold.
    criteria = models.JSONField(default=list, blank=True)
    glass_back = models.CharField(max_length=200, blank=True)
    # Allergens (catalog.words.ALLERGENS) that may get in from elsewhere in the kitchen.
    traces = models.JSONField(default=list, blank=True)
    # How each part of the jar is sorted, and the mark's official drawing (SVG), which Bocal does not ship.
    sorting = models.CharField(max_length=200, blank=True)
    triman = models.TextField(blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="one_label_policy"),)

    def __str__(self) -> str:
        return self.certifier or "–"
