"""What is owed to the farms; the invoices of all those that agreed, in one gesture."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bocal.billing import acts, reads, words
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.words import say


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def producers(request: Request) -> HttpResponse:
    if request.method == "POST":
        key = request.POST.get("key", "")[:36]
        done = acts.self_bill_all(read=_read(request), author=request.user, key=key, now=timezone.now())
        for farm, refused in done.refused:
            messages.error(request, f"{farm.name} : {say(refused, words.REFUSALS)}")
        if done.made:
            said = ngettext("{n} autofacture faite.", "{n} autofactures faites.", done.made)
            messages.success(request, said.format(n=done.made))
        else:
            messages.info(request, _("Aucune autofacture n’a été faite. Relisez ce qui est dû, puis recommencez."))
        return redirect("billing:producers")
    return render(request, "billing/pages/producers.html", {"owed": reads.producers_owed(), "key": uuid4()})


def _read(request: Request) -> dict[int, int]:
    """What was read on the page, farm by farm."""
    found = {}
    for name, said in request.POST.items():
        pk = name.removeprefix("owed-")
        cents = str(said)
        if pk != name and pk.isdecimal() and cents.lstrip("-").isdecimal() and len(pk + cents) < 30:
            found[int(pk)] = int(cents)
    return found
