from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import Request, for_members, held
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look.forms import PlainForm
from bocal.orders import acts, reads, words


class CollectorForm(PlainForm):
    """Who comes instead of us."""

    name = forms.CharField(
        label=later("Son nom"),
        max_length=120,
        required=False,
        help_text=later("Laissez vide si vous venez vous-même."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=later("Son téléphone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )


@for_members
def collector(request: Request, pk: int) -> HttpResponse:
    """Somebody else fetches my order: their name, for those who hand it over."""
    sheet = reads.order_of(pk, held(request).organisations(Desk.CUSTOMER))
    if sheet is None:
        raise Http404
    told = {"name": sheet.order.collector_name, "phone": sheet.order.collector_phone}
    form = CollectorForm(request.POST or None, initial=told)
    if request.method == "POST" and form.is_valid():
        try:
            acts.name_collector(order=sheet.order, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, words.say(refused))
        else:
            messages.success(request, _("C’est noté."))
            return redirect("orders:order", pk)
    shown = reads.shown(sheet.order.sale, timezone.now())
    return render(request, "orders/pages/collector.html", {"shown": shown, "sheet": sheet, "form": form})
