from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bocal.directory.doors import Request, enter
from bocal.directory.doors import collective as collective_of
from bocal.directory.rules import Desk
from bocal.orders import acts
from bocal.orders.reads import waiting as reads


@enter(Desk.SALES, Desk.DIRECTION)
def waiting(request: Request) -> HttpResponse:
    """What was ordered and waits because there was not enough; what may be served of it now is in one gesture."""
    collective = collective_of(request)
    if collective is None:
        raise Http404
    now = timezone.now()
    if request.method == "POST":
        served = acts.serve_all(now=now)
        said = ngettext("%(n)s ligne promise.", "%(n)s lignes promises.", served.lines) % {"n": served.lines}
        rest = ngettext(
            "%(n)s attend encore, en tout ou en partie.",
            "%(n)s attendent encore, en tout ou en partie.",
            served.waits,
        )
        if served.waits:
            said += " " + rest % {"n": served.waits}
        if served.lines:
            messages.success(request, said)
        else:
            messages.warning(request, _("Il n’y a rien de nouveau à promettre : tout attend encore."))
        return redirect("orders:waiting")
    today = timezone.localdate(now)
    rows = reads.servable(reads.waiting_lines(today), today=today, owner=collective.organisation)
    context = {
        "rows": rows,
        "servable": sum(row.possible > 0 for row in rows),
        "full": len(rows) == reads.MOST_WAITING,
    }
    return render(request, "orders/pages/waiting.html", context)
