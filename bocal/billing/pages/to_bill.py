"""Who may be billed, up to a day."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bocal.billing import reads
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.look.forms import DayField, PlainForm


class UntilForm(PlainForm):
    jusquau = DayField(label=_("Remises jusqu’au"), latest=timezone.localdate)


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def to_bill(request: Request) -> HttpResponse:
    today = timezone.localdate()
    form = UntilForm(request.GET if "jusquau" in request.GET else {"jusquau": today.isoformat()})
    until = form.cleaned_data["jusquau"] if form.is_valid() else today
    waiting = reads.waiting(until=until)
    context = {"form": form, "until": until, "waiting": waiting, "total": sum(one.cents for one in waiting)}
    return render(request, "billing/pages/to_bill.html", context)
