from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_POST

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look.forms import PlainForm
from bocal.orders import acts, reads, words
from bocal.orders.rules.rhythm import State

_DONE = {
    State.OPEN: later("C’est ouvert : les clients peuvent commander."),
    State.COORDINATORS: later("C’est fermé aux clients. La coordination peut encore changer les commandes."),
    State.FROZEN: later("C’est fermé. Les fermes et les clients reçoivent leur lettre, les listes sont prêtes."),
    State.HANDED_OVER: later("C’est noté : les commandes sont remises."),
    State.SETTLED: later("C’est noté : la vente est réglée."),
    State.CANCELLED: later("La vente est annulée. Ceux qui avaient commandé reçoivent une lettre."),
}


class StepForm(PlainForm):
    """Where to, and why."""

    to = forms.TypedChoiceField(choices=[(state, state) for state in _DONE], coerce=State)
    note = forms.CharField(required=False, max_length=300)


@enter(Desk.SALES, Desk.DIRECTION)
@require_POST
def advance(request: Request, pk: int) -> HttpResponse:
    """Take a round to its next state by hand, or cancel it."""
    sale = reads.round_(pk)
    if sale is None:
        raise Http404
    form = StepForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Cette page est incomplète. Rechargez-la et recommencez."))
        return redirect("orders:sale", pk)
    if form.cleaned_data["to"] is State.SETTLED:
        # What the farms are owed changes then: their page asks first.
        return redirect("settle_round", pk)
    to, note = form.cleaned_data["to"], form.cleaned_data["note"]
    try:
        moved = acts.advance(sale=sale, to=to, person=request.user, now=timezone.now(), note=note)
    except Refused as refused:
        messages.error(request, words.say(refused))
    else:
        messages.success(request, _DONE[to] if moved.fresh else _("C’était déjà fait."))
    return redirect("orders:sale", pk)
