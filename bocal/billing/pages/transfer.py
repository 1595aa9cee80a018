"""One transfer: its file, and what the bank made of it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_safe

from bocal.billing import acts, reads, words
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.look.forms import DayField, PlainForm


class CarriedForm(PlainForm):
    day = DayField(label=later("Exécuté le"), latest=timezone.localdate)


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def transfer(request: Request, pk: int) -> HttpResponse:
    shown = reads.transfer(pk)
    if shown is None:
        raise Http404
    carried = request.POST if "carried" in request.POST else None
    form = CarriedForm(carried, initial={"day": min(shown.one.day, timezone.localdate())})
    try:
        if carried is not None and form.is_valid():
            day = form.cleaned_data["day"]
            acts.carried_out(transfer=shown.one, day=day, author=request.user, now=timezone.now())
            messages.success(request, _("C’est noté : les fermes sont payées."))
            return redirect("billing:transfer", pk)
        if "drop" in request.POST:
            acts.drop_transfer(transfer=shown.one, author=request.user, now=timezone.now())
            messages.success(request, _("C’est noté : ces factures attendent de nouveau d’être payées."))
            return redirect("billing:transfer", pk)
    except Refused as refused:
        form.add_error(None, say(refused, words.REFUSALS))
    return render(request, "billing/pages/transfer.html", {"one": shown, "form": form})


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
@require_safe
def transfer_file(request: Request, pk: int) -> HttpResponse:
    """The file as it was made, byte for byte."""
    shown = reads.transfer(pk)
    data = reads.transfer_file(shown.one) if shown else None
    if shown is None or data is None:
        raise Http404
    name = f'attachment; filename="{shown.one.number}.xml"'
    return HttpResponse(data, content_type="application/xml", headers={"Content-Disposition": name})
