from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, for_members, held
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.shifts import acts, reads, words


@for_members
def shifts(request: Request) -> HttpResponse:
    """Where hands are wanted: one tap says that one comes, another that one does not."""
    now = timezone.now()
    if request.method == "POST":
        wanted = request.POST.get("shift", "")
        found = reads.shift(int(wanted)) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 19 else None
        if found is None:
            raise Http404
        try:
            if "away" in request.POST:
                acts.stay_away(shift=found, person=request.user, now=now)
                messages.success(request, _("C’est noté : vous ne venez plus. Merci d’avoir prévenu."))
            else:
                acts.come(shift=found, person=request.user, now=now)
                messages.success(request, _("Merci ! C’est noté : vous venez."))
        except Refused as refused:
            messages.error(request, words.say(refused))
        return redirect("shifts:shifts")
    today = timezone.localdate(now)
    context = {
        "open": reads.to_come(request.user.pk, now),
        "given": reads.minutes_since(request.user.pk, today.replace(month=1, day=1)),
        "year": today.year,
        "plans": held(request).any_of((Desk.POINT, Desk.SALES, Desk.DIRECTION)),
    }
    return render(request, "shifts/pages/shifts.html", context)
