from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory import reads as directory
from bocal.directory.doors import Request, enter
from bocal.directory.models import Place
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look.forms import KeyField, PlainForm
from bocal.orders import acts, words
from bocal.orders.reads import deliveries


class LookForm(PlainForm):
    """What becomes of a lot that came back: a place where it is for sale again, or none, and it is thrown away."""

    key = KeyField()
    stock = forms.IntegerField(min_value=1, max_value=2**62)
    place = forms.ModelChoiceField(queryset=Place.objects.none(), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = directory.stores()  # type: ignore[attr-defined]


@enter(Desk.SALES, Desk.QUALITY, Desk.DIRECTION)
def returned(request: Request) -> HttpResponse:
    """What came back from customers: looked at, it goes back to the store or is thrown away."""
    rows = deliveries.returned_stock()
    if request.method == "POST":
        form = LookForm(request.POST)
        row = None
        if form.is_valid():
            row = next((row for row in rows if row.pk == form.cleaned_data["stock"]), None)
        if row is None:
            messages.error(request, _("Ce retour n’attend plus : voici ce qui reste."))
            return redirect("orders:returned")
        try:
            posted = acts.settle_return(
                stock=row,
                place=form.cleaned_data["place"],
                person=request.user,
                key=str(form.cleaned_data["key"]),
                now=timezone.now(),
            )
        except Refused as refused:
            messages.error(request, words.say(refused))
        else:
            said = _("{name} : remis en réserve.") if form.cleaned_data["place"] else _("{name} : jeté.")
            messages.success(request, said.format(name=row.lot.item.name), extra_tags=f"undo:{posted.voucher.pk}")
        return redirect("orders:returned")
    return render(request, "orders/pages/returned.html", {"rows": rows, "places": directory.stores()})
