"""How far the invoices asked for together have come."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from bocal.billing import reads
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def batch(request: Request, pk: int) -> HttpResponse:
    found = reads.batch(pk)
    if found is None:
        raise Http404
    lines = reads.batch_lines(found)
    context = {"batch": found, "progress": reads.progress(found), "refused": lines.exclude(refusal="")[:100]}
    return render(request, "billing/pages/batch.html", context)
