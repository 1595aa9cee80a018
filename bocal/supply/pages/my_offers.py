"""A farmer who has signed in sees what the farm has announced, and takes away what is no longer there."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import enter, held
from bocal.directory.rules import Desk
from bocal.journals import words as journals_words
from bocal.journals.rules import Refused
from bocal.supply import acts, reads, words


@enter(Desk.PRODUCER)
def my_offers(request: HttpRequest) -> HttpResponse:
    """The announcements of the farmer's own farms; a POST withdraws the one it names."""
    now = timezone.now()
    mine = reads.offers_of(held(request).organisations(Desk.PRODUCER))
    if request.method == "POST":
        wanted = request.POST.get("offer", "")
        found = mine.filter(pk=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 19 else None
        if found is None:
            raise Http404
        try:
            acts.withdraw(found, page=request.build_absolute_uri(reverse("supply:offers")), now=now)
            messages.success(request, _("L’annonce est retirée. Merci de nous avoir prévenus."))
        except Refused as refused:
            messages.error(request, journals_words.say(refused, words.REFUSALS))
        return redirect("supply:my_offers")
    shown = Paginator(mine, 20).get_page(request.GET.get("page"))
    rows = reads.announced(shown, today=timezone.localdate(now))
    return render(request, "supply/pages/my_offers.html", {"rows": rows, "shown": shown})
