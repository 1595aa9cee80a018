"""Money that came or went, as somebody notes it by hand."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as later

from bocal.billing import words
from bocal.look.forms import DayField, EurosField, KeyField, PlainForm


class MoneyForm(PlainForm):
    """How much, how, when."""

    key = KeyField()
    cents = EurosField(label=later("Montant"), lowest=1)
    means = forms.ChoiceField(label=later("Comment"), choices=words.MEANS_BY_HAND, widget=forms.RadioSelect)
    day = DayField(label=later("Jour"), latest=timezone.localdate)
    reference = forms.CharField(
        label=later("Référence"),
        help_text=later("Numéro du chèque, libellé du virement…"),
        max_length=80,
        required=False,
    )
