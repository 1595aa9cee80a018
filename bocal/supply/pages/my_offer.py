"""A farmer who has signed in announces a surplus of the farm."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import enter, held
from bocal.directory.rules import Desk
from bocal.supply import reads
from bocal.supply.pages.offer import OfferForm, send


@enter(Desk.PRODUCER)
def my_offer(request: HttpRequest) -> HttpResponse:
    """The same form as behind the personal link."""
    farms = reads.farms_of(held(request).organisations(Desk.PRODUCER))
    if not farms:
        messages.error(request, _("Votre ferme n’est plus dans l’annuaire : appelez l’équipe."))
        return redirect("supply:my_offers")
    form = OfferForm(request.POST or None, farms=farms, items=list(reads.surplus_items()), today=timezone.localdate())
    if request.method == "POST" and form.is_valid() and send(request, form, by_person=True):
        messages.success(request, _("C’est envoyé, merci ! L’équipe vous répond."))
        return redirect("supply:my_offers")
    return render(request, "supply/pages/my_offer.html", {"form": form})
