from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.kitchen import acts, reads, words


def _person(asked: str) -> int | None:
    """Whose key a form sends; 0 is nobody's, and refused."""
    return (int(asked) if asked.isdecimal() and len(asked) < 16 else 0) if asked else None


@enter(Desk.PRODUCTION, Desk.QUALITY, Desk.DIRECTION)
def order(request: Request, pk: int) -> HttpResponse:
    """One order: what it is made of, where it stands, what comes next."""
    file = reads.file_of(pk)
    line = reads.line_of(file.making) if file else reads.order(pk)
    if line is None:
        raise Http404
    refusal = ""
    if request.method == "POST":
        assigning = request.POST.get("what") == "assign"
        try:
            if assigning:
                acts.assign(line.order, to=_person(request.POST.get("qui", "")))
            else:
                acts.cancel(line.order, now=timezone.now())
        except Refused as refused:
            refusal = say(refused, words.REFUSALS)
        else:
            said = _("%(number)s : noté.") if assigning else _("Ordre %(number)s abandonné.")
            messages.success(request, said % {"number": line.order.number})
            if not assigning:
                return redirect("kitchen:orders")
            if week := request.POST.get("semaine", ""):
                return redirect(f"{reverse('kitchen:board')}?{urlencode({'semaine': week})}")
            return redirect("kitchen:order", pk)
    return render(
        request,
        "kitchen/pages/order.html",
        {
            "line": line,
            "order": line.order,
            "refusal": refusal,
            "cooks": [] if line.making else reads.cooks_people(),
            "me": request.user.pk,
            "chosen": [] if line.making else reads.chosen_lots(line.order),
            "file": file,
            "kettle": reads.kettle(line.making.voucher) if line.making else None,
        },
    )
