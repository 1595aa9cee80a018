"""Open a consultation of the current flower."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory import reads as directory
from bocal.directory.doors import Request, enter
from bocal.directory.models import Organisation
from bocal.directory.rules import Desk, OrganisationKind
from bocal.impact import reads
from bocal.impact.acts import consulting as acts
from bocal.impact.words import flower as words
from bocal.journals.rules import Refused
from bocal.look.forms import DayField, KeyField, PlainForm

#: How long a consultation lasts unless one says otherwise.
DAYS = 14


class ConsultationForm(PlainForm):
    key = KeyField()
    name = forms.CharField(
        label=later("Son nom"), max_length=80, help_text=later("Par exemple : Fête de quartier, ou Agora d’automne.")
    )
    centre: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        label=later("Pour un centre"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=later("partout"),
        help_text=later("Dites-le pour comparer les centres entre eux."),
    )
    since = DayField(label=later("Du"))
    until = DayField(label=later("Au"))

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        field = self.fields["centre"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = directory.known(OrganisationKind.CENTRE).filter(active=True)


@enter(Desk.FACILITATION, Desk.DIRECTION)
def consultation_new(request: Request) -> HttpResponse:
    flower = reads.current()
    if flower is None:
        return redirect("impact:flower_new")
    today = timezone.localdate()
    form = ConsultationForm(request.POST or None, initial={"since": today, "until": today + timedelta(days=DAYS)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = acts.open_consultation(
                flower,
                name=data["name"],
                centre=data["centre"],
                since=data["since"],
                until=data["until"],
                key=str(data["key"]),
            )
        except Refused as refused:
            form.add_error("until" if refused.code in ("backwards", "too_long") else None, words.say(refused))
        else:
            messages.success(request, _("La consultation « {name} » est ouverte.").format(name=made.name))
            return redirect("impact:consultation", made.pk)
    return render(request, "impact/pages/consultation_new.html", {"form": form, "flower": flower})
