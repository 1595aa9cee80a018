from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.kitchen import acts, notices
from bocal.kitchen.rules.deviations import Sealed
from bocal.measure.period import parse_day
from bocal.measure.unreadable import Unreadable


@enter(Desk.QUALITY, Desk.DIRECTION)
def day_record(request: Request) -> HttpResponse:
    """What was read, made, cooked, found and decided on a day; sealed, it is a PDF for the inspector."""
    today = timezone.localdate()
    try:
        day = min(parse_day(request.GET.get("jour", "")), today)
    except Unreadable:
        day = today
    told = notices.day_record(day)
    if request.method == "POST":
        written = acts.seal(
            Sealed.DAY,
            told,
            day=day,
            author=request.user,
            key=request.POST.get("key", "")[:64],
            now=timezone.now(),
        )
        messages.success(request, _("Dossier scellé."))
        return redirect("kitchen:seal", written.pk)
    # On a phone each cell stands beside its title.
    parts = [
        {**part, "rows": [list(zip(part["head"], row, strict=True)) for row in part["rows"]]} for part in told["parts"]
    ]
    return render(request, "kitchen/pages/day_record.html", {"told": told, "parts": parts, "day": day})
