from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from bocal.directory.doors import for_everyone
from bocal.orders import reads
from bocal.orders.rules.rhythm import State


@for_everyone
def home(request: HttpRequest) -> HttpResponse:
    """What is on sale now: the one round that is open, or the choice when there are several or none."""
    coming = reads.coming(timezone.now())
    if [found.state for found in coming] == [State.OPEN]:
        return redirect("orders:shop", coming[0].sale.pk)
    return render(request, "orders/pages/home.html", {"coming": coming})
