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


@enter(Desk.ACCOUNTS, Desk.DIRECTION, Desk.CUSTOMER, Desk.PRODUCER)
def invoice(request: Request, number: str) -> HttpResponse:
    mine = held(request)
    staff = mine.any_of(STAFF)
    shown = asked(request, number)
    one = shown.invoice
    buyer = staff or one.customer_id in set(mine.organisations(Desk.CUSTOMER))
    context = {
        "shown": shown,
        "one": one,
        "staff": staff,
        "seller": notices.party_lines(one.seller),
        "buyer": notices.party_lines(one.buyer),
        "iban": notices.grouped(one.seller["iban"]),
        # The farm in whose name it was made reads it, and pays nothing of it.
        "seller_side": not buyer,
        "prepaid": reads.prepaid_cents(one.customer_id) if shown.left and buyer else 0,
        "online": not staff and buyer and shown.left > 0 and acts.provider() is not None,
        "prepaid_form": PrepaidForm(),
        # Only digits and path letters, drawn by segno.
        "qr": mark_safe(notices.transfer_code(shown)),  # noqa: S308
    }
    return render(request, "billing/pages/invoice.html", context)


def asked(request: Request, number: str) -> reads.Shown:
    """The invoice of this number for who may read it: the desks, its buyer (a farm that we bill a share too), the farm
    in whose name it was made."""
    mine = held(request)
    if mine.any_of(STAFF):
        shown = reads.invoice(number)
    else:
        farms = mine.organisations(Desk.PRODUCER)
        shown = reads.invoice(number, {*mine.organisations(Desk.CUSTOMER), *farms}, farms)
    if shown is None:
        raise Http404
    return shown
