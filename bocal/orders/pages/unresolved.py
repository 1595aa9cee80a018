from django.http import HttpResponse
from django.shortcuts import render

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.orders import reads


@enter(Desk.POINT, Desk.SALES, Desk.DIRECTION)
def unresolved(request: Request) -> HttpResponse:
    """What came back from phones and could not be written as it was: each waits for somebody to choose."""
    return render(request, "orders/pages/unresolved.html", {"notes": reads.all_unresolved()})
