from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.catalog import reads as catalog
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look.forms import EurosField, HourField, PiecesField, PlainForm
from bocal.orders import acts, words
from bocal.orders.reads import agreements, deliveries


class TermsForm(PlainForm):
    price_list = forms.ModelChoiceField(
        label=later("Prix"), queryset=catalog.price_lists(), required=False, empty_label=later("ceux de sa catégorie")
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=later("Jours de livraison"), coerce=int, choices=words.WEEKDAYS, widget=forms.CheckboxSelectMultiple
    )
    minimum = EurosField(label=later("Commande minimum, hors taxes"), lowest=0, highest=1_000_000, required=False)
    lead_days = PiecesField(label=later("Les commandes ferment combien de jours avant ?"), highest=30)
    closes_at = HourField(label=later("À quelle heure"))
    address = forms.CharField(
        label=later("Adresse de livraison"),
        required=False,
        max_length=200,
        help_text=later("Seulement si ce n’est pas l’adresse du client."),
    )
    note = forms.CharField(
        label=later("À savoir en livrant"),
        required=False,
        max_length=300,
        help_text=later("La porte, l’heure, à qui demander."),
    )


@enter(Desk.SALES, Desk.DIRECTION)
def terms(request: Request, pk: int) -> HttpResponse:
    """What is agreed with a customer: days, minimum, closing; who orders; what comes regularly."""
    customer = agreements.professional(pk)
    if customer is None:
        raise Http404
    agreed = agreements.terms_of(customer)
    initial = {
        "weekdays": agreed.weekdays,
        "minimum": agreed.minimum_cents,
        "lead_days": agreed.lead_days,
        "closes_at": agreed.closes_at,
        "address": agreed.address,
        "note": agreed.note,
        "price_list": agreed.price_list_id,
    }
    form = TermsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            acts.agree(
                customer=customer,
                weekdays=told["weekdays"],
                minimum_cents=told["minimum"] or 0,
                lead_days=told["lead_days"],
                closes_at=told["closes_at"],
                address=told["address"],
                note=told["note"],
                price_list=told["price_list"],
            )
        except Refused as refused:
            form.add_error("weekdays", words.say(refused))
        else:
            messages.success(request, _("Conditions de {name} : notées.").format(name=customer.name))
            return redirect("orders:terms", pk)
    now = timezone.now()
    context = {
        "form": form,
        "customer": customer,
        "windows": agreements.windows(agreed, now),
        "people": agreements.who_orders(customer),
        "standing": agreements.standing_orders(customer, timezone.localdate(now)),
        "cards": deliveries.of_customer(customer, 8),
    }
    return render(request, "orders/pages/terms.html", context)
