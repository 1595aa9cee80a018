from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.kitchen.reads import costs as reads
from bocal.kitchen.words import bench


@enter(Desk.PRODUCTION, Desk.ACCOUNTS, Desk.DIRECTION)
def cost(request: HttpRequest, pk: int) -> HttpResponse:
    """What a batch cost, part by part, in all and by jar."""
    found = reads.cost_of(pk)
    if found is None:
        raise Http404
    labels = dict(bench.COSTS)
    context = {
        "found": found,
        "order": found.making.order,
        "rows": [(labels[part.kind], part, found.cost.per_jar(part.cents)) for part in found.cost.parts],
        "jar": found.cost.per_jar(found.cost.total),
        "fair": found.cost.per_jar(found.cost.fair),
    }
    return render(request, "kitchen/pages/cost.html", context)
