from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import Request, enter, held
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.orders import acts, reads, words
from bocal.orders.pages.offer_goods import FIELDS, GoodsForm
from bocal.orders.rules.rhythm import CHANGING


class MyGoodsForm(GoodsForm):
    """What a farm adds to its own stall: at its price, VAT within; what it is paid follows from its other goods."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("producer", "basis", "cost"):
            del self.fields[name]
        self.fields["price"].help_text = later("TTC, d’une unité, ou du kilo si c’est pesé à la remise.")
        self.fields["crate"].help_text = later("Si vous n’apportez que des caisses pleines.")
        self.fields["minimum"].help_text = later(
            "En dessous de tant d’unités commandées en tout, vous n’apportez rien."
        )
        self.fields["minimum"].label = later("Votre minimum")


@enter(Desk.PRODUCER)
def my_goods(request: Request, pk: int, farm_pk: int) -> HttpResponse:
    """A farmer adds a product to their own stall in a round."""
    sale = reads.round_(pk)
    farm = (
        next(iter(reads.customers([farm_pk])), None) if farm_pk in held(request).organisations(Desk.PRODUCER) else None
    )
    if sale is None or farm is None:
        raise Http404
    if sale.state not in CHANGING:
        messages.error(request, words.say(Refused("already_closed")))
        return redirect("orders:my_stall", sale.pk, farm.pk)
    form = MyGoodsForm(sale, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            offer = acts.add_to_stall(sale=sale, producer=farm, **form.goods())
        except Refused as refused:
            form.add_error(FIELDS.get(refused.code), words.say(refused))
        else:
            messages.success(request, _("{product} est sur votre étal.").format(product=reads.named(offer)))
            return redirect("orders:my_stall", sale.pk, farm.pk)
    return render(request, "orders/pages/my_goods.html", {"form": form, "sale": sale, "farm": farm})
