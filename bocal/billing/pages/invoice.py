"""An invoice: what it says, what was paid, what to do with it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from bocal.billing import acts, notices, reads
from bocal.directory.doors import Request, enter, held
from bocal.directory.rules import Desk
from bocal.look.forms import KeyField, PlainForm


class PrepaidForm(PlainForm):
    """A key, so that two taps pay once."""

    key = KeyField()


STAFF = (Desk.ACCOUNTS, Desk.DIRECTION)


@enter(Desk.ACCOUNTS, Desk.DIRECTION, Desk.CUSTOMER)
def invoice(request: Request, number: str) -> HttpResponse:
    mine = held(request)
    staff = mine.any_of(STAFF)
    shown = reads.invoice(number, None if staff else mine.organisations(Desk.CUSTOMER))
    if shown is None:
        raise Http404
    one = shown.invoice
    context = {
        "shown": shown,
        "one": one,
        "staff": staff,
        "seller": notices.party_lines(one.seller),
        "buyer": notices.party_lines(one.buyer),
        "iban": notices.grouped(one.seller["iban"]),
        "prepaid": reads.prepaid_cents(one.customer_id) if shown.left else 0,
        "online": not staff and shown.left > 0 and acts.provider() is not None,
        "prepaid_form": PrepaidForm(),
        # Only digits and path letters, drawn by segno.
        "qr": mark_safe(notices.transfer_code(shown)),  # noqa: S308
    }
    return render(request, "billing/pages/invoice.html", context)
