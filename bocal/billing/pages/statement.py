"""Everything between a customer and the collective: invoices, payments, balance, jars."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bocal.billing import reads
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def statement(request: Request, customer: int) -> HttpResponse:
    found = reads.customer(customer)
    if found is None:
        raise Http404
    whole = "tout" in request.GET
    account = reads.statement(found, since=None if whole else reads.year_back(timezone.localdate()))
    context = {"account": account, "customer": found, "whole": whole}
    return render(request, "billing/pages/statement.html", context)
