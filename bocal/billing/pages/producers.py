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
from bocal.journals.rules import Refused
from bocal.journals.words import say


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def producers(request: Request) -> HttpResponse:
    owed = reads.producers_owed()
    agreed = [one for one in owed if one.agreement and one.expected]
    if request.method == "POST":
        made = 0
        for one in agreed:
            # What was read on the page, farm by farm: a farm whose crates came in since is left for the next time.
            read, key = request.POST.get(f"owed-{one.party.pk}", ""), request.POST.get("key", "")[:36]
            if read != str(one.expected):
                continue
            try:
                acts.self_bill(
                    supplier=one.party,
                    expected=one.expected,
                    author=request.user,
                    key=f"{key}:{one.party.pk}",
                    now=timezone.now(),
                )
                made += 1
            except Refused as refused:
                messages.error(request, f"{one.party.name} : {say(refused, words.REFUSALS)}")
        if made:
            said = ngettext("{n} autofacture faite.", "{n} autofactures faites.", made)
            messages.success(request, said.format(n=made))
        else:
            messages.info(request, _("Aucune autofacture n’a été faite. Relisez ce qui est dû, puis recommencez."))
        return redirect("billing:producers")
    context = {
        "owed": owed,
        "agreed": agreed,
        "agreed_cents": sum(one.expected for one in agreed),
        "total": sum(one.cents for one in owed),
        "key": uuid4(),
    }
    return render(request, "billing/pages/producers.html", context)
