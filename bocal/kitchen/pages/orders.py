from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.kitchen import reads, words
from bocal.kitchen.rules.stages import Stage


@enter(Desk.PRODUCTION, Desk.QUALITY, Desk.DIRECTION)
def orders(request: HttpRequest) -> HttpResponse:
    """Manufacturing orders by day, and where each stands."""
    asked = request.GET.get("etat", "")
    wanted = Stage(asked) if asked in Stage.__members__.values() else None
    after = request.GET.get("apres", "")
    lines = reads.orders(wanted, before=int(after) if after.isdecimal() and len(after) < 16 else None)
    return render(
        request,
        "kitchen/pages/orders.html",
        {
            "days": reads.by_day(lines),
            "stages": words.STAGES,
            "wanted": wanted,
            "later": lines[-1].order.pk if len(lines) == reads.PAGE else None,
        },
    )
