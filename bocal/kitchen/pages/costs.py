from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.kitchen.reads import costs as reads


@enter(Desk.PRODUCTION, Desk.ACCOUNTS, Desk.DIRECTION)
def costs(request: HttpRequest) -> HttpResponse:
    """What the latest batches cost, in all and by jar."""
    found = reads.costs(reads.makings())
    rows = [(one, one.cost.per_jar(one.cost.total)) for one in found]
    return render(request, "kitchen/pages/costs.html", {"rows": rows, "no_rates": any(one.no_rates for one in found)})
