from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look.forms import KeyField, PiecesField, PlainForm, PriceField
from bocal.orders import acts, reads, words


class OfferForm(PlainForm):
    """What may still change of an offer."""

    key = KeyField()
    available = PiecesField(label=later("Quantité proposée"), highest=100_000)
    price = PriceField(
        label=later("Prix de vente"),
        help_text=later("Ce qui est déjà commandé garde le prix du moment de la commande."),
    )
    cost = PriceField(label=later("Prix payé à la ferme, HT"))


_FIELDS = {"below_ordered": "available", "not_in_stock": "available", "bad_available": "available"}


@enter(Desk.SALES, Desk.DIRECTION)
def offer(request: Request, pk: int, offer_pk: int) -> HttpResponse:
    """Change how much is offered and for how much, or take the offer out of the round."""
    sale = reads.round_(pk)
    found = reads.offer(sale, offer_pk) if sale else None
    if sale is None or found is None:
        raise Http404
    form = OfferForm(
        request.POST or None, initial={"available": found.available, "price": found.price, "cost": found.cost}
    )
    if found.producer_id is None or found.on_mandate:
        del form.fields["cost"]
    withdraw = "withdraw" in request.POST
    if request.method == "POST" and (withdraw or form.is_valid()):
        key, now = str(request.POST.get("key", ""))[:50], timezone.now()
        try:
            if withdraw:
                acts.withdraw_offer(offer=found, person=request.user, key=key, now=now)
            else:
                asked = form.cleaned_data
                acts.change_offer(
                    offer=found,
                    available=asked["available"],
                    price=asked["price"],
                    cost=asked.get("cost"),
                    person=request.user,
                    key=key,
                    now=now,
                )
        except Refused as refused:
            form.add_error(_FIELDS.get(refused.code), words.say(refused))
        else:
            messages.success(request, _("Le produit est retiré.") if withdraw else _("C’est enregistré."))
            return redirect("orders:sale", sale.pk)
    return render(request, "orders/pages/offer.html", {"form": form, "sale": sale, "offer": found})
