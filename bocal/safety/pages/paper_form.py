"""What a certificate of calibration and one of training have in common: when, until when, by whom, its number."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.look.forms import DayField, KeyField, PlainForm
from bocal.safety import words

_AT = {
    "error_kind": "error",
    "error_range": "error",
    "upkeep_future": "done_on",
    "upkeep_until": "until",
    "training_equipment": "equipment",
}


class PaperForm(PlainForm):
    """What was done on a day, by whom, and until when its paper says."""

    done_on = DayField(latest=timezone.localdate)
    until = DayField(required=False)
    by = forms.CharField(max_length=120)
    reference = forms.CharField(required=False, max_length=120)
    key = KeyField()

    def __init__(self, request: Request) -> None:
        sent = request.POST if request.method == "POST" else None
        super().__init__(sent, initial={"done_on": timezone.localdate()})
        self.fields["done_on"].label = _("Le")
        self.fields["until"].label = _("Valable jusqu’au")
        self.fields["by"].label = _("Par")

    def written(self, act: Callable[..., object], *of: Any, request: Request, **more: Any) -> bool:
        """Write the paper down with this act; what is refused stands beside its field."""
        said = self.cleaned_data
        paper = {name: said[name] for name in ("done_on", "until", "by", "reference")}
        try:
            act(*of, **more, **paper, author=request.user, key=str(said["key"]), now=timezone.now())
        except Refused as refused:
            self.add_error(_AT.get(refused.code), say(refused, words.REFUSALS))
            return False
        return True
