from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter, held, refuse
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.kitchen import acts, words
from bocal.kitchen.reads import findings
from bocal.look.forms import KeyField, NumberField, PiecesField, PlainForm

READERS = (Desk.QUALITY, Desk.DIRECTION)


class ResultForm(PlainForm):
    """What the warm jars look like, and both pH."""

    sound = forms.ChoiceField(widget=forms.RadioSelect)
    ph = NumberField(required=False, lowest=1, highest=10, places=2)
    ph_control = NumberField(required=False, lowest=1, highest=10, places=2)
    germs = PiecesField(required=False, lowest=0, highest=1_000_000)
    germs_control = PiecesField(required=False, lowest=0, highest=1_000_000)
    note = forms.CharField(required=False, max_length=300)
    key = KeyField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sound"].label = _("Les bocaux étuvés")
        self.fields["sound"].choices = [  # type: ignore[attr-defined]
            ("yes", _("ni bombés, ni fuite, odeur et aspect normaux")),
            ("no", _("bombés, fuite, odeur ou aspect anormal")),
        ]
        self.fields["ph"].label = _("pH du bocal étuvé")
        self.fields["ph_control"].label = _("pH du témoin, gardé à température ambiante")
        self.fields["germs"].label = _("Au microscope : germes du bocal étuvé")
        self.fields["germs"].help_text = _("Si vous comptez : sur autant de champs que le témoin.")
        self.fields["germs_control"].label = _("Au microscope : germes du témoin")
        self.fields["note"].label = _("Remarque")


@enter(Desk.PRODUCTION, Desk.QUALITY, Desk.DIRECTION)
def oven(request: Request, pk: int) -> HttpResponse:
    """Read one incubation on its day."""
    test = findings.incubation(pk)
    if test is None:
        raise Http404
    form = ResultForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not held(request).any_of(READERS):
            return refuse(request, READERS)
        if form.is_valid():
            said = form.cleaned_data
            try:
                written = acts.read_incubation(
                    test,
                    sound=said["sound"] == "yes",
                    ph=said["ph"],
                    ph_control=said["ph_control"],
                    germs=said["germs"],
                    germs_control=said["germs_control"],
                    note=said["note"],
                    author=request.user,
                    key=str(said["key"]),
                    now=timezone.now(),
                )
            except Refused as refused:
                at = {"incubation_ph": "ph", "incubation_germs": "germs"}.get(refused.code)
                form.add_error(at, say(refused, words.REFUSALS))
            else:
                if written.conform:
                    messages.success(request, _("Étuve conforme."))
                else:
                    messages.warning(request, _("Étuve non conforme : le lot et ceux de la même fournée sont bloqués."))
                return redirect("kitchen:ovens")
    return render(request, "kitchen/pages/oven.html", {"test": test, "form": form, "today": timezone.localdate()})
