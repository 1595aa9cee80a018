from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.kitchen import acts
from bocal.kitchen.reads import findings


@enter(Desk.QUALITY, Desk.DIRECTION)
def seal(request: HttpRequest, pk: int) -> HttpResponse:
    """One sealed record: who, when, and whether its seal still holds."""
    one = findings.seal(pk)
    if one is None:
        raise Http404
    return render(request, "kitchen/pages/seal.html", {"one": one, "holds": acts.holds(one)})
