"""Answer an announcement: somebody fetches it on a day, or we do not take it and say why."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import enter, held
from bocal.directory.rules import Desk
from bocal.journals import words as journals_words
from bocal.journals.rules import Refused
from bocal.look.forms import DayField, PlainForm
from bocal.look.templatetags.look import day as day_in_words
from bocal.supply import acts, reads, words
from bocal.supply.models import SurplusOffer


class TakeForm(PlainForm):
    """The day, and a word if one likes."""

    day = DayField(label=later("Quel jour ?"))
    word = forms.CharField(label=later("Un mot pour la ferme"), required=False, max_length=300)


class DeclineForm(PlainForm):
    """Why we do not take it."""

    reason = forms.CharField(
        label=later("Pourquoi ?"),
        max_length=300,
        help_text=later("La ferme lira ce mot."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@enter(Desk.RECEPTION, Desk.PRODUCTION, Desk.PRODUCTS, Desk.DIRECTION)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One announcement, whole, with both answers."""
    now = timezone.now()
    today = timezone.localdate(now)
    found = reads.offer(pk)
    if found is None:
        raise Http404
    verb = request.POST.get("verb")
    take_form = TakeForm(
        request.POST if verb == "take" else None, initial={"day": found.pickup_on or max(today, found.ready_on)}
    )
    decline_form = DeclineForm(request.POST if verb == "decline" else None)
    form: forms.Form | None = {"take": take_form, "decline": decline_form}.get(verb or "")
    if form is not None and form.is_valid() and _done(request, found, verb == "take", form):
        return redirect("supply:offers")
    one = reads.announced([found], today=today)[0]
    may_receive = held(request).any_of((Desk.RECEPTION, Desk.PRODUCTION, Desk.DIRECTION))
    shown: dict[str, Any] = {"one": one, "take_form": take_form, "decline_form": decline_form}
    return render(request, "supply/pages/answer.html", shown | {"may_receive": may_receive})


def _done(request: HttpRequest, offer: SurplusOffer, takes: bool, form: forms.Form) -> bool:
    data, now = form.cleaned_data, timezone.now()
    person: Any = request.user
    try:
        if takes:
            told = acts.take(offer, day=data["day"], word=data["word"], author=person, now=now)
            said = _("On vient chercher {what} le {day}.").format(what=offer.what, day=day_in_words(data["day"]))
        else:
            told = acts.decline(offer, word=data["reason"], author=person, now=now)
            said = _("Nous ne prenons pas {what}.").format(what=offer.what)
    except Refused as refused:
        form.add_error("day" if takes else "reason", journals_words.say(refused, words.REFUSALS))
        return False
    phone = offer.phone or offer.farm.phone
    if told:
        said += " " + _("La ferme est prévenue par lettre.")
    elif phone:
        said += " " + _("La ferme n’a pas d’adresse e-mail : appelez-la au {phone}.").format(phone=phone)
    else:
        said += " " + _("La ferme n’a ni e-mail ni téléphone dans l’annuaire : prévenez-la vous-même.")
    (messages.success if told else messages.warning)(request, said)
    return True
