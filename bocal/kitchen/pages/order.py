from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.kitchen import acts, reads, words


@enter(Desk.PRODUCTION, Desk.QUALITY, Desk.DIRECTION)
def order(request: Request, pk: int) -> HttpResponse:
    """One order: what it is made of, where it stands, what comes next."""
    file = reads.file_of(pk)
    line = reads.line_of(file.making) if file else reads.order(pk)
    if line is None:
        raise Http404
    refusal = ""
    if request.method == "POST":
        try:
            acts.cancel(line.order, now=timezone.now())
        except Refused as refused:
            refusal = say(refused, words.REFUSALS)
        else:
            messages.success(request, _("Ordre %(number)s abandonné.") % {"number": line.order.number})
            return redirect("kitchen:orders")
    return render(
        request,
        "kitchen/pages/order.html",
        {
            "line": line,
            "order": line.order,
            "refusal": refusal,
            "chosen": [] if line.making else reads.chosen_lots(line.order),
            "file": file,
            "kettle": reads.kettle(line.making.voucher) if line.making else None,
        },
    )
