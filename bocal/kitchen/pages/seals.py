from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.kitchen.reads import findings


@enter(Desk.QUALITY, Desk.DIRECTION)
def seals(request: HttpRequest) -> HttpResponse:
    """Records that were sealed; one is found again by the first characters of the print on its paper."""
    wanted = request.GET.get("empreinte", "")[:80]
    found = findings.seal_by_print(wanted) if wanted else None
    if found:
        return redirect("kitchen:seal", found.pk)
    return render(request, "kitchen/pages/seals.html", {"seals": findings.seals()[:100], "wanted": wanted})
