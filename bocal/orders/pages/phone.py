from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as later

from bocal.directory import reads as directory
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.look.forms import PlainForm
from bocal.orders.reads import agreements


class WhoForm(PlainForm):
    """A customer by the first letters; the browser proposes names as they are typed."""

    client = forms.CharField(
        label=later("Quel client ?"),
        max_length=120,
        widget=forms.TextInput(attrs={"list": "clients", "autocomplete": "off", "data-focus": ""}),
    )


@enter(Desk.SALES, Desk.DIRECTION)
def phone(request: Request) -> HttpResponse:
    """Who is on the phone: letters, Enter; straight to the order when only one customer answers to them."""
    form = WhoForm(request.GET or None)
    typed = request.GET.get("client", "").strip()
    found = agreements.matching(typed)
    if len(found) == 1:
        return redirect("orders:order_for", found[0].pk)
    context = {
        "form": form,
        "typed": typed,
        "found": directory.told_apart(found),
        "everyone": agreements.professionals(),
    }
    return render(request, "orders/pages/phone.html", context)
