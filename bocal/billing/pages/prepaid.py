"""A customer's prepaid account: what is on it, how to put more, what it paid. And all of those accounts, for a desk."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bocal.billing import acts, notices, reads
from bocal.directory import doors
from bocal.directory import reads as directory
from bocal.directory.doors import Request, enter, held
from bocal.directory.models import Organisation
from bocal.directory.rules import Desk

STAFF = (Desk.ACCOUNTS, Desk.DIRECTION)


@enter(Desk.ACCOUNTS, Desk.DIRECTION, Desk.CUSTOMER)
def prepaid(request: Request, customer: int) -> HttpResponse:
    found, collective = _whose(request, customer), doors.collective(request)
    if collective is None:
        raise Http404
    context = {
        "account": reads.prepaid_account(found),
        "customer": found,
        "staff": held(request).any_of(STAFF),
        "online": acts.provider() is not None,
        "iban": notices.grouped(collective.iban),
        "payee": collective.organisation.name,
    }
    return render(request, "billing/pages/prepaid.html", context)


@enter(Desk.ACCOUNTS, Desk.DIRECTION, Desk.CUSTOMER)
def prepaid_paper(request: Request, customer: int) -> HttpResponse:
    """The same on paper."""
    found = _whose(request, customer)
    pdf = notices.prepaid_paper(reads.prepaid_account(found), day=timezone.localdate())
    name = f'attachment; filename="compte-prepaye-{found.pk}.pdf"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": name})


def _whose(request: Request, customer: int) -> Organisation:
    mine = held(request)
    allowed = mine.any_of(STAFF) or customer in mine.organisations(Desk.CUSTOMER)
    found = reads.customer(customer) if allowed else None
    if found is None:
        raise Http404
    return found


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def prepaid_accounts(request: Request) -> HttpResponse:
    """Whose accounts have money on them, and whom to open one for."""
    asked = request.GET.get("q", "")[:80]
    accounts = reads.prepaid_accounts()
    context = {
        "accounts": accounts,
        "total": sum(cents for _, cents in accounts),
        "asked": asked,
        "found": directory.told_apart(reads.find_customers(asked)),
    }
    return render(request, "billing/pages/prepaid_accounts.html", context)
