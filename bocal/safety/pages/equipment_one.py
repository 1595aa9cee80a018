from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter, held, refuse
from bocal.directory.rules import Desk
from bocal.look.forms import NumberField
from bocal.safety import acts, reads, words
from bocal.safety.pages.paper_form import PaperForm
from bocal.safety.rules import Paper, UpkeepKind, paper

#: Who writes; those who cook read.
WRITERS = (Desk.QUALITY, Desk.DIRECTION)


class UpkeepForm(PaperForm):
    """What was done to an equipment."""

    kind = forms.ChoiceField(choices=words.UPKEEPS, widget=forms.RadioSelect)
    error = NumberField(required=False, lowest=0, highest=5, places=2, unit_sign="°C")
    field_order = ("kind", "done_on", "until", "error")

    def __init__(self, request: Request, *, reads_heat: bool) -> None:
        super().__init__(request)
        self.fields["error"].label = _("Erreur la plus grande")
        self.fields["error"].help_text = _(
            "D’un étalonnage : ce que dit le certificat, incertitude comprise, sans signe. La valeur d’une cuisson est"
            " calculée avec des relevés abaissés d’autant. Vide : elle n’est pas connue, et chaque cuisson le dira."
        )
        if not reads_heat:
            del self.fields["error"]
        self.fields["kind"].label = _("Ce qui a été fait")
        self.fields["reference"].label = _("Numéro du certificat")
        self.fields["until"].help_text = _("La date que dit le certificat : Bocal n’en calcule aucune.")


@enter(Desk.PRODUCTION, Desk.QUALITY, Desk.DIRECTION)
def equipment_one(request: Request, pk: int) -> HttpResponse:
    """One equipment: its papers, who may operate it, what was done to it."""
    one = reads.equipment_one(pk)
    if one is None:
        raise Http404
    today = timezone.localdate()
    form = UpkeepForm(request, reads_heat=one.reads_heat)
    if request.method == "POST":
        if not held(request).any_of(WRITERS):
            return refuse(request, WRITERS)
        if form.is_valid():
            kind = UpkeepKind(form.cleaned_data["kind"])
            error = form.cleaned_data.get("error")
            if form.written(acts.upkeep, one, request=request, kind=kind, error=error):
                messages.success(request, _("Enregistré : %(name)s.") % {"name": one.name})
                return redirect("safety:equipment_one", pk)
    return render(
        request,
        "safety/pages/equipment_one.html",
        {
            "one": one,
            "dues": reads.papers_of(one, today),
            "operators": [row for row in one.trainings.all() if paper(row.until, today) is not Paper.OVER],
            "form": form,
        },
    )
