"""Behind its personal link, a farm says what its gifts of the year are worth."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from bocal.directory import reads as directory
from bocal.directory.doors import by_link
from bocal.directory.rules import LinkPurpose
from bocal.journals import words as journals_words
from bocal.journals.rules import Refused
from bocal.supply import words
from bocal.supply.acts import gifts as acts
from bocal.supply.pages.offer import gone
from bocal.supply.pages.valuing import Valued, values
from bocal.supply.reads import gifts as reads
from bocal.supply.rules.gifts import MOST_LINES, ValueSaid


@by_link
@never_cache
def my_gifts(request: HttpRequest, token: str) -> HttpResponse:
    """This year's gifts of the link's own farm, and last year's until the spring."""
    now = timezone.now()
    today = timezone.localdate(now)
    link = directory.link(token, LinkPurpose.SURPLUS, today=today)
    if link is None:
        return gone(request, token)
    farm = link.organisation
    year = today.year if today.month > 4 else None
    found = reads.lines(year=year, donor=farm.pk)
    if year is None:
        found = found.filter(reception__voucher__day__year__gte=today.year - 1)
    rows = [Valued(line, request.POST if request.method == "POST" else None) for line in found[:MOST_LINES]]
    if request.method == "POST" and (told := values(rows)) is not None:
        try:
            acts.value(donor=farm, values=told, said=ValueSaid.LINK, by=None, now=now)
            messages.success(request, _("C’est noté, merci !"))
        except Refused as refused:
            messages.error(request, journals_words.say(refused, words.REFUSALS))
        return redirect("supply:my_gifts", token=token)
    return render(request, "supply/pages/my_gifts.html", {"farm": farm, "rows": rows, "token": token})
