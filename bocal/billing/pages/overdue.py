"""Who has not paid in time, and the gesture that writes to them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bocal.billing import acts, reads, words
from bocal.directory import reads as directory
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def overdue(request: Request) -> HttpResponse:
    if request.method == "POST":
        chosen = {int(pk) for pk in request.POST.getlist("customer") if pk.isdecimal() and len(pk) < 18}
        try:
            done = acts.remind(customers=chosen, author=request.user, now=timezone.now())
        except Refused as refused:
            messages.error(request, say(refused, words.REFUSALS))
        else:
            if not done.customers:
                messages.warning(request, _("Ces clients ont déjà été relancés aujourd’hui."))
                return redirect("billing:overdue")
            said = ngettext("{n} client relancé.", "{n} clients relancés.", done.customers)
            messages.success(request, said.format(n=done.customers))
        return redirect("billing:overdue")
    today = timezone.localdate()
    found = reads.overdue(today)
    names = [label for _customer, label in directory.told_apart(one.customer for one in found)]
    context = {
        "overdue": list(zip(found, names, strict=True)),
        "total": sum(one.cents for one in found),
        "today": today,
    }
    return render(request, "billing/pages/overdue.html", context)
