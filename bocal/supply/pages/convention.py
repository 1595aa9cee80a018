"""Note a convention that was signed with a partner, mend it, prolong it; and take its paper away."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory import acts, words
from bocal.directory import reads as directory
from bocal.directory.acts import Agreed
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk, Refused
from bocal.look.forms import DayField, KeyField, PaperField, PlainForm
from bocal.supply.reads import partners as reads

_FIELDS = {"convention_empty": "gives", "convention_future": "signed_on", "convention_backwards": "until"}


class ConventionForm(PlainForm):
    """What each side brings, in a line or two, and the paper."""

    key = KeyField()
    gives = forms.CharField(
        label=later("Ce que le partenaire apporte"),
        max_length=300,
        required=False,
        help_text=later("Par exemple : ses invendus du samedi, une salle, de l’eau et du courant."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    receives = forms.CharField(
        label=later("Ce que nous apportons"),
        max_length=300,
        required=False,
        help_text=later("Par exemple : un bocal sur cinq, un atelier par mois."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    signed_on = DayField(label=later("Signée le"))
    until = DayField(label=later("Jusqu’au"), required=False, help_text=later("Vide : tant que personne n’y met fin."))
    paper = PaperField(label=later("Le papier signé"), required=False)

    def agreed(self) -> Agreed:
        """What it says."""
        data = self.cleaned_data
        return Agreed(data["gives"], data["receives"], data["signed_on"], data["until"])


@enter(Desk.FACILITATION, Desk.SALES, Desk.ACCOUNTS, Desk.DIRECTION)
def convention_new(request: Request, pk: int) -> HttpResponse:
    """Note a convention."""
    found = reads.partner(pk)
    if found is None:
        raise Http404
    form = ConventionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.note_convention(
                found,
                form.agreed(),
                paper=form.cleaned_data["paper"],
                by=request.user,
                key=str(form.cleaned_data["key"]),
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error(_FIELDS[refused.code], words.say(refused))
        else:
            messages.success(request, _("La convention avec « {name} » est notée.").format(name=found.name))
            return redirect("supply:partner", pk)
    return render(request, "supply/pages/convention.html", {"partner": found, "form": form})


@enter(Desk.FACILITATION, Desk.SALES, Desk.ACCOUNTS, Desk.DIRECTION)
def convention_edit(request: Request, pk: int, convention: int) -> HttpResponse:
    """Mend or prolong a convention; or take it away when it was noted by mistake."""
    found = directory.convention(pk, convention)
    if found is None:
        raise Http404
    if request.method == "POST" and "drop" in request.POST:
        acts.drop_convention(found)
        messages.success(request, _("La convention notée par erreur n’est plus là."))
        return redirect("supply:partner", pk)
    initial = {name: getattr(found, name) for name in ("gives", "receives", "signed_on", "until")}
    form = ConventionForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            acts.change_convention(found, form.agreed(), paper=form.cleaned_data["paper"], now=timezone.now())
        except Refused as refused:
            form.add_error(_FIELDS[refused.code], words.say(refused))
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect("supply:partner", pk)
    context = {"partner": found.organisation, "convention": found, "form": form}
    return render(request, "supply/pages/convention.html", context)


@enter(Desk.FACILITATION, Desk.SALES, Desk.ACCOUNTS, Desk.DIRECTION)
def convention_file(request: HttpRequest, pk: int, convention: int) -> HttpResponse:
    """The paper that was signed: taken away, never shown in our pages, whatever it holds."""
    found = directory.convention(pk, convention)
    if found is None or found.file is None:
        raise Http404
    name = f"{slugify(found.file_name.rpartition('.')[0]) or 'convention'}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(bytes(found.file), content_type="application/pdf", headers=headers)
