from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look.forms import PlainForm
from bocal.workshops import words
from bocal.workshops.acts import badging
from bocal.workshops.reads import badges as reads


class RevokeForm(PlainForm):
    why = forms.CharField(
        label=later("Pourquoi le retirer ?"), max_length=200, help_text=later("La personne le lira, et l’équipe.")
    )


@enter(Desk.FACILITATION, Desk.DIRECTION)
def award(request: Request, pk: int) -> HttpResponse:
    """A badge that was given: on what evidence, and how its person gets at it; a POST withdraws it, with a reason."""
    found = reads.award(pk)
    if found is None:
        raise Http404
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            badging.revoke(found, why=form.cleaned_data["why"], by=request.user, now=timezone.now())
        except Refused as refused:
            form.add_error("why", words.say(refused))
        else:
            messages.success(request, _("Le badge est retiré : qui le vérifie lit qu’il ne vaut plus."))
            return redirect("workshops:award", found.pk)
    said = reads.evidence(found)
    return render(request, "workshops/pages/award.html", {"award": found, "evidence": said, "form": form})
