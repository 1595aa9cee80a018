from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.orders import reads


@enter(Desk.SALES, Desk.DIRECTION)
def rounds(request: Request) -> HttpResponse:
    """The latest rounds and what they need."""
    context = {"rounds": reads.rounds(timezone.now()), "rhythms": reads.rhythms()}
    return render(request, "orders/pages/rounds.html", context)
