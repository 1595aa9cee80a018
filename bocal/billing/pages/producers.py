"""What is owed to the farms."""

from django.http import HttpResponse
from django.shortcuts import render

from bocal.billing import reads
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def producers(request: Request) -> HttpResponse:
    owed = reads.producers_owed()
    context = {"owed": owed, "total": sum(one.cents for one in owed)}
    return render(request, "billing/pages/producers.html", context)
