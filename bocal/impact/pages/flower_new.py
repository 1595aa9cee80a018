"""Begin a version of the flower: the first with six petals, the next as a copy of the last."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.impact import reads
from bocal.impact.acts import flower as acts
from bocal.look.forms import DayField, KeyField, PlainForm


class FlowerForm(PlainForm):
    key = KeyField()
    name = forms.CharField(
        label=later("Comment l’appelez-vous ?"), max_length=80, help_text=later("Par exemple : Agora du 9 novembre.")
    )
    day = DayField(label=later("De quel jour ?"))
    note = forms.CharField(
        label=later("Un mot sur cette version"),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=later("Qui l’a imaginée, ce qui a changé."),
    )


@enter(Desk.FACILITATION, Desk.DIRECTION)
def flower_new(request: Request) -> HttpResponse:
    form = FlowerForm(request.POST or None, initial={"day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = acts.begin(name=data["name"], day=data["day"], note=data["note"], key=str(data["key"]))
        messages.success(request, _("« {name} » est commencée : relisez ses pétales.").format(name=made.name))
        return redirect("impact:flower_edit", made.pk)
    return render(request, "impact/pages/flower_new.html", {"form": form, "last": reads.current()})
