from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bocal.directory.doors import Request, enter, held
from bocal.directory.rules import Desk
from bocal.orders import reads


@enter(Desk.PRODUCER)
def my_stalls(request: Request) -> HttpResponse:
    """The sales where a farmer's own farms sell: those to come, and those of the last month."""
    sales = reads.my_sales(held(request).organisations(Desk.PRODUCER), timezone.now())
    farms = sorted({(one.farm.pk, one.farm.name) for one in sales})
    return render(request, "orders/pages/my_stalls.html", {"sales": sales, "farms": farms})
