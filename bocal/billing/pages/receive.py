"""Bring the electronic invoice of a supplier, read it, record it in one tap."""

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.billing import acts, reads, words
from bocal.billing.rules.received import MAX_BYTES
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.look.forms import PlainForm, UploadField


class ReceiveForm(PlainForm):
    file = UploadField(
        label=later("Facture électronique"),
        help_text=later("Factur-X : le PDF reçu, ou son XML."),
        extensions=("pdf", "xml"),
        max_bytes=MAX_BYTES,
    )


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def receive(request: Request) -> HttpResponse:
    form = ReceiveForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data["file"].read()
        try:
            brought = acts.bring_received(data=data, author=request.user, now=timezone.now())
        except Refused as refused:
            form.add_error("file", say(refused, words.REFUSALS))
        else:
            return redirect("billing:received", brought.pk)
    return render(request, "billing/pages/receive.html", {"form": form})


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def received(request: Request, pk: int) -> HttpResponse:
    brought = reads.received_file(pk)
    if brought is None:
        raise Http404
    if request.method == "POST":
        try:
            key = request.POST.get("key", "")[:36] or f"received {pk}"
            invoice = acts.note_received(file=brought, author=request.user, key=key, now=timezone.now())
        except Refused as refused:
            messages.error(request, say(refused, words.REFUSALS))
            return redirect("billing:received", pk)
        said = _("La facture {number} est notée.").format(number=invoice.number)
        messages.success(request, said, extra_tags=f"undo:{invoice.voucher_id}")
        return redirect("billing:supplier", invoice.supplier_id)
    shown = reads.received(brought)
    return render(request, "billing/pages/received.html", {"shown": shown, "said": shown.said, "key": uuid4()})
